"""The pages that show a terminal are run: what they show is what promptlint says.

With PROMPTLINT_UPDATE=1 they are written anew, as promptlint says it now.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from runpy import run_path
from typing import NamedTuple

import pytest

from scripts.terminal import shown

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = ("tutorial.md", "output.md")
UPDATE = bool(os.environ.get("PROMPTLINT_UPDATE"))
STORY = Path("fixtures/stories/clock-in-system/request.json")

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Programs as somebody has them who has installed promptlint for development.
PROGRAMS = {
    "promptlint": "import sys; from promptlint.cli import main; sys.exit(main())",
    "pre-commit": "import sys; from pre_commit.main import main; sys.exit(main())",
}
# What would make an output another one in CI.
FOREIGN = re.compile(r"^(CI$|GIT_|GITHUB_|GITLAB_|PROMPTLINT_|PRE_COMMIT)")


class Typed(NamedTuple):
    """A command as a page shows it, and what stands below it."""

    command: str
    output: str


def sessions(block: str) -> Iterator[Typed]:
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield Typed(command, output)


class Shell:
    """Somebody who has followed a page so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "desk"
        self.environment = {"HOME": str(folder), "PRE_COMMIT_HOME": str(folder / "hooks")}
        self.environment |= {"PRE_COMMIT_COLOR": "never", "PYTHONPATH": str(ROOT)}
        self.environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        programs = folder / "bin"
        programs.mkdir()
        for name, code in PROGRAMS.items():
            script = programs / name
            script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{code}" "$@"\n', "utf-8")
            script.chmod(0o755)
        self.environment["PATH"] = os.pathsep.join((str(programs), os.environ["PATH"]))

    def type(self, command: str) -> str:
        """What then stands on the terminal."""
        if command.startswith("cd "):
            self.folder /= command.removeprefix("cd ")
            return ""
        return shown(("sh", "-c", command), self.folder, self.environment).output


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """In a folder with a copy of the repository beside which one works, and with a request."""
    for name in [*os.environ]:
        if FOREIGN.match(name):
            monkeypatch.delenv(name)
    for copy in (Path("promptlint") / STORY, Path("prompts/support.json")):
        path = tmp_path / "desk" / copy
        path.parent.mkdir(parents=True)
        shutil.copy(ROOT / STORY, path)
    return Shell(tmp_path)


def followed(text: str, shell: Shell) -> str:
    """A page as it would have to be for somebody who does what it says."""

    def run(match: re.Match[str]) -> str:
        language, body = match.groups()
        named = re.match(r"# (\S+\.\w+)\n", body)
        if language == "console":
            done = (f"$ {each.command}\n{shell.type(each.command)}" for each in sessions(body))
            body = "".join(done).rstrip("\n") + "\n"
        elif language == "yaml" and named:
            (shell.folder / named[1]).write_text(body, encoding="utf-8")
        return f"```{language}\n{body}```"

    return FENCE.sub(run, text)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_what_happens(name: str, shell: Shell) -> None:
    path = DOCS / name
    text = path.read_text(encoding="utf-8")
    right = followed(text, shell)
    if UPDATE and right != text:
        path.write_text(right, encoding="utf-8", newline="\n")
    else:
        assert text == right


def test_what_is_typed_is_run_in_order(shell: Shell) -> None:
    page = "```yaml\n# a.yaml\nx: 1\n```\n"
    page += "```console\n$ mkdir -p b; cat a.yaml\n$ cd b\n$ pwd\nold\n```\n"
    right = followed(page, shell)
    assert "$ mkdir -p b; cat a.yaml\n# a.yaml\nx: 1\n$ cd b\n$ pwd\n/" in right
    assert right.endswith("/desk/b\n```\n")


def blocks(language: str) -> list[str]:
    """The tutorial's blocks in one language."""
    text = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    return [body for name, body in FENCE.findall(text) if name == language]


def test_the_tutorial_is_installed_as_the_readme_says() -> None:
    (block,) = blocks("sh")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"\n{block.splitlines()[0]} && " in readme


def test_the_tutorials_program_makes_a_clean_request(shell: Shell) -> None:
    (program,) = blocks("python")
    (shell.folder / "program.py").write_text(program, encoding="utf-8")
    system = run_path(str(shell.folder / "program.py"))["system"]
    body = json.loads((shell.folder / "prompts/support.json").read_text(encoding="utf-8"))
    now, session = "2026-11-20T09:41:27Z", "7f3a1c52-90be-4c1e-8a57-2d0f6f3b9e41"
    old = body["system"][0]["text"]
    rules = old.replace(f"Current time: {now}\n", "").replace(f"Session: {session}\n", "")
    assert len(rules) < len(old) - 60
    made = {**body, "system": system(rules, now, session)}
    (shell.folder / "made.json").write_text(json.dumps(made), encoding="utf-8")
    assert shell.type("promptlint check made.json") == "The request is fine\n"
