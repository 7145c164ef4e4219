"""Where a configuration is looked for."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path

OWN_FILE = "promptlint.toml"
SHARED_FILE = "pyproject.toml"
FILES = (OWN_FILE, SHARED_FILE)


def find(folder: Path) -> Path | None:
    """The configuration that holds in a folder: the nearest, up to the repository or home.

    In one folder, promptlint.toml comes before a pyproject.toml with a [tool.promptlint]. A folder
    that is not there, as the name of standard input may have it, is as its parent.
    """
    folder = next((each for each in (folder, *folder.parents) if each.is_dir()), Path())
    here = folder.resolve()
    home = _home()
    for place in (here, *here.parents):
        up = Path(os.path.relpath(place, here))
        own, shared = folder / up / OWN_FILE, folder / up / SHARED_FILE
        if own.is_file():
            return plain(own)
        if shared.is_file() and _mentions_us(shared):
            return plain(shared)
        if (place / ".git").exists() or place == home:
            return None
    return None


def top_of(folder: Path) -> Path | None:
    """The top of the repository that a folder lies in, None where there is none."""
    here = folder.resolve()
    return next((place for place in (here, *here.parents) if (place / ".git").exists()), None)


def plain(path: Path) -> Path:
    """The same file without "a/.." in its name, as users would write it."""
    short = Path(os.path.normpath(path))
    return short if short.exists() and short.samefile(path) else path


def _mentions_us(path: Path) -> bool:
    """Whether a pyproject.toml has a [tool.promptlint]; parsed only if it may have."""
    try:
        text = path.read_text(encoding="utf-8")
        if "promptlint" not in text:
            return False
        tool = tomllib.loads(text).get("tool", {})
    except (OSError, UnicodeDecodeError):
        return False
    except tomllib.TOMLDecodeError:
        # It may be ours that is broken: `load` will say where.
        return re.search(r"^\s*\[\s*tool\s*\.\s*promptlint", text, re.MULTILINE) is not None
    return isinstance(tool, dict) and "promptlint" in tool


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:
        return None
