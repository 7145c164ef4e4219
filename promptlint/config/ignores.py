"""What a configuration says is to be passed over, and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple


class Origin(NamedTuple):
    """Where something is said in a configuration: the file and, from 1, the line."""

    path: Path
    line: int


class Ignore(NamedTuple):
    """Findings that do not count: one table of `[[ignore]]`.

    Attributes:
        files: gitignore patterns, relative to `folder`, each with a JSON Pointer behind a "#" if
            only what stands there is meant ("prompts/*.json#/system/0"); empty for all files.
        rules: names of rules.
        reason: why, in the user's words.
        until: the last day on which it holds, None for ever.
        origin: where it is said.
        folder: the folder of the configuration that says it.
        own: whether the project's own configuration says it, and not one that it extends; only
            then it can be told that nothing needs it.
    """

    files: tuple[str, ...]
    rules: frozenset[str]
    reason: str
    until: date | None
    origin: Origin
    folder: Path
    own: bool = True
