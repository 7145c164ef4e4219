"""Dates and clock times in a text, in many orders and languages."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from promptlint.facts.volatile.words.entries import Lexicon
from promptlint.facts.volatile.words.phrases import WIDE

_REACH = 18  # characters in which the word before a number is looked for
_FARTHEST_TIME = 9  # characters between a date and its time
_LONGEST_WEEKDAY = 14
_LEAST_YEAR = 1000


class When(NamedTuple):
    """A date or a time of day; `full`: it names a year, or is a clock."""

    start: int
    end: int
    kind: Literal["date", "time", "datetime"]
    full: bool


_DAY, _MONTH, _YEAR, _MINUTE = "[0-3]?[0-9]", "[01]?[0-9]", "(?:19|20)[0-9]{2}", "[0-5][0-9]"
_ZONE = (
    r"(?:[ ]?(?:[+-][0-9]{2}:?[0-9]{2}|Z\b|(?:UTC|GMT)(?:[ ]?[+-][0-9]{1,2}(?::?[0-9]{2})?)?"
    r"|[A-Z]{3,4}\b))?"
    r"(?:[ ]?\([A-Za-z_+0-9:/, -]{2,40}\)|[ ][A-Z][a-z]{2,12}/[A-Z][A-Za-z_]{2,30})?"
)
_HALF = r"(?:[ ]?(?:[AaPp][Mm]\b|[ap]\.m\.))?"
_PATTERNS = {
    # A class of three ranges is looked for twice as fast as one of one range.
    "run": r"[0-9\x00\x02](?<=[0-9])[0-9]{0,19}",
    "year_first": (
        rf"{_YEAR}(?:-{_MONTH}-{_DAY}|/{_MONTH}/{_DAY}|\.{_MONTH}\.{_DAY}"
        rf"|年[ ]?{_MONTH}月[ ]?{_DAY}日|년[ ]?{_MONTH}월[ ]?{_DAY}일)"
    ),
    "numeric": (
        rf"{_DAY}/{_MONTH}/(?:{_YEAR}|[0-9]{{2}})|{_MONTH}/{_DAY}/(?:{_YEAR}|[0-9]{{2}})"
        rf"|{_DAY}\.[ ]?{_MONTH}\.[ ]?{_YEAR}|{_DAY}-{_MONTH}-{_YEAR}"
    ),
    "day_first": (
        rf"{_DAY}(?:st|nd|rd|th|er|\.|º|°|ª)?[ ]{{1,2}}(?:(?:de|of)[ ])?"
        rf"([^\W\d_]{{3,10}})(?:\.?,?[ ](?:(?:de|del)[ ])?({_YEAR}))?"
        rf"|{_DAY}-([^\W\d_]{{3,4}})-({_YEAR})"
    ),
    "after_month": rf"{_DAY}(?:st|nd|rd|th)?(?:,?[ ]{{1,2}}({_YEAR})\b)?",
    "clock": (
        rf"[0-2]?[0-9](?::{_MINUTE}(?::{_MINUTE}(?:[.,][0-9]{{1,9}})?)?(?:[ ]Uhr)?{_HALF}{_ZONE}"
        rf"|[ ]?[AaPp][Mm]\b{_ZONE}|h{_MINUTE}\b|\.{_MINUTE}[ ]Uhr|[ ]Uhr"
        rf"|[時点시][ ]?[0-5]?[0-9][分분](?:[ ]?[0-9]{{1,2}}[秒초])?)"
    ),
    "gap": r"T|,?[ ]{0,3}(?:at|um|à|on|om|ore|a las|às|alle|в|[-\u2013\u2014|])?[ ]{0,2}\(?",
    "year": rf"[ ]{_YEAR}\b",
    "number": r"[0-9]{1,4}",
    "letters": r"[^\W\d_]{2,14}",
    "word_before": r"([^\W\d_]{2,14})(?:-[^\W\d_]{2,8})?[.,]{0,2}[ ]{0,2}$",
}


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Compiled when first needed: most texts need few of them."""
    return re.compile(_PATTERNS[name])


def find_whens(text: str, lexicon: Lexicon) -> list[When]:
    """Dates and times in order, not overlapping, neighbours joined to one. Linear."""
    found: list[When] = []
    done = 0
    for run in _pattern("run").finditer(text):
        if run.start() < done:
            continue
        when = _one(text, run.start(), run.end(), lexicon)
        if when is None:
            continue
        when = _with_weekday(text, when, lexicon)
        if found and _joined(text, found[-1], when):
            first = found.pop()
            when = When(first.start, when.end, "datetime", first.full and when.full)
        done = when.end
        found.append(when)
    return [_with_year(text, when) for when in found]


def _one(text: str, start: int, end: int, lexicon: Lexicon) -> When | None:
    """The date or time whose first number is text[start:end]."""
    follows, size = text[end : end + 1], end - start
    if size > len("20") and (size != len("2026") or follows not in "-/.年년"):
        return None
    if not follows or not _begins(text, start):
        return None
    if size == len("2026"):
        return _year_first(text, start)
    when = _numeric(text, start) if follows in "/.-" else None
    if when is None and follows in ":. hHapAP時点시":
        when = _clock(text, start, lexicon)
    return when or _written(text, start, lexicon)


def _year_first(text: str, start: int) -> When | None:
    match = _pattern("year_first").match(text, start)
    if match is None:
        return None
    end = match.end()
    closed = text[end - 1] >= WIDE or not text[end : end + 1].isdigit()
    return When(start, end, "date", full=True) if closed else None


def _numeric(text: str, start: int) -> When | None:
    match = _pattern("numeric").match(text, start)
    if match is None or _goes_on(text, match.end()):
        return None
    return When(start, match.end(), "date", full=match[0][-4:].isdigit())


def _clock(text: str, start: int, lexicon: Lexicon) -> When | None:
    match = _pattern("clock").match(text, start)
    if match is None or _goes_on(text, match.end()) or _month_before(text, start, lexicon):
        return None
    return When(start, match.end(), "time", full=True)


def _written(text: str, start: int, lexicon: Lexicon) -> When | None:
    """A date whose month is a word: before the day, or behind it."""
    month = _month_before(text, start, lexicon)
    if month is not None:
        match = _pattern("after_month").match(text, start)
        if match and not _goes_on(text, match.end()):
            return When(month, match.end(), "date", full=match[1] is not None)
    match = _pattern("day_first").match(text, start)
    if match and (match[1] or match[3]).lower() in lexicon.months:
        return When(start, match.end(), "date", full=bool(match[2] or match[4]))
    return None


def _begins(text: str, start: int) -> bool:
    """Whether a number can begin a date here: not in "v2.1", "x-2026" or "$12"."""
    sign = text[max(0, start - 1) : start]
    if not sign or sign >= WIDE or sign == "T":
        return True
    if sign in ":=":
        return not text[max(0, start - 2) : start - 1].isdigit()
    return sign not in "._-/#$€£v^~+" and not sign.isalpha()


def _goes_on(text: str, end: int) -> bool:
    """Whether the number goes on: 1.2.2024.5 or 16:10:9 are neither dates nor times."""
    rest = text[end : end + 2]
    return rest[:1].isdigit() or (rest[:1] in (".", ":", "/", "-") and rest[1:].isdigit())


def _word_before(text: str, start: int) -> tuple[int, str] | None:
    """The word that ends just before `start`, and where it begins."""
    low = max(0, start - _REACH)
    match = _pattern("word_before").search(text[low:start])
    return None if match is None else (low + match.start(1), match[1].lower())


def _month_before(text: str, start: int, lexicon: Lexicon) -> int | None:
    """Where the month's name before a number begins."""
    if text[max(0, start - 1) : start] not in (" ", ",", "."):
        return None
    word = _word_before(text, start)
    return word[0] if word is not None and word[1] in lexicon.months else None


def _joined(text: str, first: When, second: When) -> bool:
    """Whether two neighbours are one value: a date with its time, in either order."""
    return (
        {first.kind, second.kind} == {"date", "time"}
        and second.start - first.end <= _FARTHEST_TIME
        and _pattern("gap").fullmatch(text, first.end, second.start) is not None
    )


def _with_weekday(text: str, when: When, lexicon: Lexicon) -> When:
    """Takes the weekday that stands in front: "Freitag, der 20. November"."""
    word = _word_before(text, when.start)
    if word is not None and word[1] in lexicon.joints:
        word = _word_before(text, word[0])
    if word is None or word[1] not in lexicon.weekdays:
        return when
    return when._replace(start=word[0])


def _with_year(text: str, when: When) -> When:
    """Takes a year that stands behind the time: "Nov 20 10:15 2026"."""
    match = None if when.full or when.kind == "time" else _pattern("year").match(text, when.end)
    return when if match is None else when._replace(end=match.end(), full=True)


def day_of(text: str, lexicon: Lexicon) -> int | None:
    """The ordinal of a full date; None where its order is unclear, or it is none."""
    from datetime import date

    numbers = [int(number) for number in _pattern("number").findall(text)[:3]]
    months = [word for word in _pattern("letters").findall(text.lower()) if word in lexicon.months]
    try:
        if months and len(numbers) > 1:
            month = lexicon.months[months[0]]
            day, year = (numbers[0], numbers[1]) if numbers[0] < _LEAST_YEAR else numbers[1::-1]
            return date(year, month, day).toordinal()
        if len(numbers) > 2 and numbers[0] > _LEAST_YEAR:
            return date(*numbers).toordinal()
    except ValueError:
        return None
    return None


def find_weekday(text: str, start: int, lexicon: Lexicon) -> int:
    """The end of the weekday that begins at `start`; `start` itself if there is none."""
    word = text[start : start + _LONGEST_WEEKDAY].lower()
    for size in range(len(word), 1, -1):
        if word[:size] in lexicon.weekdays:
            closed = word[size - 1] >= WIDE or not word[size : size + 1].isalpha()
            return start + size if closed else start
    return start
