"""Words of a text: how they are taken apart, and how the lexicon spells them."""

from __future__ import annotations

import re

WIDE = "\u2e80"  # from here on scripts put no space between words
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_HUMP = re.compile("[a-z0-9](?=[A-Z])")
_WIDEST_GAP = 4


def _spaced(match: re.Match[str]) -> str:
    return match[0] + " "


def words(text: str) -> list[str]:
    """Words of a name or phrase in lower case; camelCase, `_` and `-` separate words."""
    if not text.islower():
        text = _HUMP.sub(_spaced, text)
    return _WORD.findall(text.lower().replace("’", "'"))


def normal(text: str) -> str:
    """A name or phrase as the lexicon spells it."""
    if text.isalpha():
        if text.islower():
            return text
        if text.isascii() and (text.istitle() or text.isupper()):
            return text.lower()
    return " ".join(words(text))


def word_marks(text: str) -> list[re.Match[str]]:
    """The words of `text` with their places."""
    return list(_WORD.finditer(text))


def single_words(text: str) -> list[str]:
    """The words of `text` as they are written."""
    found: list[str] = _WORD.findall(text)
    return found


def together(text: str, marks: list[re.Match[str]]) -> list[re.Match[str]]:
    """The last of `marks` that no punctuation parts: words of one phrase."""
    for number in range(len(marks) - 1, 0, -1):
        gap = text[marks[number - 1].end() : marks[number].start()]
        if gap.strip(" \t_-/&(*`") or len(gap) > _WIDEST_GAP:
            return marks[number:]
    return marks


def past_space(text: str, start: int, end: int) -> int:
    """The first place of text[start:end] that is no white space; `end` if there is none."""
    while start < end and text[start].isspace():
        start += 1
    return start


def is_wide(text: str) -> bool:
    """Whether `text` has characters of a script that puts no space between words."""
    return not text.isascii() and max(text) >= WIDE


def as_spelled(word: str) -> str:
    """A word or phrase of a user's as the lexicon spells it; a "*" at its end stays."""
    if is_wide(word):
        return word.lower()
    return normal(word) + "*" * word.endswith("*")
