"""JSON strings: from decoded characters to places in the text, and from text to JSON."""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_right

from promptlint.text import Span

# A surrogate pair is one character of the decoded string.
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)"
)
# An escape of something that is not ASCII; the run of backslashes before it is counted in pairs.
_FOREIGN_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*+\\u(?!00[0-7])")
# Escaped always: UTF-8 cannot carry lone surrogates, and many readers of lines (Python's
# `splitlines` too) take the others for the end of a line, which would tear JSONL apart.
_UNSAFE = "[\ud800-\udfff\u0085\u2028\u2029]"


class StringMap:
    """Maps characters of a decoded string to the characters of the text that spell them.

    Args:
        text: the text that was parsed.
        start, end: the string in it, quotes included.
    """

    __slots__ = ("_decoded", "_raw", "_start")

    def __init__(self, text: str, start: int, end: int) -> None:
        self._start = start + 1
        # Between escapes both sides advance together, so the places after each escape suffice.
        self._decoded = array("q", [0])
        self._raw = array("q", [0])
        shrunk = 0
        for match in _ESCAPE.finditer(text, self._start, end - 1):
            shrunk += match.end() - match.start() - 1
            self._raw.append(match.end() - self._start)
            self._decoded.append(match.end() - self._start - shrunk)

    def offset(self, index: int) -> int:
        """Where the decoded character number `index` begins in the text."""
        known = bisect_right(self._decoded, index) - 1
        return self._start + self._raw[known] + index - self._decoded[known]

    def span(self, start: int, end: int) -> Span:
        """The text that spells the decoded characters `start` to `end` (exclusive)."""
        return Span(self.offset(start), self.offset(end))


def escapes_all(text: str) -> bool:
    """Whether this JSON writes every character beyond ASCII as an escape, and has some."""
    return text.isascii() and "\\u" in text and _FOREIGN_ESCAPE.search(text) is not None


def quote(text: str, *, like: str | None = None, ascii_only: bool = False) -> str:
    """`text` as a JSON string, escaped no more than needed.

    Args:
        text: any string. Lone surrogates, U+0085, U+2028 and U+2029 are always escaped.
        like: JSON whose habit to follow: see `escapes_all`.
        ascii_only: escape every character beyond ASCII.
    """
    ascii_only = ascii_only or (like is not None and escapes_all(like))
    quoted = json.dumps(text, ensure_ascii=ascii_only)
    return quoted if ascii_only else re.sub(_UNSAFE, _escaped, quoted)


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"
