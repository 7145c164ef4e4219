"""Where one text differs from another, whatever order its lines have.

Lines are compared as a set: a line that stands elsewhere is the same line. So text that a fix has
moved is not taken for text that has changed. Linear in both texts, but for a logarithm.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from promptlint.text import Span

_LABEL = re.compile(r"\s*(?:[-*+•]\s+)?[^\W\d_][^:=：\n]{0,60}[:=：]")
_WORDS = re.compile(r"\s*\S+\s+\S+")
_TOKEN = re.compile(r"[^\W_](?:[\w.:/@+-]*\w)?|\s+|.", re.DOTALL)
# From so many changes in one line on, the line is another one.
_MANY = 4


class Change(NamedTuple):
    """Characters of a line for which another text has `other`.

    Attributes:
        line: the number of the line.
        whole: whether the line as such is missing in the other text.
        other: what stands there instead; the empty string where nothing does.
    """

    line: int
    start: int
    end: int
    whole: bool
    other: str


class Comparison(NamedTuple):
    """How another text differs from ours.

    Attributes:
        changes: in our lines, in their order.
        gaps: numbers of our lines behind which the other text has lines of its own; -1 is before
            the first.
        order: our lines that are in both, as they follow one another in the other text.
    """

    changes: tuple[Change, ...]
    gaps: tuple[int, ...]
    order: tuple[str, ...]


@lru_cache(maxsize=512)
def lines_of(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The lines with something in them, text after text."""
    return tuple(line for text in texts for line in text.split("\n") if line and not line.isspace())


@lru_cache(maxsize=512)
def line_set(texts: tuple[str, ...]) -> frozenset[str]:
    """The same, for looking up."""
    return frozenset(lines_of(texts))


@lru_cache(maxsize=512)
def _places(texts: tuple[str, ...]) -> dict[str, list[int]]:
    """The numbers that each line has."""
    places: dict[str, list[int]] = {}
    for number, line in enumerate(lines_of(texts)):
        places.setdefault(line, []).append(number)
    return places


def compare(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Comparison:
    """What differs in the lines of `ours` from those of `theirs`, both texts in order."""
    mine, yours = lines_of(ours), lines_of(theirs)
    in_mine, in_yours = line_set(ours), line_set(theirs)
    # Most lines are the same in both; what is done for each of them is left to sets and slices.
    lost = sorted(chain.from_iterable(_places(ours)[line] for line in in_mine - in_yours))
    found = sorted(chain.from_iterable(_places(theirs)[line] for line in in_yours - in_mine))
    order = _without(yours, found)
    changes: list[Change] = []
    for key in (_label, _first_words):
        pairs = dict(_paired(mine, yours, lost, found, key))
        for number, other in pairs.items():
            changes += _within(number, mine[number], yours[other])
        taken = set(pairs.values())
        lost = [number for number in lost if number not in pairs]
        found = [number for number in found if number not in taken]
    there = _by_anchor(yours, found, in_mine)
    for anchor, numbers in _by_anchor(mine, lost, in_yours).items():
        instead = there.pop(anchor, [])
        if len(instead) == len(numbers):
            for number, other in zip(numbers, instead, strict=True):
                changes += _within(number, mine[number], yours[other])
        else:
            text = "\n".join(yours[other] for other in instead)
            changes += (_whole(number, mine[number], text) for number in numbers)
    gaps = sorted(-1 if anchor is None else _places(ours)[anchor][0] for anchor in there)
    return Comparison(tuple(sorted(changes)), tuple(gaps), order)


def _without(lines: tuple[str, ...], numbers: Sequence[int]) -> tuple[str, ...]:
    """The lines but for some, whose numbers are in order."""
    begins = [0, *(number + 1 for number in numbers)]
    ends = [*numbers, len(lines)]
    parts = (lines[begin:end] for begin, end in zip(begins, ends, strict=True) if begin < end)
    return tuple(chain.from_iterable(parts))


def _label(line: str) -> str | None:
    """What a value stands behind: "Current time:"."""
    match = _LABEL.match(line)
    return match[0] if match else None


def _first_words(line: str) -> str | None:
    match = _WORDS.match(line)
    return match[0] if match else None


def _paired(
    mine: Sequence[str],
    yours: Sequence[str],
    lost: Sequence[int],
    found: Sequence[int],
    key: Callable[[str], str | None],
) -> list[tuple[int, int]]:
    """Lines that begin alike, where as many of ours do as of theirs."""
    groups: dict[str, tuple[list[int], list[int]]] = {}
    for side, (lines, numbers) in enumerate(((mine, lost), (yours, found))):
        for number in numbers:
            name = key(lines[number])
            if name is not None:
                groups.setdefault(name, ([], []))[side].append(number)
    return [
        pair
        for ours, theirs in groups.values()
        if len(ours) == len(theirs)
        for pair in zip(ours, theirs, strict=True)
    ]


def _by_anchor(
    lines: Sequence[str], numbers: Sequence[int], common: frozenset[str]
) -> dict[str | None, list[int]]:
    """Lines that the other text lacks, by the last line before them that both have."""
    groups: dict[str | None, list[int]] = {}
    anchor: str | None = None
    seen = -1
    for number in numbers:
        behind = range(number - 1, seen, -1)
        anchor = next((lines[n] for n in behind if lines[n] in common), anchor)
        groups.setdefault(anchor, []).append(number)
        seen = number
    return groups


def _whole(number: int, line: str, other: str) -> Change:
    start = len(line) - len(line.lstrip())
    return Change(number, start, len(line.rstrip()), whole=True, other=other)


def _within(number: int, line: str, other: str) -> Iterator[Change]:
    """The words in which two lines differ."""
    ours, theirs = _TOKEN.findall(line), _TOKEN.findall(other)
    ranges = [*_ranges(ours, theirs)]
    if not ranges:
        return
    if len(ranges) >= _MANY:
        ranges = [(ranges[0][0], ranges[-1][1], ranges[0][2], ranges[-1][3])]
    starts = [0]
    for token in ours:
        starts.append(starts[-1] + len(token))
    for a, b, c, d in ranges:
        text = "".join(theirs[c:d])
        start, end = starts[a], starts[b]
        if not any(map(str.isalnum, line[start:end])):  # nothing to show: the word beside it
            start, end = _beside(ours, starts, a)
        if start < end:
            yield Change(number, start, end, whole=False, other=text)


def _beside(tokens: Sequence[str], starts: Sequence[int], at: int) -> Span:
    """The word before a place between words, or the one behind it."""
    order = [*range(at - 1, -1, -1), *range(at, len(tokens))]
    words = (n for n in order if any(map(str.isalnum, tokens[n])))
    number = next(words, None)
    if number is None:
        number = next(n for n in order if tokens[n].strip())
    return Span(starts[number], starts[number + 1])


def _ranges(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Where two rows of words differ, cut at the words that are in each exactly once."""
    once = _once(theirs)
    rows = [(number, once[token]) for token, number in sorted(_once(ours).items()) if token in once]
    anchors = _rising(sorted(rows))
    a = c = 0
    for number, other in [*anchors, (len(ours), len(theirs))]:
        trimmed = _trimmed(ours, theirs, (a, number, c, other))
        if trimmed is not None:
            yield trimmed
        a, c = number + 1, other + 1


def _once(tokens: Sequence[str]) -> dict[str, int]:
    counts = Counter(tokens)
    return {t: n for n, t in enumerate(tokens) if counts[t] == 1 and t[0].isalnum()}


def _trimmed(
    ours: Sequence[str], theirs: Sequence[str], area: tuple[int, int, int, int]
) -> tuple[int, int, int, int] | None:
    """An area without what is the same at its ends; None if nothing is left of it."""
    a, b, c, d = area
    while a < b and c < d and ours[a] == theirs[c]:
        a, c = a + 1, c + 1
    while a < b and c < d and ours[b - 1] == theirs[d - 1]:
        b, d = b - 1, d - 1
    return (a, b, c, d) if a < b or c < d else None


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of pairs whose second numbers rise, too."""
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for number, (_, other) in enumerate(pairs):
        at = bisect_left(tails, other)
        before.append(last[at - 1] if at else -1)
        if at == len(tails):
            tails.append(other)
            last.append(number)
        else:
            tails[at], last[at] = other, number
    row: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        row.append(pairs[number])
        number = before[number]
    return row[::-1]
