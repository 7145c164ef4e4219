"""The command line, run inside the test's own process and folder."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from promptlint.cli import main

SENTENCE = (
    "parcels are weighed at the door and the slip goes to the office where somebody looks up "
    "which van leaves for that part of town and writes its letter on the lid in blue chalk"
)


class Ran(NamedTuple):
    """What a command line came to."""

    status: int
    out: str
    err: str
    bytes: bytes


Run = Callable[..., Ran]


@pytest.fixture
def promptlint(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> Run:
    """Runs `promptlint ARGUMENTS` in an empty folder: not a terminal, no colours, 80 columns."""
    monkeypatch.chdir(str(tmp_path))
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: str, stdin: bytes | str = b"") -> Ran:
        with CliRunner().isolation(stdin) as (out, err, _):
            status = main(arguments)
            data, said = out.getvalue(), err.getvalue()  # behind this, older clicks close both
        return Ran(status, data.decode("utf-8", "surrogateescape"), said.decode(), data)

    return run


def expanded(text: str) -> str:
    """The text with "⟨50 words⟩" in it replaced by that many words in which nothing changes."""

    def words(match: re.Match[str]) -> str:
        return " ".join(itertools.islice(itertools.cycle(SENTENCE.split()), int(match[1])))

    return re.sub(r"⟨(\d+) words⟩", words, text)


@pytest.fixture
def expand() -> Callable[[str], str]:
    """See `expanded`."""
    return expanded
