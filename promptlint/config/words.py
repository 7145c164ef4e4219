"""Words that a configuration, like a command line, may choose from."""

from __future__ import annotations

from promptlint.text import Grade

FORMATS = ("full", "concise", "json", "sarif", "github", "gitlab", "junit")
GRADES = tuple(grade.label for grade in sorted(Grade, reverse=True) if grade is not Grade.MANUAL)
LEVELS = ("error", "warning", "info")
