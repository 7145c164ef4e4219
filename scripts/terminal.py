"""A command on a real terminal of 80 columns, and what then stands on it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

COLUMNS = 80


class Shown(NamedTuple):
    """What a command came to: its exit code, and all that it said, errors included."""

    status: int
    output: str


def shown(
    command: Sequence[str], folder: Path, changes: Mapping[str, str], *, color: bool = False
) -> Shown:
    """Run a command in a folder, as somebody would who sits at a terminal.

    Args:
        command: the program and its arguments.
        folder: where it runs.
        changes: variables of its environment beside those of this process.
        color: whether the terminal wants colours.
    """
    kept = {name: value for name, value in os.environ.items() if name not in _OURS}
    wish = {"FORCE_COLOR": "1"} if color else {"NO_COLOR": "1"}
    terminal, program = os.openpty()
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**kept, "COLUMNS": str(COLUMNS), "TERM": "xterm", **wish, **changes},
        stdin=subprocess.DEVNULL,
        stdout=program,
        stderr=program,
    ) as process:
        os.close(program)
        output = b"".join(iter(lambda: _read_some(terminal), b""))
        os.close(terminal)
    return Shown(process.returncode, output.decode().replace("\r\n", "\n"))


_OURS = frozenset({"COLUMNS", "TERM", "NO_COLOR", "FORCE_COLOR", "CLICOLOR"})


def _read_some(terminal: int) -> bytes:
    """What stands on the terminal; nothing once the program has gone."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
