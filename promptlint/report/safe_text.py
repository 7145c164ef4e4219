"""Text of a prompt on a screen: seen, but never obeyed by the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def safe(text: str) -> str:
    """`text` with everything that a terminal would obey, or not show, written as an escape.

    Control characters, ANSI sequences, bidirectional controls, zero-width characters, line and
    paragraph separators, lone surrogates and all spaces but the common one: what Unicode does
    not call printable. The result is one line.
    """
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else _escape(sign) for sign in text)


def safe_lines(text: str) -> str:
    """Like `safe`, for text of several lines: line feeds stay."""
    return "\n".join(safe(line) for line in text.split("\n"))


def encodable(text: str) -> str:
    """`text` with its lone surrogates (bytes of a path that are no UTF-8) written as escapes."""
    return text.encode(errors="backslashreplace").decode()


def _escape(sign: str) -> str:
    code = ord(sign)
    if sign in _SHORT:
        return _SHORT[sign]
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"


def columns(text: str) -> int:
    """How many columns of a terminal a safe text takes: wide characters two, combining none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(
        0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in text
    )


def fit(text: str, width: int) -> str:
    """`text` made safe, and cut at its end, with "…", to at most `width` columns."""
    whole = safe(text)
    return whole if columns(whole) <= width else head(text, width - 1) + "…"


def head(text: str, width: int) -> str:
    """The longest beginning of a text that, made safe, takes at most `width` columns.

    No escape is cut in two.
    """
    return "".join(_fitting(text, width))


def tail(text: str, width: int) -> str:
    """The same for the end of a text."""
    return "".join(reversed([*_fitting(reversed(text), width)]))


def _fitting(signs: Iterable[str], width: int) -> Iterator[str]:
    taken = 0
    for sign in signs:
        shown = safe(sign)
        taken += columns(shown)
        if taken > width:
            return
        yield shown


def wrap(text: str, width: int) -> list[str]:
    """A safe text as lines of at most `width` columns, broken between words where it can be."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if columns(longer) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        while columns(word) > width:
            part = head(word, max(width, 2))
            lines.append(part)
            word = word[len(part) :]  # noqa: PLW2901 - what is left of it
        line = word
    return [*lines, line] if line or not lines else lines
