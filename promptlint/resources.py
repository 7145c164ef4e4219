"""Floor 0: where the data live that come with the program."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def rules_folder() -> Path:
    """The folder of rules, models, schemas and other data.

    A wheel carries it inside the package as `_rules`; in a checkout, and so in an editable
    install, it is `rules` beside the package.

    Raises:
        FileNotFoundError: neither is there, so the installation is broken.
    """
    package = Path(__file__).parent
    for folder in (package / "_rules", package.parent / "rules"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"promptlint is not installed completely: no rules beside {package}")
