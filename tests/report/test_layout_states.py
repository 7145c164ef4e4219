"""What each marker of a request comes to, state by state, first that fits."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from promptlint.engine.lint import Settings, check_source, facts_of
from promptlint.layout.states import judged
from promptlint.text import Source

SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
NOVA = "us.amazon.nova-lite-v1:0"
LLAMA = "us.meta.llama3-3-70b-instruct-v1:0"


SENTENCE = "vans leave with parcels at eight"


def words(number: int) -> dict[str, Any]:
    cycle = itertools.cycle(SENTENCE.split())
    return {"text": " ".join(itertools.islice(cycle, number))}


def point(**more: str) -> dict[str, Any]:
    return {"cachePoint": {"type": "default", **more}}


LONG, SHORT, MIDDLE = words(4000), words(20), words(1000)
CLOCK = {"text": "Current time: 2026-11-20T09:41:27Z"}
ASK = {"role": "user", "content": [{"text": "Where is my parcel?"}]}


def states(model: str | None, system: list[Any], *messages: Any) -> list[str]:  # noqa: ANN401
    request: dict[str, Any] = {"system": system, "messages": list(messages) or [ASK]}
    if model:
        request = {"modelId": model, **request}
    report = check_source(Source("r.json", json.dumps(request)), Settings(frozenset()))
    assert report.stored is not None
    facts = facts_of(report.stored.requests[0], Settings(frozenset())).precise
    return [each.state for each in judged(facts)]


@pytest.mark.parametrize(
    ("model", "system", "expected"),
    [
        (SONNET, [LONG, point()], ["effective"]),
        (SONNET, [SHORT, point()], ["below-minimum"]),
        (SONNET, [MIDDLE, point()], ["maybe-below-minimum"]),
        (None, [words(2000), point()], ["maybe-below-minimum"]),
        (SONNET, [CLOCK, LONG, point()], ["volatile"]),
        (SONNET, [LONG, point(), CLOCK, point()], ["effective", "volatile"]),
        # A prefix that is volatile and too short is called volatile.
        (SONNET, [CLOCK, SHORT, point()], ["volatile"]),
        # Nova writes at no extra price, but what is never read is volatile even so.
        (NOVA, [CLOCK, LONG, point()], ["volatile"]),
        (SONNET, [LONG, point(), point()], ["effective", "redundant"]),
        (LLAMA, [LONG, point()], ["refused"]),
        (NOVA, [LONG, point(ttl="5m")], ["refused"]),
        (SONNET, [LONG, point(ttl="1h"), SHORT, point(ttl="5m")], ["effective", "effective"]),
        (SONNET, [LONG, point(ttl="5m"), SHORT, point(ttl="1h")], ["effective", "refused"]),
        (SONNET, [LONG, {"cachePoint": {"type": "ephemeral"}}], ["refused"]),
        (SONNET, [point(), LONG], ["refused"]),
    ],
)
def test_a_system_checkpoint(model: str | None, system: list[Any], expected: list[str]) -> None:
    assert states(model, system) == expected


def test_beyond_the_limit_the_cheapest_to_lose_are_refused() -> None:
    system = [part for _ in range(6) for part in (MIDDLE, point())]
    found = states(SONNET, system)
    assert found.count("refused") == 2
    assert found[-1] == "effective"


def test_before_a_text_document_a_checkpoint_is_not_refused() -> None:
    document = {"document": {"format": "txt", "name": "report", "source": {"text": LONG["text"]}}}
    ask = {"role": "user", "content": [LONG, point(), document, SHORT]}
    assert states(SONNET, [SHORT], ask) == ["effective"]


def test_right_behind_a_text_document_it_is() -> None:
    document = {"document": {"format": "txt", "name": "report", "source": {"text": LONG["text"]}}}
    ask = {"role": "user", "content": [LONG, document, point(), SHORT]}
    assert states(SONNET, [SHORT], ask) == ["refused"]
