"""What must move together, and what must stay together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from itertools import accumulate

from promptlint.layout.holds import has_header
from promptlint.layout.shape import Shape

_SENTENCE = re.compile(r"[.!?](?:\s|$)|[。！？]")
_WORDS_OF_DATA = 8
# So many lines that do not change may go along below one that does.
_STATIC_CHILDREN = 4
# What has more lines is not all about what changes.
_LARGEST = 200
# In every round a line or more is taken out, or a heading in; more than a few nobody writes.
_ROUNDS = 100


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
        self._lists: dict[int, tuple[int, int]] = {}
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
            number: below
            for number in range(len(shape.lines))
            if (shape.introduces(number) or shape.heading(number) is not None)
            and (below := shape.announced(number))
        }
        full = (not shape.blank(number) for number in range(len(shape.lines)))
        self._full = list(accumulate(full, initial=0))
        self._last_counted = {
            level: number
            for number in self._announced
            if (level := shape.heading(number)) is not None and shape.numbered(number)
        }
        self._counted_lists = {
            whole
            for number in marked
            if shape.item(number) and shape.numbered(number) and (whole := self._list(number))
        }

    def grown(self) -> set[int]:
        """The lines of everything that is whole about what changes: elements, tables, lists."""
        shape = self._shape
        wholes = {
            (hold.first, hold.last)
            for hold in shape.holds
            if hold.kind in ("front", "element", "record", "brackets", "quote")
            or (hold.kind == "table" and has_header(shape, hold))
        }
        for number in self._marked & self.fixed - shape.closed:
            if shape.heading(number) is not None and number in self._announced:
                wholes.add((number, self._announced[number][1]))
            parent = shape.parent(number)
            if parent is not None:
                wholes.add((parent, shape.family_end(parent)))
        wholes |= self._counted_lists
        grown: set[int] = set()
        for first, last in wholes:
            if last - first < _LARGEST and self._changes(whole := shape.content(first, last)):
                grown |= whole
        return grown

    def _list(self, number: int) -> tuple[int, int]:
        """The first and last line of the list in which an item stands."""
        if number not in self._lists:
            shape, indent = self._shape, self._shape.indents[number]
            first, items, at = number, [number], number - 1
            while self._goes_on(at, indent):
                if shape.item(at) and shape.indents[at] == indent:
                    first = at
                    items.append(at)
                at -= 1
            last, at = number, number + 1
            while self._goes_on(at, indent):
                if not shape.blank(at):
                    last = at
                    items.append(at)
                at += 1
            for item in items:
                if shape.indents[item] == indent:
                    self._lists[item] = first, last
        return self._lists[number]

    def _goes_on(self, number: int, indent: int) -> bool:
        """Whether a line is of a list with that indentation, or a gap in it."""
        shape = self._shape
        if not 0 <= number < len(shape.lines):
            return False
        deeper = shape.indents[number] - indent
        return shape.blank(number) or deeper > 0 or (deeper == 0 and shape.item(number) is not None)

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
        for _ in range(_ROUNDS):
            if not chosen:
                break
            before = len(chosen)
            self._add_deserted(chosen)
            barred = self._barred(chosen, spots)
            if len(chosen) == before and not barred:
                return chosen
            chosen -= barred
        return set()

    def _add_deserted(self, chosen: set[int]) -> None:
        """Take in headings and introductions all of whose lines are to go, and tags around them."""
        shape = self._shape
        counted = self._counts(chosen)
        for number, (first, last) in reversed(self._announced.items()):
            # What is below may just have come in, by one line.
            within = (first in chosen) + counted[last + 1] - counted[first + 1]
            if number not in chosen and within == self._full[last + 1] - self._full[first]:
                chosen.add(number)
        chosen |= {n + 1 for n in chosen if shape.underlined(n + 1)}
        for hold in shape.holds:
            if hold.kind == "template" and hold.first not in chosen:
                whole = shape.content(hold.first, hold.last)
                if whole & chosen and all(map(shape.only_tags, whole - chosen)):
                    chosen |= whole

    def _counts(self, chosen: AbstractSet[int]) -> list[int]:
        """How many lines are chosen before each."""
        lines = range(len(self._shape.lines))
        return list(accumulate((number in chosen for number in lines), initial=0))

    def _barred(self, chosen: AbstractSet[int], spots: list[set[int]]) -> set[int]:
        """Chosen lines that cannot go as things are."""
        shape = self._shape
        counted, full, order = self._counts(chosen), self._full, sorted(chosen)

        def goes(first: int, last: int) -> bool:
            return counted[last + 1] - counted[first] == full[last + 1] - full[first]

        def some(first: int, last: int) -> list[int]:
            return order[counted[first] : counted[last + 1]]

        barred = {n for whole in spots if not whole <= chosen for n in whole & chosen}
        for hold in shape.holds:
            edges = hold.first in chosen or hold.last in chosen
            if (edges or hold.kind != "element") and not goes(hold.first, hold.last):
                barred.update(some(hold.first, hold.last))
        for whole in self._counted_lists:
            if not goes(*whole):
                barred.update(n for n in some(*whole) if shape.numbered(n))
        barred |= {number for number in chosen if self._is_torn(number, chosen, goes)}
        named = set(self._inside(chosen))
        for number in chosen & self._announced.keys():
            below = self._announced[number]
            if not goes(*below):
                barred.add(number)
            elif self._is_counted(number):
                barred |= {number, *some(*below)}
            else:
                named.update(n for n in self.nameless if below[0] <= n <= below[1])
        return barred | (self.nameless & chosen - named)

    def _is_torn(
        self, number: int, chosen: AbstractSet[int], goes: Callable[[int, int], bool]
    ) -> bool:
        """Whether a line would leave its parent, its children, or the title it underlines."""
        shape = self._shape
        parent, end = shape.parent(number), shape.family_end(number)
        if parent is not None and parent not in chosen:
            return True
        if shape.underlined(number) and number - 1 not in chosen:
            return True
        if not goes(number, end):
            return True
        static = self._full[end + 1] - self._full[number] - 1
        if static <= _STATIC_CHILDREN or shape.introduces(number):
            return False
        return len(shape.content(number + 1, end) - self._marked) > _STATIC_CHILDREN

    def _is_counted(self, number: int) -> bool:
        """Whether a heading has a number, and others that follow it have theirs."""
        shape = self._shape
        level = shape.heading(number)
        return level is not None and shape.numbered(number) and number < self._last_counted[level]

    def _inside(self, chosen: AbstractSet[int]) -> Iterator[int]:
        """Nameless lines in elements that go as a whole."""
        for hold in self._shape.holds:
            if hold.kind in ("element", "record") and {hold.first, hold.last} <= chosen:
                yield from (n for n in self.nameless if hold.first < n < hold.last)
