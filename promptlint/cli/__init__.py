"""Floor 11: the command line."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from promptlint import __version__

# Objects made between two searches for cycles. Python's 700 is for programs that stay: one that
# reads a file and ends spends a tenth of its time in searches that find nothing.
_PATIENCE = 50_000

# As a shell says it of a program that an interrupt has ended.
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code.

    Args:
        arguments: without the program's name; None for those of this process.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given in (["--version"], ["-V"]) and sys.stdout is not None:  # asked often, so at once
        return _version()
    if arguments is None:
        gc.set_threshold(_PATIENCE)
    try:
        from promptlint.cli.app import run

        return run(given)
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        if arguments is None:
            gc.freeze()  # nor is there anything to gain from a last search


def _version() -> int:
    """Say which version this is, with as few modules as that takes."""
    try:
        sys.stdout.write(f"promptlint {__version__}\n")
        sys.stdout.flush()
    except OSError:
        from promptlint.cli.app import run

        return run(["--version"])  # there they know what to say of it
    return 0
