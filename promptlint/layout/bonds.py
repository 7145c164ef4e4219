"""What must move together, and what must stay together."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from promptlint.layout.holds import Hold, has_header
from promptlint.layout.shape import Shape

_SENTENCE = re.compile(r"[.!?](?:\s|$)|[。！？]")
_WORDS_OF_DATA = 8
# So many lines that do not change may go along below one that does.
_STATIC_CHILDREN = 4


class Bonds:
    """What binds the lines of a text.

    Args:
        shape: the text.
        marked: the lines in which something changes.
    """

    def __init__(self, shape: Shape, marked: AbstractSet[int]) -> None:
        self._shape = shape
        self._marked = marked
        self.nameless: set[int] = set()
        """Lines that mean nothing without what announces them."""
        self.fixed = set(shape.closed)
        """Lines that do not move by themselves, only with all that holds them."""
        for hold in shape.holds:
            if hold.kind in ("table", "quote", "brackets", "record"):
                self.fixed |= shape.content(hold.first, hold.last)
            elif hold.kind == "element":
                self.fixed |= {hold.first, hold.last}
        for number in marked:
            if (
                shape.numbered(number)
                or shape.heading(number) is not None
                or shape.underlined(number)
                or shape.parent(number) is not None
            ):
                self.fixed.add(number)
        self._announced = {
            number: shape.announced(number)
            for number in range(len(shape.lines))
            if shape.introduces(number) or shape.heading(number) is not None
        }

    def grown(self) -> set[int]:
        """The lines of everything that is whole about what changes: elements, tables, lists."""
        shape = self._shape
        grown: set[int] = set()
        wholes = [
            shape.content(hold.first, hold.last)
            for hold in shape.holds
            if hold.kind in ("element", "record", "brackets", "quote")
            or (hold.kind == "table" and has_header(shape, hold))
        ]
        for number in self._marked & self.fixed - shape.closed:
            if shape.heading(number) is not None:
                wholes.append({number} | self._announced[number])
            parent = shape.parent(number)
            if parent is not None:
                wholes.append(shape.content(parent, shape.family_end(parent)))
            if shape.item(number):
                wholes.append(self._list(number))
        for whole in sorted(wholes, key=len):
            if self._changes(whole):
                grown |= whole
        return grown

    def _list(self, number: int) -> set[int]:
        """The list in which an item stands."""
        shape, indent = self._shape, self._shape.indents[number]
        first, at = number, number - 1
        while at >= 0 and (shape.blank(at) or shape.indents[at] > indent or shape.item(at)):
            if shape.indents[at] < indent and not shape.blank(at):
                break
            first = at if shape.item(at) and shape.indents[at] == indent else first
            at -= 1
        last, at = number, number + 1
        while at < len(shape.lines) and (
            shape.blank(at) or shape.indents[at] > indent or shape.item(at)
        ):
            if shape.indents[at] < indent and not shape.blank(at):
                break
            last = last if shape.blank(at) else at
            at += 1
        return shape.content(first, last)

    def _changes(self, whole: AbstractSet[int]) -> bool:
        """Whether at least half of some lines change, and the others are but data beside them."""
        shape = self._shape
        inner = {
            number
            for number in whole
            if not shape.only_tags(number)
            and (shape.lines[number].strip(" \t\r\n{}[](),;|:-=") or number in self._marked)
            and not (shape.introduces(number) and number not in self._marked)
            and shape.heading(number) is None
        }
        changing = whole & self._marked
        return (
            bool(changing)
            and 2 * len(changing) >= len(inner | changing)
            and all(self._is_data(number) for number in inner - changing)
        )

    def _is_data(self, number: int) -> bool:
        """Whether a line reads like a value, not like a sentence that tells the model something."""
        line = self._shape.lines[number]
        if number in self._shape.closed:
            return False
        body = line[item.end() :] if (item := self._shape.item(number)) else line
        short = len(body.split()) <= _WORDS_OF_DATA and not _SENTENCE.search(body.rstrip())
        return short or body.lstrip().startswith(("<", "|"))

    def kept(self, chosen: set[int], spots: list[set[int]]) -> set[int]:
        """Those of the chosen lines that can go without leaving anything behind.

        Headings and introductions that are left with nothing below them go along.

        Args:
            chosen: the lines that are to go.
            spots: the lines of each text that changes.
        """
        chosen = set(chosen)
        # Every round but the last takes a line out for good, or takes a heading in.
        for _ in range(2 * len(self._shape.lines) + 1):
            if not chosen:
                break
            added = self._deserted(chosen)
            barred = self._barred(chosen | added, spots)
            if not added and not barred:
                return chosen
            chosen = (chosen | added) - barred
        return set()

    def _deserted(self, chosen: AbstractSet[int]) -> set[int]:
        """Headings and introductions all of whose lines are to go."""
        shape, added = self._shape, set()
        for number, below in self._announced.items():
            if below and below <= chosen and number not in chosen:
                added.add(number)
        for number in chosen:
            if shape.underlined(number + 1) and number + 1 not in chosen:
                added.add(number + 1)
        for hold in shape.holds:
            if hold.kind == "template":
                whole = shape.content(hold.first, hold.last)
                inner = {number for number in whole if not shape.only_tags(number)}
                if inner and inner <= chosen:
                    added |= whole - chosen
        return added

    def _barred(self, chosen: AbstractSet[int], spots: list[set[int]]) -> set[int]:
        """Chosen lines that cannot go as things are."""
        shape = self._shape
        barred: set[int] = set()
        for whole in spots:
            if not whole <= chosen:
                barred |= whole & chosen
        for hold in shape.holds:
            whole = shape.content(hold.first, hold.last)
            if not whole <= chosen and self._tears(hold, chosen):
                barred |= whole & chosen
        for number in chosen:
            barred |= self._torn_from(number, chosen)
        for number, below in self._announced.items():
            if number in chosen and not below <= chosen:
                barred.add(number)
            elif number in chosen and self._is_counted(number):
                barred |= {number} | below
        named = {n for intro in chosen & self._announced.keys() for n in self._announced[intro]}
        return barred | {n for n in self.nameless & chosen if n not in named | self._inside(chosen)}

    def _tears(self, hold: Hold, chosen: AbstractSet[int]) -> bool:
        if hold.kind == "element":
            return hold.first in chosen or hold.last in chosen
        return True

    def _torn_from(self, number: int, chosen: AbstractSet[int]) -> set[int]:
        """What a line must not leave: its parent, its children, the rest of its numbered list."""
        shape = self._shape
        parent = shape.parent(number)
        if parent is not None and parent not in chosen:
            return {number}
        children = shape.content(number + 1, shape.family_end(number))
        if not children <= chosen or (
            len(children - self._marked) > _STATIC_CHILDREN and not shape.introduces(number)
        ):
            return {number}
        if shape.item(number) and shape.numbered(number) and not self._list(number) <= chosen:
            return {number}
        if shape.underlined(number) and number - 1 not in chosen:
            return {number}
        return set()

    def _is_counted(self, number: int) -> bool:
        """Whether a heading has a number, and others that follow it have theirs."""
        shape = self._shape
        return (
            shape.heading(number) is not None
            and shape.numbered(number)
            and any(
                shape.heading(other) == shape.heading(number) and shape.numbered(other)
                for other in self._announced
                if other > number
            )
        )

    def _inside(self, chosen: AbstractSet[int]) -> set[int]:
        """The lines of elements that go as a whole."""
        return {
            number
            for hold in self._shape.holds
            if hold.kind in ("element", "record") and {hold.first, hold.last} <= chosen
            for number in range(hold.first + 1, hold.last)
        }
