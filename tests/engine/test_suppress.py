"""What a configuration passes over: by rule, file and place, and no more than that."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from effort import examples
from filler import words
from hypothesis import given, settings
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec
from suppressing import (
    CLOCK,
    SESSION,
    SETTINGS,
    clocked,
    found,
    hidden,
    ignore,
    ignoring,
    request,
)

from promptlint.engine import lint
from promptlint.engine.fix import fix_source
from promptlint.engine.lint import check_bytes
from promptlint.engine.suppress import entry_for, fits, ignored, is_plain
from promptlint.findings import Suppressed
from promptlint.text import Source


def test_a_finding_is_marked_with_the_reason() -> None:
    (before,) = found(clocked())
    (finding,) = found(clocked(), ignoring(ignore("a.json")))
    assert finding.suppressed == Suppressed("ignore", "it is known")
    assert finding._replace(suppressed=None, fix=None) == before._replace(fix=None)


@pytest.mark.parametrize(
    ("entry", "passes"),
    [
        ((), True),
        (("a.json",), True),
        (("./a.json",), True),
        (("/a.json",), True),
        (("*.json",), True),
        (("b.json",), False),
        (("prompts/a.json",), False),
        (("#/system",), True),
        (("#/system/0/text",), True),
        (("#/system/0/tex",), False),
        (("#/system/0/text/0",), False),
        (("#/system/1",), True),  # the checkpoint whose prefix the clock breaks
        (("#/system/2",), False),
        (("#/*/0",), True),
        (("#/*/*/*",), True),
        (("#/messages",), False),
        (("a.json#",), True),
        (("a.json#/messages", "*.json#/system/0"), True),
        (("a.json", "!*.json"), False),
        (("!a.json",), False),
        (("*.json", "!a.json#/system/0"), False),
        (("*.json", "!a.json#/messages"), True),
        (("!a.json", "a.json"), True),
    ],
)
def test_an_entry_says_where(entry: tuple[str, ...], passes: bool) -> None:
    assert hidden(found(clocked(), ignoring(ignore(*entry)))) == ["volatile-prefix"] * passes


def test_an_entry_is_about_its_rules_only() -> None:
    body = clocked() | {"modelId": "global.anthropic.claude-sonnet-4-5-20250929-v1:0"}
    every = {each.rule for each in found(body)}
    assert every > {"volatile-prefix"}
    for rule in every:
        assert hidden(found(body, ignoring(ignore(rules=(rule,))))) == [rule]


def test_a_token_is_a_whole_one() -> None:
    texts = [f"Part {word}." for word in "abcdefghij"]
    body = request(*texts, f"{CLOCK}\n{words(1500)}")
    assert hidden(found(body, ignoring(ignore("#/system/1")))) == []
    assert hidden(found(body, ignoring(ignore("#/system/10")))) == ["volatile-prefix"]


def test_any_spot_of_a_finding_will_do() -> None:
    body = request(CLOCK, f"{SESSION}\n{words(1500)}")
    for place in ("/system/0", "/system/1", "/system/2/cachePoint"):
        assert hidden(found(body, ignoring(ignore(f"#{place}")))) == ["volatile-prefix"]


def test_a_pointer_goes_on_inside_an_escaped_body() -> None:
    inner = {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 100,
        "system": [
            {
                "type": "text",
                "text": f"{CLOCK}\n{words(1500)}",
                "cache_control": {"type": "ephemeral"},
            }
        ],
        "messages": [{"role": "user", "content": "Where is my parcel?"}],
    }
    model = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
    body = {"modelId": model, "body": json.dumps(inner)}
    for entry in ("a.json#/body#/system/0", "a.json#/body#/*/0", "a.json#/body", "#/body#"):
        assert hidden(found(body, ignoring(ignore(entry)))) == ["volatile-prefix"], entry
    for entry in ("a.json#/system/0", "a.json#/body#/system/1", "a.json#/body/system", "#/body/*"):
        assert hidden(found(body, ignoring(ignore(entry)))) == [], entry


def test_in_jsonl_a_pointer_holds_in_every_line() -> None:
    lines = "\n".join(json.dumps(body) for body in (clocked(), clocked(SESSION), clocked()))
    findings = found(lines, ignoring(ignore("*.jsonl#/system/0")), "a.jsonl")
    assert [each.request for each in findings] == [0, 1, 2]
    assert hidden(findings) == ["volatile-prefix"] * 3


def test_what_is_not_json_can_be_passed_over() -> None:
    broken = b'{"system": [,]}'
    settings = ignoring(ignore("a.json", rules=("invalid-json",)))
    for data in (broken, b"\xff", b"\xff\xfe{}"):
        (finding,) = check_bytes("a.json", data, settings).findings
        assert finding.suppressed
        (finding,) = check_bytes("b.json", data, settings).findings
        assert not finding.suppressed


def test_a_crash_of_a_check_can_be_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(lint, "CHECKS", {"volatile-prefix": crash})
    assert hidden(found(clocked(), ignoring(ignore()))) == []
    settings = ignoring(ignore("a.json", rules=("internal-error",)))
    assert hidden(found(clocked(), settings)) == ["internal-error"]


@pytest.mark.parametrize(
    ("today", "passes"),
    [(None, True), (date(2026, 12, 31), True), (date(2027, 1, 1), False)],
)
def test_an_entry_holds_up_to_its_last_day(today: date | None, passes: bool) -> None:
    settings = ignoring(ignore("a.json", until=date(2026, 12, 31)), today=today)
    assert hidden(found(clocked(), settings)) == ["volatile-prefix"] * passes


def test_the_first_entry_gives_the_reason() -> None:
    entries = [ignore(until=date(2020, 1, 1)), ignore("b.json"), ignore("a.json"), ignore()]
    told = [entry._replace(reason=f"reason {n}") for n, entry in enumerate(entries)]
    (finding,) = found(clocked(), ignoring(*told, today=date(2026, 1, 1)))
    assert finding.suppressed == Suppressed("ignore", "reason 2")


# --- which files ------------------------------------------------------------------------------


def test_a_file_is_known_by_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "prompts/old").mkdir(parents=True)
    (tmp_path / "elsewhere").symlink_to(tmp_path / "prompts")
    monkeypatch.chdir(tmp_path / "prompts")
    paths = [
        "old/a.json",
        "./old/a.json",
        "../prompts/old/a.json",
        str(tmp_path / "prompts/old/a.json"),
        str(tmp_path / "elsewhere/old/a.json"),
    ]
    for folder in (Path(".."), tmp_path, tmp_path / "elsewhere/.."):
        settings = ignoring(ignore("prompts/old/a.json", folder=folder))
        for path in paths:
            assert hidden(found(clocked(), settings, path)), (folder, path)
    linked = ignoring(ignore("elsewhere/old/", folder=tmp_path))
    assert hidden(found(clocked(), linked, paths[-1]))
    assert not hidden(found(clocked(), linked, paths[0]))


def test_patterns_end_with_the_folder_of_the_configuration(tmp_path: Path) -> None:
    below = ignoring(ignore("*.json", folder=tmp_path / "sub"))
    assert not hidden(found(clocked(), below, str(tmp_path / "a.json")))
    assert hidden(found(clocked(), below, str(tmp_path / "sub/a.json")))


NAMES = st.lists(
    st.sampled_from(["a", "b", "a.json", "ab", ".x", "a b", "ä"]), min_size=1, max_size=4
)


@settings(max_examples=examples(300))
@given(
    name=NAMES.map("/".join),
    wanted=NAMES.map("/".join),
    front=st.sampled_from(["", "/"]),
    end=st.sampled_from(["", "/"]),
)
def test_a_plain_pattern_means_what_git_means(name: str, wanted: str, front: str, end: str) -> None:
    pattern = f"{front}{wanted}{end}"
    assert is_plain(pattern)
    assert fits(pattern, [name]) == GitIgnoreSpec.from_lines([pattern]).match_file(name)


@pytest.mark.parametrize(
    "pattern", ["*.json", "a?", "[ab]", "a\\*", "a ", " a", "a//b", "../a", "**"]
)
def test_what_is_more_than_a_name_is_no_plain_pattern(pattern: str) -> None:
    assert not is_plain(pattern)


FINDINGS = found(clocked()), found(request("Hello.", clocked()["system"][0]["text"]))
ANY_NAME = st.text(
    st.characters(exclude_characters="/\0\n\r", exclude_categories=["Cs"]), min_size=1, max_size=6
).filter(lambda name: name not in (".", ".."))


@settings(max_examples=examples(150), deadline=None)
@given(parts=st.lists(ANY_NAME | st.sampled_from(["a#b", "!x", "*", " "]), min_size=1, max_size=3))
def test_an_entry_that_is_written_means_its_file_and_place(parts: list[str]) -> None:
    path = "/".join(parts)
    here, there = FINDINGS
    entry = entry_for(path, here[0].place.pointer, Path())
    assert entry is not None
    written = ignore(entry)
    assert hidden(ignored(path, here, [written], None))
    assert not hidden(ignored(path, there, [written], None))
    assert not hidden(ignored(f"{path}x", here, [written], None))
    assert not hidden(ignored(f"deeper/{path}", here, [written], None))


def test_a_file_outside_of_the_folder_has_no_entry(tmp_path: Path) -> None:
    assert entry_for(str(tmp_path / "a.json"), "", tmp_path / "sub") is None
    assert entry_for(str(tmp_path / "sub/a.json"), "", tmp_path / "sub") == "/a.json"


# --- fixes --------------------------------------------------------------------------------------


def mended(body: object, *entries: str) -> tuple[list[str], list[str], object]:
    """What a fix mends and what it leaves, marked, and the new request."""
    settings = ignoring(*([ignore(*entries)] if entries else []))
    report = fix_source(Source("a.json", json.dumps(body)), settings)
    assert (report.failed, report.refused) == (None, None)
    rules = [each.rule for each in report.fixed]
    return rules, hidden(list(report.remaining.findings)), json.loads(report.after)


def test_a_fix_leaves_alone_what_is_passed_over() -> None:
    body = clocked()
    assert mended(body)[0] == ["volatile-prefix"]
    assert mended(body, "a.json") == ([], ["volatile-prefix"], body)


def test_a_fix_of_several_findings_is_made_for_the_others_sake() -> None:
    body = request(f"{CLOCK}\n{words(1500)}", f"{SESSION}\n{words(1500)}", points=(0, 1))
    first, second = found(body)
    assert first.fix == second.fix
    rules, left, new = mended(body, "#/system/0")
    assert rules == ["volatile-prefix"]
    assert new != body
    assert left == []
    assert mended(body, "#/system") == ([], ["volatile-prefix"] * 2, body)


def test_a_finding_that_an_earlier_pass_moves_is_left_alone_as_well() -> None:
    """The entry names a place; once the checkpoint before it is gone, that place is another."""
    body = request("You sort parcels.", f"{CLOCK}\n{words(1500)}")
    body["system"].insert(0, {"cachePoint": {"type": "default"}})
    assert {each.rule for each in found(body)} == {"leading-checkpoint", "volatile-prefix"}
    rules, _, new = mended(body, "#/system/2")
    assert rules == ["leading-checkpoint"]
    assert new == {**body, "system": body["system"][1:]}


def test_what_a_baseline_holds_is_mended() -> None:
    from promptlint.engine.baseline import Baseline, known

    text = json.dumps(clocked())
    listed = Baseline(Path("baseline.json"), {"a.json": known(found(text))})
    report = fix_source(Source("a.json", text), SETTINGS._replace(baseline=listed))
    assert [each.rule for each in report.fixed] == ["volatile-prefix"]
    assert report.remaining.findings == ()
