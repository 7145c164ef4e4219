"""Where settings come from, which of them counts, and who is told to have said it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from promptlint.config import BadConfig, Config, Patterns, load, read_over
from promptlint.findings import Severity
from promptlint.text import Grade


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


BASE = """
fail-on = "error"
grade = "safe"
select = ["prefix"]
extend-select = ["unsorted-tools"]
ignore = [
  "volatile-tool",
  { files = ["old.json"], rules = ["PL101"], reason = "of  all teams" },
]
exclude = ["vendor/"]
[severity]
PL101 = "info"
PL102 = "info"
[placeholders]
company = "static"
[[overrides]]
files = ["a/"]
traffic = "agent"
"""
OWN = """
extend = "../base.toml"
fail-on = "info"
select = ["body"]
extend-select = ["ttl-order"]
[severity]
volatile-prefix = "error"
[placeholders]
name = "user"
[[ignore]]
files = ["new.json#/system/0"]
rules = ["prefix"]
reason = "ours"
until = 2027-02-01
[[overrides]]
files = ["a/b/"]
traffic = "chat"
placeholders = { x = "session" }
ignore = ["PL201"]
"""


@pytest.fixture
def extended(tmp_path: Path) -> Config:
    write(tmp_path / "base.toml", BASE)
    return load(write(tmp_path / "own" / "promptlint.toml", OWN))


def test_a_configuration_counts_more_than_what_it_extends(extended: Config, tmp_path: Path) -> None:
    base = tmp_path / "own" / ".." / "base.toml"
    assert extended.path == tmp_path / "own" / "promptlint.toml"
    assert (extended.fail_on, extended.grade) == (Severity.INFO, Grade.SAFE)
    assert extended.select == ("body",)
    assert extended.origins["fail-on"] == f"{extended.path}:3"
    assert extended.origins["grade"] == f"{base}:3"


def test_tables_are_merged_key_by_key_under_every_name_of_a_rule(extended: Config) -> None:
    assert extended.severity == {
        "volatile-prefix": Severity.ERROR,
        "prefix-below-minimum": Severity.INFO,
    }
    assert extended.origins["severity.volatile-prefix"].endswith("own/promptlint.toml:7")
    assert extended.origins["severity.prefix-below-minimum"].endswith("base.toml:13")
    assert extended.placeholders == {"company": "static", "name": "user"}


def test_what_adds_is_added(extended: Config) -> None:
    assert extended.extend_select == ("unsorted-tools", "ttl-order")
    assert [each.files for each in extended.ignores] == [("old.json",), ("new.json#/system/0",)]
    assert [each.files.patterns for each in extended.overrides] == [("a/",), ("a/b/",)]


def test_a_list_of_rules_stands_where_only_tables_are_added(extended: Config) -> None:
    assert extended.ignore == ("volatile-tool",)


def test_patterns_are_relative_to_the_file_that_says_them(extended: Config, tmp_path: Path) -> None:
    folder = tmp_path / "own" / ".."
    assert extended.exclude == Patterns(folder, ("vendor/",))
    theirs, ours = extended.ignores
    assert (theirs.folder, ours.folder) == (folder, tmp_path / "own")
    assert (theirs.own, ours.own) == (False, True)
    assert theirs.reason == "of all teams"
    assert (ours.until, ours.origin.line) == (date(2027, 2, 1), 10)
    assert "volatile-prefix" in ours.rules


def test_of_two_overrides_the_later_counts(extended: Config) -> None:
    both = extended.overridden(extended.overrides)
    assert both.traffic is not None
    assert both.traffic.name == "chat"
    assert both.placeholders == {"company": "static", "name": "user", "x": "session"}
    assert (both.ignore, both.ignore_here) == (extended.ignore, ("PL201",))
    assert both.origins["traffic"].endswith("own/promptlint.toml:15")


def test_everything_wrong_in_all_files_is_said(tmp_path: Path) -> None:
    write(tmp_path / "base.toml", "modl = 'x'\nextend = 'nowhere.toml'\n")
    with pytest.raises(BadConfig) as problem:
        load(write(tmp_path / "promptlint.toml", "extend = 'base.toml'\ngrade = 'best'\n"))
    assert [message.partition(f"{tmp_path}/")[2] for message in problem.value.messages] == [
        "promptlint.toml:2: grade: 'best' is none of safe, layout, relocate",
        "base.toml:1: there is no key 'modl'; did you mean 'model'?",
        "nowhere.toml: cannot be read: No such file or directory",
    ]


def test_a_configuration_does_not_extend_itself(tmp_path: Path) -> None:
    write(tmp_path / "b.toml", "extend = './a.toml'\n")
    with pytest.raises(BadConfig, match=r"b\.toml:1: extend: './a\.toml' leads back to itself"):
        load(write(tmp_path / "a.toml", "extend = 'b.toml'\n"))


def test_variables_and_settings_count_more_than_files(tmp_path: Path) -> None:
    path = write(tmp_path / "promptlint.toml", "grade = 'safe'\nfail-on = 'error'\n")
    variables = {
        "PROMPTLINT_GRADE": "layout",
        "PROMPTLINT_FAIL_ON": "info",
        "PROMPTLINT_SELECT": "PL101, body",
        "PROMPTLINT_MODEL": "",
        "PROMPTLINT_EFFORT": "20",
        "PATH": "/bin",
    }
    over = read_over(variables, ["grade=relocate", "severity.PL101 = 'info'", "exclude=['a/']"])
    config = load(path, over)
    assert (config.grade, config.fail_on) == (Grade.RELOCATE, Severity.INFO)
    assert config.select == ("PL101", "body")
    assert config.model is None
    assert config.exclude == Patterns(Path(), ("a/",))
    assert config.severity == {"volatile-prefix": Severity.INFO}
    assert config.path == path
    assert config.origins == {
        "grade": "--config grade=relocate",
        "fail-on": "PROMPTLINT_FAIL_ON",
        "select": "PROMPTLINT_SELECT",
        "severity.volatile-prefix": "--config severity.PL101 = 'info'",
        "exclude": "--config exclude=['a/']",
    }


def test_everything_wrong_in_variables_and_settings_is_said() -> None:
    variables = {"PROMPTLINT_GRADE": "best", "PROMPTLINT_SELECT": "PL101,zzz"}
    with pytest.raises(BadConfig) as problem:
        read_over(variables, ["modl=x", "=3", "a b=3", "fail-on=bad"])
    assert problem.value.messages == (
        "PROMPTLINT_GRADE: grade: 'best' is none of safe, layout, relocate",
        "PROMPTLINT_SELECT: select: there is no rule 'zzz'",
        "--config modl=x: there is no key 'modl'; did you mean 'model'?",
        "--config =3: '' is no key",
        "--config a b=3: 'a b' is no key",
        "--config fail-on=bad: fail-on: 'bad' is none of error, warning, info",
    )
