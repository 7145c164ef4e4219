"""The README is run: its commands are CI's, and what it tells is what promptlint says."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from pre_commit.clientlib import load_manifest
from pre_commit.yaml import yaml_load

import promptlint
from scripts import pictures
from scripts.terminal import Shown, shown

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")

TRY, TEST = "Try it", "Run the tests"

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


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


def run(arguments: tuple[str, ...]) -> Shown:
    """What promptlint comes to on a terminal without colours."""
    return shown([sys.executable, "-c", pictures.RUN, *arguments], ROOT, {})


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
    assert pictures.PICTURES["check"] == tuple(command[1:]), "it shows what then comes"
    assert "](docs/pictures/check.svg)" in README
    done = run(tuple(command[1:]))
    assert done.status == 1
    assert "\n1 error in 1 request" in done.output
    assert "volatile-prefix" in done.output


def test_a_fix_saves_what_is_said() -> None:
    done = run(pictures.PICTURES["fix"])
    before, after = re.findall(
        r"^(?:BEFORE|AFTER) +(\S+) per 1,000 requests$", done.output, re.MULTILINE
    )
    assert f"cost {after} instead of {before}" in " ".join(README.split())


def test_the_hooks_are_ours_in_this_version() -> None:
    ((repository,),) = ([*yaml_load(text)["repos"]] for text in blocks("pre-commit", "yaml"))
    manifest = load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))
    assert repository["rev"] == f"v{promptlint.__version__}"
    assert {hook["id"] for hook in repository["hooks"]} <= {hook["id"] for hook in manifest}


def test_the_changelog_knows_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## (Unreleased|{re.escape(promptlint.__version__)}\b)", text, re.MULTILINE)
