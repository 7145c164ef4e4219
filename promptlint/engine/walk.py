"""Which files a run looks at."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

# What requests are stored in, in a form that is read from the first day.
_SUFFIXES = (".json", ".jsonl", ".ndjson")
_NEVER = frozenset(
    {".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", ".tox", ".mypy_cache"}
)


class Walk(NamedTuple):
    """A file to look at. `named`: the user said its name; otherwise it was met in a folder."""

    path: str
    named: bool


def walk(paths: Sequence[str], exclude: Sequence[str] = (), *, force: bool = False) -> list[Walk]:
    """The files that `paths` mean, each once, in a stable order.

    Args:
        paths: files and folders as typed. Folders are walked in the order of names, without
            what .gitignore files leave out.
        exclude: gitignore patterns of the configuration, relative to the working folder.
        force: whether `exclude` holds for named files, too (pre-commit names every file).
    """
    excluded = _spec(exclude)
    found: dict[str, Walk] = {}
    for typed in paths:
        path = Path(typed)
        if path.is_dir():
            for inner in _folder(path, excluded):
                found.setdefault(_key(inner), Walk(inner.as_posix(), named=False))
        elif not (force and excluded is not None and excluded.match_file(_relative(path))):
            found[_key(path)] = Walk(path.as_posix(), named=True)
    return list(found.values())


def _key(path: Path) -> str:
    """The same for all names of one file."""
    return os.path.realpath(path)


def _relative(path: Path) -> str:
    return Path(os.path.relpath(path)).as_posix()


def _folder(top: Path, excluded: GitIgnoreSpec | None) -> Iterator[Path]:
    """The files below a folder that could hold requests."""
    yield from _below(top, [*_ignores_above(top)], excluded)


def _below(
    folder: Path, ignores: list[tuple[Path, GitIgnoreSpec]], excluded: GitIgnoreSpec | None
) -> Iterator[Path]:
    own = _ignore_file(folder)
    rules = [*ignores, own] if own else ignores
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        path = folder / entry.name
        is_folder = entry.is_dir(follow_symlinks=False)
        if (entry.name in _NEVER and is_folder) or _ignored(path, is_folder, rules):
            continue
        if excluded is not None and excluded.match_file(_relative(path) + "/" * is_folder):
            continue
        if is_folder:
            yield from _below(path, rules, excluded)
        elif entry.name.lower().endswith(_SUFFIXES):
            yield path


def _ignored(path: Path, is_folder: bool, rules: Iterable[tuple[Path, GitIgnoreSpec]]) -> bool:  # noqa: FBT001
    """What the .gitignore files say: a deeper one has the last word."""
    verdict = False
    for base, spec in rules:
        name = Path(os.path.relpath(path, base)).as_posix() + "/" * is_folder
        said = spec.check_file(name).include
        verdict = verdict if said is None else said
    return verdict


def _ignores_above(folder: Path) -> list[tuple[Path, GitIgnoreSpec]]:
    """The .gitignore files between the repository's top and a folder, the top's first."""
    found: list[tuple[Path, GitIgnoreSpec]] = []
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
