"""A finding is known again: whatever its file is called, and whatever else is edited in it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from effort import examples
from filler import words
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from suppressing import CLOCK, SESSION, SETTINGS, clocked, found, request
from wild_requests import written

from promptlint.engine.baseline import Baseline, known
from promptlint.engine.lint import check_source
from promptlint.engine.traces import general
from promptlint.findings import Finding
from promptlint.text import Source

MANY = settings(
    max_examples=examples(50),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def traces(body: object) -> list[tuple[str, ...]]:
    return sorted(each.traces for each in found(body))


def one(*system: str, path: str = "a.json") -> Finding:
    """The one finding in a request with these system texts."""
    (finding,) = found(request(*system), path=path)
    return finding


# --- fingerprints -------------------------------------------------------------------------------


@pytest.mark.parametrize("repository", [True, False])
def test_a_fingerprint_knows_a_file_by_any_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repository: bool
) -> None:
    folder = tmp_path / "prompts"
    folder.mkdir()
    (tmp_path / "link").symlink_to(folder)
    if repository:
        (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    names = ["prompts/a.json", "./prompts/a.json", "prompts/../prompts/a.json"]
    names += [str(folder / "a.json"), "link/a.json"]
    prints = {one(CLOCK, words(1500), path=name).fingerprint for name in names}
    assert len(prints) == 1
    assert {one(CLOCK, words(1500), path="prompts/b.json").fingerprint} != prints
    monkeypatch.chdir(folder)
    from_below = {one(CLOCK, words(1500), path=name).fingerprint for name in ("a.json", "./a.json")}
    assert (from_below == prints) == repository


def test_a_repository_may_lie_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prints = set()
    for name in ("here", "there/deeper"):
        top = tmp_path / name
        (top / "prompts").mkdir(parents=True)
        (top / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")  # as in a work tree
        prints.add(one(CLOCK, words(1500), path=str(top / "prompts/a.json")).fingerprint)
    assert len(prints) == 1


@pytest.mark.parametrize("path", ["\0", "a\ud800.json", "<stdin>", ""])
def test_a_name_that_no_file_can_have_is_one_as_well(path: str) -> None:
    assert len(one(CLOCK, words(1500), path=path).fingerprint) == 16


@settings(MANY, max_examples=examples(25))
@given(texts=st.lists(written(), min_size=1, max_size=2))
def test_no_two_findings_of_a_file_have_the_same_fingerprint(texts: list[str]) -> None:
    lines = "\n".join(json.dumps(json.loads(text)) for text in texts * 2)
    findings = check_source(Source("a.jsonl", lines), SETTINGS).findings
    assert len({each.fingerprint for each in findings}) == len(findings)
    assert all(each.traces for each in findings)


# --- traces -------------------------------------------------------------------------------------


def test_a_trace_for_each_spot() -> None:
    finding = one(f"{CLOCK}\n{SESSION}\n{words(1500)}")
    assert len(finding.spots) == len(set(finding.traces)) == 2


@pytest.mark.parametrize(
    "other",
    [
        "Current time: 2031-01-02T03:04:05Z",
        "current  time:\t2031-01-02T03:04:05Z",
        "- **Current time:** 2031-01-02T03:04:05Z",
        "For Ada. Current time: 2031-01-02T03:04:05Z",
    ],
)
def test_another_value_has_the_same_trace(other: str) -> None:
    assert traces(request(f"{other}\n{words(1500)}")) == traces(clocked())


@pytest.mark.parametrize(
    "other", ["Local time: 2026-11-20T09:41:27Z", "Current time: 09:41:27", "Be kind."]
)
def test_another_label_or_kind_has_another_one(other: str) -> None:
    assert traces(request(f"{other}\n{words(1500)}")) != traces(clocked())


def test_what_stands_before_on_the_line_and_changes_is_not_in_it() -> None:
    def said(user: str, time: str) -> list[tuple[str, ...]]:
        return traces(request(f"User ID: {user}, current time: {time}\n{words(1500)}"))

    first = said("usr_4711abcd", "2026-11-20T09:41:27Z")
    assert len(first[0]) == 2
    assert first == said("usr_0815wxyz", "2031-01-02T03:04:05Z")


def test_a_block_is_known_by_its_first_words_without_what_changes() -> None:
    def said(text: str) -> list[tuple[str, ...]]:
        findings = found(request(text))
        return [each.traces for each in findings if each.rule == "prefix-below-minimum"]

    assert said("You sort parcels.") == said("You sort parcels.\nBe kind.") != []
    assert said("You sort parcels.") != said("You weigh parcels.")
    first = said("Today is Friday, 20 November 2026. You sort parcels.")
    assert first == said("Today is Sunday, 3 January 2027. You sort parcels.")


def test_tools_are_known_by_name() -> None:
    def tool(name: str, description: str) -> dict[str, Any]:
        schema = {"json": {"type": "object", "properties": {}}}
        return {"toolSpec": {"name": name, "description": description, "inputSchema": schema}}

    def said(*tools: dict[str, Any]) -> list[tuple[str, ...]]:
        return traces({**request(words(1500)), "toolConfig": {"tools": list(tools)}})

    point = {"cachePoint": {"type": "default"}}
    one = said(tool("weigh", "Weighs."), point)
    assert one == said(tool("weigh", "Puts it on the scales."), point) != []
    assert one != said(tool("send", "Weighs."), point)


# --- edits --------------------------------------------------------------------------------------

PARTS = st.sampled_from(["Be kind.", "Never guess.", "# Tariffs", "Parcels travel upright."])


def covers(old: dict[str, Any], new: str) -> bool:
    """Whether a baseline written of a request holds all that is found in another text."""
    listed = Baseline(Path("baseline.json"), {"a.json": known(found(old))})
    left = listed.covered("a.json", found(new))
    assert left, "nothing was found"
    return all(each.suppressed for each in left)


FAULTY = request(
    CLOCK,
    f"{SESSION}\nToday is 2026-11-20.\n{words(1500)}",
    f"You sort.\n{words(1500)}",
    points=(1, 2),
)


@MANY
@given(data=st.data())
def test_edits_elsewhere_keep_a_finding_known(data: st.DataObject) -> None:
    body: Any = json.loads(json.dumps(FAULTY))
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, 2))
        body["system"].insert(at, {"text": data.draw(PARTS)})
    for block in body["system"]:
        if data.draw(st.booleans()) and "You sort" not in block.get("text", "You sort"):
            block["text"] = f"{data.draw(PARTS)}\n{block['text']}\n{data.draw(PARTS)}"
    if data.draw(st.booleans()):
        body["messages"][0]["content"].append({"text": data.draw(PARTS)})
    keys = data.draw(st.permutations(list(body)))
    text = json.dumps(
        {key: body[key] for key in keys},
        indent=data.draw(st.sampled_from([None, 1, 4, "\t"])),
        ensure_ascii=data.draw(st.booleans()),
    )
    assert covers(FAULTY, text.replace("\n", data.draw(st.sampled_from(["\n", "\r\n"]))))


TIMES = st.datetimes().map(lambda time: time.strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0"))


@MANY
@given(time=TIMES, session=st.uuids())
def test_what_is_recorded_anew_is_known(time: str, session: object) -> None:
    again = json.dumps(FAULTY).replace("2026-11-20T09:41:27Z", time)
    again = again.replace(SESSION.removeprefix("Session: "), str(session))
    assert covers(FAULTY, again)


@pytest.mark.parametrize("line", ["Local time: 09:41:27", CLOCK, "E-mail: ada@example.org"])
def test_one_more_spot_makes_a_finding_new(line: str) -> None:
    more = json.loads(json.dumps(FAULTY))
    more["system"][1]["text"] = f"{line}\n{FAULTY['system'][1]['text']}"
    assert len(found(more)[0].spots) == len(found(FAULTY)[0].spots) + 1
    assert not covers(FAULTY, json.dumps(more))


@pytest.mark.parametrize(
    ("pointer", "expected"),
    [
        ("", ""),
        ("/system/0/text", "/system/*/text"),
        ("/0/system/10", "/*/system/*"),
        ("/body#/system/3/text", "/body#/system/*/text"),
        ("/3#/1", "/*#/*"),
        ("/tools/01/2x/a0", "/tools/01/2x/a0"),
    ],
)
def test_numbers_in_pointers_do_not_count(pointer: str, expected: str) -> None:
    assert general(pointer) == expected


def test_a_trace_gives_nothing_away() -> None:
    first, second = (
        one(f"API key: {key}, current time: 09:41:27\n{words(1500)}")
        for key in ("sk-live-Zq8pT1vNw3Kd", "sk-live-Mx5rB9cYh2Js")
    )
    assert first.traces == second.traces
    assert all(re.fullmatch("[0-9a-f]{16}", trace) for trace in first.traces)
