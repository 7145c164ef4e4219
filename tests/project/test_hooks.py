"""The hooks, run by the real pre-commit in a real git repository, as a user's commit would."""

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

# Files that every JavaScript or Python repository has, and none of our business.
UNRELATED = {
    "package.json": '{"name": "shop", "version": "1.4.0", "scripts": {"test": "jest"}}\n',
    "tsconfig.json": '{\n  // comments are fine here\n  "compilerOptions": {"strict": true,},\n}\n',
    "cities.json": '[{"city": "Ghent", "visitors": 812}, {"city": "Lecce", "visitors": 340}]\n',
    "chat.json": '{"messages": ["messages is a common word"], "system": "mechanical"}\n',
    "events.jsonl": '{"event": "open"}\n{"event": "close"}\n',
    "broken.json": '{"half": [1, 2\n',
    "empty.json": "",
    "README.md": "A `cachePoint` in prose is no request.\n",
}


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


class Repository:
    """A git repository with our hooks set up, and everything pre-commit might look at replaced."""

    def __init__(self, folder: Path, hooks: list[dict[str, Any]]) -> None:
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
        self.run("git", "init", "--quiet")
        # JSON is YAML, so the configuration needs no writer of its own.
        self.add(
            ".pre-commit-config.yaml", json.dumps({"repos": [{"repo": "local", "hooks": hooks}]})
        )

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def add(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        self.run("git", "add", name)
        return path

    def hook(self, name: str) -> tuple[int, list[str]]:
        """Exit code and output of one hook over all files; its own lines of status are left out."""
        command = (sys.executable, "-m", "pre_commit", "run", name, "--all-files", "--verbose")
        done = self.run(*command)
        lines = [line for line in done.stdout.splitlines() if line]
        assert lines, "pre-commit said nothing"
        assert "..." in lines[0], done.stdout
        return done.returncode, [line for line in lines[1:] if not line.startswith("- ")]


@pytest.fixture
def hooks(root: Path) -> list[dict[str, Any]]:
    """Our hooks, to be run from this environment instead of one that pre-commit would install."""
    manifest = load_manifest(str(root / ".pre-commit-hooks.yaml"))
    return [{key: hook[key] for key in COPIED} | {"language": "system"} for hook in manifest]


@pytest.fixture
def repository(tmp_path: Path, hooks: list[dict[str, Any]]) -> Repository:
    if not shutil.which("git"):
        pytest.skip("git is not on this machine")
    made = Repository(tmp_path, hooks)
    for name, text in UNRELATED.items():
        made.add(name, text)
    return made


def pretty(request: object) -> str:
    return json.dumps(request, indent=2) + "\n"


def without_points(value: object) -> object:
    if isinstance(value, dict):
        return {key: without_points(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_points(item) for item in value if item != POINT]
    return value


def test_the_manifest_is_as_promised(root: Path) -> None:
    manifest = load_manifest(str(root / ".pre-commit-hooks.yaml"))
    assert [hook["id"] for hook in manifest] == ["promptlint", "promptlint-fix"]
    for hook in manifest:
        assert hook["language"] == "python"
        assert {"--skip-unrelated", "--force-exclude"} <= set(hook["entry"].split())
    assert manifest[1]["args"] == ["--safe"]


def test_our_own_configuration_is_valid(root: Path) -> None:
    config = root / ".pre-commit-config.yaml"
    command = (sys.executable, "-m", "pre_commit", "validate-config", str(config))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["promptlint", "promptlint-fix"])
def test_files_without_a_request_are_passed_over_silently(
    repository: Repository, name: str
) -> None:
    assert repository.hook(name) == (0, [])
    assert {file: (repository.folder / file).read_text() for file in UNRELATED} == UNRELATED


@pytest.mark.parametrize("name", ["promptlint", "promptlint-fix"])
def test_a_clean_request_passes_and_stays_as_it_is(repository: Repository, name: str) -> None:
    path = repository.add("clean.json", pretty(CLEAN))
    status, output = repository.hook(name)
    assert (status, path.read_text()) == (0, pretty(CLEAN)), output


def test_a_faulty_request_stops_the_commit(repository: Repository) -> None:
    repository.add("clean.json", pretty(CLEAN))
    repository.add("faulty.json", pretty(FAULTY))
    status, output = repository.hook("promptlint")
    assert status == 1
    text = "\n".join(output)
    assert "faulty.json" in text
    assert "volatile-prefix" in text
    for name in (*UNRELATED, "clean.json"):
        assert name not in text

    repository.run(sys.executable, "-m", "pre_commit", "install")
    committed = repository.run("git", "commit", "-m", "With a clock in the prompt")
    assert committed.returncode != 0
    assert "volatile-prefix" in committed.stdout
    assert repository.run("git", "rev-parse", "--verify", "HEAD").returncode != 0


def test_what_is_safe_is_repaired(repository: Repository) -> None:
    path = repository.add("six.json", pretty(SIX_POINTS))
    status, output = repository.hook("promptlint-fix")
    assert status == 1
    assert "six.json" in "\n".join(output)

    fixed = json.loads(path.read_text())
    assert without_points(fixed) == without_points(SIX_POINTS)
    assert 1 <= path.read_text().count("cachePoint") <= 4

    repository.run("git", "add", "six.json")
    after = path.read_text()
    status, output = repository.hook("promptlint-fix")
    assert (status, path.read_text()) == (0, after), output
    status, output = repository.hook("promptlint")
    assert status == 0, output


def test_the_fix_hook_leaves_what_the_model_reads_to_the_user(repository: Repository) -> None:
    path = repository.add("faulty.json", pretty(FAULTY))
    status, output = repository.hook("promptlint-fix")
    assert status == 1
    assert "faulty.json" in "\n".join(output)
    assert without_points(json.loads(path.read_text())) == without_points(FAULTY)
