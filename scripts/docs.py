"""Write all that is generated in docs/: rules, commands, configuration, models, pictures.

    python -m scripts.docs [--check]

With --check nothing is written; what is stale is named, and if there is any the exit code is 1.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from scripts import (
    catalogue_docs,
    command_docs,
    config_docs,
    diagrams,
    pictures,
    rule_docs,
)

WRITERS: tuple[Callable[[Sequence[str]], int], ...] = (
    rule_docs.main,
    command_docs.main,
    config_docs.main,
    catalogue_docs.main,
    pictures.main,
    diagrams.main,
)


def main(arguments: Sequence[str]) -> int:
    """Run all scripts; the worst exit code is the result."""
    if [*arguments] not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    return max([write(arguments) for write in WRITERS])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
