"""Progress is shown to who waits at a terminal, and to nobody else, and leaves nothing behind."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from terminal import seen, terminal

from promptlint.cli import progress

pytestmark = pytest.mark.skipif(os.name != "posix", reason="POSIX only")

# The same program with no patience; how much it has otherwise is asserted below.
HASTY_CODE = """
import sys
from promptlint.cli import main, progress
progress.AFTER = progress.EVERY = 0.0
sys.exit(main())
"""
HASTY = (sys.executable, "-c", HASTY_CODE)
SHORT = (
    '{"modelId": "us.anthropic.claude-haiku-4-5-20251001-v1:0", "system": [{"text": "By size."},'
    ' {"cachePoint": {"type": "default"}}],'
    ' "messages": [{"role": "user", "content": [{"text": "A box."}]}]}'
)
SUMMARY = "3 warnings in 3 requests (3 files)"


def environment(**more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in ("CI", "NO_COLOR")}
    path = os.pathsep.join(filter(None, sys.path))
    return {**kept, "PYTHONPATH": path, "TERM": "xterm", **more}


def run(
    folder: Path,
    *arguments: str,
    command: Sequence[str] = HASTY,
    expected: Sequence[str] = (),
    **more: str,
) -> str:
    """What is written to a terminal while one file after the other can be read.

    `expected`: what has to be there after each of them, before the next one is.
    """
    names = [f"r{n}.json" for n in range(3)]
    for name in names:
        os.mkfifo(folder / name)
    with terminal((*command, *arguments, *names), folder, environment(**more)) as run:
        for number, name in enumerate(names):
            (folder / name).write_text(SHORT, encoding="utf-8")  # waits for the reader
            if number < len(expected):
                run.wait_for(expected[number])
        run.end()
        return run.shown


@pytest.mark.parametrize("arguments", [["check", "-j", "3"], ["fix", "--diff"], ["layout"]])
def test_progress_is_shown_and_taken_back(tmp_path: Path, arguments: list[str]) -> None:
    shown = run(tmp_path, *arguments, expected=["1 of 3 files █", "2 of 3 files █"])
    assert "of 3 files" not in "\n".join(seen(shown))


def test_nothing_of_it_is_left(tmp_path: Path) -> None:
    shown = run(tmp_path, "check", "--output-format", "concise", expected=["1 of 3 files █"])
    lines = seen(shown)
    assert ["prefix-below-minimum" in line for line in lines] == [True] * 3 + [False] * 2
    assert lines[3:] == [SUMMARY, ""]


@pytest.mark.parametrize("width", [0, 5, 20, 39, 79])
def test_it_fills_no_line(width: int) -> None:
    lines = [progress._line(done, 1200, width) for done in range(1201)]
    assert {len(line) for line in lines} <= set(range(width + 1))
    assert width < 20 or lines[-1].startswith("1,200 of 1,200 files")


@pytest.mark.parametrize("more", [{"CI": "true"}, {"TERM": "dumb"}])
def test_not_in_ci_nor_where_a_line_cannot_be_taken_back(
    tmp_path: Path, more: dict[str, str]
) -> None:
    assert "of 3 files" not in run(tmp_path, "check", **more)


def test_quiet_is_quiet(tmp_path: Path) -> None:
    assert "of 3 files" not in run(tmp_path, "check", "-q")


def test_not_for_work_that_is_soon_done(tmp_path: Path) -> None:
    patient = (sys.executable, "-m", "promptlint")
    assert "of 3 files" not in run(tmp_path, "check", command=patient)


def test_it_goes_to_stderr(tmp_path: Path) -> None:
    to_a_file = ("sh", "-c", 'exec "$@" > out.txt', "sh", *HASTY)
    shown = run(tmp_path, "check", command=to_a_file, expected=["1 of 3 files █"])
    assert "prefix-below-minimum" not in shown
    out = (tmp_path / "out.txt").read_text(encoding="utf-8")
    assert out.count("prefix-below-minimum") == 3
    assert "of 3" not in out
    assert "\r" not in out


def test_it_goes_not_into_a_file(tmp_path: Path) -> None:
    to_a_file = ("sh", "-c", 'exec "$@" 2> err.txt', "sh", *HASTY)
    assert "of 3 files" not in run(tmp_path, "check", command=to_a_file)
    assert (tmp_path / "err.txt").read_text(encoding="utf-8").splitlines() == [SUMMARY]
