"""What a run has looked at, so that nothing is said of what it has not."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from promptlint.config.ignores import Ignore
from promptlint.engine.paths import is_inside, real, real_relative
from promptlint.engine.suppress import Entry, entries, is_anchored, is_plain
from promptlint.engine.walk import walk

# Said of configurations, and so at the end of a run.
_OF_CONFIGURATIONS = frozenset({"unused-ignore", "expired-ignore"})
# Said of a file that the user names, and of one met on a walk only if it claims to be a request.
_OF_NAMED_FILES = "invalid-json"


class Coverage(NamedTuple):
    """What a run has looked at, and how.

    Attributes:
        rules: names of the rules that it has judged by.
        files: the real paths of the files that it has judged, and whether the user named each.
        folders: the real paths of the folders that it has walked through.
        as_usual: whether files were judged as the configuration says, and all that were meant
            could be. Of a run with another model or other traffic nothing can be concluded.
    """

    rules: frozenset[str]
    files: Mapping[str, bool]
    folders: tuple[str, ...]
    as_usual: bool

    def saw(self, path: str | Path, rule: str) -> bool:
        """Whether this rule's findings in a file are known."""
        named = self.files.get(real(path))
        return (
            self.as_usual
            and rule in self.rules
            and named is not None
            and (named or rule != _OF_NAMED_FILES)
        )

    def walked(self, folder: str | Path) -> bool:
        """Whether all of a folder was looked at."""
        return self.as_usual and any(is_inside(real_relative(folder, top)) for top in self.folders)

    def misses(self, path: str | Path) -> bool:
        """Whether a file is not there any more, and would have been met."""
        return not os.path.lexists(path) and self.walked(Path(path).parent)

    def is_all_of(self, ignore: Ignore) -> bool:
        """Whether all was looked at that an entry of the configuration could be about."""
        judged = self.rules - _OF_CONFIGURATIONS
        if not (ignore.own and self.as_usual and ignore.rules <= judged):
            return False
        return all(entry.takes_back or self._is_all_of(entry, ignore) for entry in entries(ignore))

    def _is_all_of(self, entry: Entry, ignore: Ignore) -> bool:
        walkable = _OF_NAMED_FILES not in ignore.rules
        if entry.pattern and is_plain(entry.pattern):
            path = ignore.folder / entry.pattern.strip("/")
            if path.is_file():
                seen = all(self.saw(path, rule) for rule in ignore.rules)
                return seen and (is_anchored(entry.pattern) or self._saw_twins(path))
            if is_anchored(entry.pattern):
                return self.misses(path) or (path.is_dir() and walkable and self.walked(path))
        return walkable and self.walked(ignore.folder)

    def _saw_twins(self, path: Path) -> bool:
        """Whether the files of the same name below, which are meant as well, were looked at."""
        if self.walked(path.parent):
            return True
        below = (Path(each.path) for each in walk([str(path.parent)]))
        return all(real(each) in self.files for each in below if each.name == path.name)
