"""Whole requests through the simulated cache, against what the service has reported."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from filler import words
from promises import request_in

from promptlint.cache import Call, Miss, Usage, replay
from promptlint.facts import Facts

SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
POINT: dict[str, Any] = {"cachePoint": {"type": "default"}}


def facts_of(body: dict[str, Any], model: str = SONNET) -> Facts:
    return Facts(request_in(json.dumps(body)), model)


def converse(*messages: str, system: str = words(1500), **more: object) -> Facts:
    """A conversation with a checkpoint behind its instructions and one at its end."""
    roles = ("user", "assistant")
    turns = [
        {"role": roles[number % 2], "content": [{"text": text}]}
        for number, text in enumerate(messages)
    ]
    turns[-1]["content"] += [POINT]  # type: ignore[operator]  # a list, as above
    return facts_of({"system": [{"text": system}, POINT], "messages": turns, **more})


def usages(*requests: Facts) -> list[Usage]:
    return list(replay(Call(facts, 10.0 * number) for number, facts in enumerate(requests)))


def test_a_conversation_reads_what_it_has_written() -> None:
    first, second = converse("Where?"), converse("Where?", "Here.", "Why?")
    old, new = usages(first, second)
    assert old.read.estimate == 0
    assert old.write_5m == first.total
    assert new.read == first.total
    assert new.write_5m + new.read == new.total == second.total
    assert new.miss is None


def test_markers_and_the_spelling_of_one_text_are_no_content() -> None:
    marked = converse("Where?")
    message = {"role": "user", "content": [{"text": "Where?"}, POINT]}
    bare = facts_of({"system": [{"text": words(1500)}], "messages": [message]})
    assert usages(marked, bare)[1].read == marked.total


def test_the_order_of_keys_is_content() -> None:
    def tool(first: str, second: str) -> dict[str, object]:
        spec = {"name": "price", "description": "Says a price."}
        spec = {first: spec[first], second: spec[second]}
        return {"tools": [{"toolSpec": {**spec, "inputSchema": {"json": {"type": "object"}}}}]}

    one = converse("Where?", toolConfig=tool("name", "description"))
    two = converse("Where?", toolConfig=tool("description", "name"))
    assert usages(one, two)[1].miss == Miss("changed", 0)


def test_nothing_is_shared_between_models() -> None:
    body: dict[str, Any] = {
        "system": [{"text": words(1500)}, POINT],
        "messages": [{"role": "user", "content": [{"text": "Where?"}]}],
    }
    other = "global.anthropic.claude-haiku-4-5-20251001-v1:0"
    same = "global.anthropic.claude-sonnet-4-5-20250929-v1:0"
    assert usages(facts_of(body), facts_of(body, other))[1].read.estimate == 0
    assert usages(facts_of(body), facts_of(body, same))[1].read.estimate > 0


def test_what_is_too_short_is_not_stored() -> None:
    short = converse("Where?", system=words(200))
    assert [usage.fresh for usage in usages(short, short)] == [short.total, short.total]


def test_a_1h_checkpoint_before_a_5m_one_splits_what_is_written() -> None:
    text = [{"text": words(1500)}, {"cachePoint": {"type": "default", "ttl": "1h"}}]
    message = {"role": "user", "content": [{"text": words(900)}, POINT, {"text": "Why?"}]}
    facts = facts_of({"system": text, "messages": [message]})
    usage, again = usages(facts, facts)
    assert usage.write_1h == facts.cumulative[0]
    assert usage.write_1h + usage.write_5m == facts.cumulative[1]
    assert again.read == facts.cumulative[1]


def sequences(corpus: Path) -> Iterator[list[dict[str, Any]]]:
    """The recorded calls of each file in which the cache took part."""
    lines = (corpus / "recordings.jsonl").read_text(encoding="utf-8").split("\n")
    calls = [json.loads(line) for line in lines if line.strip()]
    for _, group in groupby(calls, key=lambda call: call["source"]):
        recorded = list(group)
        if any(call["cache_read"] or call["cache_write"] for call in recorded):
            yield recorded


def test_recorded_sequences(corpus: Path) -> None:
    """What was read and written in reality lies in the simulated interval.

    Some recordings begin with a cache that an earlier run has filled: there the first call may
    have read what the simulation writes.
    """
    agreed = []
    for recorded in sequences(corpus):
        calls = [Call(facts_of(call["request"], call["model"]), call["i"]) for call in recorded]
        for number, (usage, call) in enumerate(zip(replay(calls), recorded, strict=True)):
            read, written = usage.read, usage.write_5m + usage.write_1h
            if not number and call["cache_read"]:
                read, written = read + written, usage.write_1h
            true = call["cache_read"], call["cache_write"]
            agreed.append(
                all(
                    tokens.low <= recorded <= tokens.high
                    for tokens, recorded in zip((read, written), true, strict=True)
                )
            )
    assert len(agreed) == 11
    assert all(agreed)
