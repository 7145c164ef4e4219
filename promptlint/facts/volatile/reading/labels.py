"""Values that have no shape of their own and are known by the label before them."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from promptlint.facts.volatile.reading.clause import fills_part, shown
from promptlint.facts.volatile.reading.values import find_value
from promptlint.facts.volatile.words.entries import SIGNS, Label, Lexicon, Pivots
from promptlint.facts.volatile.words.phrases import WIDE, normal, single_words, together, word_marks

_REACH = 80
_LONGEST = 7  # words of a label
_LONGEST_WIDE = 12  # characters of a label in a script without spaces
_CLOSERS = " \t*_`'\"“”’"  # may stand between a label and its sign
_AROUND = _CLOSERS + "-.,;!?([{<>}]#$&/"  # no part of a word; not ")", which closes a remark
_ALPHANUMERIC = string.ascii_letters + string.digits
_NEAR = 30  # characters: more than the last word of any label has


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
def _words(pivots: Pivots, before: str, *, ascii_only: bool) -> re.Pattern[str]:
    """The pivots that are words, each with a character `before` it."""
    several = sorted((*pivots.plain, *pivots.ends))
    if ascii_only:
        several = [word for word in several if word.isascii()]
    grouped = (  # by first letters, because alternatives are tried one by one
        f"{first}(?:{'|'.join(word[1:] for word in group)})"
        for first, group in groupby(several, itemgetter(0))
    )
    return re.compile(rf"{before}({'|'.join(grouped)})\b")


def _candidates(text: str, lexicon: Lexicon) -> list[tuple[int, str]]:
    """Places of pivots that may stand behind a label, in order."""
    plain, pivots, before = text.isascii(), lexicon.pivots, lexicon.before
    found = []
    for sign in "(:=`" if plain else ("(", "`", *SIGNS, *pivots.wide):
        heads, place = before.get(sign), text.find(sign)
        while place >= 0:
            if heads is None or _may_follow(text, place, heads):
                found.append((place, sign))
            place = text.find(sign, place + 1)
    for match in _words(pivots, r"[^A-Za-z0-9_\n ]\b", ascii_only=plain).finditer(text):
        if _may_follow(text, match.start(1), before[match[1]]):
            found.append((match.start(1), match[1]))  # noqa: PERF401
    # Most stand behind a blank. `split` is the fastest way to see them and what is before them.
    parts, place = _words(pivots, " ", ascii_only=plain).split(text), 0
    for part, word in zip(parts[::2], parts[1::2], strict=False):
        place += len(part) + 1
        head = part[part.rfind(" ") + 1 :]
        sure = head.islower() and head.isalpha() and head.isascii()
        if head in before[word] or (not sure and _may_follow(text, place, before[word])):
            found.append((place, word))
        place += len(word)
    found.sort()
    return found


def _may_follow(text: str, place: int, heads: frozenset[str]) -> bool:
    """Turns away cheaply most colons and small words: those behind a word that ends no label."""
    near = text[max(0, place - _NEAR) : place].rstrip(_AROUND)
    stem = near.rstrip(_ALPHANUMERIC)
    head = near[len(stem) :]
    if head in heads or not head or not stem or stem[-1] == "'" or stem[-1] > "~":
        return True  # it does, or there may be more of the word than is seen here
    return not head.islower() and normal(head).rpartition(" ")[2] in heads


def find_values(text: str, lexicon: Lexicon) -> Iterator[Value]:
    """Labelled values, in the order of their labels; may overlap. Linear."""
    for place, pivot in _candidates(text, lexicon):
        low = max(0, place - _REACH)
        low = text.rfind("\n", low, place) + 1 or low
        part = text[low:place]
        sign = pivot in SIGNS
        for labels, first, last in _labels_at_end(part, pivot, lexicon):
            found = find_value(text, place + len(pivot), pivot, labels, lexicon)
            if found is None:
                continue
            label, start, end = found
            if pivot == "`" and (label.takes != "branch" or text[place - 1 : place] != " "):
                break  # only a branch is named without a word between: "on branch `main`"
            if pivot == "(" and label.takes == "path" and part[:first].strip(" \t#*-"):
                break  # "(…)" tells the path only where the label begins the line
            whole = sign and fills_part(part[:last] + ":", first, last)
            phrase = shown(text[low + first : start])
            yield Value(low + first, start, end, label, phrase, whole, pivot if sign else "is")
            break


def label_before(text: str, place: int, lexicon: Lexicon) -> Label | None:
    """The strong label whose value begins at `place`, whatever the value is."""
    low = max(0, place - _REACH)
    part = text[text.rfind("\n", low, place) + 1 or low : place].rstrip(_CLOSERS + "(")
    if part[-1:] not in SIGNS or not part:
        return None
    for labels, first, last in _labels_at_end(part[:-1], part[-1], lexicon):
        if labels[0].strong and fills_part(part, first, last):
            return labels[0]
    return None


def _labels_at_end(
    part: str, pivot: str, lexicon: Lexicon
) -> Iterator[tuple[tuple[Label, ...], int, int]]:
    """Labels that end where `part` does, longest first, with their places in it."""
    bare = part.rstrip(_CLOSERS + "]")
    if bare.endswith(")") and "(" in bare:  # "Current date (UTC):"
        bare, _, remark = bare.rpartition("(")
        if remark.rstrip(")").lower() in lexicon.generic:
            return  # "user_id (required):": a parameter
    bare = bare.rstrip(_CLOSERS + ")]").rstrip()
    if not bare:
        return
    if bare[-1] >= WIDE or pivot in lexicon.pivots.wide:
        yield from _wide_labels(bare, pivot, lexicon)
        return
    if _head(bare) not in lexicon.before[pivot] or not _is_label_near(bare, pivot, lexicon):
        return
    sign, last = pivot in SIGNS, len(bare)
    ends = pivot in lexicon.pivots.ends
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


def _head(bare: str) -> str:
    """The last word of a text that does not end in a blank."""
    return normal(bare[-_NEAR:].rsplit(None, 1)[-1]).rpartition(" ")[2]


def _is_label_near(bare: str, pivot: str, lexicon: Lexicon) -> bool:
    """Whether a label may end in the last words of `bare`, no matter what stands between them."""
    cut = len(bare) > _NEAR  # so the first word may be a part of one only
    several = single_words(bare[-_NEAR:])[cut:]
    sign = pivot in SIGNS
    if pivot not in lexicon.pivots.ends and _is_end("", several, lexicon, cut=cut, single=sign):
        return True
    return not sign and _is_end(pivot, several, lexicon, cut=cut, single=True)


def _is_end(phrase: str, several: list[str], lexicon: Lexicon, *, cut: bool, single: bool) -> bool:
    """Whether `several` words and then `phrase` may end in a label; `cut`: more are before them."""
    for word in reversed(several):
        phrase = f"{normal(word)} {phrase}" if phrase else normal(word)
        if phrase not in lexicon.tails:
            return False
        if phrase in lexicon.labels and (single or " " in phrase):
            return True
    return cut


def _wide_labels(
    bare: str, pivot: str, lexicon: Lexicon
) -> Iterator[tuple[tuple[Label, ...], int, int]]:
    """The same in scripts without spaces: suffixes that are labels."""
    low = bare.lower() + ("" if pivot in SIGNS else pivot)
    for size in range(min(_LONGEST_WIDE, len(low)), 0, -1):
        labels = lexicon.wide.get(low[-size:])
        if labels:
            yield labels, max(0, len(low) - size), len(bare)
