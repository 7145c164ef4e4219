"""A repository full of findings begins with promptlint in two commands, and gets no worse.

The real git and the real pre-commit run, as they would for a user.
"""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from ci_files import snippets
from git_repository import CLEAN, Repository, manual, our_hooks, pretty

FINDINGS = 40
# One of the prompts with a finding.
KNOWN = "prompts/clock-in-system/request.json"
FIRST_LINE = manual().partition(",")[0]
# As it stands in JSON.
CLOCK = r"Current time: 2026-11-20T09:14:03Z\n"


def found(repository: Repository) -> tuple[int, int]:
    """How many findings count in the whole repository, and how many are passed over."""
    done = repository.run("promptlint", "check", "-q", "--output-format", "json")
    assert done.returncode in (0, 1), done.stdout
    summary = json.loads(done.stdout)["summary"]
    assert done.returncode == int(summary["error"] + summary["warning"] > 0)
    return sum(summary[severity] for severity in ("error", "warning", "info")), summary[
        "suppressed"
    ]


@pytest.fixture
def repository(tmp_path: Path, root: Path) -> Repository:
    """Our stories, told again in one office after the other until there are forty findings."""
    made = Repository(tmp_path)
    check, _ = our_hooks(root)
    made.configure(check)
    stories = sorted((root / "fixtures/stories").glob("*/*.json"))
    stories = [story for story in stories if not story.name.endswith(".fixed.json")]
    for story in stories:
        made.write(f"prompts/{story.parent.name}/{story.name}", story.read_text(encoding="utf-8"))
    single = root / "fixtures/stories/clock-in-system/request.json"
    missing = FINDINGS - found(made)[0]
    assert missing >= 0
    for number in range(missing):
        text = single.read_text(encoding="utf-8").replace("Larkfield", f"Larkfield {number}")
        made.write(f"prompts/offices/{number}.json", text)
    made.write("prompts/clean.json", pretty(CLEAN))
    made.git("add", ".")
    made.git("commit", "--quiet", "--message", "As it has grown")
    return made


@pytest.fixture
def commands(root: Path) -> list[list[str]]:
    """The commands that our page promises to be enough."""
    (snippet,) = (
        each for each in snippets(root / "docs/ci.md") if each.heading == "An old repository"
    )
    return [shlex.split(line) for line in snippet.text.splitlines()]


def change(repository: Repository, name: str, old: str, new: str) -> None:
    """Make a change to a prompt and stage it."""
    path = repository.folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    repository.git("add", name)


def test_forty_findings_are_taken_over_and_no_more_come_in(
    repository: Repository, commands: list[list[str]]
) -> None:
    assert found(repository) == (FINDINGS, 0)

    assert len(commands) == 2
    for command in commands:
        done = repository.run(*command)
        assert done.returncode == 0, done.stdout
    assert found(repository) == (0, FINDINGS)
    baseline = repository.folder / "promptlint-baseline.json"
    repository.git("add", baseline.name)
    done = repository.commit("Begin with promptlint")
    assert done.returncode == 0, done.stdout

    # What is known stays known while people work on the same files, and lines move.
    change(repository, KNOWN, '"system": [', '"system":\n\n  [')
    change(repository, KNOWN, '"temperature": 0.3', '"temperature": 0.2')
    done = repository.commit("Answer a little more soberly")
    assert done.returncode == 0, done.stdout

    # A clock in a prompt that was clean is refused, and so is one more where there was one.
    clocked = {"prompts/clean.json": FIRST_LINE, KNOWN: "Language: British English"}
    for name, line in clocked.items():
        change(repository, name, line, CLOCK + line)
    done = repository.commit("Tell the model what time it is")
    assert done.returncode == 1
    refused = [line for line in done.stdout.splitlines() if "volatile-prefix" in line]
    assert {line.partition(":")[0] for line in refused} == set(clocked)
    for name in clocked:
        change(repository, name, CLOCK, "")
    repository.add("notes.txt", "Why we do without.\n")
    done = repository.commit("Do without")
    assert done.returncode == 0, done.stdout

    # What has been mended is struck out, so that it cannot come back.
    before = baseline.read_text(encoding="utf-8")
    assert KNOWN in before
    done = repository.run("promptlint", "fix", KNOWN)
    assert done.returncode == 0, done.stdout
    done = repository.run("promptlint", "baseline", "prune")
    assert done.returncode == 0, done.stdout
    after = baseline.read_text(encoding="utf-8")
    assert len(after) < len(before)
    assert KNOWN not in after
    repository.git("add", ".")
    done = repository.commit("Put the clock behind the checkpoint")
    assert done.returncode == 0, done.stdout
    assert found(repository) == (0, FINDINGS - 1)
