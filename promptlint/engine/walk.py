"""Which files a run looks at."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

    # Patterns with the folder that they are relative to.
    _Rules = list[tuple[Path, GitIgnoreSpec]]

# What requests are stored in, in a form that is read from the first day.
_SUFFIXES = (".json", ".jsonl", ".ndjson")
_NEVER = frozenset(
    {".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", ".tox", ".mypy_cache"}
)


class Walk(NamedTuple):
    """A file to look at. `named`: the user said its name; otherwise it was met in a folder."""

    path: str
    named: bool


class Exclusion(NamedTuple):
    """gitignore patterns and the folder that they are relative to."""

    folder: Path
    patterns: tuple[str, ...]


def walk(
    paths: Sequence[str], exclude: Sequence[Exclusion] = (), *, force: bool = False
) -> list[Walk]:
    """The files that `paths` mean, each once, in a stable order.

    Args:
        paths: files and folders as typed. Folders are walked in the order of names, without
            what .gitignore files leave out.
        exclude: what to leave out of folders besides.
        force: whether `exclude` holds for named files, too (pre-commit names every file).
    """
    excluded = [
        (folder, spec) for folder, patterns in exclude if (spec := _spec(patterns)) is not None
    ]
    found: dict[str, Walk] = {}
    for typed in paths:
        path = Path(typed)
        if path.is_dir():
            for inner in _folder(path, excluded):
                found.setdefault(_key(inner), Walk(inner.as_posix(), named=False))
        elif not (force and _ignored(path, excluded)):
            found[_key(path)] = Walk(typed.replace(os.sep, "/"), named=True)
    return list(found.values())


def _key(path: Path) -> str:
    """The same for all names of one file."""
    return os.path.realpath(path)


def _folder(top: Path, excluded: _Rules) -> Iterator[Path]:
    """The files below a folder that could hold requests."""
    yield from _below(top, [*_ignores_above(top)], excluded)


def _below(folder: Path, ignores: _Rules, excluded: _Rules) -> Iterator[Path]:
    own = _ignore_file(folder)
    rules = [*ignores, own] if own else ignores
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        path = folder / entry.name
        is_folder = entry.is_dir(follow_symlinks=False)
        if entry.name in _NEVER and is_folder:
            continue
        if _ignored(path, rules, folder=is_folder) or _ignored(path, excluded, folder=is_folder):
            continue
        if is_folder:
            yield from _below(path, rules, excluded)
        elif entry.name.lower().endswith(_SUFFIXES):
            yield path


def _ignored(path: Path, rules: _Rules, *, folder: bool = False) -> bool:
    """What patterns say of a path, those of a deeper folder last."""
    verdict = False
    for base, spec in rules:
        name = Path(os.path.relpath(path, base)).as_posix() + "/" * folder
        said = spec.check_file(name).include
        verdict = verdict if said is None else said
    return verdict


def _ignores_above(folder: Path) -> _Rules:
    """The .gitignore files between the repository's top and a folder, the top's first."""
    found: _Rules = []
    here = folder.resolve()
    if (here / ".git").exists():
        return []
    for parent in here.parents:
        own = _ignore_file(parent)
        if own:
            found.append(own)
        if (parent / ".git").exists():
            return found[::-1]
    return []


def _ignore_file(folder: Path) -> tuple[Path, GitIgnoreSpec] | None:
    try:
        lines = (folder / ".gitignore").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    spec = _spec(lines)
    return (folder, spec) if spec is not None else None


def _spec(patterns: Sequence[str]) -> GitIgnoreSpec | None:
    """Compiled gitignore patterns; None, without the import, where there are none."""
    if not patterns:
        return None
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)
