"""Which configuration holds for which file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from promptlint.config import BadConfig
from promptlint.engine.choice import Choice

if TYPE_CHECKING:
    from command_line import Run

REQUEST = {
    "system": [{"text": "You sort parcels."}, {"cachePoint": {"type": "default"}}],
    "messages": [{"role": "user", "content": [{"text": "A shoe box."}]}],
}


def write(path: str, text: str) -> Path:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")
    return Path(path)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of two services, of which one has a configuration of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    write("promptlint.toml", "model = 'us.amazon.nova-pro-v1:0'\nexclude = ['left/']\n")
    write("b/promptlint.toml", "model = 'us.amazon.nova-lite-v1:0'\nexclude = ['old.json']\n")
    for name in ("a/x.json", "b/x.json", "b/c/x.json", "b/old.json", "left/x.json"):
        write(name, json.dumps(REQUEST))
    return tmp_path


def test_the_nearest_to_the_file_counts_wherever_one_stands(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, prefix in ((tree, ""), (tree / "a", "../")):
        monkeypatch.chdir(folder)
        choice = Choice()
        assert choice.of_file(f"{prefix}a/x.json").model == "us.amazon.nova-pro-v1:0"
        assert choice.of_file(f"{prefix}b/x.json").model == "us.amazon.nova-lite-v1:0"
        assert choice.of_file(f"{prefix}b/c/x.json").model == "us.amazon.nova-lite-v1:0"
        assert choice.of_file(f"{prefix}b/c/x.json").path == Path(f"{prefix}b/promptlint.toml")


def test_files_that_share_a_configuration_share_the_object(tree: Path) -> None:
    choice = Choice()
    assert choice.of_file("b/x.json") is choice.of_file("b/c/x.json")
    assert choice.of_file("a/x.json") is choice.base


def test_a_named_one_counts_for_all(tree: Path) -> None:
    choice = Choice(Path("b/promptlint.toml"))
    assert choice.of_file("a/x.json") is choice.base
    assert choice.base.model == "us.amazon.nova-lite-v1:0"


def test_none_is_looked_for_where_nobody_wants_it(tree: Path) -> None:
    assert Choice(search=False).of_file("b/x.json").model is None


def test_overrides_hold_for_their_files_only(tree: Path) -> None:
    write(
        "promptlint.toml",
        "[[overrides]]\nfiles = ['a/', '!a/y.json']\nmodel = 'us.amazon.nova-micro-v1:0'\n"
        "[[overrides]]\nfiles = ['x.json']\ntraffic = 'chat'\n",
    )
    choice = Choice()
    x, y, z = (choice.of_file(name) for name in ("a/x.json", "a/y.json", "a/z.json"))
    assert (x.model, x.traffic and x.traffic.name) == ("us.amazon.nova-micro-v1:0", "chat")
    assert y is choice.base
    assert (z.model, z.traffic) == ("us.amazon.nova-micro-v1:0", None)
    assert choice.of_file("a/x.json") is x


def test_a_walk_obeys_the_configuration_of_each_folder(tree: Path, promptlint: Run) -> None:
    told = json.loads(promptlint("check", "--output-format", "json").out)
    assert [file["path"] for file in told["files"]] == ["a/x.json", "b/c/x.json", "b/x.json"]


def test_a_walk_takes_what_is_included(tree: Path, promptlint: Run) -> None:
    write("promptlint.toml", "include = ['*.prompt', 'a/*.json']\n")
    write("left/y.prompt", json.dumps(REQUEST))
    told = json.loads(promptlint("check", "--output-format", "json").out)
    assert [file["path"] for file in told["files"]] == [
        "a/x.json",
        "b/c/x.json",  # has a configuration of its own, which includes the usual ones
        "b/x.json",
        "left/y.prompt",
    ]


def test_a_broken_configuration_below_is_told(tree: Path, promptlint: Run) -> None:
    write("b/promptlint.toml", "modl = 'x'\n")
    choice = Choice()
    with pytest.raises(BadConfig, match=r"b/promptlint\.toml:1: there is no key 'modl'"):
        choice.of_file("b/x.json")
    ran = promptlint("check")
    assert (ran.status, ran.out) == (2, "")
    assert (
        ran.err
        == "promptlint: b/promptlint.toml:1: there is no key 'modl'; did you mean 'model'?\n"
    )
