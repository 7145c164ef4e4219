"""Which lines of a text can move by themselves.

A unit is self-contained: a `label: value` line, a list item, a paragraph all of whose sentences
change, an XML element, a Markdown section with its heading, a table, a list with the line that
introduces it. What stands inside prose or a code block is no unit, nor is what would leave its
parent, its condition or its number behind: only its author can take that out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from promptlint.layout.bonds import Bonds
from promptlint.layout.shape import Shape
from promptlint.text import Span

_LABEL = re.compile(
    r"[ \t]*(?:[-*+•][ \t]+)?[*_`\"]*[^\W\d_][^:=\n]{0,60}?[*_`\"]*[ \t]*[:=：](?!//)[ \t]*"
)
_TAG_LINE = re.compile(r"[ \t]*<([A-Za-z][\w.:-]*)(?:\s[^<>]*)?(?:/>|>.*</\1>)\s*$")
_SENTENCE_END = re.compile(r"[.!?][\"')\]*_]*(?=\s|$)|[。！？][”」』\uff09]*")
_ENDS = tuple(".!?:;>`*-=。！？：\uff1b")
# What begins like this is about the sentence before it.
_LEANS = re.compile(
    r"\s*(?:This|These|Those|They|However|Also|Then|Therefore|Thus|Otherwise|So|And|But|Or)\b"
)
_LEANS_BEHIND = re.compile(rf"{_LEANS.pattern}|\s*(?:It|Its|There|That|He|She)\b")
# What begins like this goes on with a value that is complete by itself.
_GOES_ON = (
    "and",
    "or",
    "but",
    "which",
    "who",
    "that",
    "in",
    "at",
    "on",
    "with",
    "from",
    "to",
    "by",
)
_WORDS_OF_LABEL = 5
_WRAPPED = 40


class Unit(NamedTuple):
    """Whole lines that can move: offsets in the text, line ends included."""

    start: int
    end: int


def units_around(text: str, spots: Sequence[Span]) -> tuple[list[Unit], list[Span]]:
    """The units that hold the spots, and the spots that no unit holds.

    Units are in order and do not overlap. A unit that stands between blank lines takes the blank
    lines after it along; the last one of a text cannot.
    """
    if not spots:
        return [], []
    shape = Shape(text)
    places = [(shape.number(spot.start), shape.number(spot.end - 1)) for spot in spots]
    bonds = Bonds(shape, {n for first, last in places for n in range(first, last + 1)})
    chosen = bonds.grown()
    for spot, (first, last) in zip(spots, places, strict=True):
        if not chosen >= shape.content(first, last):
            chosen |= _proposed(shape, bonds, spot, spots)
    chosen = bonds.kept(chosen, [shape.content(*place) for place in places])
    stuck = [
        spot
        for spot, place in zip(spots, places, strict=True)
        if not shape.content(*place) or not chosen >= shape.content(*place)
    ]
    return [_with_blank_lines(shape, *run) for run in _runs(shape, chosen)], stuck


def _proposed(shape: Shape, bonds: Bonds, spot: Span, spots: Sequence[Span]) -> set[int]:
    """The lines of the smallest unit that holds a spot, as far as these lines alone can tell."""
    first, last = shape.number(spot.start), shape.number(spot.end - 1)
    if bonds.fixed & set(range(first, last + 1)):
        return set()
    if first != last:
        alone = shape.blank(first - 1) or shape.introduces(first - 1) or shape.edge(first - 1)
        alone = alone and shape.edge(last + 1)
        bonds.nameless.update({first} if alone and not _LABEL.match(shape.lines[first]) else ())
        return shape.content(first, last) if alone else set()
    line = shape.lines[first]
    if line.strip() == shape.text[spot.start : spot.end].strip() and not _is_labelled(line):
        bonds.nameless.add(first)
        return {first} if shape.edge(first + 1) else set()
    return _line(shape, first, spot) or _paragraph(shape, first, spots)


def _line(shape: Shape, number: int, spot: Span) -> set[int]:
    """A line with what goes on below it; nothing if it is not self-contained."""
    line = shape.lines[number]
    item, label = shape.item(number), _LABEL.match(line)
    offset = spot.start - shape.starts[number]
    if _TAG_LINE.match(line):
        return {number}
    body = line[item.end() :] if item else line
    if _LEANS.match(body) or _sentences(body) > 1 + bool(
        label and _sentences(line[: label.end()]) > 1
    ):
        return set()
    begins = item or _begins(shape, number)
    whole = line.strip() == shape.text[spot.start : spot.end].strip()
    if label is not None and (label.end() <= offset or whole) and begins:
        last = shape.family_end(number)
        return _with_continuation(shape, number, last, spot)
    if item:
        return _with_continuation(shape, number, shape.family_end(number), spot)
    after = shape.lines[number + 1] if number + 1 < len(shape.lines) else ""
    if not begins or _LEANS_BEHIND.match(after):
        return set()
    ends = shape.edge(number + 1) or line.rstrip()[-1] in ".!?。！？\"')`>}"
    return shape.content(number, shape.family_end(number)) if ends else set()


def _is_labelled(line: str) -> bool:
    label = _LABEL.match(line)
    return label is not None and bool(line[label.end() :].strip())


def _begins(shape: Shape, number: int) -> bool:
    """Whether a line does not go on with the sentence of the line before it."""
    if shape.edge(number - 1) or _is_labelled(shape.lines[number - 1]):
        return True
    line, before = shape.lines[number].strip(), shape.lines[number - 1].rstrip()
    if before.endswith(_ENDS):
        return True
    label = _LABEL.match(line)
    return (
        label is not None
        and not line[0].islower()
        and len(label[0].split()) <= _WORDS_OF_LABEL
        and not before.endswith((",", "，", "、"))
    )


def _with_continuation(shape: Shape, first: int, last: int, spot: Span) -> set[int]:
    """A line and all that goes on from it; nothing where that is hard to tell."""
    ended = shape.lines[last].rstrip().endswith((*_ENDS[:3], "。", "！", "？"))
    ended = ended or not shape.text[spot.end : shape.span_end(first)].strip(" \t\r\n.!?`*_\"')}>]")
    label = _LABEL.match(shape.lines[first])
    lone = ended and label is not None and shape.starts[first] + label.end() == spot.start
    while not shape.edge(last + 1):
        following = shape.lines[last + 1]
        if _is_labelled(following) or shape.introduces(last + 1):
            break
        words = following.split()
        goes_on = words[0] in _GOES_ON if lone else words[0][0].islower()
        if goes_on or (len(words) == 1 and not following.rstrip().endswith(_ENDS)):
            last = shape.family_end(last + 1)
        elif _LEANS_BEHIND.match(following) or not ended:
            return set()
        else:
            break
    return shape.content(first, last)


def _paragraph(shape: Shape, number: int, spots: Sequence[Span]) -> set[int]:
    """The paragraph around a line if there is a spot in each of its sentences."""
    first = last = number
    while not shape.edge(first - 1):
        first -= 1
    while not shape.edge(last + 1):
        last += 1
    if shape.edge(number) or any(shape.introduces(n) for n in range(first, last + 1)):
        return set()
    begin, end = shape.starts[first], shape.span_end(last)
    if not all(_is_wrapped(shape, n) for n in range(first, last)):
        return set()
    if _LEANS.match(shape.lines[first]):
        return set()
    at = begin
    stops = [begin + found.end() for found in _SENTENCE_END.finditer(shape.text[begin:end])]
    for stop in (*stops, end):
        sentence = shape.text[at:stop].strip()
        if sentence and not any(at <= spot.start < stop for spot in spots):
            return set()
        at = stop
    return shape.content(first, last)


def _is_wrapped(shape: Shape, number: int) -> bool:
    """Whether a line is broken like prose, not like a list of lines without bullets."""
    line, following = shape.lines[number].strip(), shape.lines[number + 1].strip()
    ended = line.endswith((".", "!", "?", "。", "！", "？"))
    return ended or following[0].islower() or len(line) >= _WRAPPED


def _sentences(text: str) -> int:
    """How many sentences; a fragment without an end counts as one."""
    stripped = text.strip()
    ends = len(_SENTENCE_END.findall(stripped))
    return ends if stripped[-1:] in ".!?。！？\"')" else ends + 1


def _runs(shape: Shape, chosen: Iterable[int]) -> list[tuple[int, int]]:
    """Chosen lines joined to runs; only blank lines may lie between two lines of a run."""
    runs: list[tuple[int, int]] = []
    for number in sorted(chosen):
        if runs and all(shape.blank(between) for between in range(runs[-1][1] + 1, number)):
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _with_blank_lines(shape: Shape, first: int, last: int) -> Unit:
    """A run with the blank lines that would otherwise stand doubled where it was."""
    if shape.blank(first - 1):
        while last + 1 < len(shape.lines) and shape.blank(last + 1):
            last += 1
    return Unit(shape.starts[first], shape.span_end(last))
