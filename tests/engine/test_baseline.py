"""A baseline holds what was found, each as often as it was, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from suppressing import SETTINGS, clocked, found, ignore, ignoring

from promptlint import __version__
from promptlint.engine.baseline import (
    BadBaseline,
    Baseline,
    Entries,
    Known,
    dump,
    known,
    missing,
    parse,
    read,
    size,
    updated,
)
from promptlint.engine.coverage import Coverage
from promptlint.engine.paths import real
from promptlint.findings import Finding, Suppressed
from promptlint.text import files

(FINDING,) = found(clocked())
PATH = Path("promptlint-baseline.json")


def finding(*traces: str, rule: str = "volatile-prefix") -> Finding:
    return FINDING._replace(rule=rule, traces=traces)


def holding(*findings: Finding, path: str = "a.json") -> Baseline:
    return Baseline(PATH, {path: known(findings)})


def covered(baseline: Baseline, *findings: Finding, path: str = "a.json") -> list[bool]:
    return [each.suppressed is not None for each in baseline.covered(path, findings)]


A, B, AB = finding("a"), finding("b"), finding("a", "b")


def test_what_is_known_is_marked() -> None:
    (marked,) = holding(A).covered("a.json", [A])
    assert marked.suppressed == Suppressed(
        "baseline", "known since promptlint-baseline.json was written"
    )
    assert marked._replace(suppressed=None) == A


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([], [A], [False]),
        ([A], [B], [False]),
        ([A], [A, A], [True, False]),
        ([A, A], [A, A], [True, True]),
        ([A], [AB], [False]),
        ([AB], [A], [True]),
        ([AB], [A, B], [True, True]),  # a checkpoint has come between them
        ([A, B], [AB], [True]),
        ([A], [AB, A], [False, True]),
        ([finding("a", "a")], [A, A, A], [True, True, False]),
        ([finding("a")], [finding("a", rule="volatile-tool")], [False]),
    ],
)
def test_all_traces_count_each_as_often_as_it_was(
    old: list[Finding], new: list[Finding], expected: list[bool]
) -> None:
    assert covered(holding(*old), *new) == expected


def test_it_is_about_its_files() -> None:
    assert covered(holding(A, path="sub/a.json"), A, path="sub/a.json") == [True]
    assert covered(holding(A, path="sub/a.json"), A) == [False]


def test_a_file_is_known_by_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "prompts")
    listed = Baseline(tmp_path / PATH, {"prompts/a.json": known([A])})
    monkeypatch.chdir(tmp_path / "prompts")
    for path in ("a.json", "./a.json", str(tmp_path / "prompts/a.json"), "../link/a.json"):
        assert covered(listed, A, path=path) == [True], path


def test_a_part_is_about_one_file() -> None:
    both = Baseline(PATH, {"a.json": known([A]), "b.json": known([B])})
    assert both.part("./a.json") == holding(A)
    assert both.part("c.json") == Baseline(PATH, {})


def test_what_is_ignored_needs_no_baseline() -> None:
    text = json.dumps(clocked())
    settings = SETTINGS._replace(baseline=holding(FINDING))
    assert found(text, settings)[0].suppressed == holding(A).covered("a.json", [A])[0].suppressed
    both = settings._replace(ignores=ignoring(ignore()).ignores)
    assert found(text, both)[0].suppressed == Suppressed("ignore", "it is known")


# --- the file -----------------------------------------------------------------------------------

TRACES = st.dictionaries(st.sampled_from(["0a", "b1", "c"]), st.integers(1, 9))
RULES = st.sampled_from(["volatile-prefix", "invalid-json", "rule-of-tomorrow"])
ENTRIES: st.SearchStrategy[Entries] = st.dictionaries(
    st.text(max_size=8), st.dictionaries(RULES, st.builds(Known, st.integers(1, 9), TRACES))
)


@given(entries=ENTRIES)
def test_what_is_written_is_read(entries: Entries) -> None:
    text = dump(entries)
    assert parse(PATH, text.encode()) == Baseline(PATH, entries)
    told = json.loads(text)
    assert (told["schema"], told["version"]) == (1, __version__)
    assert text == json.dumps(told, indent=2) + "\n"
    for level in (told["files"], *told["files"].values()):
        assert list(level) == sorted(level)


def test_a_rule_is_known_by_its_names_of_old(monkeypatch: pytest.MonkeyPatch) -> None:
    from promptlint import rulepack

    monkeypatch.setattr(
        rulepack, "find", lambda name: rulepack.rule("volatile-prefix" if name == "old" else name)
    )
    text = dump({"a.json": {"old": Known(1, {"a": 1})}})
    assert parse(PATH, text.encode()).entries == {"a.json": {"volatile-prefix": Known(1, {"a": 1})}}


def broken(**files: object) -> str:
    return json.dumps({"schema": 1, "files": files}, indent=1)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", "1:1", "not JSON: the text is empty"),
        ('{\n  "schema": 1,\n}', "2:14", "not JSON: a comma stands before the closing bracket"),
        ("<<<<<<< HEAD\n{}", "1:1", "not JSON: this is a template"),
        (b"\xff", "1:1", "the byte 0xff is not valid UTF-8"),
        ("[" * 5000, "1:5001", "not JSON: the text ends"),
        ("[" * 5000 + "]" * 5000, "1:1", "this is no baseline of promptlint"),
        ("[]", "1:1", "this is no baseline of promptlint"),
        ('{"version": "1.5.0", "results": {}}', "1:1", "this is no baseline of promptlint"),
        ('{"schema": 2, "files": {}}', "1:12", "schema: this baseline is of another version"),
        (broken(a=1), "4:8", "files.a: must be an object of rules"),
        (broken(a={"r": []}), "5:9", "files.a.r: must be an object with a count and fingerprints"),
        (
            broken(a={"r": {"count": 0, "fingerprints": {}}}),
            "6:14",
            "files.a.r.count: must be a whole number from 1 on",
        ),
        (
            broken(a={"r": {"count": 1, "fingerprints": {"x": True}}}),
            "8:11",
            "files.a.r.fingerprints.x: must be a whole number from 1 on",
        ),
    ],
)
def test_what_is_no_baseline_is_refused_with_the_place(
    tmp_path: Path, text: str | bytes, place: str, words: str
) -> None:
    path = tmp_path / "b.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(BadBaseline) as refused:
        read(path)
    assert str(refused.value).startswith(f"{path}:{place}: {words}")
    assert "\n" not in str(refused.value)


def test_where_there_is_no_file_there_is_no_baseline(tmp_path: Path) -> None:
    with pytest.raises(files.FileRefused, match="there is no such file"):
        read(tmp_path / "b.json")


# --- after a run --------------------------------------------------------------------------------


def after(
    old: Entries,
    new: Mapping[str, Sequence[Finding]],
    folders: Sequence[Path] = (),
    rules: frozenset[str] = frozenset({"volatile-prefix", "invalid-json"}),
    *,
    named: bool = True,
    as_usual: bool = True,
) -> Entries:
    """What a baseline of this folder holds after a run that has found this."""
    files = dict.fromkeys(map(real, new), named)
    coverage = Coverage(rules, files, tuple(map(real, folders)), as_usual)
    return updated(Baseline(PATH, old), new, coverage)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files a.json and b.json, and a baseline of both and of one that is gone."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    return tmp_path


OLD: Entries = {
    "a.json": {"volatile-prefix": Known(2, {"a": 2})},
    "b.json": {"volatile-prefix": Known(1, {"b": 1}), "invalid-json": Known(1, {"x": 1})},
    "gone.json": {"volatile-prefix": Known(1, {"a": 1})},
}


def test_what_was_looked_at_is_put_in_the_place_of_what_was_known(here: Path) -> None:
    assert after(OLD, {"a.json": [A]}) == {**OLD, "a.json": known([A])}
    assert after(OLD, {"a.json": []}) == {k: v for k, v in OLD.items() if k != "a.json"}
    both = after(OLD, {"a.json": [A], "b.json": []}, folders=[here])
    assert both == {"a.json": known([A])}


def test_what_was_not_looked_at_stays(here: Path) -> None:
    nothing: dict[str, list[Finding]] = {"a.json": [], "b.json": []}
    assert after(OLD, {}) == OLD
    assert after(OLD, {}, folders=[here / "sub"]) == OLD
    assert after(OLD, nothing, folders=[here], as_usual=False) == OLD
    assert after(OLD, nothing, folders=[here], rules=frozenset()) == {
        name: own for name, own in OLD.items() if name != "gone.json"
    }
    # Of broken files that are met on a walk, not all are told of.
    assert after(OLD, nothing, named=False)["b.json"] == {"invalid-json": Known(1, {"x": 1})}


def test_what_is_missing_is_counted_by_traces(here: Path) -> None:
    assert missing(OLD, {}) == 5
    assert missing(OLD, OLD) == missing({}, OLD) == 0
    assert missing(OLD, {**OLD, "a.json": known([A])}) == 1
    assert size(OLD) == (5, 3)
