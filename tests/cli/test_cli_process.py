"""The program as a shell meets it: exit codes, pipes, signals, encodings; never a traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import promptlint

RUN = (sys.executable, "-c", "import sys; from promptlint.cli import main; sys.exit(main())")
SHORT = json.dumps(
    {
        "modelId": "us.anthropic.claude-haiku-4-5-20251001-v1:0",
        "system": [{"text": "By size —"}, {"cachePoint": {"type": "default"}}],
        "messages": [{"role": "user", "content": [{"text": "A shoe box."}]}],
    },
    ensure_ascii=False,
)
posix = pytest.mark.skipif(os.name != "posix", reason="POSIX only")


def environment(**more: str) -> dict[str, str]:
    kept = {
        key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")
    }
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "COLUMNS": "80", **more}


def run(folder: Path, *arguments: str, **more: Any) -> subprocess.CompletedProcess[bytes]:  # noqa: ANN401
    settings: dict[str, Any] = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "env": environment(),
        **more,
    }
    return subprocess.run((*RUN, *arguments), cwd=folder, check=False, **settings)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(9):
        (tmp_path / f"r{number}.json").write_text(SHORT, encoding="utf-8")
    return tmp_path


def test_the_version(tmp_path: Path) -> None:
    done = run(tmp_path, "--version")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().split() == ["promptlint", promptlint.__version__]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["check", "."], 1),
        (["check", "--fail-on", "error", "."], 0),
        (["check", "nowhere.json"], 2),
        (["check", "--no-such-option"], 2),
        ([], 2),
        (["--help"], 0),
        (["check", "--help"], 0),
        (["rule"], 0),
        (["models"], 0),
        (["layout", "r0.json"], 0),
        (["fix", "--diff", "r0.json"], 0),
    ],
)
def test_exit_codes(folder: Path, arguments: list[str], status: int) -> None:
    done = run(folder, *arguments)
    assert done.returncode == status, done.stderr
    assert b"Traceback" not in done.stderr


def test_processes_change_nothing_but_the_time(folder: Path) -> None:
    alone = run(folder, "check", "-j", "1", ".")
    together = run(folder, "check", "-j", "3", ".")
    assert alone.stdout.count(b"\n") == 9
    assert (together.returncode, together.stdout, together.stderr) == (
        alone.returncode,
        alone.stdout,
        alone.stderr,
    )


@posix
def test_a_reader_who_leaves_is_no_trouble(folder: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = run(folder, "check", "-q", ".", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


@posix
@pytest.mark.parametrize("command", ["rule", "models", "--help"])
def test_nor_is_one_who_leaves_in_a_list(tmp_path: Path, command: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = run(tmp_path, command, stdout=writing)
    os.close(writing)
    assert b"Traceback" not in done.stderr
    assert done.returncode == 0


@posix
def test_a_full_disk_is_said(folder: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    with Path("/dev/full").open("wb") as full:
        done = run(folder, "check", "-q", ".", stdout=full)
    assert done.returncode == 2
    assert done.stderr.decode() == "promptlint: stdout cannot be written: No space left on device\n"


@posix
def test_an_interrupt_is_quiet(tmp_path: Path) -> None:
    pipe = tmp_path / "request.json"
    os.mkfifo(pipe)
    child = subprocess.Popen(
        (*RUN, "check", "request.json"), cwd=tmp_path, env=environment(), stderr=subprocess.PIPE
    )
    with pipe.open("wb"):  # opened only when the program, too, has come as far as reading
        child.send_signal(signal.SIGINT)
        _, said = child.communicate(timeout=30)
    assert (child.returncode, said) == (130, b"")


@posix
def test_without_stdout_the_exit_code_is_left(folder: Path) -> None:
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *RUN, "check", "-q", "."],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_terminal_of_few_characters_gets_plainer_ones(folder: Path) -> None:
    done = run(
        folder,
        *("check", "--output-format", "full", "-q", "r0.json"),
        env=environment(PYTHONIOENCODING="ascii"),
    )
    assert done.returncode == 1
    text = done.stdout.decode("ascii")
    assert "size \\u2014" in text
    assert "..." in text


def test_what_cannot_be_decoded_comes_back_as_it_was(tmp_path: Path) -> None:
    data = bytes(range(256)) * 8
    done = run(tmp_path, "fix", "-", stdin=None, input=data)
    assert (done.returncode, done.stdout) == (1, data)
    assert b"invalid-json" in done.stderr


@posix
@pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="nothing is forbidden to root"
)
def test_what_may_not_be_read_is_said(folder: Path) -> None:
    (folder / "r0.json").chmod(0)
    inner = folder / "inner"
    inner.mkdir(mode=0)
    done = run(folder, "check", "-q", "r0.json", "inner", "r1.json")
    inner.chmod(0o700)
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "promptlint: inner: no permission to read it",
        "promptlint: r0.json: no permission to read it",
    ]
    assert b"r1.json" in done.stdout
