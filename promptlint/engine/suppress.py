"""Findings that a configuration passes over: which, and why.

JSON has no comments, so what is not to count is said elsewhere: in the configuration, by rule, file
and place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from promptlint.config.ignores import Ignore
from promptlint.engine.paths import is_inside, real_relative, relative
from promptlint.engine.patterns import compiled
from promptlint.findings import Finding, Suppressed

# What makes a name a pattern for which the library is needed.
_SPECIAL = re.compile(r"[*?\[\\]|^\s|\s$|//|(?:^|/)\.\.?(?:/|$)")
# Where a pointer goes on inside a string that holds a document of its own.
_INTO = re.compile(r"#(?=/|$)")
_INSIDE = "#/"  # no token of a pointer holds a slash before it is unescaped


class Entry(NamedTuple):
    """One entry of `Ignore.files`.

    Attributes:
        pattern: for files, relative to the configuration's folder; "" for all.
        place: the tokens of a pointer, below which it holds.
        takes_back: whether it says what is not meant after all ("!pattern").
    """

    pattern: str
    place: tuple[str, ...]
    takes_back: bool


def ignored(
    path: str, findings: Sequence[Finding], ignores: Sequence[Ignore], today: date | None
) -> list[Finding]:
    """The findings of one file, marked where an entry that has not expired passes over them."""
    live = [ignore for ignore in ignores if not is_over(ignore, today)]
    found = list(findings)
    for ignore, hidden in matches(path, found, live):
        for number in hidden:
            if found[number].suppressed is None:
                mark = Suppressed("ignore", ignore.reason)
                found[number] = found[number]._replace(suppressed=mark)
    return found


def matches(
    path: str, findings: Sequence[Finding], ignores: Iterable[Ignore]
) -> Iterator[tuple[Ignore, list[int]]]:
    """The entries that are about findings of a file, with the numbers of those; expired or not."""
    rules = {finding.rule for finding in findings}
    names: dict[Path, set[str]] = {}
    for ignore in ignores:
        if not ignore.rules & rules:
            continue
        if ignore.folder not in names:
            names[ignore.folder] = _names(path, ignore.folder)
        fitting = [entry for entry in entries(ignore) if fits(entry.pattern, names[ignore.folder])]
        numbers = [
            number
            for number, finding in enumerate(findings)
            if finding.rule in ignore.rules and _holds(fitting, finding)
        ]
        if numbers:
            yield ignore, numbers


def concerns(path: str, ignore: Ignore) -> bool:
    """Whether an entry is about a file, or about places in it."""
    names = _names(path, ignore.folder)
    return any(fits(entry.pattern, names) and not entry.takes_back for entry in entries(ignore))


def is_over(ignore: Ignore, today: date | None) -> bool:
    """Whether an entry has expired."""
    return ignore.until is not None and today is not None and ignore.until < today


def entries(ignore: Ignore) -> tuple[Entry, ...]:
    """Its files, taken apart; one for all files where it names none."""
    return tuple(map(_entry, ignore.files)) or (Entry("", (), takes_back=False),)


@cache
def _entry(text: str) -> Entry:
    pattern, _, pointer = text.partition("#")
    takes_back = pattern.startswith("!")
    pattern = pattern.removeprefix("!").removeprefix("./")
    return Entry(pattern, _tokens(pointer), takes_back)


def entry_for(path: str, pointer: str, folder: Path) -> str | None:
    """The entry of `Ignore.files` for one place in a file; None if it is outside of `folder`."""
    names = (relative(path, folder), real_relative(path, folder))
    name = next(filter(is_inside, names), None)
    if name is None:
        return None
    # "#" begins the pointer, white space is cut off at the ends: "?" stands for any character.
    pattern = re.sub(r"^\s|\s$|#", "?", re.sub(r"[*?\[\\]", r"\\\g<0>", name))
    # Alone, a name would be meant at any depth, and some begin like an instruction.
    at_top = "/" not in name or name[0] in "! "
    return "/" * at_top + pattern + (f"#{pointer}" if pointer else "")


def is_plain(pattern: str) -> bool:
    """Whether a pattern is nothing but a name."""
    return not _SPECIAL.search(pattern)


def is_anchored(pattern: str) -> bool:
    """Whether a pattern counts from the configuration's folder; others hold at any depth."""
    return "/" in pattern[:-1]


def fits(pattern: str, names: Iterable[str]) -> bool:
    """Whether a gitignore pattern holds for a file of one of these names; "" holds for all."""
    if not pattern:
        return True
    if is_plain(pattern):
        return any(_fits_plainly(pattern, name) for name in names)
    return any(compiled((pattern,)).match_file(name) for name in names)


def _fits_plainly(pattern: str, name: str) -> bool:
    """The same for a pattern that is a name: of the file, or of a folder that it is in."""
    wanted, steps = pattern.strip("/").split("/"), name.split("/")
    if pattern.endswith("/"):
        steps = steps[:-1]
    if is_anchored(pattern):
        return steps[: len(wanted)] == wanted
    return wanted[0] in steps


def _names(path: str, folder: Path) -> set[str]:
    """What a file is called in a folder: as its path says, and without links; none outside."""
    names = {relative(path, folder), real_relative(path, folder)}
    return set(filter(is_inside, names))


def _holds(fitting: Iterable[Entry], finding: Finding) -> bool:
    """Whether entries that fit the file are about this finding; the last one decides."""
    verdict = False
    places: list[tuple[str, ...]] | None = None
    for entry in fitting:
        if entry.place and places is None:
            places = [_tokens(pointer) for pointer in _pointers(finding)]
        if not entry.place or any(_is_below(place, entry.place) for place in places or ()):
            verdict = not entry.takes_back
    return verdict


def _pointers(finding: Finding) -> Iterator[str]:
    """Where a finding is: its place, its spots, and the marker that it is about."""
    yield finding.place.pointer
    if finding.spots:
        yield from {spot.place.pointer for spot in finding.spots}
        yield from (note.place.pointer for note in finding.related)


def _is_below(place: Sequence[str], top: Sequence[str]) -> bool:
    """Whether a place is at `top` or below; in that, "*" stands for any one token."""
    if len(place) < len(top):
        return False
    return all(
        wanted in ("*", token) and (token != _INSIDE or wanted == token)
        for token, wanted in zip(place, top, strict=False)
    )


def _tokens(pointer: str) -> tuple[str, ...]:
    """The tokens of a pointer, with one more where it goes on inside a string."""
    first, *inner = _INTO.split(pointer)
    found = _steps(first)
    for part in inner:
        found += [_INSIDE, *_steps(part)]
    return tuple(found)


def _steps(pointer: str) -> list[str]:
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
