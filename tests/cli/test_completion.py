"""Completion: what promptlint answers, and what real shells make of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from effort import takes_long
from terminal import terminal

from promptlint import rulepack
from promptlint.catalog import every, find
from promptlint.cli.app import app

if TYPE_CHECKING:
    from command_line import Run

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX only")


def needs(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"{shell} is not installed here")


# --- the answers --------------------------------------------------------------------------------


def offered(run: Run, monkeypatch: pytest.MonkeyPatch, line: str) -> list[str]:
    """What may stand at the end of a line, as fish is told; the program's name is left out."""
    monkeypatch.setenv("_PROMPTLINT_COMPLETE", "fish_complete")
    monkeypatch.setenv("COMP_WORDS", f"promptlint {line}")
    monkeypatch.setenv("COMP_CWORD", line.rpartition(" ")[2])
    ran = run()
    assert (ran.status, ran.err) == (0, "")
    kinds = [each.partition(",")[::2] for each in ran.out.splitlines() if each]
    return [kind if kind != "plain" else rest.partition("\t")[0] for kind, rest in kinds]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("che", ["check"]),
        ("check --tra", ["--traffic"]),
        ("check --traffic ", ["agent", "chat", "document-qa", "single-shot"]),
        ("check --traffic=a", ["--traffic=agent"]),
        ("check --fail-on w", ["warning"]),
        ("check --color ne", ["never"]),
        ("check --select volatile-p", ["volatile-prefix"]),
        ("check --ignore volatile-prefix,volatile-t", ["volatile-prefix,volatile-tool"]),
        ("check --extend-select=AL", ["--extend-select=ALL"]),
        ("check --select economy,eco", ["economy,economy"]),
        ("check --select PL10", ["PL101", "PL102", "PL103", "PL104", "PL105"]),
        ("check --select pl101", ["PL101"]),
        ("check --severity-of unsorted", ["unsorted-tools="]),
        ("check --severity-of unsorted-tools=e", ["unsorted-tools=error"]),
        ("check --output-format conc", ["concise"]),
        ("check --output-format json=re", ["file"]),
        ("check --samples ", ["file"]),
        ("check --stdin-filename re", ["file"]),
        ("check --config pr", ["file"]),
        ("check re", ["file"]),
        ("fix --grade re", ["relocate"]),
        ("layout --output-format j", ["json"]),
        ("layout re", ["file"]),
        ("config re", ["file"]),
        ("rule volatile-t", ["volatile-tool"]),
        ("rule poli", ["policy"]),
        ("models us.anthropic.claude-sonnet-4-5", ["us.anthropic.claude-sonnet-4-5-20250929-v1:0"]),
        ("completion f", ["fish"]),
        ("no-such-command --tra", []),
        ("check --no-such-option --tra", ["--traffic"]),
    ],
)
def test_what_may_come_next(
    promptlint: Run, monkeypatch: pytest.MonkeyPatch, line: str, expected: list[str]
) -> None:
    assert offered(promptlint, monkeypatch, line) == expected


def test_all_commands_are_offered(promptlint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert offered(promptlint, monkeypatch, "") == app.list_commands(click.Context(app))


@pytest.mark.parametrize("name", app.list_commands(click.Context(app)))
def test_all_options_are_offered(
    promptlint: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    context = click.Context(app)
    command = app.get_command(context, name)
    assert command is not None
    options = [each for each in command.get_params(context) if isinstance(each, click.Option)]
    expected = {word for each in options for word in each.opts if word.startswith("--")}
    assert set(offered(promptlint, monkeypatch, f"{name} --")) == expected


def test_all_rules_and_families_are_offered(
    promptlint: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = offered(promptlint, monkeypatch, "check --select ")
    assert set(words) == {*rulepack.load(), *rulepack.FAMILIES, "ALL"}
    codes = offered(promptlint, monkeypatch, "rule PL")
    assert codes == sorted(rule.code for rule in rulepack.load().values())


def test_every_model_is_offered_by_ids_that_mean_it(
    promptlint: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = offered(promptlint, monkeypatch, "models ")
    assert [find(word).model for word in words] == [m for m in every() if not m.is_family]
    american = offered(promptlint, monkeypatch, "check --model us.")
    assert american
    assert {find(word).profile for word in american} == {"us"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_printed(promptlint: Run, shell: str) -> None:
    ran = promptlint("completion", shell)
    assert (ran.status, ran.err) == (0, "")
    assert "_PROMPTLINT_COMPLETE" in ran.out


# --- real shells --------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with files to complete, and beside it one with the program."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "promptlint"
    path = os.pathsep.join(filter(None, sys.path))
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH="{path}" exec "{sys.executable}" -m promptlint "$@"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    here = tmp_path / "here"
    here.mkdir()
    for name in ("report one.json", "request.json"):
        (here / name).write_text("{}", encoding="utf-8")
    return here


def environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": f"{folder.parent / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder.parent),
        "TERM": "xterm",
        "LANG": "C.UTF-8",
        "PS1": "ready> ",
        "PROMPT": "ready> ",
    }


def output(folder: Path, *command: str) -> list[str]:
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(folder),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


BASH_ASKS = r"""
eval "$(promptlint completion bash)"
while IFS='|' read -r line word; do
    COMP_LINE=$line COMP_POINT=${#line}
    _promptlint_completion promptlint "$word" ""
    echo "${COMPREPLY[*]}"
done <<'END'
%s
END
complete -p promptlint bedrock-promptlint
"""


@posix
@needs("bash")
def test_bash_gets_its_replies(folder: Path) -> None:
    # The line, and the part of it that readline replaces: behind the last ":" or "=".
    asked = {
        "promptlint che|che": "check",
        "promptlint check --traffic=a|a": "agent",
        "promptlint check --select volatile-prefix,volatile-t|volatile-prefix,volatile-t": (
            "volatile-prefix,volatile-tool"
        ),
        "promptlint models us.anthropic.claude-haiku-4-5-20251001-v1:|": "0",
        "promptlint check re|re": "",  # readline itself completes files
    }
    *replies, first, second = output(folder, "bash", "--norc", "-c", BASH_ASKS % "\n".join(asked))
    assert dict(zip(asked, replies, strict=True)) == asked
    assert [first.split()[-1], second.split()[-1]] == ["promptlint", "bedrock-promptlint"]


# Typed with the tab key, and then made a command that prints its words: what the shell itself reads
# is what counts. Behind a word that is complete the shell adds a space.
TYPED = (
    "promptlint check --model=us.anthropic.claude-haiku-4-5\t--select volatile-prefix,volatile-t\t"
    "--severity-of unsorted\terr\trequ\t--output-format=json=repo\t"
)
READ = (
    "<promptlint><check><--model=us.anthropic.claude-haiku-4-5-20251001-v1:0>"
    "<--select><volatile-prefix,volatile-tool><--severity-of><unsorted-tools=error>"
    "<request.json><--output-format=json=report one.json>"
)
TO_BEGIN, TO_END = "\x01", "\x05"


def read_by(folder: Path, shell: list[str], begin: str) -> str:
    """What a shell makes of TYPED."""
    with terminal(shell, folder, environment(folder), columns=300) as run:
        run.wait_for("ready> ")
        run.type(f'{begin}; echo do""ne\n')
        run.wait_for("done")
        run.type(f"{TYPED}{TO_BEGIN}printf '<%s>' {TO_END}; echo '<'e\"\"nd\n")
        shown = run.wait_for("<end")
    return shown[shown.rindex("<promptlint>") : shown.index("<end")]


@posix
@needs("bash")
def test_bash_with_a_tab_key(folder: Path) -> None:
    begin = 'eval "$(promptlint completion bash)"'
    assert read_by(folder, ["bash", "--norc", "-i"], begin) == READ


ZSH_BEGINS = "autoload -Uz compinit && compinit -u -D"


@posix
@needs("zsh")
@pytest.mark.parametrize(
    "begin",
    [
        pytest.param(f'{ZSH_BEGINS}; eval "$(promptlint completion zsh)"', id="eval"),
        pytest.param(
            f"mkdir f; promptlint completion zsh > f/_promptlint; fpath=($PWD/f $fpath); "
            f"{ZSH_BEGINS}",
            id="fpath",
            marks=takes_long,
        ),
    ],
)
def test_zsh_with_a_tab_key(folder: Path, begin: str) -> None:
    assert read_by(folder, ["zsh", "-f", "-i"], begin) == READ


@posix
@needs("fish")
@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("promptlint che", ["check"]),
        ("promptlint check --traffic=a", ["--traffic=agent"]),
        ("promptlint check --select economy,volatile-t", ["economy,volatile-tool"]),
        ("promptlint check requ", ["request.json"]),
        ("promptlint check --output-format=json=requ", ["--output-format=json=request.json"]),
        ("bedrock-promptlint --vers", ["--version"]),
    ],
)
def test_fish_offers(folder: Path, line: str, expected: list[str]) -> None:
    (folder.parent / "bin" / "bedrock-promptlint").symlink_to("promptlint")
    command = f"promptlint completion fish | source; complete -C '{line}'"
    lines = output(folder, "fish", "--no-config", "-c", command)
    assert [each.partition("\t")[0] for each in lines] == expected
