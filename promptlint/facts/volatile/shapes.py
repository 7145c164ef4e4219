"""Values whose shape alone says that they are made anew: tokens, signatures, counters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple


class Shape(NamedTuple):
    """A value by its shape; `weight`: how much the shape alone proves (3 all, 1 little)."""

    start: int
    end: int
    kind: str
    weight: int


class _Test(NamedTuple):
    kind: str
    weight: int
    gates: tuple[str, ...]  # one of these must be in the text
    pattern: str
    group: int = 0


_TESTS = (
    _Test(
        "jwt",
        3,
        ("eyJ",),
        r"eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}(?:\.[A-Za-z0-9_-]{4,2000})?",
    ),
    _Test(
        "signed-url",
        3,
        ("Signature=", "sig=", "X-Goog-Signature", "signature="),
        r"https?://[^\s<>\"'`]{4,2000}[?&](?:X-Amz-Signature|X-Goog-Signature|Signature|sig|signature)="
        r"[^\s<>\"'`&]{8,1000}[^\s<>\"'`]{0,2000}",
    ),
    _Test("bearer", 3, ("Bearer ", "bearer "), r"[Bb]earer ([A-Za-z0-9_.~+/=-]{20,2000})", 1),
    _Test(
        "api-key",
        2,
        ("AKIA", "ASIA", "sk-", "ghp_", "gho_", "github_pat_", "xox", "AIza"),
        r"\b(?:A[KS]IA[0-9A-Z]{16}|sk-[A-Za-z0-9_-]{20,200}|gh[po]_[A-Za-z0-9]{30,100}"
        r"|github_pat_[A-Za-z0-9_]{30,200}|xox[abp]-[A-Za-z0-9-]{10,200}|AIza[A-Za-z0-9_-]{35})\b",
    ),
    _Test(
        "billing-header",
        3,
        ("x-anthropic-billing-header",),
        r"x-anthropic-billing-header:[^\n]{1,400}",
    ),
    _Test(
        "home",
        1,
        ("/Users/", "/home/", ":\\Users\\"),
        r"(?:[A-Za-z]:\\|/)(?:Users|home)[\\/][^\s`\"'<>|*?,;)]{1,240}",
    ),
    _Test(
        "budget",
        3,
        (" left", " remaining"),
        r"\b[0-9][0-9,._]{0,15}[kKmM]? (?:tokens?|credits?|requests?|messages?|turns?|steps?|calls?|attempts?)"
        r" (?:left|remaining)\b",
    ),
    _Test(
        "counter",
        2,
        ("urn ", "teration ", "ound ", "ttempt ", "equest ", "essage ", "terationsschritt "),
        r"\b(?:[Tt]urn|[Ii]teration|[Rr]ound|[Aa]ttempt|[Rr]equest|[Mm]essage) (?:number |no\. ?)?"
        r"(#?[0-9]{1,6} ?(?:of|/|out of) ?[0-9]{1,6})\b",
        1,
    ),
    _Test(
        "counter",
        2,
        ("previous messages", "unread messages", "messages so far"),
        r"\b([0-9]{1,6}) (?:previous messages|unread messages|messages so far)\b",
        1,
    ),
    _Test(
        "age",
        2,
        (" ago",),
        r"\b(?:[0-9]{1,4}|an?|one|two|three|a few) ?(?:s|m|h|d|sec(?:ond)?s?|min(?:ute)?s?|hours?|days?|weeks?) ago\b",
    ),
)

KINDS = frozenset((*(test.kind for test in _TESTS), "uuid", "hash"))


@cache
def _compiled(number: int) -> re.Pattern[str]:
    return re.compile(_TESTS[number].pattern)


def find_shapes(text: str) -> Iterator[Shape]:
    """Values that look generated or counted, kind by kind. Linear."""
    for number, test in enumerate(_TESTS):
        if not any(gate in text for gate in test.gates):
            continue
        for match in _compiled(number).finditer(text):
            start, end = match.span(test.group)
            while end > start and text[end - 1] in ".,:!?":
                end -= 1
            yield Shape(start, end, test.kind, test.weight)
    if "-" in text:
        for match in _uuid_middle().finditer(text):  # begins with a literal: fast
            start, end = match.start() - 8, match.end() + 12
            if start >= 0 and _hex(text[start : start + 8]) and _hex(text[end - 12 : end]):
                yield Shape(start, end, "uuid", 1)
    for match in _long_hex().finditer(text):
        start, end = match.span()
        if not text[end : end + 1].isalnum() and not text[start - 1 : start].isalnum():
            yield Shape(start, end, "hash", 1)


@cache
def _uuid_middle() -> re.Pattern[str]:
    return re.compile(r"-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-")


@cache
def _long_hex() -> re.Pattern[str]:
    return re.compile(r"[0-9a-f]{40,128}")


def _hex(part: str) -> bool:
    return len(part) > 7 and all(char in "0123456789abcdefABCDEF" for char in part)
