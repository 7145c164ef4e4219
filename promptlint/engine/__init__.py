"""Floor 9: the machinery. Files in, findings and fixed files out."""

from promptlint.engine.fix import FixReport, fix_file, fix_source
from promptlint.engine.lint import FileReport, Settings, check_file, check_source, facts_of
from promptlint.engine.walk import Walk, walk

__all__ = [
    "FileReport",
    "FixReport",
    "Settings",
    "Walk",
    "check_file",
    "check_source",
    "facts_of",
    "fix_file",
    "fix_source",
    "walk",
]
