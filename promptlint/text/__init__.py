"""Floor 0: characters. Places in a file and replacements of them; nothing here knows JSON."""

from promptlint.text.alike import common_start
from promptlint.text.edits import Edit, Fix, Grade, Overlap, apply
from promptlint.text.source import NotText, Position, Source, Span

__all__ = [
    "Edit",
    "Fix",
    "Grade",
    "NotText",
    "Overlap",
    "Position",
    "Source",
    "Span",
    "apply",
    "common_start",
]
