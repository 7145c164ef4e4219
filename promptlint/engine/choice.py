"""Which configuration holds for which file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from promptlint.config import Config, Layer, Patterns, find, load
from promptlint.engine.patterns import fits
from promptlint.engine.walk import Filter


class Choice:
    """The configuration of each file: the nearest, with what it says of some files only.

    Attributes:
        base: that of the current folder, or the one that was named. What is about the run and not
            about a file, such as the output format, is taken from it.
        over: settings that count more than those of files.
    """

    def __init__(
        self,
        path: Path | None = None,
        *,
        search: bool = True,
        over: Sequence[Layer] = (),
        exclude: tuple[str, ...] = (),
    ) -> None:
        """Read the base configuration.

        Args:
            path: the one file that holds for everything, if it was named.
            search: whether others are looked for, where none is named.
            over: settings that count more than those of files.
            exclude: patterns of files that are left out besides, relative to the current folder.

        Raises:
            BadConfig: with all that is wrong in it.
        """
        self._searches = search and path is None
        self.over = tuple(over)
        self._exclude = Patterns(Path(), exclude)
        self._loaded: dict[Path | None, Config] = {}
        self._found: dict[Path, Config] = {}
        self.overridden: dict[tuple[int, tuple[int, ...]], Config] = {}
        self.base = self._load(find(Path()) if self._searches else path)

    def of_folder(self, folder: Path) -> Config:
        """The configuration that holds in a folder. Raises BadConfig."""
        if not self._searches:
            return self.base
        if folder not in self._found:
            self._found[folder] = self._load(find(folder))
        return self._found[folder]

    def of_file(self, path: str) -> Config:
        """The configuration that holds for a file. Raises BadConfig."""
        file = Path(path)
        config = self.of_folder(file.parent)
        numbers = tuple(n for n, each in enumerate(config.overrides) if fits(file, each.files))
        if not numbers:
            return config
        key = (id(config), numbers)
        if key not in self.overridden:
            overrides = tuple(config.overrides[n] for n in numbers)
            self.overridden[key] = config.overridden(overrides)
        return self.overridden[key]

    def of_path(self, path: str) -> Config:
        """The configuration that holds for a file or in a folder. Raises BadConfig."""
        folder = Path(path)
        return self.of_folder(folder) if folder.is_dir() else self.of_file(path)

    def filter_of(self, folder: Path) -> Filter:
        """What is looked at in a folder. Raises BadConfig."""
        config = self.of_folder(folder)
        exclude = (config.exclude,) if config.exclude else ()
        return Filter((*exclude, self._exclude), config.include)

    def _load(self, path: Path | None) -> Config:
        key = path and path.resolve()
        if key not in self._loaded:
            self._loaded[key] = load(path, self.over)
        return self._loaded[key]
