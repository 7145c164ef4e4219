"""Floor 8: the user's configuration, from promptlint.toml or [tool.promptlint]."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from promptlint.config.find import find, top_of
from promptlint.config.ignores import Ignore, Origin
from promptlint.config.layers import Layer, read_layers, read_over
from promptlint.config.merging import merged
from promptlint.config.problems import BadConfig, hint
from promptlint.config.values import DEFAULT, Config, Override, Patterns
from promptlint.config.words import FORMATS, GRADES, LEVELS


def load(path: Path | None, over: Sequence[Layer] = ()) -> Config:
    """Read a configuration file, with those that it extends.

    Args:
        path: None for no file.
        over: settings that count more than those of files, the most general first.

    Raises:
        BadConfig: a file cannot be read, is not TOML, or holds what is not known; with all that is
            wrong, not only the first.
    """
    return merged([*(read_layers(path) if path else ()), *over])


__all__ = [
    "DEFAULT",
    "FORMATS",
    "GRADES",
    "LEVELS",
    "BadConfig",
    "Config",
    "Ignore",
    "Layer",
    "Origin",
    "Override",
    "Patterns",
    "find",
    "hint",
    "load",
    "read_layers",
    "read_over",
    "top_of",
]
