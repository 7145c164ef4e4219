"""What a repository has set up already that would run promptlint."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

HOOKS_FILE = ".pre-commit-config.yaml"


class Hooks(NamedTuple):
    """A configuration of pre-commit.

    Attributes:
        line: of its `repos:`, counted from 1; None if that is not to be seen.
        indent: what stands before the entries of that list.
        ours: whether promptlint is one of its hooks.
    """

    line: int | None
    indent: str
    ours: bool


class Surroundings(NamedTuple):
    """What there is: hooks of pre-commit (None without any), workflows of GitHub, GitLab's CI."""

    hooks: Hooks | None
    github: bool
    gitlab: bool


def surroundings(top: Path) -> Surroundings:
    """What a repository has set up."""
    return Surroundings(
        hooks=_hooks(top / HOOKS_FILE),
        github=(top / ".github" / "workflows").is_dir(),
        gitlab=(top / ".gitlab-ci.yml").is_file(),
    )


def _hooks(path: Path) -> Hooks | None:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    line = next((n for n, text in enumerate(lines, start=1) if re.match(r"repos\s*:", text)), None)
    entries = (re.match(r"( *)- +repo\s*:", text) for text in lines)
    entry = next(filter(None, entries), None)
    ours = any(re.match(r"\s*-\s+id:\s*promptlint(-fix)?\s*(#|$)", text) for text in lines)
    return Hooks(line, entry[1] if entry else "  ", ours)
