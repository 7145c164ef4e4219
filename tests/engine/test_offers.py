"""Fixes as replacements for programs: each by itself, applied by somebody else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from effort import examples
from filler import expand, words
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from promises import accepted_by_botocore
from test_examples import PAIRS, crlf, escaped, tabs
from test_examples import settings as of_example
from wild_requests import written

from promptlint import rulepack
from promptlint.engine.fix import proven
from promptlint.engine.lint import FileReport, Settings, check_file, check_source
from promptlint.engine.offers import offers
from promptlint.findings import Finding, Replacement, Suppressed
from promptlint.report.results import result_of
from promptlint.text import Grade, Source

GRADES = [Grade.SAFE, Grade.LAYOUT, Grade.RELOCATE]


def every_rule(grade: Grade = Grade.LAYOUT) -> Settings:
    return Settings(rules=frozenset(rulepack.load()), reach=grade)


def replaced(text: str, replacements: Sequence[Replacement]) -> str:
    """The text with the replacements made: lines end in line feeds, columns are characters."""
    lines = text.split("\n")
    begins = [0]
    for line in lines:
        begins.append(begins[-1] + len(line) + 1)
    places = [
        (begins[start.line - 1] + start.column - 1, begins[end.line - 1] + end.column - 1, new)
        for start, end, new in replacements
    ]
    # In order, apart from one another, so the last may be made first.
    assert all(one[1] < other[0] for one, other in pairwise(places))
    assert all(start <= end and (start < end or new) for start, end, new in places)
    for start, end, new in reversed(places):
        text = text[:start] + new + text[end:]
    return text


def offered(report: FileReport, settings: Settings) -> Iterator[tuple[Finding, str]]:
    """The findings that something is offered for, with the text that comes of it."""
    assert report.source is not None
    found = offers(report, settings)
    assert len(found) == len(report.findings)
    for finding, replacements in zip(report.findings, found, strict=True):
        if replacements:
            assert finding.fix is not None
            assert finding.fix.grade >= settings.reach
            yield finding, replaced(report.source.text, replacements)


def is_same(one: Finding, other: Finding) -> bool:
    kinds = [[spot.kind for spot in each.spots] for each in (one, other)]
    places = one.place.pointer, other.place.pointer
    return one.rule == other.rule and places[0] == places[1] and kinds[0] == kinds[1]


def assert_mended(report: FileReport, settings: Settings) -> int:
    """Check all that is offered for a file of one request; how much it is."""
    assert report.source is not None
    text, count = report.source.text, 0
    for finding, after in offered(report, settings):
        count += 1
        json.loads(after)
        again = check_source(Source(report.path, after), settings)
        before_and_after = [
            sum(each.rule == finding.rule for each in findings)
            for findings in (report.findings, again.findings)
        ]
        assert before_and_after[1] < before_and_after[0] or not any(
            is_same(finding, each) for each in again.findings
        ), finding.rule
        stored = report.stored
        if stored and stored.requests[0].dialect == "converse" and stored.form == "body":
            assert accepted_by_botocore(after) or not accepted_by_botocore(text)
    return count


@pytest.mark.parametrize("write", [tabs, crlf, escaped], ids=lambda write: write.__name__)
def test_what_is_offered_for_the_examples_mends_them(write: Callable[[str], str]) -> None:
    silent = set()
    for rule, example in PAIRS:
        if example.fixed is None or example.bad is None:
            continue
        text = write(expand(example.bad))
        report = check_source(Source("example.json", text), of_example(rule, example))
        if not assert_mended(report, of_example(rule, example)):
            silent.add(f"{rule.name}: {example.name}")
    assert silent == set()


def test_what_is_offered_for_the_fixtures_mends_them(root: Path) -> None:
    count = 0
    for path in sorted((root / "fixtures").rglob("*.json")):
        report = check_file(str(path), every_rule(), named=True)
        if report.requests == 1:
            count += assert_mended(report, every_rule())
    assert count > 20


@how(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(text=written(), grade=st.sampled_from(GRADES))
def test_what_is_offered_for_any_request_mends_it(text: str, grade: Grade) -> None:
    report = check_source(Source("request.json", text), every_rule(grade))
    assert_mended(report, every_rule(grade))


BAD = {
    "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "system": [
        {"text": "Current time: 2026-11-20T09:41:27Z\n\n" + words(1500)},
        {"cachePoint": {"type": "default", "ttl": "60m"}},
    ],
    "messages": [{"role": "user", "content": [{"text": "Where is my 🙂 parcel?"}]}],
}
GOOD = {**BAD, "system": [{"text": "Answer in a sentence."}]}


def test_only_the_line_of_a_request_is_touched() -> None:
    lines = [json.dumps(each, ensure_ascii=False) for each in (GOOD, BAD, GOOD, BAD)]
    report = check_source(Source("x.jsonl", "\r\n".join(lines)), every_rule())
    seen = set()
    for finding, after in offered(report, every_rule()):
        changed = after.split("\r\n")
        assert [json.loads(line) for line in changed]
        assert {n for n, line in enumerate(changed) if line != lines[n]} == {finding.request}
        seen.add((finding.request, finding.rule))
    assert {1, 3} == {number for number, _ in seen}
    assert "invalid-ttl" in {name for _, name in seen}


def test_a_request_in_a_list_is_judged_by_itself() -> None:
    report = check_source(Source("x.json", json.dumps([GOOD, BAD], indent=1)), every_rule())
    made = [(finding, json.loads(after)) for finding, after in offered(report, every_rule())]
    assert {finding.request for finding, _ in made} == {1}
    assert all(after[0] == GOOD and after[1] != BAD for _, after in made)


def test_a_body_in_a_string_stays_a_string_of_json() -> None:
    body = {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 9,
        "system": [
            {
                "type": "text",
                "text": 'Say "no" — 🙂. ' + words(1500),
                "cache_control": {"type": "ephemeral", "ttl": "60m"},
            }
        ],
        "messages": [{"role": "user", "content": "Hello?"}],
    }
    held = {"modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "body": json.dumps(body)}
    report = check_source(Source("x.json", json.dumps(held, indent=2)), every_rule(Grade.SAFE))
    ((finding, after),) = offered(report, every_rule(Grade.SAFE))
    assert finding.rule == "invalid-ttl"
    assert json.loads(json.loads(after)["body"])["system"][0]["text"] == body["system"][0]["text"]  # type: ignore[index]
    assert "60m" not in after


SECRETS = {
    "password": "Password: kT9-vQ2x_7Lw",
    "key": "API key: sk-ant-api03-9fJq27xLmZ0bWcRtYuIoPaSdFgHjKl",
    "bearer": "Authorization: Bearer eyJhbGciOi9.kT9vQ2x7Lw-mZ0bWcRtYuIo",
}


def shown(text: str, grade: Grade) -> str:
    report = check_source(Source("x.json", text), every_rule(grade))
    made = offers(report, every_rule(grade))
    return "".join(each.text for replacements in made for each in replacements)


@pytest.mark.parametrize("line", SECRETS.values(), ids=SECRETS.keys())
@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("grade", [Grade.LAYOUT, Grade.RELOCATE], ids=lambda grade: grade.label)
def test_no_offer_shows_a_secret(
    monkeypatch: pytest.MonkeyPatch, line: str, ascii_only: bool, grade: Grade
) -> None:
    system = [{"text": f"{line}\n\n{words(1500)}"}, {"cachePoint": {"type": "default"}}]
    text = json.dumps({**BAD, "system": system}, ensure_ascii=ascii_only)
    secret = line.rpartition(" ")[2]
    assert secret not in shown(text, grade)
    monkeypatch.setattr("promptlint.engine.offers._secrets", lambda *_: ())
    assert secret in shown(text, grade), "nothing had to be held back"


def test_nothing_is_offered_for_what_is_suppressed_or_ambiguous() -> None:
    report = check_source(Source("x.json", json.dumps(BAD)), every_rule())
    assert any(offers(report, every_rule()))
    hidden = tuple(f._replace(suppressed=Suppressed("ignore", "known")) for f in report.findings)
    assert not any(offers(report._replace(findings=hidden), every_rule()))
    twice = json.dumps(BAD).replace('"system"', '"system": [], "system"', 1)
    assert not any(offers(check_source(Source("x.json", twice), every_rule()), every_rule()))


def test_a_result_has_them_only_if_somebody_asks() -> None:
    report = check_source(Source("x.json", json.dumps(BAD)), every_rule())
    assert result_of(report, every_rule()).replacements == ()
    asked = result_of(report, every_rule(), replacements=True)
    assert len(asked.replacements) == len(asked.findings)
    assert any(asked.replacements)


def test_the_number_of_proofs_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    message = {"role": "user", "content": [{"text": "x"}, {"cachePoint": {"type": "defualt"}}]}
    many = {**BAD, "messages": [message, {**message, "role": "assistant"}] * 30}
    report = check_source(Source("x.json", json.dumps(many)), every_rule())
    assert len(report.findings) > 50
    tried = 0

    def counted(*given: Any) -> FileReport:  # noqa: ANN401 - passed on
        nonlocal tried
        tried += 1
        return proven(*given)

    monkeypatch.setattr("promptlint.engine.offers.proven", counted)
    offers(report, every_rule())
    assert 0 < tried <= 20
