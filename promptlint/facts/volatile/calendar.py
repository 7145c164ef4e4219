"""Dates and clock times in a text, in many orders and languages."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from .lexicon import Lexicon


class When(NamedTuple):
    """A date or a time of day; `full`: it names a year, or is a clock."""

    start: int
    end: int
    date: bool
    clock: bool
    full: bool


class _Patterns(NamedTuple):
    run: re.Pattern[str]
    year_first: re.Pattern[str]
    numeric: re.Pattern[str]
    day_first: re.Pattern[str]
    after_month: re.Pattern[str]
    clock: re.Pattern[str]
    gap: re.Pattern[str]
    year: re.Pattern[str]
    word_before: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    day, month, year = "[0-3]?[0-9]", "[01]?[0-9]", "(?:19|20)[0-9][0-9]"
    zone = (
        r"(?:[ ]?(?:[+-][0-9]{2}:?[0-9]{2}|Z\b|(?:UTC|GMT)(?:[ ]?[+-][0-9]{1,2}(?::?[0-9]{2})?)?"
        r"|[A-Z]{3,4}\b))?(?:[ ]?\([A-Za-z_+0-9:/, -]{2,40}\)|[ ][A-Z][a-z]+/[A-Z][A-Za-z_]+)?"
    )
    half = r"(?:[ ]?(?:[AaPp][Mm]\b|[ap]\.m\.))?"
    return _Patterns(
        re.compile("[0-9]{1,20}"),
        re.compile(
            f"{year}(?:-{month}-{day}|/{month}/{day}|\\.{month}\\.{day}"
            f"|年[ ]?{month}月[ ]?{day}日|년[ ]?{month}월[ ]?{day}일)"
        ),
        re.compile(
            f"{day}/{month}/(?:{year}|[0-9]{{2}})|{month}/{day}/(?:{year}|[0-9]{{2}})"
            f"|{day}\\.[ ]?{month}\\.[ ]?{year}|{day}-{month}-{year}"
        ),
        re.compile(
            r"[0-3]?[0-9](?:st|nd|rd|th|er|\.|º|°|ª)?[ ]{1,2}(?:(?:de|of)[ ])?"
            r"([^\W\d_]{3,10})(?:\.?,?[ ](?:(?:de|del)[ ])?((?:19|20)[0-9]{2}))?"
            r"|[0-3]?[0-9]-([^\W\d_]{3,4})-((?:19|20)[0-9]{2})"
        ),
        re.compile(r"[0-3]?[0-9](?:st|nd|rd|th)?(?:,?[ ]{1,2}((?:19|20)[0-9]{2})\b)?"),
        re.compile(
            r"[0-2]?[0-9](?::[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]{1,9})?)?(?:[ ]Uhr)?"
            + half
            + zone
            + "|"
            r"[ ]?[AaPp][Mm]\b" + zone + "|"
            r"h[0-5][0-9]\b|[.][0-5][0-9][ ]Uhr|[ ]Uhr|[時点시][ ]?[0-5]?[0-9][分분](?:[ ]?[0-9]{1,2}[秒초])?)"
        ),
        re.compile(
            r"(?:T|,?[ ]{0,3}(?:at|um|à|on|om|ore|a las|às|alle|в|-|–|—|\|)?[ ]{0,2}(?:\()?)"
        ),
        re.compile(r"[ ](?:19|20)[0-9]{2}\b"),
        re.compile(r"([^\W\d_]{2,14})(?:-[^\W\d_]{2,8})?[.,]{0,2}[ ]{0,2}$"),
    )


def find_whens(text: str, lexicon: Lexicon) -> list[When]:
    """Dates and times in order, not overlapping, neighbours joined to one. Linear."""
    patterns = _patterns()
    found: list[When] = []
    done = 0
    for run in patterns.run.finditer(text):
        if run.start() < done:
            continue
        when = _one(text, run.start(), run.end(), lexicon, patterns)
        if when is None:
            continue
        if found and _joined(text, found[-1], when, patterns):
            first = found.pop()
            when = When(first.start, when.end, True, True, first.full and when.full)
        done = when.end
        found.append(when)
    return [_stretch(text, when, lexicon, patterns) for when in found]


def _one(text: str, start: int, end: int, lexicon: Lexicon, patterns: _Patterns) -> When | None:
    """The date or time whose first number is text[start:end]."""
    size, follows = end - start, text[end : end + 1]
    before = text[start - 1 : start]
    if before and (before in "._-/=#$€£v^~+:" or before.isalpha()) and not _open(text, start):
        return None
    if size == 4:
        if text[start : start + 2] in ("19", "20") and follows and follows in "-/.年년":
            match = patterns.year_first.match(text, start)
            if match and (
                match[0][-1] > "\u2e7f" or not text[match.end() : match.end() + 1].isdigit()
            ):
                return When(start, match.end(), True, False, True)
        return None
    if size > 2 or not follows:
        return None
    if follows in "/.-":
        match = patterns.numeric.match(text, start)
        if match and not _goes_on(text, match.end()):
            full = match[0][-4:].isdigit()
            return When(start, match.end(), True, False, full)
    if follows in ":. hHapAP時点시":
        match = patterns.clock.match(text, start)
        if match and not _goes_on(text, match.end()):
            month = _month_before(text, start, lexicon, patterns)
            if month is None:
                return When(start, match.end(), False, True, True)
    month = _month_before(text, start, lexicon, patterns)
    if month is not None:
        match = patterns.after_month.match(text, start)
        if match and not _goes_on(text, match.end()):
            return When(month, match.end(), True, False, match[1] is not None)
    if follows in " .ºª°stndrhe-":
        match = patterns.day_first.match(text, start)
        if match and (match[1] or match[3]).lower() in lexicon.months:
            return When(start, match.end(), True, False, bool(match[2] or match[4]))
    return None


def _open(text: str, start: int) -> bool:
    """Whether the sign before a number only opens it: "-2026" no, "(2026", ":2026-…" yes."""
    sign = text[start - 1]
    if sign in ":=":
        return not text[start - 2 : start - 1].isdigit()
    return sign == "T" or "\u3040" <= sign


def _goes_on(text: str, end: int) -> bool:
    """Whether the number goes on: 1.2.2024.5 or 16:10:9 are neither dates nor times."""
    rest = text[end : end + 2]
    return rest[:1].isdigit() or (len(rest) == 2 and rest[0] in ".:/-" and rest[1].isdigit())


def _month_before(text: str, start: int, lexicon: Lexicon, patterns: _Patterns) -> int | None:
    """Where the month's name before a number begins."""
    if not start or text[start - 1] not in " ,.":
        return None
    low = max(0, start - 18)
    match = patterns.word_before.search(text[low:start])
    if match and match[1].lower() in lexicon.months and len(match[1]) > 2:
        return low + match.start(1)
    return None


def _joined(text: str, first: When, second: When, patterns: _Patterns) -> bool:
    """Whether two neighbours are one value: a date with its time, in either order."""
    if first.date == second.date or second.start - first.end > 9:
        return False
    gap = text[first.end : second.start]
    # A month's name that belongs to the second was already taken into it.
    return patterns.gap.fullmatch(gap) is not None


def _stretch(text: str, when: When, lexicon: Lexicon, patterns: _Patterns) -> When:
    """Takes a weekday in front, and a year that stands behind the time ("Nov 20 10:15 2026")."""
    start, end, full = when.start, when.end, when.full
    if when.date and not full:
        match = patterns.year.match(text, end)
        if match:
            end, full = match.end(), True
    for _ in range(3):
        low = max(0, start - 18)
        word = patterns.word_before.search(text[low:start])
        if word is None:
            break
        name = word[1].lower()
        if name in lexicon.weekdays:
            start = low + word.start(1)
            break
        if name not in lexicon.joints:
            break
        earlier = patterns.word_before.search(
            text[max(0, low + word.start(1) - 18) : low + word.start(1)]
        )
        if earlier is None or earlier[1].lower() not in lexicon.weekdays:
            break
        start = max(0, low + word.start(1) - 18) + earlier.start(1)
        break
    return when._replace(start=start, end=end, full=full)


def find_weekday(text: str, start: int, lexicon: Lexicon) -> int:
    """The end of the weekday that begins at `start`; `start` itself if there is none."""
    end = start + 14
    word = text[start:end].lower()
    for size in range(len(word), 1, -1):
        if word[:size] in lexicon.weekdays:
            closed = word[size - 1] > "\u2e7f" or not word[size : size + 1].isalpha()
            return start + size if closed else start
    return start
