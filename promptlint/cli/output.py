"""Where words go: findings to stdout, everything else to stderr, whatever is at the other end."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

import click

from promptlint.report.safe_text import safe_lines
from promptlint.report.style import Line, Page, text_of

FAILED = 2

# For a terminal or a log that cannot write them.
_PLAINER = str.maketrans(
    {
        "…": "...",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "─": "-",
        "┄": ".",
        "█": "#",
        "–": "-",
        "−": "-",
        "⟨": "<",
        "⟩": ">",
    }
    | dict.fromkeys("▏▎▍▌", " ")
    | dict.fromkeys("▋▊▉", "#")
)
_NARROWEST = 40
_USUAL = 80
_WIDEST = 120
_WIDEST_HELP = 100


class Trouble(click.ClickException):
    """The tool cannot do its job: one sentence on stderr for each line of the message."""

    exit_code = FAILED

    def show(self, file: IO[str] | None = None) -> None:  # noqa: ARG002 - click's signature
        """Say it."""
        complain(self.message)


def complain(message: str) -> None:
    """Say on stderr what went wrong."""
    for line in message.split("\n"):
        say(f"promptlint: {line}")


class Passing:
    """The line on stderr, if there is one, that whatever is said next takes the place of."""

    def __init__(self) -> None:
        self._columns = 0

    def show(self, words: str) -> None:
        """Put these words in its place; none take it away."""
        stream = sys.stderr
        if stream is None or not (words or self._columns):
            return
        blank = " " * self._columns
        self._columns = len(words)
        try:
            stream.write(_encodable(f"\r{blank}\r{words}", stream))
            stream.flush()
        except (OSError, ValueError):
            return


passing = Passing()


def say(message: str) -> None:
    """A line on stderr. Never fails: there is nowhere to say so."""
    passing.show("")
    stream = sys.stderr
    if stream is None:
        return
    try:
        stream.write(_encodable(safe_lines(message) + "\n", stream))
        stream.flush()
    except (OSError, ValueError):
        return


def page(color: str, target: Path | None) -> Page:
    """What the report is written for: the width of the terminal, and whether it takes colours.

    A flag counts more than NO_COLOR, NO_COLOR more than FORCE_COLOR, and that more than what
    stdout is. A file is never coloured.
    """
    width = min(max(terminal_width(), _NARROWEST), _WIDEST)
    return Page(width, color=target is None and _colored(color))


def help_width() -> int:
    """How wide a help text is."""
    return min(max(terminal_width(), _NARROWEST), _WIDEST_HELP)


def terminal_width() -> int:
    """As shutil tells it, without the modules for archives that it comes with."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size().columns or _USUAL
    except OSError:
        return _USUAL


def environment() -> Mapping[str, str]:
    """The variables of the environment."""
    return os.environ


def is_github() -> bool:
    """Whether this is a job of GitHub Actions, which makes annotations of what is printed."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def is_terminal() -> bool:
    """Whether stdout is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def _colored(color: str) -> bool:
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return is_terminal() and os.environ.get("TERM") != "dumb"


def put_lines(lines: Iterable[Line], sheet: Page, target: Path | None) -> None:
    """A report for people to stdout, or into a file."""
    put(text_of(lines, sheet), target)


def put(text: str, target: Path | None = None) -> None:
    """A text to stdout, or into a file. Raises Trouble."""
    if target is not None:
        try:
            target.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise Trouble(f"{target.as_posix()}: cannot be written: {error.strerror}") from None
    elif sys.stdout is not None:
        data = _encodable(text, sys.stdout).encode(_encoding(sys.stdout), "backslashreplace")
        put_bytes(data)


def put_bytes(data: bytes) -> None:
    """Bytes to stdout as they are. A reader who has gone is no trouble. Raises Trouble."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        drop_stdout()
        if not isinstance(error, BrokenPipeError):
            raise Trouble(f"stdout cannot be written: {error.strerror}") from None


def drop_stdout() -> None:
    """Send what is still to come to nowhere, so that Python's own last flush does not fail."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return


def _encodable(text: str, stream: IO[str]) -> str:
    """The text in characters that the stream has, if plainer ones do."""
    try:
        text.encode(_encoding(stream))
    except UnicodeEncodeError:
        return text.translate(_PLAINER).encode("ascii", "backslashreplace").decode()
    return text


def _encoding(stream: IO[str]) -> str:
    return getattr(stream, "encoding", None) or "utf-8"
