"""Which files a run looks at, and in which order."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from promptlint.config import Patterns
from promptlint.engine.walk import Filter, walk


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small repository."""
    for name in (
        "b.json",
        "a.jsonl",
        "notes.md",
        "build/out.json",
        "prompts/z.json",
        "prompts/kept.log.json",
        "prompts/old.log.json",
        "node_modules/x/package.json",
        ".git/config.json",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("build/\n*.log.json\n", encoding="utf-8")
    (tmp_path / "prompts/.gitignore").write_text("!kept.log.json\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def paths(
    *typed: str, exclude: tuple[str, ...] = (), base: Path = Path(), force: bool = False
) -> list[str]:
    """The files of a walk."""
    chosen = Filter((Patterns(base, exclude),))
    return [found.path for found in walk(typed, lambda _folder: chosen, force=force)]


def test_a_folder_gives_what_git_would_keep_in_the_order_of_names(tree: Path) -> None:
    assert paths(".") == ["a.jsonl", "b.json", "prompts/kept.log.json", "prompts/z.json"]


def test_a_folder_below_the_top_obeys_the_files_above_it(tree: Path) -> None:
    (tree / "prompts/.gitignore").unlink()
    assert paths("prompts") == ["prompts/z.json"]


def test_named_files_are_taken_whatever_they_are_called(tree: Path) -> None:
    found = walk(["notes.md", "build/out.json"])
    assert [(one.path, one.named) for one in found] == [
        ("notes.md", True),
        ("build/out.json", True),
    ]


def test_a_file_is_looked_at_once(tree: Path) -> None:
    (tree / "link.json").symlink_to(tree / "b.json")
    found = walk(["b.json", "./b.json", "link.json", "."])
    assert [one.path for one in found].count("b.json") <= 1
    assert len([one for one in found if Path(one.path).resolve().name == "b.json"]) == 1


def test_excluded_files_are_left_out_and_named_ones_only_by_force(tree: Path) -> None:
    assert paths(".", exclude=("prompts/",)) == ["a.jsonl", "b.json"]
    assert paths("b.json", exclude=("b.json",)) == ["b.json"]
    assert paths("b.json", exclude=("b.json",), force=True) == []


def test_patterns_are_relative_to_their_folder(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree / "prompts")
    assert paths(".", exclude=("/prompts/z.json",)) == ["kept.log.json", "z.json"]
    assert paths(".", exclude=("/prompts/z.json",), base=tree) == ["kept.log.json"]


def test_names_are_reported_as_they_were_typed(tree: Path) -> None:
    assert paths("./b.json") == ["./b.json"]


def test_a_name_that_is_not_utf_8_is_held_against_patterns(tree: Path) -> None:
    folder = os.fsdecode(b"caf\xe9")
    (tree / folder).mkdir()
    (tree / folder / "x.json").write_text("{}", encoding="utf-8")
    assert f"{folder}/x.json" in paths(".", exclude=("/cafe/",))
    assert f"{folder}/x.json" not in paths(".", exclude=("/caf?/",))


PATTERNS = (
    "a/",
    "b/",
    "/a/",
    "a/b/",
    "**/b",
    "*.json",
    "x.json",
    "/x.json",
    "!x.json",
    "!a/",
    "*/",
)
FOLDERS = ("", "a", "b", "a/a", "a/b", "b/a")


@settings(max_examples=examples(40), deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(FOLDERS), st.lists(st.sampled_from(PATTERNS), max_size=3), max_size=4
    )
)
def test_by_force_the_named_files_are_those_that_a_walk_meets(said: dict[str, list[str]]) -> None:
    """Each folder may have a configuration, which the folders below it without one share."""
    with tempfile.TemporaryDirectory() as made, pytest.MonkeyPatch.context() as here:
        here.chdir(made)
        for folder in FOLDERS:
            Path(folder).mkdir(exist_ok=True)
            for name in ("x.json", "y.json"):
                (Path(folder) / name).write_text("{}", encoding="utf-8")
        for folder in said:
            (Path(folder) / "promptlint.toml").write_text("", encoding="utf-8")

        def nearest(folder: Path) -> Filter:
            found = [each for each in (folder, *folder.parents) if each.as_posix() in configured]
            base = found[0] if found else Path()
            return Filter((Patterns(base, tuple(configured.get(base.as_posix(), ()))),))

        configured = {Path(folder).as_posix(): patterns for folder, patterns in said.items()}
        every = [
            (Path(folder) / name).as_posix() for folder in FOLDERS for name in ("x.json", "y.json")
        ]
        met = {found.path for found in walk(["."], nearest)}
        assert {found.path for found in walk(every, nearest, force=True)} == met
        assert {found.path for found in walk(every, nearest)} == set(every)
