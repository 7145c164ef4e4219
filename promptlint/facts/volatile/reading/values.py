"""What can be a value of a label at all: the shapes that labels take."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from promptlint.facts.volatile.reading.calendar import find_weekday
from promptlint.facts.volatile.words.entries import PARENTHESIZED, Label, Lexicon
from promptlint.facts.volatile.words.patterns import regex

# What may stand on the lines below its label.
_BELOW = frozenset(("path", "file", "lines", "status", "commits"))
_ROOTS = frozenset(("/", "/*", "/**", "//", ".", "./"))
_SHORTEST_SECRET = 8
_TITLE = 3  # letters of "Mr.", "Dr.", "Mme."
_MOST_WORDS = 8


class _Found(NamedTuple):
    """A text that may be a value, and the character behind it."""

    text: str
    follows: str
    lexicon: Lexicon


@cache
def _openers(words: tuple[str, ...]) -> re.Pattern[str]:
    """What stands between a pivot and the value: quotes, small words, one line break."""
    return re.compile(
        r"(?:[ \t*_`\"'“‘«「:=\uff1a]|" + "|".join(words) + r"){0,12}"
        r"(?:\n[ \t]{0,12}(?:```[a-z]{0,10}\n[ \t]{0,12})?(?:[-*•>][ \t]{1,3})?[`\"']?)?"
    )


def find_value(
    text: str, place: int, pivot: str, labels: tuple[Label, ...], lexicon: Lexicon
) -> tuple[Label, int, int] | None:
    """The value that one of `labels` takes behind the pivot that ends at `place`."""
    opener = _openers(lexicon.pivots.openers).match(text, place)
    start = opener.end() if opener else place
    crossed = "\n" in text[place:start]
    for label in labels:
        if label.takes == "time":  # dates look for their labels themselves; a weekday can't
            end = start if crossed else find_weekday(text, start, lexicon)
        elif (crossed and label.takes not in _BELOW) or (
            pivot == "(" and label.takes not in PARENTHESIZED
        ):
            continue
        else:
            if label.takes == "status" and crossed:
                start = text.index("\n", place) + 1  # its first column is a blank as often as not
            last = len(text)
            if label.takes == "lines" and not crossed:  # what begins beside its label ends there
                last = text.find("\n", start)
                last = len(text) if last < 0 else last
            end = _end(text, (start, last), pivot, label, lexicon)
        if end > start:
            return label, start, end
    return None


@cache
def _clause_end() -> re.Pattern[str]:
    return re.compile(r",? (?:where|who|which|and|but|so|because) ")


def _end(text: str, within: tuple[int, int], pivot: str, label: Label, lexicon: Lexicon) -> int:
    """Where the value ends that begins where `within` does; just there if there is none."""
    start, last = within
    match = regex(lexicon.values[label.takes]).match(text, start, last)
    if match is None or (pivot == "=" and _is_code(text, match)):
        return start
    written = match[0].partition(")")[0] if pivot == "(" else match[0]
    value = _trimmed(written, label.takes, lexicon)
    end = start + len(value)
    fits = _FITS.get("environment" if label.kind == "environment" else label.takes)
    if not value or (fits is not None and not fits(_Found(value, text[end : end + 1], lexicon))):
        return start
    return end


def _is_code(text: str, match: re.Match[str]) -> bool:
    """Whether what stands behind a "=" is an expression of a program: "user = auth[0]"."""
    follows = text[match.end() : match.end() + 1]
    return (
        (follows != "" and follows in "([_")
        or "(" in match[0]
        or regex(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+").fullmatch(match[0]) is not None
    )


def _trimmed(value: str, takes: str, lexicon: Lexicon) -> str:
    if takes in ("status", "commits"):
        return value.rstrip()
    if takes == "lines":
        return value.partition("\n\n")[0].partition("```")[0].rstrip()
    if takes in ("path", "file"):
        return value.rstrip(".,;:)]}!?")
    if takes == "place":
        value = value.partition(". ")[0]
        if value.count(" ") >= _MOST_WORDS:
            value = _clause_end().split(value, maxsplit=1)[0]
    if takes == "name":
        value = _proper(value, lexicon)
    return value.rstrip(" \t.,;:)-/=+")


def _proper(value: str, lexicon: Lexicon) -> str:
    """A name up to the first word that is none: "Jordan Lee and their …"."""
    several = value.split(" ")
    for number, word in enumerate(several[2:], 2):
        if word[:1].islower() and word not in lexicon.particles:
            names = (part for part in several[:number] if part not in lexicon.particles)
            return " ".join(several[:number]) if all(n[:1].isupper() for n in names) else value
    return value


def _is_id(found: _Found) -> bool:
    return any(char.isdigit() for char in found.text) and (
        found.text.isdigit()
        or (len(found.text) > 3 and found.text.lower() not in found.lexicon.generic)
    )


def _is_secret(found: _Found) -> bool:
    digits = sum(char.isdigit() for char in found.text)
    return len(found.text) >= _SHORTEST_SECRET and digits > 1 and len(set(found.text)) > 5


def _is_path(found: _Found) -> bool:
    return found.text not in _ROOTS and "..." not in found.text and "{" not in found.text


def _is_name(found: _Found) -> bool:
    several = found.text.split()
    first = several[0].lower().rstrip(".!")
    if ". " in found.text and len(several[0].rstrip(".")) > _TITLE:
        return False  # "Okay. Got it": somebody speaks
    if len(several) > 5 or found.follows in ("{", "<", "(", "_") or found.text[-1] in "!?！？。":
        return False
    if {found.text.lower(), first} & found.lexicon.generic or first in found.lexicon.against:
        return False
    if len(several) == 1 and (found.text[0].islower() or found.text.isdigit()):
        return len(found.text) > 2 and found.follows in ("", "\n", "`", '"', "'", ",", ")")
    small = found.lexicon.joints | found.lexicon.particles
    return all(not word[0].islower() or word in small for word in several)


def _is_place(found: _Found) -> bool:
    several = found.text.lower().split()
    return (
        found.text.lower() not in found.lexicon.generic
        and len(several) <= _MOST_WORDS
        and several[0] not in found.lexicon.prose
    )


def _is_system(found: _Found) -> bool:
    several = regex("[a-z0-9]+").findall(found.text.lower())
    return len(several) <= _MOST_WORDS and (
        any(char.isdigit() for char in found.text) or not found.lexicon.systems.isdisjoint(several)
    )


def _is_branch(found: _Found) -> bool:
    return found.text.lower() not in found.lexicon.generic and found.follows in ("", *"\n`'\"), ")


def _is_list(found: _Found) -> bool:
    """Whether most lines look like entries of a list of files."""
    lines = found.text.split("\n")[:20]
    return sum(_is_file(line.strip(" \t│├└─|`+-*•")) for line in lines) * 2 > len(lines)


def _is_file(line: str) -> bool:
    return line.endswith(("/", "\\")) or (
        regex(r"[^\s:]{0,100}\.[A-Za-z0-9]{1,8}").fullmatch(line) is not None
    )


def _is_commits(found: _Found) -> bool:
    return any(char.isdigit() for char in found.text.lstrip("-*• ")[:7])


def _is_number(found: _Found) -> bool:
    return not found.follows.isalnum() and found.follows not in (":", "-", "/")


_FITS: dict[str, Callable[[_Found], bool]] = {
    "id": _is_id,
    "secret": _is_secret,
    "path": _is_path,
    "file": _is_path,
    "name": _is_name,
    "place": _is_place,
    "environment": _is_system,
    "branch": _is_branch,
    "lines": _is_list,
    "commits": _is_commits,
    "number": _is_number,
}
