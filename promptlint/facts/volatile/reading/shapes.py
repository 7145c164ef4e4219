"""Values whose shape alone says that they are made anew: tokens, signatures, counters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from promptlint.facts.volatile.words.entries import Lexicon
from promptlint.facts.volatile.words.patterns import compiled, regex

# Two kinds are found by code, because a regular expression for them is slow on ordinary text.
OWN_KINDS = ("uuid", "hash")
_RARE = "BJKUqxz\\/"  # characters that are rare in prose and in code


class Shape(NamedTuple):
    """A value by its shape; `weight`: how much the shape alone proves (3 all, 1 little)."""

    start: int
    end: int
    kind: str
    weight: int


def find_shapes(text: str, lexicon: Lexicon) -> Iterator[Shape]:
    """Values that look generated or counted, kind by kind. Linear."""
    for test in lexicon.shapes:
        whole, reach = [(0, len(text))], 0
        for low, high in _lines_with(text, test.gates) if test.gates else whole:
            for match in compiled(test.pattern, ours=test.ours).finditer(text[low:high]):
                start, end = (low + place for place in match.span(test.group))
                if start < reach:
                    continue
                if lexicon.kinds[test.kind].secret:
                    end = reach = _all_of_it(text, end)
                while end > start and text[end - 1] in ".,:!?":
                    end -= 1
                if end > start:
                    yield Shape(start, end, test.kind, test.weight)
    if "-" in text:
        yield from _uuids(text)
    yield from _hashes(text)


def _all_of_it(text: str, end: int) -> int:
    """Where a secret really ends: a pattern has bounds, and the rest must not be shown."""
    rest = regex(r"[A-Za-z0-9_.~+/=%&-]*").match(text, end)
    return rest.end() if rest else end


@cache
def _place_of_rare(gate: str) -> int:
    """Where in `gate` a rare character stands; -1 if none does."""
    return max(gate.find(char) for char in _RARE)


def _find(text: str, gate: str, start: int) -> int:
    """As `text.find(gate, start)`, but by a rare character, for which C is ten times as fast."""
    ahead = _place_of_rare(gate)
    if ahead < 0:
        return text.find(gate, start)
    rare = gate[ahead]
    place = text.find(rare, start + ahead)
    while place >= 0 and not text.startswith(gate, place - ahead):
        place = text.find(rare, place + 1)
    return place - ahead if place >= 0 else -1


def _lines_with(text: str, gates: tuple[str, ...]) -> list[tuple[int, int]]:
    """The lines that hold one of `gates`, in order; no pattern crosses a line break."""
    lines = set()
    for gate in gates:
        place = _find(text, gate, 0)
        while place >= 0:
            end = text.find("\n", place)
            end = len(text) if end < 0 else end
            lines.add((text.rfind("\n", 0, place) + 1, end))
            place = _find(text, gate, end)
    return sorted(lines)


def _uuids(text: str) -> Iterator[Shape]:
    """UUIDs, found by their middle: it begins with a literal, which is fast to look for."""
    middle = regex(r"-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-")
    for match in middle.finditer(text):
        start, end = match.start() - 8, match.end() + 12
        if start >= 0 and _is_hex(text[start : start + 8]) and _is_hex(text[end - 12 : end], 12):
            yield Shape(start, end, "uuid", 1)


def _hashes(text: str) -> Iterator[Shape]:
    if not regex("[0-9a-f]{8}").search(text[::4]):
        return  # of 32 characters in a row every fourth is seen here
    for match in regex("[0-9a-f]{32,128}").finditer(text):
        start, end = match.span()
        if not text[end : end + 1].isalnum() and not text[max(0, start - 1) : start].isalnum():
            yield Shape(start, end, "hash", 1)


def has_random_part(path: str) -> bool:
    """Whether a part of a path looks made up by a machine: "home-6xunub7x", "ses_06ce021fbffe"."""
    for part in regex(r"[A-Za-z0-9]{7,}").findall(path):
        digits = sum(char.isdigit() for char in part)
        changes = len(regex(r"[A-Za-z][0-9]|[0-9][A-Za-z]").findall(part))
        if digits > 1 and changes > 1 and not regex(r"[A-Za-z]+[0-9]+[A-Za-z]*").fullmatch(part):
            return True
    return False


def _is_hex(part: str, size: int = 8) -> bool:
    return len(part) == size and all(char in "0123456789abcdefABCDEF" for char in part)
