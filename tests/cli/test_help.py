"""What `--help` shows: everything once, in sections, in the width there is; examples that run."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from promptlint.cli.app import app
from promptlint.cli.help import Command

if TYPE_CHECKING:
    from collections.abc import Callable

    from command_line import Run

CONTEXT = click.Context(app)
LISTED = app.list_commands(CONTEXT)


def every_command() -> Iterator[str]:
    """The command lines of all commands, those of groups included."""
    for name in LISTED:
        command = app.get_command(CONTEXT, name)
        if isinstance(command, click.Group):
            yield from (f"{name} {inner}" for inner in command.list_commands(CONTEXT))
        else:
            yield name


COMMANDS = list(every_command())

REQUEST = """{
  "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
  "system": [
    {"text": "Current time: 2026-11-20T09:41:27Z\\n⟨3000 words⟩"},
    {"cachePoint": {"type": "default"}}
  ],
  "messages": [{"role": "user", "content": [{"text": "Where is my parcel?"}]}]
}
"""


def command_of(name: str) -> Command:
    found: click.Command | None = app
    for word in name.split():
        assert isinstance(found, click.Group)
        found = found.get_command(CONTEXT, word)
    assert isinstance(found, Command)
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained_once(promptlint: Run, name: str) -> None:
    shown = promptlint(*name.split(), "--help").out
    options = shown.partition("\nExamples:\n")[0]
    context = click.Context(command_of(name))
    for param in command_of(name).get_params(context):
        if isinstance(param, click.Option):
            word = max(param.opts, key=len)
            assert len(re.findall(rf"^  (?:-[\w-]+, )*{word}(?=\s)", options, re.MULTILINE)) == 1, (
                word
            )


def test_options_stand_in_sections(promptlint: Run) -> None:
    shown = promptlint("check", "--help").out
    titles = re.findall(r"^(\w.*):$", shown, re.MULTILINE)
    assert titles[-1] == "Examples"
    assert {"Rules", "Requests", "Files", "Output", "Configuration"} < set(titles)
    rules = shown.partition("\nRules:\n")[2].partition("\n\n")[0]
    assert "--select" in rules
    assert "--traffic" not in rules


def test_the_help_of_all_names_commands_exit_codes_and_the_documentation(promptlint: Run) -> None:
    ran = promptlint("--help")
    assert (ran.status, ran.err) == (0, "")
    listed = re.findall(r"^  (\w+) ", ran.out.partition("Commands:")[2], re.MULTILINE)
    assert listed[: len(LISTED)] == LISTED
    codes = re.findall(r"^  (\d+) ", ran.out.partition("Exit codes:")[2], re.MULTILINE)
    assert codes == ["0", "1", "2", "130"]
    assert re.search(r"^Documentation: https://\S+\n\Z", ran.out, re.MULTILINE)


def test_without_arguments_the_help_is_shown(promptlint: Run) -> None:
    ran = promptlint()
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == promptlint("--help").out


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 200])
def test_the_help_fits(promptlint: Run, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for words in (["--help"], *([*name.split(), "-h"] for name in COMMANDS)):
        for line in promptlint(*words).out.splitlines():
            # A command line, a usage and an option's values are not broken.
            whole = re.match(
                r"  promptlint|  eval|Usage: |  (-\w, )?--[\w-]+ \S+$|Documentation", line
            )
            assert len(line) <= columns or whole, words
            assert len(line) <= max(columns, 80)


def examples() -> Iterator[tuple[str, str]]:
    for name in COMMANDS:
        for line, _ in command_of(name).examples:
            yield name, line


def test_every_command_has_examples() -> None:
    assert {name for name, _ in examples()} == set(COMMANDS)


@pytest.mark.parametrize(("name", "line"), list(examples()))
def test_the_examples_do_what_they_say(
    promptlint: Run, expand: Callable[[str], str], name: str, line: str
) -> None:
    if line.startswith("eval"):
        line = line.removeprefix('eval "$(promptlint ').removesuffix(')"')  # shells have their own
    Path("prompts").mkdir()
    for path in ("request.json", "prompts/request.json"):
        Path(path).write_text(expand(REQUEST), encoding="utf-8")
    Path("recorded.jsonl").write_text(
        "".join(
            expand(REQUEST).replace("\n", "").replace("09:4", f"1{n}:4") + "\n" for n in range(3)
        ),
        encoding="utf-8",
    )
    assert line in promptlint(*name.split(), "--help").out
    if name == "baseline prune":
        promptlint("baseline", "write")
    words, _, target = line.partition(" > ")
    words, _, source = words.partition(" < ")
    stdin = Path(source).read_bytes() if source else b""
    ran = promptlint(*shlex.split(words), stdin=stdin)
    assert ran.status in (0, 1), ran.err
    assert "promptlint: " not in ran.err
    assert ran.out or ran.err
    assert not target or ran.out
    shutil.rmtree("prompts")
