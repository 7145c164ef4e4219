"""Entries of a configuration that nothing needs: never called so by a run that cannot know."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from suppressing import SETTINGS, clocked, ignore

from promptlint.config.ignores import Ignore
from promptlint.engine.coverage import Coverage
from promptlint.engine.lint import check_file
from promptlint.engine.paths import real
from promptlint.engine.unused import leftovers
from promptlint.findings import Finding

TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two files with a clock, one in a folder, and a configuration of ten lines."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    for name in ("a.json", "sub/b.json"):
        (tmp_path / name).write_text(json.dumps(clocked()), encoding="utf-8")
    (tmp_path / "promptlint.toml").write_text("\n".join(f"# {n} " for n in range(1, 11)))
    return tmp_path


class Run(NamedTuple):
    """What a run has looked at. Where folders were walked, `files` are those in them."""

    files: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    named: bool = True
    as_usual: bool = True
    rules: frozenset[str] = SETTINGS.rules


WHOLE = Run(("a.json", "sub/b.json"), folders=(".",), named=False)


def said(*ignores: Ignore, after: Run = WHOLE) -> list[Finding]:
    """What is left to say of some entries after a run."""
    settings = SETTINGS._replace(ignores=ignores, today=TODAY, rules=after.rules)
    found = {path: check_file(path, settings, named=True).findings for path in after.files}
    files = {real(path): after.named for path in after.files}
    coverage = Coverage(after.rules, files, tuple(map(real, after.folders)), after.as_usual)
    reports = leftovers(found, settings, coverage)
    return [each for report in reports for each in report.findings]


OTHER = ("global-model-id",)  # there is no such finding


def test_it_is_a_finding_on_the_line_of_the_entry() -> None:
    needed, unused = ignore(line=2), ignore("a.json", rules=OTHER, line=4)
    (finding,) = said(needed, unused)
    assert (finding.rule, finding.code) == ("unused-ignore", "PL801")
    assert (finding.path, finding.request, finding.place.pointer) == ("promptlint.toml", None, "")
    assert (finding.place.start, finding.place.end) == ((4, 1), (4, 4))
    assert finding.message == (
        "this ignores global-model-id in a.json, where there is nothing like that any more"
    )
    assert len(finding.fingerprint) == 16


@pytest.mark.parametrize("entries", [(), ("*.json",), ("a.json",), ("sub/",), ("#/system",)])
def test_an_entry_that_hides_something_is_needed(entries: tuple[str, ...]) -> None:
    assert said(ignore(*entries)) == []


@pytest.mark.parametrize(
    "entries",
    [
        (),
        ("*.json",),
        ("a.json",),
        ("/a.json",),
        ("sub/b.json",),
        ("sub",),
        ("sub/",),
        ("a.json", "sub/b.json#/system"),
        ("gone.json",),
        ("sub/gone.json",),
        ("gone/gone.json",),
        ("*.json", "!a.json"),
    ],
)
def test_a_run_that_saw_all_of_the_folder_knows(entries: tuple[str, ...]) -> None:
    (finding,) = said(ignore(*entries, rules=OTHER))
    assert finding.rule == "unused-ignore"
    gone = any("gone" in entry for entry in entries)
    assert finding.message.endswith("and no such file was found") == gone
    assert said(ignore(*entries, rules=OTHER, own=False)) == []
    assert said(ignore(*entries, rules=OTHER), after=WHOLE._replace(as_usual=False)) == []
    assert (
        said(
            ignore(*entries, rules=OTHER), after=WHOLE._replace(rules=frozenset({"unused-ignore"}))
        )
        == []
    )


@pytest.mark.parametrize(
    ("entries", "files", "knows"),
    [
        (("a.json",), ("a.json",), True),
        (("/a.json",), ("a.json",), True),
        (("./a.json#/system",), ("a.json",), True),
        (("sub/b.json",), ("sub/b.json",), True),
        (("a.json", "sub/b.json"), ("a.json", "sub/b.json"), True),
        (("a.json", "sub/b.json"), ("a.json",), False),
        (("sub/b.json",), ("a.json",), False),
        (("b.json",), ("sub/b.json",), False),  # there might be others
        (("*.json",), ("a.json", "sub/b.json"), False),
        ((), ("a.json", "sub/b.json"), False),
        (("sub/",), ("sub/b.json",), False),
        (("gone.json",), ("a.json",), False),
        (("/gone.json",), ("a.json",), False),
        (("sub/gone.json",), ("a.json",), False),
    ],
)
def test_a_run_that_was_given_files_knows_what_is_said_by_name(
    entries: tuple[str, ...], files: tuple[str, ...], knows: bool
) -> None:
    assert bool(said(ignore(*entries, rules=OTHER), after=Run(files))) == knows


def test_a_name_without_a_folder_means_all_files_called_so(here: Path) -> None:
    unused = ignore("a.json", rules=OTHER)
    (here / "sub/a.json").write_text(json.dumps(clocked()), encoding="utf-8")
    assert not said(unused, after=Run(("a.json",)))
    assert said(unused, after=Run(("a.json", "sub/a.json")))
    assert said(ignore("/a.json", rules=OTHER), after=Run(("a.json",)))


def test_a_walk_knows_of_what_it_went_through() -> None:
    below = Run(("sub/b.json",), folders=("sub",), named=False)
    for entry in ("sub/b.json", "sub/gone.json", "sub/deeper/gone.json"):
        assert said(ignore(entry, rules=OTHER), after=below), entry
    for entry in ("*.json", "gone.json", "/gone.json", "b.json", "sub"):
        assert not said(ignore(entry, rules=OTHER), after=below), entry
    assert said(ignore(rules=OTHER, folder=Path("sub")), after=below) == []  # no such configuration


def test_of_broken_json_only_a_run_that_names_files_knows() -> None:
    for entries in ((), ("a.json",), ("sub/",)):
        assert not said(ignore(*entries, rules=("invalid-json",)))
    assert said(ignore("a.json", rules=("invalid-json",)), after=Run(("a.json",)))
    assert not said(ignore("a.json", rules=("invalid-json",)), after=Run(("a.json",), named=False))
    assert said(ignore("gone.json", rules=("invalid-json",))) == []
    assert said(ignore("/gone.json", rules=("invalid-json",)))


def test_entries_about_entries_are_left_alone() -> None:
    assert said(ignore(rules=("unused-ignore",)), ignore(rules=("expired-ignore",))) == []
    (finding,) = said(ignore("promptlint.toml", rules=("unused-ignore",)), ignore(rules=OTHER))
    assert finding.suppressed is not None


def test_an_entry_that_has_expired_says_what_counts_again() -> None:
    over = date(2026, 11, 25)
    (finding,) = said(ignore("*.json", until=over))
    assert (finding.rule, finding.code) == ("expired-ignore", "PL802")
    assert finding.message == (
        "this ignored volatile-prefix in *.json until 2026-11-25; 2 findings that it was for count "
        "again"
    )
    (finding,) = said(ignore("*.json", until=over, own=False), after=Run(("a.json",)))
    assert "; 1 finding that" in finding.message
    (finding,) = said(ignore("*.json", until=over, rules=OTHER))
    assert finding.message.endswith("until 2026-11-25, and nothing needs it any more")
    assert said(ignore("*.json", until=over, rules=OTHER), after=Run(("a.json",))) == []
    assert said(ignore("*.json", until=TODAY)) == []


def test_long_lists_are_cut() -> None:
    rules = tuple(sorted(SETTINGS.rules - {"invalid-json", "unused-ignore", "expired-ignore"}))[:5]
    entries = [f"gone-{n}.json" for n in range(5)]
    (finding,) = said(ignore(*entries, rules=rules))
    assert "gone-2.json and 2 more, " in finding.message
    assert f"{rules[2]} and 2 more in " in finding.message


def test_what_is_not_in_force_is_not_said() -> None:
    unused = ignore("a.json", rules=OTHER)
    assert said(unused, after=WHOLE._replace(rules=SETTINGS.rules - {"unused-ignore"})) == []


def test_a_configuration_that_is_no_file_is_left_alone(here: Path) -> None:
    (here / "promptlint.toml").unlink()
    assert said(ignore("a.json", rules=OTHER)) == []


@pytest.mark.parametrize("text", ["", "\ufeff", "one line"])
def test_a_configuration_that_has_changed_meanwhile_still_has_lines(here: Path, text: str) -> None:
    (here / "promptlint.toml").write_text(text, encoding="utf-8")
    (finding,) = said(ignore("a.json", rules=OTHER, line=7))
    assert finding.place.start == (7, 1)
