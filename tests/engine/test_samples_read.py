"""Recorded requests in files, and fixes that go by them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from recordings import recordings

from promptlint import rulepack
from promptlint.engine.fix import fix_source
from promptlint.engine.lint import Settings, check_source
from promptlint.engine.samples import read_samples
from promptlint.facts.samples import recorded
from promptlint.forms import read
from promptlint.forms.times import sent_at
from promptlint.text import Grade, Source

if TYPE_CHECKING:
    from command_line import Run
    from recordings import Recording

RULES = frozenset(rulepack.load())


def learnt(recording: Recording, reach: Grade = Grade.LAYOUT) -> Settings:
    found = read(Source("log.jsonl", recording.text()), jsonl=True).requests
    samples = tuple(recorded(request, sent_at(request)) for request in found)
    return Settings(RULES, samples=samples, reach=reach)


@settings(max_examples=examples(15), deadline=None)
@given(recordings(size=200), st.integers(0, 7), st.sampled_from([Grade.LAYOUT, Grade.RELOCATE]))
def test_a_fix_by_recorded_requests_holds(recording: Recording, number: int, reach: Grade) -> None:
    """It is proven, there is nothing left to do after it, and what changes stands last."""
    text = json.dumps(recording.sent[number].record)
    known = learnt(recording, reach)
    report = fix_source(Source("request.json", text), known)
    assert report.failed is None
    assert fix_source(Source("request.json", report.after), known).after == report.after
    if report.changed:
        body = json.loads(report.after)["input"]["converse"]
        cached = _before_the_last_point(body["system"])
        for n, field in enumerate(recording.fields):
            if field.lifetime == "request":
                assert recording.sent[number].values[n] not in cached


def _before_the_last_point(system: list[dict[str, Any]]) -> str:
    last = max(n for n, block in enumerate(system) if "cachePoint" in block)
    return "\n".join(block.get("text", "") for block in system[:last])


@settings(max_examples=examples(15), deadline=None)
@given(recordings(size=200))
def test_only_what_changes_is_found_in_a_recording_judged_by_itself(recording: Recording) -> None:
    report = check_source(Source("log.jsonl", recording.text()), learnt(recording))
    values = {value for sent in recording.sent for value in sent.values.values()}
    for finding in report.findings:
        for spot in finding.spots:
            assert any(value in spot.text for value in values)
    changing = any(field.lifetime in ("request", "session") for field in recording.fields)
    lost = {found.request for found in report.findings if found.rule == "volatile-prefix"}
    if changing:
        assert lost == set(range(len(recording.sent)))


def write(folder: Path) -> None:
    turn = {"role": "user", "content": [{"text": "Where is my parcel?"}]}
    body = {"system": [{"text": "You help."}], "messages": [turn]}
    record = json.dumps({"provider": "bedrock", "time": 1795168800, "body": body})
    (folder / "deep").mkdir()
    (folder / "deep" / "log.jsonl").write_text(
        f"{record}\n\nnot json\n{record}\n", encoding="utf-8"
    )
    (folder / "body.json").write_text(json.dumps(body), encoding="utf-8")
    (folder / "package.json").write_text("{}", encoding="utf-8")


def test_samples_are_found_in_folders_and_lines(tmp_path: Path) -> None:
    write(tmp_path)
    found = read_samples(str(tmp_path))
    assert [each.call.time for each in found.requests] == [None, 1795168800, 1795168800]
    assert {each.wording.system for each in found.requests} == {("You help.",)}
    assert found.unread == ()


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "latin.json").write_bytes(b'{"messages": [{"role": "user", "content": "caf\xe9"}]}')
    found = read_samples(str(tmp_path))
    assert len(found.requests) == 3
    assert [words.rpartition("/")[2].partition(":")[0] for words in found.unread] == ["latin.json"]


@pytest.mark.parametrize("command", ["check", "fix", "layout"])
def test_samples_that_are_not_there_are_refused(
    command: str, promptlint: Run, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    for path, words in (("nowhere", "no such file"), ("empty", "no recorded requests")):
        ran = promptlint(command, "--samples", str(tmp_path / path), ".")
        assert ran.status == 2
        assert words in ran.err


def test_several_processes_learn_the_same(promptlint: Run, tmp_path: Path) -> None:
    for n in range(3):
        turn = {"role": "user", "content": [{"text": f"question {n}"}]}
        text = f"Mood: {'abc'[n]}x\n" + "A rule that never changes.\n" * 400
        system = [{"text": text}, {"cachePoint": {"type": "default"}}]
        tool = {"toolSpec": {"name": "price", "inputSchema": {"json": {"maximum": n}}}}
        body = {"system": system, "messages": [turn], "toolConfig": {"tools": [tool]}}
        (tmp_path / f"{n}.json").write_text(json.dumps(body), encoding="utf-8")
    told = [
        promptlint(
            "check",
            "--isolated",
            "--output-format",
            "json",
            "-j",
            jobs,
            "--samples",
            str(tmp_path),
            str(tmp_path),
        ).out
        for jobs in ("1", "2")
    ]
    assert told[0] == told[1]
    assert "what differs in 2 of 3 recorded requests" in told[0]
