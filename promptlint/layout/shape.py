"""How a text is built: its headings, lists, introductions, and what is indented below what."""

from __future__ import annotations

import re

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
        self._level_first_line()
        self._levels: dict[int, int | None] = {}
        self.closed: set[int] = set()
        """Lines of code and comments."""
        self.holds: list[Hold] = []
        for hold in closed_holds(self):
            if not self.closed & set(range(hold.first, hold.last + 1)):
                self.holds.append(hold)
                self.closed.update(range(hold.first, hold.last + 1))
        self.holds += open_holds(self, self.closed)
        self._scopes = [hold for hold in self.holds if hold.kind not in ("fence", "comment")]

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

    def announced(self, number: int) -> set[int]:
        """The lines that a heading or an introduction is about."""
        level = self.heading(number)
        return self._section(number, level) if level is not None else self._below(number)

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
        above = number - 1
        while above >= 0 and (self.blank(above) or self.indents[above] >= self.indents[number]):
            above -= 1
        if above < 0 or self.only_tags(above) or self.heading(above) is not None:
            return None
        return None if self.underlined(above) else above

    def family_end(self, number: int) -> int:
        """The last line that follows a line and is indented deeper."""
        last = number
        if self.only_tags(number) or self.heading(number) is not None or self.underlined(number):
            return last
        for at in range(number + 1, len(self.lines)):
            if not self.blank(at):
                if self.indents[at] <= self.indents[number]:
                    break
                last = at
        return last

    def cut_before(self, begin: int, offset: int) -> int | None:
        """The last place between two offsets at which a text falls into two that each make sense.

        That is the beginning of a paragraph in no hold, with its parent and its introduction.
        """
        announced = {
            min(below): number
            for number in range(self.number(offset) + 1)
            if (self.introduces(number) or self.heading(number) is not None)
            and (below := self.announced(number))
        }
        for number in range(self.number(offset), self.number(begin), -1):
            if self.blank(number) or not self.blank(number - 1) or number in announced:
                continue
            held = any(hold.first < number <= hold.last for hold in self.holds)
            if not held and self.parent(number) is None and self.starts[number] > begin:
                return self.starts[number]
        return None

    def _section(self, number: int, level: int) -> set[int]:
        below: set[int] = set()
        for at in range(number + 1, self._scope_end(number) + 1):
            other = self.heading(at)
            if other is not None and other <= level:
                break
            if not self.blank(at) and not (at == number + 1 and self.underlined(at)):
                below.add(at)
        return below

    def _below(self, number: int) -> set[int]:
        """What stands right below an introduction: an element, a list, a paragraph."""
        end, at = self._scope_end(number), number + 1
        while at <= end and self.blank(at):
            at += 1
        if at > end or self.heading(at) is not None:
            return set()
        holds = [hold.last for hold in self.holds if hold.first == at and hold.last <= end]
        if holds:
            return self.content(at, max(holds))
        if self.indents[at] > self.indents[number] and self.family_end(number) <= end:
            return self.content(at, self.family_end(number))
        last = self._list_end(at, end) if self.item(at) else self._paragraph_end(at, end)
        return self.content(at, last)

    def _list_end(self, first: int, end: int) -> int:
        """The last line of the list that begins with a line, `end` at the latest."""
        last = min(self.family_end(first), end)
        while last < end:
            following = last + 1
            while following < end and self.blank(following):
                following += 1
            if self.item(following) is None:
                break
            last = min(self.family_end(following), end)
        return last

    def _paragraph_end(self, first: int, end: int) -> int:
        last = min(self.family_end(first), end) if self.introduces(first) else first
        while last < end and not self.edge(last + 1):
            last += 1
        return last

    def _scope_end(self, number: int) -> int:
        """The last line of what a line stands in: what it announces ends there at the latest."""
        return min(
            (hold.last - 1 for hold in self._scopes if hold.first < number <= hold.last),
            default=len(self.lines) - 1,
        )

    def _level_first_line(self) -> None:
        """Where all lines are indented but the first, it is as if that were, too."""
        full = [number for number, line in enumerate(self.lines) if line.strip()]
        if len(full) < 2 or self.lines[full[0]].rstrip().endswith(_OPENS):
            return
        self.indents[full[0]] = max(self.indents[full[0]], min(self.indents[n] for n in full[1:]))
