"""Which findings a run is told not to count: by which baseline, on which day."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from promptlint.cli.options import Given
from promptlint.cli.output import Trouble

if TYPE_CHECKING:
    from promptlint.config import Config
    from promptlint.engine.baseline import Baseline

_NAME = "promptlint-baseline.json"


def baseline_file(given: Given, config: Config) -> Path:
    """The baseline of a run, there or not.

    Without a word about it, it lies beside the configuration; without a configuration at the top
    of the repository, or in the current folder.
    """
    if given.baseline is not None and given.no_baseline:
        raise Trouble("--baseline and --no-baseline contradict each other")
    chosen = given.baseline or config.baseline
    if chosen is not None:
        return chosen
    if config.path is not None:
        return config.path.parent / _NAME
    from promptlint.config import top_of

    top = top_of(Path())
    return Path(os.path.relpath(top)) / _NAME if top else Path(_NAME)


def baseline_of(given: Given, config: Config) -> Baseline | None:
    """The baseline that is in force; None without one. Raises Trouble."""
    path = baseline_file(given, config)
    chosen = path in (given.baseline, config.baseline)
    if given.no_baseline or not (chosen or path.is_file()):
        return None
    return read_baseline(path)


def read_baseline(path: Path) -> Baseline:
    """A baseline. Raises Trouble."""
    from promptlint.engine import baseline
    from promptlint.text import files

    try:
        return baseline.read(path)
    except baseline.BadBaseline as problem:
        raise Trouble(str(problem)) from None
    except files.FileRefused as refusal:
        hint = "" if path.exists() else "; `promptlint baseline write` makes one"
        raise Trouble(f"{path}: {refusal}{hint}") from None
