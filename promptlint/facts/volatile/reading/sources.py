"""Program code as a text: most of its braces are code, and its prompts stand in long literals."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

_AROUND = 300  # characters on both sides that tell prose from code
_SENTENCE = 4  # words that make a sentence
_SEEN = 100_000  # characters that tell whether a text is source
_STATEMENTS, _DENSITY = 3, 2000  # statements that make a source; characters for each of them
_LONG = 100  # characters of a literal that may be a prompt


@cache
def _statements() -> re.Pattern[str]:
    return re.compile(
        r"^[ \t]{0,8}(?:(?:from [\w.]{1,60} )?import [\w.*{( ]|def \w{1,60}\(|class \w{1,60}[:(]"
        r"|(?:export |const |let |var |val |function |fun |func |return |raise |throw |print\()"
        r"|(?:async |public |private |protected |internal |override |namespace |package )"
        r"|using [\w.]{1,60};)",
        re.MULTILINE,
    )


def is_shell_variable(text: str) -> bool:
    """Whether a placeholder is written like a variable of the shell: "${HOME}"."""
    name = text[2:-1]
    return text.startswith("${") and name.isupper() and name.replace("_", "").isalnum()


def is_source(text: str) -> bool:
    """Whether a text as a whole is source code, where braces are mostly code."""
    first = text.lstrip()[:200]
    if _statements().match(first) and not first.startswith(("package ", "public ", "private ")):
        return True
    found = len(_statements().findall(text[:_SEEN]))
    return found >= _STATEMENTS and found * _DENSITY > min(len(text), _SEEN)


def long_literals(text: str) -> Spans:
    """The string literals of a source file that hold several lines, as prompts do."""
    spans = [
        (match.start(), match.end())
        for match in _literals().finditer(text)
        if match.end() - match.start() > _LONG and "\n" in match[0]
    ]
    return Spans([start for start, _ in spans], [end for _, end in spans])


def is_logged(text: str, start: int) -> bool:
    """Whether a placeholder in a source file goes to a log, an error or a comment."""
    line = text[max(0, start - _AROUND) : start].rpartition("\n")[2]
    return _logs().search(line) is not None


@cache
def _logs() -> re.Pattern[str]:
    return re.compile(
        r"^\s*(?:#\s+(?:f?[\"']|[\w.]+\s*[=(])|//)|\b(?:print|println|printf|WriteLine|log|logger|logging|console|warn|error|info"
        r"|debug|raise|throw|panic|Exception|Error|Errorf|fetch)\b[\w.]*\s*\("
    )


def in_prose(text: str, start: int, end: int) -> bool:
    """Whether a placeholder in a source file stands in a sentence, not in code.

    It does where the literal around it, or the line if no quote is in it, has several words.
    """
    low = max(0, start - _AROUND)
    before = text[low:start].rpartition("\n")[2]
    after = text[end : end + _AROUND].partition("\n")[0]
    opening, closing = _quotes().split(before)[-1], _quotes().split(after)[0]
    if opening == before and closing == after and _code().search(before + after):
        return False
    return len(_words().findall(opening + " " + closing)) >= _SENTENCE


@cache
def _quotes() -> re.Pattern[str]:
    return re.compile(r"[\"`]|(?<![A-Za-z])'|'(?![A-Za-z])")


@cache
def _code() -> re.Pattern[str]:
    return re.compile(
        r"=>|[;{]$|^\s*(?:return|const|let|var|if|for|else|def|print|raise|throw)\b| = |\(\)"
    )


@cache
def _words() -> re.Pattern[str]:
    return re.compile(r"(?<![\w.])[^\W\d_]{2,}(?![\w(])")


class Spans(NamedTuple):
    """Stretches of a text, in order and apart."""

    starts: list[int]
    ends: list[int]

    def hold(self, place: int) -> bool:
        """Whether a place is in one of them."""
        number = bisect_right(self.starts, place) - 1
        return number >= 0 and place < self.ends[number]


@cache
def _literals() -> re.Pattern[str]:
    # Possessive, so that what is never closed is looked at once.
    return re.compile(
        r"\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*+\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*+'''"
        r"|(?<!`)`(?!`)(?:[^`\\]|\\.)*+`",
        re.DOTALL,
    )
