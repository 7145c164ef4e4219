"""Values that have no shape of their own and are known by the label before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from .clause import fills_part, shown
from .lexicon import WIDE, Label, Lexicon, Pivots, normal, together, word_marks
from .values import find_value

_REACH = 80
_LONGEST = 7  # words of a label
_LONGEST_WIDE = 12  # characters of a label in a script without spaces
_SIGNS = ":\uff1a="


class Value(NamedTuple):
    """A labelled value: what it is, and how its label stands.

    Attributes:
        first: where the label begins.
        whole: the label fills its part of the line and a sign follows.
        pivot: the sign between label and value, "is" for any word.
    """

    first: int
    start: int
    end: int
    label: Label
    phrase: str
    whole: bool
    pivot: str


@cache
def _pivots(pivots: Pivots) -> re.Pattern[str]:
    words = "|".join((*pivots.plain, *sorted(pivots.ends)))
    return re.compile(rf"[{_SIGNS}({''.join(pivots.wide)}]|\b(?:{words})\b")


def find_values(text: str, lexicon: Lexicon) -> Iterator[Value]:
    """Labelled values, in the order of their labels; may overlap. Linear."""
    for match in _pivots(lexicon.pivots).finditer(text):
        place, pivot = match.start(), match[0]
        low = max(0, place - _REACH)
        low = text.rfind("\n", low, place) + 1 or low
        part = text[low:place]
        sign = pivot in _SIGNS
        for labels, first, last in _labels_at_end(part, pivot, lexicon):
            found = find_value(text, match.end(), pivot, labels, lexicon)
            if found is None:
                continue
            label, start, end = found
            if pivot == "(" and label.takes == "path" and part[:first].strip(" \t#*-"):
                break  # "(…)" tells the path only where the label begins the line
            whole = sign and fills_part(part[:last] + ":", first, last)
            phrase = shown(text[low + first : start])
            yield Value(low + first, start, end, label, phrase, whole, pivot if sign else "is")
            break


def _labels_at_end(
    part: str, pivot: str, lexicon: Lexicon
) -> Iterator[tuple[tuple[Label, ...], int, int]]:
    """Labels that end where `part` does, longest first, with their places in it."""
    bare = part.rstrip(" \t*_`'\"“”’]")
    if bare.endswith(")") and "(" in bare:  # "Current date (UTC):"
        bare = bare[: bare.rfind("(")]
    bare = bare.rstrip(" \t*_`'\"“”’)]").rstrip()
    if not bare:
        return
    if bare[-1] >= WIDE or pivot in lexicon.pivots.wide:
        yield from _wide_labels(bare, pivot, lexicon)
        return
    sign, last = pivot in _SIGNS, len(bare)
    ends = pivot in lexicon.pivots.ends
    if not _may_end_label(bare, pivot, lexicon, ends=ends):
        return
    marks = together(bare, word_marks(bare)[-_LONGEST:])
    names = [normal(mark[0]) for mark in marks]
    for number, mark in enumerate(marks):
        phrase = " ".join(names[number:])
        labels = None if sign else lexicon.labels.get(f"{phrase} {pivot}")
        if labels:
            yield labels, mark.start(), last
        labels = lexicon.labels.get(phrase)
        if labels and (sign or (" " in phrase and not ends)):
            yield labels, mark.start(), last


def _may_end_label(bare: str, pivot: str, lexicon: Lexicon, *, ends: bool) -> bool:
    """Turns away cheaply the many colons and small words that follow no word of the lexicon."""
    head = bare[-30:].rsplit(None, 1)[-1]
    if not (head.isalpha() and head.islower()):
        head = normal(head).rpartition(" ")[2]
    return f"{head} {pivot}" in lexicon.tails if ends else head in lexicon.heads


def _wide_labels(
    bare: str, pivot: str, lexicon: Lexicon
) -> Iterator[tuple[tuple[Label, ...], int, int]]:
    """The same in scripts without spaces: suffixes that are labels."""
    low = bare.lower() + ("" if pivot in _SIGNS else pivot)
    for size in range(min(_LONGEST_WIDE, len(low)), 0, -1):
        labels = lexicon.wide.get(low[-size:])
        if labels:
            yield labels, max(0, len(low) - size), len(bare)
