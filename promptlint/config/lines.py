"""On which line of a TOML document a key is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

_HEADING = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]")
_ITEM = re.compile(r"\s*[{\"']")
_KEY = re.compile(r"\s*([\w.\-\"' *?]+?)\s*=")


def line_of(text: str, keys: Sequence[str]) -> int | None:
    """The line of a key, or of the nearest key around it; None if neither is written.

    `keys` names tables and keys from the outside in, and tables of a list by their number.
    """
    best: tuple[int, int | None] = (0, None)
    for number, path in _written(text):
        same = next((n for n, (a, b) in enumerate(zip(path, keys, strict=False)) if a != b), None)
        if same is None and len(path) <= len(keys) and len(path) > best[0]:
            best = len(path), number
    return best[1]


def _written(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The headings and keys of a TOML document with their lines, as far as lines tell them."""
    table: tuple[str, ...] = ()
    listed: Counter[tuple[str, ...]] = Counter()
    within: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        heading, key = _HEADING.match(line), _KEY.match(line)
        if heading:
            table = _dotted(heading[2])
            if heading[1] == "[[":
                listed[table] += 1
                table = (*table, str(listed[table] - 1))
            yield number, table
        elif key:
            within = (*table, *_dotted(key[1]))
            yield number, within
        elif within and _ITEM.match(line):  # an entry of a list, on a line of its own
            listed[within] += 1
            yield number, (*within, str(listed[within] - 1))


def _dotted(name: str) -> tuple[str, ...]:
    if name[:1] in "\"'":  # a quoted name may hold dots of its own
        return (name.strip("\"'"),)
    return tuple(part.strip().strip("\"'") for part in name.split("."))
