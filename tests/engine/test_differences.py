"""Requests changed at a known place: it is found, and what it costs is what a replay says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Any, NamedTuple

from effort import examples
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from wild_requests import bodies

import promptlint
from promptlint.cache import Call, Usage, replay
from promptlint.engine.lint import Settings, check_source, facts_of
from promptlint.syntax import format_pointer
from promptlint.text import Source

if TYPE_CHECKING:
    from wild_requests import Body

MANY = settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
ANY = st.sampled_from(["converse", "anthropic", "nova"]).flatmap(bodies)
NEW = "§"  # stands in no text of the strategies

Steps = tuple[str | int, ...]


class Wrapped(NamedTuple):
    """A body, and where it is in its wrapper."""

    whole: Body
    body: Body
    lead: str

    def text(self, body: Body) -> str:
        """The wrapper with another body in it."""
        if "body" not in self.whole:
            return json.dumps(body)
        written = json.dumps(body) if isinstance(self.whole["body"], str) else body
        return json.dumps({**self.whole, "body": written})


def unwrapped(whole: Body) -> Wrapped:
    body = whole.get("body", whole)
    if isinstance(body, str):
        return Wrapped(whole, json.loads(body), "/body#")
    return Wrapped(whole, body, "/body" if "body" in whole else "")


def texts(value: object, steps: Steps = ()) -> Iterator[tuple[Steps, str]]:
    """The texts of a body that a model reads, with their paths."""
    if isinstance(value, dict):
        for key, each in value.items():
            read = key in ("text", "description", "system")
            if isinstance(each, str) and read:
                yield (*steps, key), each
            else:
                yield from texts(each, (*steps, key))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from texts(each, (*steps, number))


def put(body: Body, steps: Steps, value: object) -> Body:
    body = deepcopy(body)
    at: Any = body
    for step in steps[:-1]:
        at = at[step]
    at[steps[-1]] = value
    return body


def usage(*texts_sent: str) -> list[Usage]:
    """What the simulated service says of requests sent one after the other."""
    calls = []
    for time, text in enumerate(texts_sent):
        (request,) = check_source(Source("x.json", text), Settings(frozenset())).some()
        calls.append(Call(facts_of(request, Settings(frozenset())).precise, time))
    return list(replay(calls))


def diff(old: str, new: str) -> promptlint.Diff:
    """The difference of two requests, its balance compared with a replay."""
    found = promptlint.diff(old, new)
    first, second = usage(old, new)
    assert found.stored.tokens == first.write_5m + first.write_1h
    assert found.read.tokens == second.read
    assert found.ok == (second.read.estimate >= found.stored.tokens.estimate)
    assert found.shared.tokens == second.shared
    lost = found.stored.tokens.estimate - found.read.tokens.estimate
    assert found.lost.estimate == lost
    assert (found.usd_per_1000_requests or 0) == 0 or lost > 0
    return found


@MANY
@given(ANY)
def test_a_request_is_its_own_successor(whole: Body) -> None:
    text = json.dumps(whole)
    found = diff(text, json.dumps(whole, indent=3))
    assert (found.ok, found.difference, found.hindrance) == (True, None, None)
    assert found.lost.high == 0


@MANY
@given(st.data(), ANY, st.booleans())
def test_another_character_is_found_where_it_is(
    data: st.DataObject, whole: Body, instead: bool
) -> None:
    wrapped = unwrapped(whole)
    steps, text = data.draw(st.sampled_from([*texts(wrapped.body)]))
    at = data.draw(st.integers(0, len(text) - 1))
    changed = text[:at] + NEW + text[at + instead :]
    found = diff(wrapped.text(wrapped.body), wrapped.text(put(wrapped.body, steps, changed)))

    difference = found.difference
    assert difference is not None
    assert difference.old is not None
    assert difference.new is not None
    assert difference.kind == "text"
    for side, end in ((difference.old, at + instead), (difference.new, at + 1)):
        assert side.place.pointer == wrapped.lead + format_pointer(steps)
        assert (side.start, side.end) == (at, end)
    assert NEW in difference.new.text


@MANY
@given(st.data(), ANY)
def test_a_block_more_or_less_is_found_where_it_is(data: st.DataObject, whole: Body) -> None:
    wrapped = unwrapped(whole)
    assume(isinstance(wrapped.body["system"], list))
    blocks: list[Body] = wrapped.body["system"]
    at = data.draw(st.integers(0, len(blocks)))
    block: Body = {"text": NEW}
    if "anthropic_version" in wrapped.body:
        block["type"] = "text"
    more = put(wrapped.body, ("system",), [*blocks[:at], block, *blocks[at:]])
    before = sum("cachePoint" not in each or "text" in each for each in blocks[:at])
    tools = wrapped.body.get("tools") or wrapped.body.get("toolConfig", {}).get("tools", [])

    found = diff(wrapped.text(wrapped.body), wrapped.text(more)).difference
    assert found is not None
    assert found.new is not None
    assert (found.kind, found.block) == ("added", len(tools) + before)
    assert found.new.place.pointer == f"{wrapped.lead}/system/{at}"
    back = diff(wrapped.text(more), wrapped.text(wrapped.body)).difference
    assert back is not None
    assert back.old is not None
    assert (back.kind, back.block) == ("removed", found.block)
    assert back.old.place.pointer == f"{wrapped.lead}/system/{at}"


@MANY
@given(ANY, ANY)
def test_of_any_two_requests_the_balance_is_that_of_a_replay(one: Body, other: Body) -> None:
    found = diff(json.dumps(one), json.dumps(other))
    if found.difference is None:
        assert found.shared.blocks >= found.stored.blocks
    if not found.ok and found.shared.blocks >= found.stored.blocks:
        assert found.hindrance is not None
    json.dumps(found.to_dict(), allow_nan=False)
