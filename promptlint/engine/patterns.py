"""gitignore patterns, held against paths."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from promptlint.config import Patterns

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def verdict(path: Path, patterns: Patterns, *, is_folder: bool = False) -> bool | None:
    """What patterns say of a path: that they mean it, that they do not (`!`), or nothing."""
    if not patterns.patterns:
        return None
    try:
        name = Path(os.path.relpath(path, patterns.folder)).as_posix()
    except ValueError:  # another drive
        return None
    # A name that is not UTF-8 holds signs that no text can; "?" in a pattern fits them, too.
    text = name.encode(errors="replace").decode()
    return compiled(patterns.patterns).check_file(text + "/" * is_folder).include


def fits(path: Path, patterns: Patterns) -> bool:
    """Whether patterns mean a file."""
    return bool(verdict(path, patterns))


@lru_cache(maxsize=1024)
def compiled(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    """The patterns as the library has them, made once."""
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)
