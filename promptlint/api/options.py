"""The options of the API's functions, as settings of the engine."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from promptlint.config import BadConfig, Config
from promptlint.engine.lint import Settings
from promptlint.engine.settings import Wishes, settings_for, today
from promptlint.errors import BadConfiguration, BadOption, Unreadable
from promptlint.facts import Kept, Traffic
from promptlint.findings import Severity

if TYPE_CHECKING:
    from promptlint.facts.samples import Recorded

Words = str | Iterable[str]
"""Some words, as a list or separated by commas."""
FilePath = str | os.PathLike[str]

_KEEPS: tuple[Kept, ...] = ("order", "checkpoints")


def settings_of(
    name: str,
    *,
    model: str | None = None,
    traffic: str | Traffic | None = None,
    select: Words = (),
    extend_select: Words = (),
    ignore: Words = (),
    severity: Mapping[str, str | Severity] | None = None,
    grade: str | None = None,
    keep: Words = (),
    samples: FilePath | None = None,
    config: FilePath | None = None,
) -> Settings:
    """The settings that options come to.

    Args:
        name: the file they are for, or what is in its place.

    Raises:
        BadOption: an option says what is not known.
        BadConfiguration: the configuration cannot be used.
        Unreadable: there are no samples to read.
    """
    wishes = Wishes(
        select=_split(select),
        extend_select=_split(extend_select),
        ignore=_split(ignore),
        severities={
            name: level.label if isinstance(level, Severity) else level
            for name, level in (severity or {}).items()
        },
        model=model,
        traffic=traffic,
        grade=grade,
        keeps=frozenset(map(_kept, _split(keep))),
        samples=_samples(samples),
        today=today(),
    )
    return settings_for(wishes, _config(config, name))


def _split(words: Words) -> tuple[str, ...]:
    parts = words.split(",") if isinstance(words, str) else words
    return tuple(word for part in parts if (word := part.strip()))


def _kept(word: str) -> Kept:
    for known in _KEEPS:
        if word == known:
            return known
    raise BadOption(f"{word!r} is nothing that fixes can keep ({', '.join(_KEEPS)})")


def _config(path: FilePath | None, name: str) -> Config:
    """What a configuration says of a file."""
    if path is None:
        return Config()
    from promptlint.engine.choice import Choice

    try:
        return Choice(Path(path)).of_file(name)
    except BadConfig as problem:
        raise BadConfiguration(str(problem)) from None


def _samples(path: FilePath | None) -> tuple[Recorded, ...]:
    """The recorded requests in a file or folder; files among them that are none are passed over."""
    if path is None:
        return ()
    from promptlint.engine.samples import read_samples

    found = read_samples(os.fspath(path)).requests
    if not found:
        raise Unreadable(f"{path}: there are no recorded requests in it")
    return found
