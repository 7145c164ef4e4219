"""The README is run: its commands are CI's, and what it shows is what promptlint says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from pre_commit.clientlib import load_manifest
from pre_commit.yaml import yaml_load

import promptlint

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")

TRY, TEST = "Try it", "Run the tests"
RUN = "import sys; from promptlint.cli import main; sys.exit(main())"

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Session(NamedTuple):
    """A command as the README shows it, without "promptlint", and the output below it."""

    arguments: tuple[str, ...]
    output: str


def blocks(heading: str, language: str) -> list[str]:
    """The fenced blocks of one language in the section under a heading."""
    _, found, rest = README.partition(f"\n## {heading}\n")
    assert found, f"the README has no section {heading!r}"
    section = rest.partition("\n## ")[0]
    return [text for name, text in FENCE.findall(section) if name == language]


def only_line(heading: str) -> str:
    (block,) = blocks(heading, "sh")
    (line,) = block.splitlines()
    return line


def sessions() -> list[Session]:
    found = []
    for language, text in FENCE.findall(README):
        if language == "console":
            command, _, output = text.partition("\n")
            assert command.startswith("$ promptlint "), command
            found.append(Session(tuple(command.split()[2:]), output))
    return found


class Shown(NamedTuple):
    """What a command came to on a terminal of 80 columns without colours."""

    status: int
    output: str
    remarks: str


def run(arguments: tuple[str, ...]) -> Shown:
    """Run promptlint with its standard output on a real terminal."""
    terminal, program = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", RUN, *arguments],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "80"},
        stdin=subprocess.DEVNULL,
        stdout=program,
        stderr=subprocess.PIPE,
    ) as process:
        os.close(program)
        output = b"".join(iter(lambda: read_some(terminal), b""))
        os.close(terminal)
        assert process.stderr is not None
        remarks = process.stderr.read().decode()
    text = output.decode().replace("\r\n", "\n").rstrip() + "\n"
    return Shown(process.returncode, text, remarks)


def read_some(terminal: int) -> bytes:
    """What stands on the terminal; nothing once the program has gone."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def pattern(shown: str) -> re.Pattern[str]:
    """What an output has to look like: as shown, where a line "…" stands for any lines."""
    parts = [re.escape(part) for part in re.split(r"^…\n", shown, flags=re.MULTILINE)]
    return re.compile(r"(?:.*\n)*?".join(parts))


@pytest.mark.parametrize("heading", [TRY, TEST])
def test_ci_runs_the_command_word_for_word(heading: str) -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.splitlines().count(only_line(heading)) == 1


@pytest.mark.parametrize("heading", [TRY, TEST])
def test_the_commands_need_nothing_but_python(heading: str) -> None:
    first, *others = only_line(heading).split(" && ")
    assert first == "python3 -m venv .venv"
    assert all(command.startswith(".venv/bin/") for command in others)


def test_the_first_command_shows_the_first_finding() -> None:
    command = only_line(TRY).split(" && ")[-1].split()
    assert command[0] == ".venv/bin/promptlint"
    assert sessions()[0].arguments == tuple(command[1:])
    done = run(tuple(command[1:]))
    assert done.status == 1
    assert "1 error" in done.remarks
    assert "volatile-prefix" in done.output


@pytest.mark.parametrize("session", sessions(), ids=lambda session: " ".join(session.arguments))
def test_the_output_is_as_shown(session: Session) -> None:
    assert session.arguments[0] in {"check", "layout", "rule", "models"} or (
        "--diff" in session.arguments
    ), "a test must not rewrite a fixture"
    assert set(session.output.splitlines()) - {"", "…"}, "the README shows nothing"
    done = run(session.arguments)
    assert done.status in {0, 1}, done.remarks
    if not pattern(session.output).fullmatch(done.output):
        assert done.output == session.output, done.remarks


def test_the_elided_lines_are_the_only_freedom() -> None:
    shown = pattern("one\n…\nfour\n")
    assert shown.fullmatch("one\ntwo\nthree\nfour\n")
    assert shown.fullmatch("one\nfour\n")
    assert not shown.fullmatch("one\ntwo\nfour\nfive\n")
    assert not shown.fullmatch("one\ntwofour\n")


def test_the_hooks_are_ours_in_this_version() -> None:
    ((repository,),) = ([*yaml_load(text)["repos"]] for text in blocks("pre-commit", "yaml"))
    manifest = load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))
    assert repository["rev"] == f"v{promptlint.__version__}"
    assert {hook["id"] for hook in repository["hooks"]} <= {hook["id"] for hook in manifest}


def test_the_changelog_knows_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## (Unreleased|{re.escape(promptlint.__version__)}\b)", text, re.MULTILINE)
