"""A git repository in which the real git and the real pre-commit run, as a user's commit would."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
from pre_commit.clientlib import load_manifest

MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
COPIED = ("id", "name", "entry", "args", "types", "files", "require_serial")

Hook = dict[str, Any]


def our_hooks(root: Path) -> list[Hook]:
    """Our hooks, to be run from this environment instead of one that pre-commit would install."""
    manifest = load_manifest(str(root / ".pre-commit-hooks.yaml"))
    return [{key: hook[key] for key in COPIED} | {"language": "system"} for hook in manifest]


class Repository:
    """A git repository, and everything that git and pre-commit might look at elsewhere replaced."""

    def __init__(self, folder: Path) -> None:
        if not shutil.which("git"):
            pytest.skip("git is not on this machine")
        self.folder = folder / "shop"
        self.folder.mkdir()
        home = folder / "home"
        home.mkdir()
        scripts = sysconfig.get_path("scripts")
        assert shutil.which("promptlint", path=scripts), "install first: pip install -e '.[dev]'"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        who = {
            f"GIT_{role}_{what}": "tests@example.org"
            for role in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        self.environment = {
            **kept,
            **who,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "HOME": str(home),
            "PATH": os.pathsep.join((scripts, kept["PATH"])),
            "PRE_COMMIT_COLOR": "never",
            "PRE_COMMIT_HOME": str(home / "pre-commit"),
        }
        self.git("init", "--quiet")

    def configure(self, *hooks: Hook) -> None:
        """Have pre-commit run these hooks. JSON is YAML, so no writer is needed."""
        config = {"repos": [{"repo": "local", "hooks": hooks}]}
        self.add(".pre-commit-config.yaml", json.dumps(config))

    def run(self, *command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=cwd or self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        """Run git, which has to succeed; what it says."""
        done = self.run("git", *arguments, cwd=cwd)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def pre_commit(
        self, *arguments: str, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-m", "pre_commit", *arguments, cwd=cwd)

    def commit(self, message: str) -> subprocess.CompletedProcess[str]:
        """Try to commit what is staged; hooks may refuse."""
        return self.run("git", "commit", "--message", message)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def add(self, name: str, text: str) -> Path:
        """Write a file and stage it."""
        path = self.write(name, text)
        self.git("add", name)
        return path

    def hook(self, name: str, cwd: Path | None = None) -> tuple[int, list[str]]:
        """Exit code and output of one hook over all files; its own lines of status are left out."""
        done = self.pre_commit("run", name, "--all-files", "--verbose", cwd=cwd)
        lines = [line for line in done.stdout.splitlines() if line]
        assert lines, "pre-commit said nothing"
        assert "..." in lines[0], done.stdout
        return done.returncode, [line for line in lines[1:] if not line.startswith("- ")]


def manual() -> str:
    """Some 4,000 tokens of instructions in which nothing ever changes."""
    topics = ("tents", "boats", "bicycles", "lanterns", "maps", "stoves", "ropes", "sledges")
    events = ("is returned wet", "comes back late", "was damaged", "is reserved twice", "got lost")
    people = ("a regular", "a school", "a club", "a newcomer")
    return "\n".join(
        f"When something among the {topic} {event} and the customer is {person}, say so politely, "
        f"look up what the house rules say on {topic}, and offer the mildest remedy they allow."
        for topic, event, person in itertools.product(topics, events, people)
    )


def converse(system: list[object], *turns: list[object]) -> dict[str, Any]:
    roles = itertools.cycle(("user", "assistant"))
    messages = [{"role": role, "content": turn} for role, turn in zip(roles, turns, strict=False)]
    return {"modelId": MODEL, "system": system, "messages": messages}


POINT = {"cachePoint": {"type": "default"}}
QUESTION = {"text": "My tent came back wet. What now?"}
ANSWER = {"text": "Please hang it up to dry with us; there is nothing to pay."}

CLEAN = converse([{"text": manual()}, POINT], [QUESTION])
FAULTY = converse([{"text": "Current time: 2026-11-20T09:14:03Z\n" + manual()}, POINT], [QUESTION])
SIX_POINTS = converse(
    [{"text": manual()}, POINT],
    [QUESTION, POINT],
    [ANSWER, POINT],
    [{"text": "And the poles?"}, POINT],
    [{"text": "They dry by themselves."}, POINT],
    [{"text": "Thanks. Until when is the shop open?"}, POINT],
)


def pretty(request: object) -> str:
    return json.dumps(request, indent=2) + "\n"


def without_points(value: object) -> object:
    if isinstance(value, dict):
        return {key: without_points(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_points(item) for item in value if item != POINT]
    return value
