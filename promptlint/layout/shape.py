"""How a text is built: its headings, lists, introductions, and what is indented below what."""

from __future__ import annotations

import re
from bisect import bisect_left
from heapq import heappop, heappush

from promptlint.layout.holds import ITEM, Hold, closed_holds, open_holds
from promptlint.layout.lines import Lines

_HEADING = re.compile(r"[ \t]*(#{1,6})[ \t]")
_UNDERLINE = re.compile(r"[ \t]{0,3}(=+|-{2,})[ \t]*\r?$")
_RULER = re.compile(r"[ \t]*([-*_=])(?:[ \t]*\1){2,}[ \t]*\r?$")
_ONLY_TAGS = re.compile(
    r"(?:\s*<[/!]?[A-Za-z-][^<>]*>|\s*\{%.*?%\}|\s*\{\{[-~]?\s*[#/^].*?\}\}|\s*<%.*?%>"
    r"|\s*\{\{-?\s*(?:if|else|end|range|with|block|define)\b[^}]*\}\})+\s*$"
)
_CAPITALS = re.compile(r"[A-Z][A-Z0-9 &/_-]{3,}\s*$")
_BOLD = re.compile(r"\s*(\*\*|__)[^*_]+\1\s*$")
_NUMBER = re.compile(r"[ \t]*(?:#{1,6}[ \t]+)?(?:\w+[ \t])?\d+(?:\.\d+)*[.:)]?[ \t]")
_INTRODUCES = (":", "：", ":**", ":*", "：**")
_OPENS = (*_INTRODUCES, "|", "|-", ">", ">-", "{", "[", "(")
_TAB = 4


class Shape(Lines):
    """A text as lines, with what is known about each, and what holds them together."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        spaced = [line.expandtabs(_TAB) for line in self.lines]
        self.indents = [len(line) - len(line.lstrip()) for line in spaced]
        self._levels: dict[int, int | None] = {}
        self.closed: set[int] = set()
        """Lines of code and comments."""
        self.holds: list[Hold] = []
        for hold in closed_holds(self):
            if not self.closed & set(range(hold.first, hold.last + 1)):
                self.holds.append(hold)
                self.closed.update(range(hold.first, hold.last + 1))
        self.holds += open_holds(self, self.closed)
        self._begun: dict[int, int] = {}
        for hold in self.holds:
            self._begun[hold.first] = max(hold.last, self._begun.get(hold.first, 0))
        self._level_first_line()
        self._headings = [n for n in range(len(self.lines)) if self.heading(n) is not None]
        self._scope_ends = self._find_scopes()
        self._find_families()

    def heading(self, number: int) -> int | None:
        """The level of the heading that a line is, if it is one."""
        if number not in self._levels:
            self._levels[number] = self._level(number)
        return self._levels[number]

    def _level(self, number: int) -> int | None:
        if self.blank(number) or number in self.closed:
            return None
        line = self.lines[number]
        if found := _HEADING.match(line):
            return len(found[1])
        if self.edge_by_mark(number) or self.blank(number + 1) or number + 1 in self.closed:
            return None
        under = _UNDERLINE.match(self.lines[number + 1])
        return None if under is None else 1 if under[1][0] == "=" else 2

    def underlined(self, number: int) -> bool:
        """Whether a line is the underline of a heading."""
        return (
            number > 0
            and self.heading(number - 1) is not None
            and not _HEADING.match(self.lines[number - 1])
        )

    def item(self, number: int) -> re.Match[str] | None:
        """The bullet or number of a list item."""
        if self.blank(number) or number in self.closed or _RULER.match(self.lines[number]):
            return None
        return ITEM.match(self.lines[number])

    def numbered(self, number: int) -> bool:
        """Whether a line is an item of a numbered list, or a numbered heading."""
        item = self.item(number)
        if item is not None:
            return item[1][0].isdigit()
        return self.heading(number) is not None and _NUMBER.match(self.lines[number]) is not None

    def introduces(self, number: int) -> bool:
        """Whether a line announces what is below it: `Context:`, `**Context**`, `CONTEXT`."""
        if self.blank(number) or number in self.closed or self.heading(number) is not None:
            return False
        line = self.lines[number].rstrip()
        return line.endswith(_INTRODUCES) or bool(_BOLD.match(line) or _CAPITALS.match(line))

    def announced(self, number: int) -> tuple[int, int] | None:
        """The first and last line of what a heading or an introduction is about."""
        level, end = self.heading(number), self._scope_ends[number]
        first = number + 1 + (level is not None and self.underlined(number + 1))
        while first <= end and self.blank(first):
            first += 1
        if first > end:
            return None
        return (
            self._below(number, first, end) if level is None else self._section(level, first, end)
        )

    def only_tags(self, number: int) -> bool:
        """Whether a line holds nothing but tags of elements or templates."""
        return not self.blank(number) and _ONLY_TAGS.match(self.lines[number]) is not None

    def edge_by_mark(self, number: int) -> bool:
        """Whether a line shows by how it begins that it goes on with nothing before it."""
        line = self.lines[number]
        return bool(
            self.item(number)
            or _RULER.match(line)
            or self.only_tags(number)
            or line.lstrip().startswith(("|", ">"))
        )

    def edge(self, number: int) -> bool:
        """Whether a sentence can neither go into a line nor come out of it."""
        return (
            self.blank(number)
            or number in self.closed
            or self.edge_by_mark(number)
            or self.heading(number) is not None
            or self.underlined(number)
        )

    def parent(self, number: int) -> int | None:
        """The line that an indented line belongs to."""
        above = self._above[number]
        return None if above is None or self._is_frame(above) else above

    def family_end(self, number: int) -> int:
        """The last line that follows a line and is indented deeper."""
        return number if self._is_frame(number) else self._ends[number]

    def _is_frame(self, number: int) -> bool:
        """Whether what is indented below a line is so for looks: a tag, a heading."""
        return self.only_tags(number) or self.heading(number) is not None or self.underlined(number)

    def cut_before(self, begin: int, offset: int) -> int | None:
        """The last place between two offsets at which a text falls into two that each make sense.

        That is the beginning of a paragraph in no hold, with its parent and its introduction.
        """
        last = self.number(offset)
        held = {n for hold in self.holds for n in range(hold.first + 1, min(hold.last, last) + 1)}
        announced = {
            below[0]
            for number in range(last + 1)
            if (self.introduces(number) or self.heading(number) is not None)
            and (below := self.announced(number))
        }
        for number in range(last, self.number(begin), -1):
            if self.blank(number) or not self.blank(number - 1) or number in announced:
                continue
            if number not in held and self.parent(number) is None and self.starts[number] > begin:
                return self.starts[number]
        return None

    def _section(self, level: int, first: int, end: int) -> tuple[int, int] | None:
        at = bisect_left(self._headings, first)
        for number in self._headings[at:]:
            if number > end:
                break
            if (self.heading(number) or 0) <= level:
                end = number - 1
                break
        return (first, end) if first <= end else None

    def _below(self, number: int, first: int, end: int) -> tuple[int, int] | None:
        """What stands right below an introduction: an element, a list, a paragraph."""
        if self.heading(first) is not None:
            return None
        if first in self._begun and self._begun[first] <= end:
            return first, self._begun[first]
        if self.indents[first] > self.indents[number] and self.family_end(number) <= end:
            return first, self.family_end(number)
        if self.introduces(first):
            return first, min(self.family_end(first), end)
        return first, (self._list_end if self.item(first) else self._paragraph_end)(first, end)

    def _list_end(self, first: int, end: int) -> int:
        """The last line of the list that begins with a line, `end` at the latest."""
        last = min(self.family_end(first), end)
        while last < end:
            following = last + 1
            while following < end and self.blank(following):
                following += 1
            # Bullets do not go on with a numbered list, nor the other way round.
            if self.item(following) is None or self.numbered(following) != self.numbered(first):
                break
            last = min(self.family_end(following), end)
        return last

    def _paragraph_end(self, first: int, end: int) -> int:
        last = first
        while last < end and not self.edge(last + 1):
            last += 1
        return last

    def _find_scopes(self) -> list[int]:
        """For each line the last line of what it stands in: what it announces ends there."""
        begun: dict[int, list[int]] = {}
        for hold in self.holds:
            if hold.kind not in ("front", "fence", "comment"):
                begun.setdefault(hold.first, []).append(hold.last)
        ends: list[int] = []
        around = [len(self.lines)]
        for number in range(len(self.lines)):
            while around[0] < number:
                heappop(around)
            ends.append(around[0] - 1)
            for last in begun.get(number, ()):
                heappush(around, last)
        return ends

    def _find_families(self) -> None:
        """The line that each line is indented below, and the last that is below it."""
        self._above: list[int | None] = [None] * len(self.lines)
        self._ends = list(range(len(self.lines)))
        chain: list[int] = []
        last = 0
        for number, indent in enumerate(self.indents):
            if self.blank(number):
                continue
            while chain and self.indents[chain[-1]] >= indent:
                self._ends[chain.pop()] = last
            self._above[number] = chain[-1] if chain else None
            chain.append(number)
            last = number
        for number in chain:
            self._ends[number] = last

    def _level_first_line(self) -> None:
        """Where all lines are indented but the first, it is as if that were, too."""
        full = [number for number, line in enumerate(self.lines) if line.strip()]
        if len(full) < 2 or self.lines[full[0]].rstrip().endswith(_OPENS) or self.item(full[0]):
            return
        self.indents[full[0]] = max(self.indents[full[0]], min(self.indents[n] for n in full[1:]))
