"""The change of a fix as a unified diff."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import unified_diff
from itertools import takewhile

from promptlint.report.safe_text import fit, head, safe, tail
from promptlint.report.style import BAD, FAINT, GOOD, STRONG, Line, Page, Span, line
from promptlint.text import common_start

_STYLES = {"-": BAD, "+": GOOD, "@": FAINT}


def patch(path: str, before: str, after: str) -> str:
    """The change as a patch that tools can apply: every byte as it is, whatever it may be."""
    return "".join(_lines(path, before, after))


def shown(path: str, before: str, after: str, page: Page) -> Iterator[Line]:
    """The change for the eyes: control characters escaped, long lines cut around what differs."""
    lines = [text.rstrip("\r\n") for text in _lines(path, before, after)]
    room = page.width - 1
    at = 0
    while at < len(lines):
        text = lines[at]
        if text.startswith(("--- ", "+++ ")) and at < 2:
            yield line(Span(safe(text), STRONG))
            at += 1
        elif text.startswith("-"):
            removed = list(takewhile(lambda each: each.startswith("-"), lines[at:]))
            rest = lines[at + len(removed) :]
            added = list(takewhile(lambda each: each.startswith("+"), rest))
            yield from _replaced(removed, added, room)
            at += len(removed) + len(added)
        else:
            sign, words = text[:1], safe(text[1:])
            yield line(Span(sign + fit(words, room), _STYLES.get(sign, "")))
            at += 1


def _lines(path: str, before: str, after: str) -> Iterator[str]:
    for text in unified_diff(_split(before), _split(after), path, path):
        yield text if text.endswith("\n") else f"{text}\n\\ No newline at end of file\n"


def _split(text: str) -> list[str]:
    """Lines with their ends; unlike `splitlines`, only a line feed ends one."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _replaced(removed: list[str], added: list[str], room: int) -> Iterator[Line]:
    """Lines that took the place of others. The pairs among them are cut around their difference."""
    pairs = dict(zip(removed, added, strict=False)) if len(removed) == len(added) else {}
    back = {new: old for old, new in pairs.items()}
    for texts, others in ((removed, pairs), (added, back)):
        for text in texts:
            words = _around(safe(text[1:]), safe(others.get(text, "")[1:]), room)
            yield line(Span(text[0] + words, _STYLES[text[0]]))


def _around(text: str, other: str, room: int) -> str:
    """As much of `text` as fits, from a little before the first character that differs."""
    if not other or len(text) <= room:
        return fit(text, room)
    same = common_start(text, other)
    lead = min(same, room // 3)
    indent = text[: len(text) - len(text.lstrip())]
    if same <= lead + len(indent):
        return fit(text, room)
    begin = indent + "…" + tail(text[len(indent) : same], lead)
    rest = text[same:]
    left = room - len(begin)
    return begin + (rest if len(rest) <= left else head(rest, left - 1) + "…")
