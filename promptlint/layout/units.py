"""Which lines of a text can move by themselves.

A unit is self-contained: a `label: value` line, a list item, a line that is one sentence, an XML
element, a Markdown section with its heading, a list with the line that introduces it. What
stands inside prose, a table or a code block is no unit: only its author can take it out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from promptlint.text import Span

_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_HEADING = re.compile(r"[ \t]*(#{1,6})[ \t]")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+")
_LABEL = re.compile(
    r"[ \t]*(?:[-*+•][ \t]+)?[*_`\"]*[^\W\d_][^:=\n]{0,60}?[*_`\"]*[ \t]*[:=：][ \t]*"
)
_OPEN_TAG = re.compile(r"[ \t]*<([A-Za-z][\w.-]*)(?:[ \t][^<>]*)?>")
_SENTENCE_END = re.compile(r"[.!?。！？][\"')\]]*(?=\s|$)")


class Unit(NamedTuple):
    """Whole lines that can move: offsets in the text, line ends included."""

    start: int
    end: int


class Lines:
    """A text as lines, with what is known about each."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = re.findall(r"[^\n]*\n|[^\n]+", text)
        self.starts: list[int] = []
        at = 0
        for line in self.lines:
            self.starts.append(at)
            at += len(line)
        self.fenced = self._fences()

    def _fences(self) -> list[bool]:
        inside, fenced = False, []
        for line in self.lines:
            fence = _FENCE.match(line) is not None
            fenced.append(inside or fence)
            inside ^= fence
        return fenced

    def number(self, offset: int) -> int:
        """The number, from 0, of the line that an offset is on."""
        return bisect_right(self.starts, offset) - 1

    def blank(self, number: int) -> bool:
        """Whether a line is empty, or beyond the text."""
        return not (0 <= number < len(self.lines)) or not self.lines[number].strip()

    def span(self, first: int, last: int) -> Unit:
        """The characters of the lines `first` to `last`, both included."""
        return Unit(self.starts[first], self.starts[last] + len(self.lines[last]))


def units_around(text: str, spots: Sequence[Span]) -> tuple[list[Unit], list[Span]]:
    """The units that hold the spots, and the spots that no unit holds.

    Units are in order and do not overlap. A unit that stands between blank lines takes the blank
    lines after it along; the last one of a text cannot.
    """
    lines = Lines(text)
    with_spots = {
        n for s in spots for n in range(lines.number(s.start), lines.number(s.end - 1) + 1)
    }
    chosen: set[int] = set()
    stuck: list[Span] = []
    for spot in spots:
        found = _around(lines, spot, with_spots)
        if found is None:
            stuck.append(spot)
        else:
            chosen.update(range(found[0], found[1] + 1))
    held = {lines.number(spot.start) for spot in stuck}
    chosen -= held
    _take_introductions(lines, chosen)
    return [_with_blank_lines(lines, *run) for run in _runs(lines, chosen)], stuck


def _around(lines: Lines, spot: Span, with_spots: set[int]) -> tuple[int, int] | None:
    """First and last line of the smallest unit that holds a spot."""
    first, last = lines.number(spot.start), lines.number(spot.end - 1)
    if any(lines.fenced[number] for number in range(first, last + 1)):
        return None
    element = _element(lines, first, with_spots)
    if element is not None:
        return element
    if first != last:
        return _section(lines, first, last)
    line, offset = lines.lines[first], spot.start - lines.starts[first]
    if line.lstrip().startswith("|"):
        return None
    item = _ITEM.match(line)
    label = _LABEL.match(line)
    closed = _OPEN_TAG.match(line)
    if closed is not None and line.rstrip().endswith(f"</{closed[1]}>"):
        return first, first
    if label is not None and label.end() <= offset and _sentences(line[label.end() :]) <= 1:
        return first, _item_end(lines, first) if item else first
    if line.strip() == lines.text[spot.start : spot.end].strip():
        return (first, first) if label else _labelled_above(lines, first)
    body = line[item.end() :] if item else line
    if _sentences(body) <= 1 and (item or _stands_alone(lines, first)):
        return first, _item_end(lines, first) if item else first
    return None


def _section(lines: Lines, first: int, last: int) -> tuple[int, int] | None:
    """Several whole lines, with the heading or the `…:` line that is about them alone."""
    after = last + 1
    if not lines.blank(after) and _HEADING.match(lines.lines[after]) is None:
        return None
    above = first - 1
    while above >= 0 and lines.blank(above):
        above -= 1
    if above >= 0 and not lines.fenced[above]:
        heading = _HEADING.match(lines.lines[above])
        names = heading or lines.lines[above].rstrip().endswith((":", "\uff1a", ":**", "**"))
        below = _below(lines, above, len(heading[1])) if heading else set()
        if names and below <= set(range(first, after)):
            return above, last
    return (first, last) if lines.blank(first - 1) else None


def _sentences(text: str) -> int:
    """How many sentences; a fragment without an end counts as one."""
    stripped = text.strip()
    ends = len(_SENTENCE_END.findall(stripped))
    return ends if stripped[-1:] in ".!?。！？\"')]" else ends + 1


def _stands_alone(lines: Lines, number: int) -> bool:
    """Whether a line neither continues the one before nor is continued by the one after."""
    line = lines.lines[number].strip()
    before = lines.lines[number - 1].strip() if number else ""
    after = lines.lines[number + 1].strip() if number + 1 < len(lines.lines) else ""
    begins = not before or before[-1] in ".!?:;>`*-=。！？" or _HEADING.match(before) is not None
    ends = not after or line[-1] in ".!?。！？\"')`>}" or _HEADING.match(after) is not None
    return begins and ends


def _item_end(lines: Lines, number: int) -> int:
    """The last line of a list item: continuation lines are indented deeper than its bullet."""
    own = len(lines.lines[number]) - len(lines.lines[number].lstrip())
    last = number
    while not lines.blank(last + 1):
        following = lines.lines[last + 1]
        indent = len(following) - len(following.lstrip())
        if indent <= own or _ITEM.match(following):
            break
        last += 1
    return last


def _labelled_above(lines: Lines, number: int) -> tuple[int, int] | None:
    """A bare value goes only with the heading or the `…:` line that names it."""
    above = number - 1
    while above >= 0 and lines.blank(above):
        above -= 1
    if above < 0:
        return None
    line = lines.lines[above].rstrip()
    names = _HEADING.match(line) is not None or line.endswith((":", "：", ":**"))
    alone = lines.blank(number + 1)
    return (above, number) if names and alone and not lines.fenced[above] else None


def _element(lines: Lines, number: int, with_spots: set[int]) -> tuple[int, int] | None:
    """The XML element around a line, if spots are what most of its lines are about."""
    for first in range(number, max(-1, number - 40), -1):
        opened = _OPEN_TAG.match(lines.lines[first])
        if opened is None:
            continue
        closing = f"</{opened[1]}>"
        for last in range(first, min(len(lines.lines), first + 60)):
            if closing in lines.lines[last]:
                break
        else:
            continue
        if last < number or first == last:
            continue
        if not lines.lines[last].rstrip().endswith(closing):
            return None
        inner = [n for n in range(first + 1, last) if not lines.blank(n)]
        return (first, last) if 2 * len(with_spots & set(inner)) >= len(inner) else None
    return None


def _take_introductions(lines: Lines, chosen: set[int]) -> None:
    """A heading or a `…:` line left with nothing below it goes along."""
    for number in range(len(lines.lines) - 1, -1, -1):
        line = lines.lines[number]
        heading = _HEADING.match(line)
        introduces = not heading and line.rstrip().endswith(":") and not lines.blank(number + 1)
        if number in chosen or not (heading or introduces) or lines.fenced[number]:
            continue
        below = _below(lines, number, len(heading[1]) if heading else None)
        if below and below <= chosen:
            chosen.add(number)


def _below(lines: Lines, number: int, level: int | None) -> set[int]:
    """The lines with content under a heading of that level, or under a `…:` line (None)."""
    below: set[int] = set()
    for following in range(number + 1, len(lines.lines)):
        if lines.blank(following):
            if level is None:
                break
            continue
        heading = _HEADING.match(lines.lines[following])
        if heading and (level is None or len(heading[1]) <= level):
            break
        below.add(following)
    return below


def _runs(lines: Lines, chosen: Iterable[int]) -> list[tuple[int, int]]:
    """Chosen lines joined to runs; only blank lines may lie between two lines of a run."""
    runs: list[tuple[int, int]] = []
    for number in sorted(chosen):
        if runs and all(lines.blank(between) for between in range(runs[-1][1] + 1, number)):
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _with_blank_lines(lines: Lines, first: int, last: int) -> Unit:
    """A run with the blank lines that would otherwise stand doubled where it was."""
    if lines.blank(first - 1):
        while last + 1 < len(lines.lines) and lines.blank(last + 1):
            last += 1
    return lines.span(first, last)
