"""Which files a run looks at."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from promptlint.config import Patterns
from promptlint.config.find import FILES
from promptlint.engine.patterns import fits, verdict

# What requests are stored in, in a form that is read from the first day.
SUFFIXES = (".json", ".jsonl", ".ndjson")
_NEVER = frozenset(
    {".git", ".hg", ".svn", ".venv", "venv", "node_modules", "__pycache__", ".tox", ".mypy_cache"}
)


class Walk(NamedTuple):
    """A file to look at. `named`: the user said its name; otherwise it was met in a folder."""

    path: str
    named: bool


class Filter(NamedTuple):
    """Which files of a folder are looked at. `include`: None for those with the usual names."""

    exclude: tuple[Patterns, ...] = ()
    include: Patterns | None = None


# The filter of the configuration that holds in a folder.
Filters = Callable[[Path], Filter]


def unfiltered(_folder: Path) -> Filter:
    """Everything."""
    return Filter()


def walk(paths: Sequence[str], filters: Filters = unfiltered, *, force: bool = False) -> list[Walk]:
    """The files that `paths` mean, each once, in a stable order.

    Args:
        paths: files and folders as typed. Folders are walked in the order of names, without
            what .gitignore files leave out.
        filters: asked for the folders that were typed, and for those below that hold a file of
            configuration.
        force: whether what is excluded is so for named files, too (pre-commit names every file).
    """
    found: dict[str, Walk] = {}
    for typed in paths:
        path = Path(typed)
        if path.is_dir():
            for inner in _below(path, _ignores_above(path), filters(path), filters):
                found.setdefault(_key(inner), Walk(inner.as_posix(), named=False))
        elif not (force and _is_excluded(path, filters)):
            found[_key(path)] = Walk(typed.replace(os.sep, "/"), named=True)
    return list(found.values())


def _is_excluded(path: Path, filters: Filters) -> bool:
    """Whether a walk from here, or from the repository's top, would not come to a file.

    A folder on the way may be left out and have a configuration that knows nothing of it.
    """
    for each in (path, *path.parents):
        if each.name in ("", ".."):
            break
        if _ignored(each, filters(each.parent).exclude, folder=each != path):
            return True
        if (each.parent / ".git").exists():
            break
    return False


def _key(path: Path) -> str:
    """The same for all names of one file."""
    return os.path.realpath(path)


def _below(
    folder: Path, ignores: Sequence[Patterns], chosen: Filter, filters: Filters
) -> Iterator[Path]:
    """The files below a folder that could hold requests."""
    own = _ignore_file(folder)
    rules = [*ignores, own] if own else ignores
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    if any(entry.name in FILES for entry in entries):
        chosen = filters(folder)
    for entry in entries:
        path = folder / entry.name
        is_folder = entry.is_dir(follow_symlinks=False)
        if entry.name in _NEVER and is_folder:
            continue
        if _ignored(path, rules, folder=is_folder) or _ignored(
            path, chosen.exclude, folder=is_folder
        ):
            continue
        if is_folder:
            yield from _below(path, rules, chosen, filters)
        elif _is_wanted(path, chosen.include):
            yield path


def _is_wanted(path: Path, include: Patterns | None) -> bool:
    if include is None:
        return path.name.lower().endswith(SUFFIXES)
    return fits(path, include)


def _ignored(path: Path, rules: Sequence[Patterns], *, folder: bool = False) -> bool:
    """What patterns say of a path, those of a deeper folder last."""
    said = (verdict(path, patterns, is_folder=folder) for patterns in rules)
    last = [each for each in said if each is not None]
    return bool(last and last[-1])


def _ignores_above(folder: Path) -> list[Patterns]:
    """The .gitignore files between the repository's top and a folder, the top's first."""
    found: list[Patterns] = []
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


def _ignore_file(folder: Path) -> Patterns | None:
    try:
        lines = (folder / ".gitignore").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    return Patterns(folder, tuple(lines)) if lines else None
