"""Names of files as forges know them: relative to the top of the repository."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path


def repository_paths() -> Callable[[str], str]:
    """What turns a path as typed into a posix path from the top of the file's repository.

    Symlinks are resolved, as code scanning asks, unless they lead out of all repositories. Where
    there is none, the path is relative to this folder; where that cannot be said either, it is
    absolute. Names of what is no file (`<stdin>`) stay. The file itself need not exist.
    """
    here = Path(os.path.realpath(os.curdir))

    @cache
    def top(folder: Path) -> Path | None:
        """The folder itself, or the nearest above it, that holds a .git."""
        if os.path.exists(folder / ".git"):  # noqa: PTH110 - unlike Path.exists, it never raises
            return folder
        return top(folder.parent) if folder.parent != folder else None

    def rename(path: str) -> str:
        if path.startswith("<") and path.endswith(">"):
            return path
        try:
            typed = here / path
            typed = Path(os.path.realpath(typed.parent)) / typed.name
            for file in (Path(os.path.realpath(typed)), typed):
                base = top(file.parent)
                if base is not None:
                    return file.relative_to(base).as_posix()
            return Path(os.path.relpath(typed, here)).as_posix()
        except ValueError:  # on another drive, or no name that a file can have
            return Path(path).as_posix()

    return rename
