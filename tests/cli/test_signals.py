"""Interrupts and readers who leave: nothing is said, nothing is left, whoever is at work."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from command_line import expanded

from promptlint.text import files

if TYPE_CHECKING:
    from collections.abc import Callable

    from command_line import Run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="POSIX only")

RUN = (sys.executable, "-m", "promptlint")
REQUEST = """{
  "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
  "system": [
    {"text": "Current time: 2026-11-20T09:41:27Z\\n⟨3000 words⟩"},
    {"cachePoint": {"type": "default"}}
  ],
  "messages": [{"role": "user", "content": [{"text": "Where is my parcel?"}]}]
}
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "COLUMNS": "80"}


@contextlib.contextmanager
def started(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """promptlint with its workers in a group of their own, as the terminal would have it."""
    child = subprocess.Popen(
        (*RUN, *arguments),
        cwd=folder,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield child
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.communicate()


def nobody_is_left(group: int) -> bool:
    """Whether the last process of a group is gone; the kernel may take a moment."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@contextlib.contextmanager
def pipes(folder: Path, number: int) -> Iterator[tuple[list[str], Callable[[], None]]]:
    """Names of files that take for ever to read, and what waits until all are being read."""
    names = [f"request{n}.json" for n in range(number)]
    writers: list[int] = []
    for name in names:
        os.mkfifo(folder / name)
    try:
        yield names, lambda: writers.extend(os.open(folder / each, os.O_WRONLY) for each in names)
    finally:
        for writer in writers:
            os.close(writer)


CHECK = ("check", "-j", "2")


@pytest.mark.parametrize(
    ("arguments", "reading"),
    [
        (["check", "-j", "2"], 2),
        (["check", "-j", "1"], 1),
        (["fix", "-j", "2"], 2),
        (["check", "--fix"], 1),
        (["layout"], 1),
    ],
)
def test_an_interrupt_is_quiet_and_ends_all(
    tmp_path: Path, arguments: list[str], reading: int
) -> None:
    with pipes(tmp_path, reading) as (names, wait), started(tmp_path, *arguments, *names) as child:
        wait()
        os.killpg(child.pid, signal.SIGINT)
        out, err = child.communicate(timeout=30)
        assert (child.returncode, out, err) == (130, b"", b"")
        assert nobody_is_left(child.pid)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_workers_end_with_the_process_that_started_them(
    tmp_path: Path, number: signal.Signals, status: int
) -> None:
    with pipes(tmp_path, 2) as (names, wait), started(tmp_path, *CHECK, *names) as child:
        wait()
        child.send_signal(number)  # to this one only
        out, err = child.communicate(timeout=30)
        assert (child.returncode, out, err) == (status, b"", b"")
        assert nobody_is_left(child.pid)


def test_a_worker_that_is_killed_is_said(tmp_path: Path) -> None:
    with pipes(tmp_path, 2) as (names, wait), started(tmp_path, *CHECK, *names) as child:
        wait()
        workers = Path(f"/proc/{child.pid}/task/{child.pid}/children")
        if not workers.exists():
            pytest.skip("there is no /proc that tells who the workers are")
        os.kill(int(workers.read_text(encoding="utf-8").split()[0]), signal.SIGKILL)
        out, err = child.communicate(timeout=30)
        assert (child.returncode, out) == (2, b"")
        assert err == b"promptlint: a process was ended from outside (is there enough memory?)\n"
        assert nobody_is_left(child.pid)


@pytest.mark.parametrize(
    ("arguments", "inside"),
    [
        (["rule"], "promptlint.rulepack.load"),
        (["models"], "promptlint.catalog.every"),
        (["config"], "promptlint.engine.choice.find"),
        (["completion", "bash"], "promptlint.cli.shells.script"),
        (["--help"], "promptlint.cli.app.Commands.format_epilog"),
    ],
)
def test_an_interrupt_is_quiet_in_every_command(
    promptlint: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str], inside: str
) -> None:
    def interrupt(*args: object, **kwargs: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(inside, interrupt)
    ran = promptlint(*arguments)
    assert (ran.status, ran.out, ran.err) == (130, "", "")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupted_fix_leaves_every_file_whole(
    promptlint: Run, expand: Callable[[str], str], tmp_path: Path, jobs: str
) -> None:
    old = expand(REQUEST).encode()
    new = promptlint("fix", "-q", "-", stdin=old).bytes
    assert new != old
    paths = [tmp_path / f"r{n:03}.json" for n in range(300)]
    for path in paths:
        path.write_bytes(old)
    with started(tmp_path, "fix", "-q", "-j", jobs, ".") as child:
        while paths[0].read_bytes() == old:
            assert child.poll() is None
            time.sleep(0.001)
        os.killpg(child.pid, signal.SIGINT)
        out, err = child.communicate(timeout=30)
        assert (child.returncode, out, err) == (130, b"", b"")
        assert nobody_is_left(child.pid)
    assert sorted(tmp_path.iterdir()) == paths
    after = [path.read_bytes() for path in paths]
    assert set(after) == {old, new}


def test_an_interrupt_waits_until_a_file_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "request.json"
    path.write_bytes(b"old")
    wait = os.fsync

    def interrupted(handle: int) -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        wait(handle)

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.replace(path, b"old", b"new")
    assert [path.read_bytes(), *tmp_path.iterdir()] == [b"new", path]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


# --- readers who leave --------------------------------------------------------------------------

LEAVING = [
    ["check", "."],
    ["check", "-j", "2", "."],
    ["check", "--output-format", "json", "."],
    ["check", "--statistics", "."],
    ["check", "--show-files", "."],
    ["check", "--fix", "--diff", "."],
    ["fix", "--diff", "-j", "2", "."],
    ["fix", "-"],
    ["layout", "."],
    ["layout", "--html", "-", "."],
    ["layout", "--output-format", "json", "."],
    ["rule"],
    ["rule", "volatile-prefix"],
    ["models"],
    ["config"],
    ["config", "--schema"],
    ["completion", "bash"],
    ["--help"],
    ["check", "--help"],
    ["--version"],
    ["-V"],
]


@pytest.fixture(scope="module")
def requests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("requests")
    short = expanded(REQUEST.replace("3000", "9"))
    for n in range(2):
        (folder / f"r{n}.json").write_text(short, encoding="utf-8")
    return folder


@pytest.mark.parametrize("arguments", LEAVING, ids=" ".join)
def test_a_reader_who_leaves_is_no_trouble(requests: Path, arguments: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            (*RUN, *arguments),
            cwd=requests,
            env=environment(),
            input=(requests / "r0.json").read_bytes(),
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(writing)
    assert done.returncode in (0, 1)
    assert b"Traceback" not in done.stderr
    assert b"Broken" not in done.stderr
    assert b"Exception" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status"), [("check -v .", 1), ("fix --diff -v -j 2 .", 0), ("chek", 2), ("", 2)]
)
def test_nor_is_one_who_leaves_stderr(requests: Path, arguments: str, status: int) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            (*RUN, *arguments.split()),
            cwd=requests,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=writing,
            check=False,
        )
    finally:
        os.close(writing)
    assert done.returncode == status


def test_head_in_a_pipe(requests: Path) -> None:
    script = '"$@" 2>stderr | head -1; echo "${PIPESTATUS[*]}"; cat stderr'
    done = subprocess.run(
        ["bash", "-c", script, "bash", *RUN, "rule"],
        cwd=requests,
        env=environment(),
        capture_output=True,
        check=False,
    )
    first, status = done.stdout.splitlines()
    assert first
    assert status == b"0 0"
