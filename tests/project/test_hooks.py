"""The hooks, run by the real pre-commit in a real git repository, as a user's commit would."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from effort import takes_long
from git_repository import (
    CLEAN,
    FAULTY,
    SIX_POINTS,
    Repository,
    our_hooks,
    pretty,
    without_points,
)
from pre_commit.clientlib import load_manifest

BOTH = ("promptlint", "promptlint-fix")

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


@pytest.fixture
def repository(tmp_path: Path, root: Path) -> Repository:
    made = Repository(tmp_path)
    made.configure(*our_hooks(root))
    return made


@pytest.fixture
def crowded(repository: Repository) -> Repository:
    """With what else is in repositories."""
    for name, text in UNRELATED.items():
        repository.write(name, text)
    repository.git("add", ".")
    return repository


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


@pytest.mark.parametrize("name", BOTH)
def test_files_without_a_request_are_passed_over_silently(crowded: Repository, name: str) -> None:
    assert crowded.hook(name) == (0, [])
    assert {file: (crowded.folder / file).read_text() for file in UNRELATED} == UNRELATED


@pytest.mark.parametrize("name", BOTH)
def test_a_clean_request_passes_and_stays_as_it_is(repository: Repository, name: str) -> None:
    path = repository.add("clean.json", pretty(CLEAN))
    status, output = repository.hook(name)
    assert (status, path.read_text()) == (0, pretty(CLEAN)), output


def test_a_faulty_request_stops_the_commit(crowded: Repository) -> None:
    crowded.add("clean.json", pretty(CLEAN))
    crowded.add("faulty.json", pretty(FAULTY))
    crowded.pre_commit("install")
    committed = crowded.commit("With a clock in the prompt")
    assert committed.returncode != 0
    assert "faulty.json" in committed.stdout
    assert "volatile-prefix" in committed.stdout
    for name in (*UNRELATED, "clean.json"):
        assert name not in committed.stdout
    assert crowded.run("git", "rev-parse", "--verify", "HEAD").returncode != 0


def test_what_is_safe_is_repaired_and_the_next_commit_passes(repository: Repository) -> None:
    path = repository.add("six.json", pretty(SIX_POINTS))
    repository.pre_commit("install")
    committed = repository.commit("With six checkpoints")
    assert committed.returncode != 0
    assert "files were modified by this hook" in committed.stdout
    assert "six.json" in committed.stdout

    fixed = path.read_text()
    assert without_points(json.loads(fixed)) == without_points(SIX_POINTS)
    assert 1 <= fixed.count("cachePoint") <= 4

    repository.git("add", "six.json")
    committed = repository.commit("With those that the service takes")
    assert committed.returncode == 0, committed.stdout
    assert path.read_text() == fixed


def test_the_fix_hook_leaves_what_the_model_reads_to_the_user(repository: Repository) -> None:
    path = repository.add("faulty.json", pretty(FAULTY))
    status, output = repository.hook("promptlint-fix")
    assert status == 1
    assert "faulty.json" in "\n".join(output)
    assert without_points(json.loads(path.read_text())) == without_points(FAULTY)


def test_what_the_fix_hook_may_do_is_for_the_user_to_say(tmp_path: Path, root: Path) -> None:
    repository = Repository(tmp_path)
    _, fix = our_hooks(root)
    repository.configure(fix | {"args": ["--grade", "layout"]})
    path = repository.add("faulty.json", pretty(FAULTY))
    status, output = repository.hook("promptlint-fix")
    assert status == 1, output
    first, *_, last = json.loads(path.read_text())["system"]
    assert "2026-11-20" not in first["text"]
    assert "2026-11-20" in last["text"]
    repository.git("add", ".")
    assert repository.hook("promptlint-fix")[0] == 0


def test_files_of_other_names_are_for_the_user_to_add(tmp_path: Path, root: Path) -> None:
    repository = Repository(tmp_path)
    check, _ = our_hooks(root)
    repository.configure(check | {"files": r"\.(json\.j2|prompt)$"})
    for name in ("mail.json.j2", "chat.prompt", "not-asked-for.json"):
        repository.add(name, pretty(FAULTY))
    repository.add("prose.prompt", "Answer in one sentence, {{ name }}.\n")
    status, output = repository.hook("promptlint")
    assert status == 1
    assert {line.partition(":")[0] for line in output if "volatile-prefix" in line} == {
        "mail.json.j2",
        "chat.prompt",
    }
    assert "prose" not in "\n".join(output)


@pytest.mark.parametrize("name", BOTH)
def test_what_is_excluded_stays_so_although_it_is_named(repository: Repository, name: str) -> None:
    repository.add("promptlint.toml", 'exclude = ["recorded/", "old.json"]\n')
    for file in ("old.json", "recorded/deep/one.json", "apps/recorded/two.json"):
        repository.add(file, pretty(SIX_POINTS))
    assert repository.hook(name) == (0, [])


def test_each_file_of_a_monorepo_is_judged_by_its_nearest_configuration(
    repository: Repository,
) -> None:
    repository.add("promptlint.toml", 'exclude = ["legacy/"]\n')
    repository.add("apps/a/promptlint.toml", 'ignore = ["volatile-prefix"]\n')
    repository.add("apps/b/pyproject.toml", '[tool.promptlint]\nexclude = ["old.json"]\n')
    repository.add("legacy/promptlint.toml", 'fail-on = "error"\n')
    for file in ("a/x.json", "a/deep/y.json", "b/x.json", "b/old.json", "c/x.json"):
        repository.add(f"apps/{file}", pretty(FAULTY))
    repository.add("legacy/x.json", pretty(FAULTY))
    status, output = repository.hook("promptlint")
    assert status == 1
    named = {line.partition(":")[0] for line in output if "volatile-prefix" in line}
    assert named == {"apps/b/x.json", "apps/c/x.json"}


def test_files_may_be_called_anything(repository: Repository) -> None:
    names = ("with a space.json", "größe/заказ.json", "$(touch hacked).json", "it's.json")
    for name in names:
        repository.add(name, pretty(SIX_POINTS))
    status, output = repository.hook("promptlint")
    assert status == 1
    named = {line.partition(":")[0] for line in output if "too-many-checkpoints" in line}
    assert named == set(names)
    assert repository.hook("promptlint-fix")[0] == 1
    repository.git("add", ".")
    assert repository.hook("promptlint")[0] == 0
    assert not (repository.folder / "hacked").exists()


@takes_long
def test_more_files_than_a_command_line_holds(repository: Repository) -> None:
    """pre-commit then runs the hook several times, one after the other."""
    long = "x" * 200
    for number in range(700):
        repository.write(f"{number:03}-{long}.json", '{"event": "open"}\n')
    for name in ("000-faulty.json", "999-faulty.json"):
        repository.write(name, pretty(FAULTY))
    repository.git("add", ".")
    status, output = repository.hook("promptlint")
    assert status == 1
    found = [line.partition(":")[0] for line in output if "volatile-prefix" in line]
    assert found == ["000-faulty.json", "999-faulty.json"]
    assert len([line for line in output if line.startswith("1 error in 1 request")]) == 2


@takes_long
def test_a_worktree_is_a_repository_of_its_own(repository: Repository) -> None:
    """And so is a submodule: the configuration of the folder around them does not count there."""
    repository.git("commit", "--message", "Set up")
    repository.write("promptlint.toml", 'ignore = ["volatile-prefix"]\n')
    repository.git("worktree", "add", "--quiet", "-b", "side", "desks/side")
    allow = ("-c", "protocol.file.allow=always")
    repository.git(*allow, "submodule", "--quiet", "add", str(repository.folder), "parts/shop")
    repository.pre_commit("install")
    for part in ("desks/side", "parts/shop"):
        repository.write(f"{part}/faulty.json", pretty(FAULTY))
        cwd = repository.folder / part
        repository.git("add", "faulty.json", cwd=cwd)
        status, output = repository.hook("promptlint", cwd=cwd)
        assert status == 1
        assert "volatile-prefix" in "\n".join(output)
    cwd = repository.folder / "desks/side"
    committed = repository.run("git", "commit", "--message", "With a clock", cwd=cwd)
    assert committed.returncode != 0
    assert "volatile-prefix" in committed.stdout


def test_pre_commit_installs_and_runs_this_repository(
    repository: Repository, root: Path, tmp_path: Path
) -> None:
    """As it does for `repo:` and `rev:`, but without a network: what we depend on is lent to it."""
    ours = tmp_path / "ours"
    for name in ("LICENSES", "promptlint", "rules"):
        shutil.copytree(root / name, ours / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml"):
        shutil.copy(root / name, ours)
    repository.git("init", "--quiet", cwd=ours)
    repository.git("add", ".", cwd=ours)
    repository.git("commit", "--quiet", "--message", "A release", cwd=ours)
    repository.add("faulty.json", pretty(FAULTY))
    _, elsewhere = repository.environment["PATH"].split(os.pathsep, 1)
    repository.environment |= {
        "PATH": elsewhere,  # the one of this environment is not on it
        "PIP_NO_BUILD_ISOLATION": "0",  # pip's way to say that it is not wanted
        "PIP_NO_COMPILE": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_INDEX": "1",
        "PYTHONPATH": sysconfig.get_path("purelib"),
    }
    done = repository.pre_commit("try-repo", str(ours), "promptlint", "--all-files", "--verbose")
    assert done.returncode == 1
    assert "faulty.json:5:30: error volatile-prefix" in done.stdout, done.stdout
