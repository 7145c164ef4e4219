"""Values that have no shape of their own and are known by the label before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from .calendar import find_weekday
from .clause import _shown, _whole
from .lexicon import Label, Lexicon, is_wide, normal

_REACH = 80


class Value(NamedTuple):
    """A labelled value: what it is, and how its label stands."""

    first: int  # where the label begins
    start: int
    end: int
    label: Label
    phrase: str
    whole: bool
    pivot: str


@cache
def _pivots() -> re.Pattern[str]:
    return re.compile(
        r"[:：=(]|\b(?:is|are|as|in|with|named|called|assisting|to|at|file|ist|heißt|est|es|é|è|als|con|com|avec|met|с|mit)\b"
        r"|[はが是为]"
    )


@cache
def _openers() -> re.Pattern[str]:
    return re.compile(
        r"(?:[ \t*_`\"'“‘«「:=：]|set to|located (?:in|at)|currently|now|named|called){0,12}"
        r"(?:\n[ \t]{0,12}(?:```[a-z]{0,10}\n[ \t]{0,12})?(?:[-*•>][ \t]{1,3})?[`\"']?)?"
    )


@cache
def shape(takes: str) -> re.Pattern[str]:
    """The pattern of a value of this shape."""
    token = r"[A-Za-z0-9][A-Za-z0-9_.+/=~-]{2,127}(?::[A-Za-z0-9_.-]{1,60}){0,3}"
    patterns = {
        "path": r"(?:[A-Za-z]:[\\/]|/(?:[\w.@~-]|$)|~/|\\\\|\./)[^\s`\"'<>|*?]{0,240}",
        "id": token,
        "secret": token,
        "email": r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}",
        "ip": r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){3,7}",
        "number": r"#?[0-9][0-9.,_ ]{0,15}(?:[kKmM%]\b)?(?:[ ]?(?:of|/|von|de|sur)[ ]?[0-9][0-9,._]{0,12})?",
        "epoch": r"1[4-9][0-9]{8}(?:[0-9]{3}|[0-9]{6}|\.[0-9]{1,9})?\b",
        "branch": r"[A-Za-z0-9][\w./-]{0,100}",
        "status": r"\(?clean\)?|nothing to commit|(?:[ MADRCU?!]{1,2}[ ]{1,2}[^\s\n][^\n]{0,200}\n?){1,60}",
        "commits": r"(?:[-*• ]{0,4}[0-9a-f]{7,40}\b[^\n]{0,200}\n?){1,40}",
        "flag": r"(?:[Yy]es|[Nn]o|[Tt]rue|[Ff]alse)\b",
        "lines": r"(?:[^\n]{1,200}\n?){1,200}",
        "name": r"[^\W_][^\n.,;:|()<>{}\"'`*”»」]{0,60}(?:['’.][^\n.,;:|()<>{}\"'`*”»」]{1,30})?",
        "place": r"[$€£¥+]?[^\W_][^\n;|<>{}\"`*”»」]{0,80}",
        "text": r"[^\s<{\[][^\n]{3,300}",
    }
    return re.compile(patterns[takes])


def find_values(text: str, lexicon: Lexicon) -> Iterator[Value]:
    """Labelled values, in the order of their labels; may overlap. Linear."""
    for match in _pivots().finditer(text):
        place, pivot = match.span()[0], match[0]
        low = max(0, place - _REACH)
        low = text.rfind("\n", low, place) + 1 or low
        part = text[low:place]
        for labels, first, last in _labels_at_end(part, pivot, lexicon):
            value = _value(text, match.end(), labels, lexicon)
            if value is not None:
                label, start, end = value
                if pivot == "(" and not (label.takes != "path" or not part[:first].strip(" \t#*-")):
                    break
                sign = pivot in ":：="
                whole = sign and _whole(part[:last] + ":", first, last)
                shown = _shown(text[low + first : start])
                yield Value(low + first, start, end, label, shown, whole, pivot if sign else "is")
                break


def _labels_at_end(
    part: str, pivot: str, lexicon: Lexicon
) -> Iterator[tuple[tuple[Label, ...], int, int]]:
    """Labels that end where `part` does, longest first, with their places in it."""
    sign = pivot in ":：="
    bare = part.rstrip(" \t*_`'\"“”’]")
    if bare.endswith(")"):  # "Current date (UTC):"
        bare = bare[: bare.rfind("(")] if "(" in bare else bare
    bare = bare.rstrip(" \t*_`'\"“”’)]")
    if not bare:
        return
    last = len(bare)
    if bare[-1] > "\u2e7f" or pivot > "\u2e7f":
        low = bare.lower() + ("" if sign else pivot)
        for size in range(min(12, len(low)), 0, -1):
            if low[-size:] in lexicon.wide:
                yield lexicon.wide[low[-size:]], max(0, len(low) - size), last
        return
    # Most colons and small words follow no word of the lexicon: turn them away cheaply.
    head = bare[-30:].rsplit(None, 1)[-1]
    head = head if head.isalpha() and head.islower() else normal(head).rpartition(" ")[2]
    if sign or pivot not in _WEAK_PIVOTS:
        if head not in lexicon.heads:
            return
    elif f"{head} {pivot}" not in lexicon.tails:
        return
    marks = list(_words_of().finditer(bare))[-7:]
    names = [normal(mark[0]) for mark in marks]
    for number, mark in enumerate(marks):
        phrase = " ".join(names[number:])
        labels = None if sign else lexicon.labels.get(f"{phrase} {pivot}")
        if labels:
            yield labels, mark.start(), last
        labels = lexicon.labels.get(phrase)
        if labels and (sign or (" " in phrase and pivot not in _WEAK_PIVOTS)):
            yield labels, mark.start(), last


@cache
def _words_of() -> re.Pattern[str]:
    return re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


_WEAK_PIVOTS = frozenset(
    ("in", "with", "to", "at", "as", "file", "con", "com", "avec", "met", "с", "mit", "als")
)


def _value(
    text: str, place: int, labels: tuple[Label, ...], lexicon: Lexicon
) -> tuple[Label, int, int] | None:
    opener = _openers().match(text, place)
    start = opener.end() if opener else place
    crossed = "\n" in text[place:start]
    pivot = text[place - 1 : place]
    for label in labels:
        if label.takes == "time" and not crossed:
            end = find_weekday(text, start, lexicon)
            if end > start:
                return label, start, end
        if label.takes == "time" or (crossed and label.takes not in _MULTILINE):
            continue
        begin = start
        if label.takes == "status" and crossed:
            begin = text.index("\n", place) + 1
        if pivot == "(" and label.takes not in ("path", "email", "id"):
            continue
        match = shape(label.takes).match(text, begin)
        if match is None or (pivot == "=" and _is_code(text, match)):
            continue
        end = begin + len(_trimmed(match[0], label.takes))
        if end > begin and _fits(text, begin, end, label, lexicon):
            return label, begin, end
    return None


_MULTILINE = frozenset(("path", "lines", "status", "commits"))
_ROOTS = frozenset("/ /* /** // . ./ ./.".split())


def _is_code(text: str, match: re.Match[str]) -> bool:
    """Whether what stands behind a "=" is an expression of a program: "user = auth[0]"."""
    follows = text[match.end() : match.end() + 1]
    return (
        (follows != "" and follows in "([_")
        or "(" in match[0]
        or re.fullmatch(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+", match[0]) is not None
    )


def _trimmed(value: str, takes: str) -> str:
    if takes in ("status", "commits"):
        return value.rstrip()
    if takes == "lines":
        return value.partition("\n\n")[0].partition("```")[0].rstrip()
    if takes == "path":
        return value.rstrip(".,;:)]}!?")
    if takes == "place":
        value = value.partition(". ")[0]
    if takes == "name":
        value = _proper(value)
    return value.rstrip(" \t.,;:)-/=+")


def _proper(value: str) -> str:
    """A name up to the first word that is none: "Jordan Lee and their …"."""
    several = value.split(" ")
    for number, word in enumerate(several):
        if number > 1 and word[:1].islower() and word not in _PARTICLES:
            if all(w[:1].isupper() for w in several[:number] if w not in _PARTICLES):
                return " ".join(several[:number])
    return value


def _fits(text: str, start: int, end: int, label: Label, lexicon: Lexicon) -> bool:
    """Whether a text can be a value of its label at all."""
    value = text[start:end]
    lower = value.lower()
    takes = label.takes
    if takes in ("id", "secret"):
        digits = sum(char.isdigit() for char in value)
        if lower in lexicon.generic or not digits:
            return False
        if takes == "secret":
            return len(value) >= 8 and digits > 1 and len(set(value)) > 5
        return len(value) > 3 or value.isdigit()
    if takes == "path":
        return value not in _ROOTS and "..." not in value and "{" not in value
    if takes == "name":
        several = value.split()
        follows = text[end : end + 1]
        if lower in lexicon.generic or len(several) > 5 or follows in ("{", "<", "(", "_"):
            return False
        if several[0].lower() in lexicon.generic or several[0].lower() in lexicon.against:
            return False
        if len(several) == 1 and (value[0].islower() or value.isdigit()):
            return follows in ("", "\n", "`", '"', "'", ",", ")") and len(value) > 2
        return all(
            not word[0].islower() or word in lexicon.joints or word in _PARTICLES
            for word in several
        )
    if label.kind == "environment":
        several = re.findall(r"[a-z0-9]+", lower)
        return len(several) < 9 and (
            any(c.isdigit() for c in value) or any(word in lexicon.systems for word in several)
        )
    if takes == "place":
        return (
            lower not in lexicon.generic
            and len(value.split()) <= 8
            and lower.split()[0] not in _PROSE
        )
    if takes == "branch":
        return lower not in lexicon.generic and text[end : end + 1] in (
            "",
            "\n",
            "`",
            "'",
            '"',
            ")",
            ",",
            " ",
        )
    if takes == "lines":
        return sum(_is_file(line) for line in value.split("\n")[:20]) * 2 > len(
            value.split("\n")[:20]
        )
    if takes == "commits":
        first = value.lstrip("-*• ")[:7]
        return any(c.isdigit() for c in first)
    if takes == "number":
        follows = text[end : end + 1]
        return not follows.isalnum() and follows not in (":", "-", "/")
    return True


_PARTICLES = frozenset("von van der de la du del di da le dos bin al el y ter zu".split())
_PROSE = frozenset(
    "a an your this that if when use always never must should any all not only e can will may do for what".split()
)


def _is_file(line: str) -> bool:
    """Whether a line looks like an entry of a list of files."""
    bare = line.strip(" \t│├└─|`+-*•")
    return (
        bool(bare)
        and len(bare) < 120
        and (
            bare.endswith(("/", "\\"))
            or re.fullmatch(r"[^\s:]{0,100}\.[A-Za-z0-9]{1,8}", bare) is not None
        )
    )
