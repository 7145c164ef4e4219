"""Folders in which nearly all requests are alike in something."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import PurePosixPath
from typing import NamedTuple

_NEARLY_ALL = 0.9


class Agreed(NamedTuple):
    """A folder ("" for the top) where `agreeing` of `total` requests have the same value."""

    folder: str
    value: str
    agreeing: int
    total: int


def folders_of(path: str) -> list[str]:
    """The folders around a file, the nearest first, the top ("") last."""
    return [
        "" if folder == PurePosixPath() else str(folder) for folder in PurePosixPath(path).parents
    ]


def agreed(values: Iterable[tuple[str, str]], least: int) -> list[Agreed]:
    """Where requests agree: the outermost folders, and those inside them that are otherwise.

    Args:
        values: the file of each request, and its value.
        least: how many requests it takes to say something of a folder.
    """
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    inner: defaultdict[str, set[str]] = defaultdict(set)
    for path, value in values:
        folders = folders_of(path)
        for folder in folders:
            counts[folder][value] += 1
        for child, folder in pairwise(folders):
            inner[folder].add(child)

    def visit(folder: str, inherited: str | None) -> Iterator[Agreed]:
        value, count = usual(counts[folder])
        total = counts[folder].total()
        if total >= least and count >= _NEARLY_ALL * total and value != inherited:
            yield Agreed(folder, value, count, total)
            inherited = value
        for child in sorted(inner[folder]):
            yield from visit(child, inherited)

    return list(visit("", None)) if counts else []


def usual(counted: Counter[str]) -> tuple[str, int]:
    """The most common of some values and how often it comes; of equals the first by name."""
    return min(counted.items(), key=lambda pair: (-pair[1], pair[0]))
