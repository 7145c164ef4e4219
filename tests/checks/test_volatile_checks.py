"""What the two rules about volatile text share out between them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from filler import words

from promptlint.engine.lint import Settings, check_source
from promptlint.facts import presets
from promptlint.findings import Finding, Severity
from promptlint.text import Grade, Source

CLOCK = "Current time: 2026-11-20T09:41:27Z"
RULES = frozenset({"volatile-prefix", "volatile-tool", "dynamic-before-static", "cheaper-layout"})
POINT = {"cachePoint": {"type": "default"}}


def findings(tool: str, *system: str, traffic: str = "agent") -> tuple[Finding, ...]:
    """What is said of a request with one tool, and a checkpoint behind each system text."""
    spec = {"name": "book", "description": tool, "inputSchema": {"json": {"type": "object"}}}
    blocks: list[Any] = []
    for text in system:
        blocks += [{"text": text}, POINT]
    body = {
        "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "toolConfig": {"tools": [{"toolSpec": spec}]},
        "system": blocks,
        "messages": [{"role": "user", "content": [{"text": "A table for two."}]}],
    }
    settings = Settings(rules=RULES, traffic=presets()[traffic])
    return check_source(Source("request.json", json.dumps(body)), settings).findings


def usd(found: tuple[Finding, ...]) -> float:
    return sum(finding.usd_per_1000_requests or 0.0 for finding in found)


def test_each_spot_is_told_by_one_rule() -> None:
    found = findings(f"Books. {CLOCK}", f"{CLOCK}\n{words(1500)}")
    assert [finding.rule for finding in found] == ["volatile-tool", "volatile-prefix"]
    places = [(spot.place.pointer, spot.start) for finding in found for spot in finding.spots]
    assert len(places) == len(set(places)) == 2


def test_what_is_lost_is_counted_once() -> None:
    both = findings(f"Books. {CLOCK}", f"{CLOCK}\n{words(1500)}")
    tool = findings(f"Books. {CLOCK}", f"Be kind.\n{words(1500)}")
    assert usd(both) == pytest.approx(usd(tool), rel=0.02)
    session = findings("Books. Session ID: sess_8fK2jQ91xZ", f"{CLOCK}\n{words(1500)}")
    assert usd(session) == pytest.approx(usd(both), rel=0.02)
    assert all(finding.usd_per_1000_requests for finding in session)


def test_a_spot_is_told_at_the_first_checkpoint_behind_it() -> None:
    found = findings("Books.", words(1500), f"{CLOCK}\n{words(1500)}", words(1500))
    (finding,) = found
    (related,) = finding.related
    assert related.place.pointer == "/system/3/cachePoint"


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        (CLOCK, Severity.ERROR),
        ("The notes: {{catalogue}}", Severity.INFO),
        ("Today is 2026-11-20.", Severity.INFO),
    ],
)
def test_confidence_and_what_still_pays_decide_the_severity(text: str, severity: Severity) -> None:
    (finding, *_) = findings("Books.", f"{text}\n{words(1500)}")
    assert (finding.rule, finding.severity) == ("volatile-prefix", severity)


def test_the_order_is_told_without_telling_a_spot_twice() -> None:
    text = f"The user's name is Ada Weller.\nToday is 2026-11-20.\n\n{words(1500)}"
    found = {finding.rule: finding for finding in findings("Books.", text, traffic="chat")}
    assert set(found) == {"volatile-prefix", "dynamic-before-static"}
    order = found["dynamic-before-static"]
    assert order.severity is Severity.INFO
    assert order.spots == ()
    assert order.message.startswith(
        "text that is the same for a user only (the value of ‘user's name is’) stands before about"
    )


@pytest.mark.parametrize(
    "system",
    [
        [f"{words(1500)}\nThe user's name is Ada Weller."],
        [f"{CLOCK}\nThe user's name is Ada Weller.\n{words(1500)}"],
        [f"The user's name is Ada Weller.\n{words(300)}"],
    ],
)
def test_an_order_that_cuts_nothing_short_is_no_finding(system: list[str]) -> None:
    rules = [finding.rule for finding in findings("Books.", *system, traffic="chat")]
    assert "dynamic-before-static" not in rules


def test_one_cause_is_told_once_where_no_checkpoint_is_behind_it() -> None:
    static = words(1500)
    spec = {"name": "book", "inputSchema": {"json": {"type": "object"}}}
    body = {
        "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "toolConfig": {"tools": [{"toolSpec": spec}]},
        "system": [
            {"text": static},
            POINT,
            {"text": "The user's name is Ada Weller."},
            {"text": static},
        ],
        "messages": [{"role": "user", "content": [{"text": "A table for two."}]}],
    }
    settings = Settings(rules=RULES, traffic=presets()["chat"])
    found = check_source(Source("request.json", json.dumps(body)), settings).findings
    assert [finding.rule for finding in found] == ["dynamic-before-static"]


def test_what_changes_in_a_sentence_comes_with_a_proposal() -> None:
    text = "Be brief. You are Ada, the current time is 2026-11-20T10:11:12Z, and you help. " * 2
    body = {
        "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "system": [{"text": f"{words(1500)} {text}"}, {"cachePoint": {"type": "default"}}],
        "messages": [{"role": "user", "content": [{"text": "Hello"}]}],
    }
    settings = Settings(rules=frozenset({"volatile-prefix"}))
    (finding,) = check_source(Source("request.json", json.dumps(body)), settings).findings
    assert finding.fix is not None
    assert finding.fix.grade is Grade.MANUAL
    assert finding.fix.title == (
        "say “You are Ada, the current time is the time given at the end, and you help.” instead, "
        "and put “Time: 2026-11-20T10:11:12Z” in a line of its own, which a fix can move"
    )
