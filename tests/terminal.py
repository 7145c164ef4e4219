"""A real terminal, as far as programs can tell: a pseudo-terminal, and what is seen on it."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

_PATIENCE = 20.0  # seconds for one answer; the machine may be busy


class Terminal:
    """A program in a pseudo-terminal of its own. `shown`: all that it has written so far."""

    def __init__(self, pid: int, handle: int) -> None:
        self.pid = pid
        self._handle = handle
        self.shown = ""
        self._ended = False

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._handle, keys.encode())

    def wait_for(self, is_there: Callable[[str], bool] | str) -> str:
        """Read until the program has written a text, or what fits. Returns all it has written."""
        fits = (lambda shown: is_there in shown) if isinstance(is_there, str) else is_there
        until = time.monotonic() + _PATIENCE
        while not fits(self.shown):
            if not self._read(until - time.monotonic()):
                raise AssertionError(f"{is_there!r} is not in what it wrote:\n{self.shown}")
        return self.shown

    def end(self) -> int:
        """Read until the program ends. Returns its exit code, negative for a signal."""
        until = time.monotonic() + _PATIENCE
        while self._read(until - time.monotonic()):
            pass
        _, status = os.waitpid(self.pid, 0)
        self._ended = True
        return os.waitstatus_to_exitcode(status)

    def close(self) -> None:
        """End the program, if it has not done so."""
        if not self._ended:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self._handle)

    def _read(self, seconds: float) -> bool:
        readable, _, _ = select.select([self._handle], [], [], max(seconds, 0))
        if not readable:
            return False
        try:
            data = os.read(self._handle, 65536)
        except OSError:  # how Linux says that the other end is closed
            return False
        self.shown += data.decode(errors="replace")
        return bool(data)


@contextlib.contextmanager
def terminal(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], *, columns: int = 80
) -> Iterator[Terminal]:
    """Run a program in a terminal that is so wide."""
    import fcntl
    import pty
    import struct
    import termios

    pid, handle = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execvpe(command[0], list(command), dict(environment))  # noqa: S606
    fcntl.ioctl(handle, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    run = Terminal(pid, handle)
    try:
        yield run
    finally:
        run.close()


def seen(text: str) -> list[str]:
    """The lines that are left on a screen: a carriage return begins the line anew."""
    lines: list[str] = []
    for written in text.replace("\r\n", "\n").split("\n"):
        line: list[str] = []
        for part in written.split("\r"):
            line[: len(part)] = part
        lines.append("".join(line).rstrip())
    return lines
