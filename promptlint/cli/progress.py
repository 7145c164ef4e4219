"""How far long work has come: a line for who waits at a terminal, gone when the work is done."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import TypeVar

from promptlint.cli.output import environment, passing, terminal_width

_T = TypeVar("_T")

# Seconds before anything is shown, and between two states of it.
AFTER = 1.0
EVERY = 0.1
_WIDEST_BAR = 40


def with_progress(values: Iterator[_T], total: int, *, quiet: bool) -> Iterator[_T]:
    """The same values; where somebody watches, and it takes long, with how many have come."""
    return values if quiet or not _is_watched() else _watched(values, total)


def _is_watched() -> bool:
    """Whether stderr is a terminal that can take a line back, with a human before it."""
    if sys.stderr is None or not sys.stderr.isatty():
        return False
    variables = environment()
    return not variables.get("CI") and variables.get("TERM") != "dumb"


def _watched(values: Iterator[_T], total: int) -> Iterator[_T]:
    begin = shown = time.monotonic()
    try:
        for done, value in enumerate(values, 1):
            yield value
            now = time.monotonic()
            if now - begin >= AFTER and now - shown >= EVERY:
                passing.show(_line(done, total, terminal_width() - 1))
                shown = now
    finally:
        passing.show("")


def _line(done: int, total: int, width: int) -> str:
    """`12 of 96 files ████────`, in less than the whole width: a full line would wrap."""
    words = f"{done:,} of {total:,} files "
    room = min(width - len(words), _WIDEST_BAR)
    filled = room * done // total if room > 0 else 0
    return (words + "█" * filled + "─" * (room - filled))[: max(width, 0)]
