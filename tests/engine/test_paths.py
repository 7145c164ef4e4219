"""Paths as forges know them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from promptlint.engine.paths import repository_paths


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A real repository with a folder in a folder; the current folder is above it."""
    top = tmp_path / "repository"
    (top / "prompts" / "old").mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", str(top)], check=True)
    monkeypatch.chdir(tmp_path)
    return top


@pytest.mark.parametrize(
    "folder", ["", "repository", "repository/prompts", "repository/prompts/old"]
)
def test_a_path_is_relative_to_the_top_wherever_one_stands(
    repository: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    file = repository / "prompts" / "old" / "x.json"
    file.touch()
    monkeypatch.chdir(repository.parent / folder)
    rename = repository_paths()
    expected = subprocess.run(
        ["git", "ls-files", "--others", "--full-name", str(file)],
        cwd=file.parent,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert expected == "prompts/old/x.json"
    assert rename(str(file)) == expected
    assert rename(os.path.relpath(file)) == expected
    assert rename("./" + os.path.relpath(file)) == expected


def test_a_submodule_or_a_worktree_has_a_file_for_a_git_folder(repository: Path) -> None:
    (repository / "prompts" / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")
    rename = repository_paths()
    assert rename("repository/prompts/old/x.json") == "old/x.json"
    assert rename("repository/x.json") == "x.json"


def test_a_symlink_is_called_by_what_it_leads_to(repository: Path) -> None:
    (repository / "prompts" / "x.json").touch()
    (repository / "link.json").symlink_to("prompts/x.json")
    (repository / "folder").symlink_to("prompts")
    rename = repository_paths()
    assert rename("repository/link.json") == "prompts/x.json"
    assert rename("repository/folder/x.json") == "prompts/x.json"


def test_a_symlink_out_of_the_repository_keeps_its_name(repository: Path) -> None:
    (repository.parent / "outside.json").touch()
    (repository / "link.json").symlink_to("../outside.json")
    assert repository_paths()("repository/link.json") == "link.json"


def test_without_a_repository_a_path_is_relative_to_this_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    rename = repository_paths()
    assert rename("x.json") == "x.json"
    assert rename(str(tmp_path / "here" / "a" / "x.json")) == "a/x.json"
    assert rename("../x.json") == "../x.json"


def test_names_of_what_is_no_file_stay(repository: Path) -> None:
    assert repository_paths()("<stdin>") == "<stdin>"
    assert repository_paths()("repository/not-there.json") == "not-there.json"


def test_a_loop_of_links_has_a_name(repository: Path) -> None:
    (repository / "a").symlink_to("b")
    (repository / "b").symlink_to("a")
    assert repository_paths()("repository/a/x.json").endswith("x.json")


@settings(max_examples=examples(200), deadline=None)
@given(path=st.text(min_size=1))
def test_no_path_raises(path: str) -> None:
    assert repository_paths()(path)
