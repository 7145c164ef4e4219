"""Replacements of text, and how far a fix may go."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

from promptlint.text.source import Span


class Grade(IntEnum):
    """How much a fix asks of its reader, ordered: a user who allows one allows all above it.

    SAFE: the model reads exactly the same content, and nothing new is bought.
    LAYOUT: checkpoints may be added; the same content may take another order in its section.
    RELOCATE: every character kept, but moved to another section.
    MANUAL: words must change; shown as advice, never applied.
    """

    MANUAL = 0
    RELOCATE = 1
    LAYOUT = 2
    SAFE = 3

    @property
    def label(self) -> str:
        """The word users type and read."""
        return self.name.lower()

    @classmethod
    def named(cls, label: str) -> Grade:
        """The grade called `label`. Raises KeyError for any other word."""
        return cls[label.upper()]


class Edit(NamedTuple):
    """Put `text` in place of the characters at `span`."""

    span: Span
    text: str


class Fix(NamedTuple):
    """Edits that belong together: all of them are applied, or none."""

    title: str
    grade: Grade
    edits: tuple[Edit, ...]


class Overlap(ValueError):
    """Two edits want the same characters."""


def apply(text: str, edits: Iterable[Edit]) -> str:
    """`text` with the edits made; everything outside their spans is untouched.

    Insertions at one place keep the order in which they are given.

    Raises:
        Overlap: two edits share characters.
    """
    parts: list[str] = []
    done = 0
    for (start, end), new in sorted(edits, key=lambda edit: edit.span):
        if start < done:
            raise Overlap(f"edits overlap at offset {start}")
        parts += (text[done:start], new)
        done = end
    parts.append(text[done:])
    return "".join(parts)
