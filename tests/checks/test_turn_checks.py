"""Conversations: what the next call will not find in the cache, and what mends that."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from effort import examples
from filler import words
from hypothesis import given, settings
from hypothesis import strategies as st

from promptlint import rulepack
from promptlint.checks.tools.unsorted_tools import has_visible_order
from promptlint.engine.fix import fix_source
from promptlint.engine.lint import Settings, check_source
from promptlint.facts import presets
from promptlint.text import Grade, Source

CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
POINT = {"cachePoint": {"type": "default"}}
LOOKBACK = frozenset({"lookback-exceeded"})
# What says that a checkpoint is missing or badly placed, each for a cause of its own.
CAUSES = (
    "missing-checkpoint",
    "conversation-not-cached",
    "stranded-checkpoint",
    "cheaper-layout",
    "cache-never-pays",
    "ttl-choice",
)
UNHURRIED = settings(deadline=None, max_examples=examples(50))


def source(messages: list[Any], model: str = CLAUDE, **more: Any) -> Source:  # noqa: ANN401
    return Source("request.json", json.dumps({"modelId": model, "messages": messages, **more}))


def told(text: Source, rules: frozenset[str], traffic: str | None = None) -> list[str]:
    stated = presets()[traffic] if traffic else None
    return [found.rule for found in check_source(text, Settings(rules, traffic=stated)).findings]


def conversation(lengths: Sequence[int], marks: frozenset[int]) -> list[Any]:
    """Messages of that many small blocks, user first, with checkpoints behind some of the blocks.

    The last message before the assistant's last one ends with a long block.
    """
    heavy = (len(lengths) - (2 if len(lengths) % 2 == 0 else 1)) - 1 - 1
    messages: list[Any] = []
    number = 0
    for turn, length in enumerate(lengths):
        content: list[Any] = []
        for place in range(length):
            long = turn == heavy and place == length - 1
            content.append({"text": words(4000) if long else f"Parcel {number}."})
            if number in marks:
                content.append(POINT)
            number += 1
        messages.append({"role": "assistant" if turn % 2 else "user", "content": content})
    return messages


def served(messages: list[Any]) -> bool | None:
    """What the service would do, read from the JSON alone: whether it finds the previous call.

    None where nothing was cached by it, or nothing is looked for behind its end.
    """
    answers = [n for n, message in enumerate(messages) if message["role"] == "assistant"]
    assistants = [n for n in answers if n + 1 < len(messages)]  # not one begun for it
    if not assistants:
        return None
    position, end, points = 0, 0, []
    for number, message in enumerate(messages):
        for element in message["content"]:
            if element == POINT:
                points.append(position)
            else:
                position += 1
        if number == assistants[-1] - 1:
            end = position
    if not points or max(points) < end:
        return None
    seen = {place for point in points for place in range(point - 21, point + 1)}
    return end in seen


Shape = tuple[list[int], frozenset[int]]


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    """How many blocks each message has, and behind which of all of them a checkpoint stands."""
    lengths = draw(st.lists(st.integers(1, 26), min_size=3, max_size=6))
    blocks = st.integers(0, sum(lengths) - 1)
    return lengths, draw(st.frozensets(blocks, min_size=1, max_size=4))


@UNHURRIED
@given(shapes())
def test_the_lookback_against_a_walk_through_the_json(shape: Shape) -> None:
    messages = conversation(*shape)
    assert bool(told(source(messages), LOOKBACK)) == (served(messages) is False)


@UNHURRIED
@given(shapes(), st.sampled_from([Grade.SAFE, Grade.LAYOUT]))
def test_what_mends_the_lookback(shape: Shape, grade: Grade) -> None:
    messages = conversation(*shape)
    before = source(messages)
    report = fix_source(before, Settings(LOOKBACK, reach=grade))
    assert report.failed is None
    after = json.loads(report.after)["messages"]
    texts = [[e for e in m["content"] if e != POINT] for m in messages]
    assert [[e for e in m["content"] if e != POINT] for m in after] == texts
    points = report.after.count("cachePoint")
    spare = before.text.count("cachePoint")
    if report.changed:
        assert served(after)
        assert points == spare if grade is Grade.SAFE else points <= 4
    elif served(messages) is False:
        # A lone checkpoint is not moved away from the end, and a safe fix adds none.
        assert grade is Grade.SAFE
        assert spare == 1


def turn_of_tools(count: int) -> list[Any]:
    uses = [{"toolUse": {"toolUseId": f"t{n}", "name": "find", "input": {}}} for n in range(count)]
    results = [
        {"toolResult": {"toolUseId": f"t{n}", "content": [{"text": "Found."}]}}
        for n in range(count)
    ]
    return [
        {"role": "user", "content": [{"text": words(2000)}]},
        {"role": "assistant", "content": uses},
        {"role": "user", "content": [*results, POINT]},
    ]


@pytest.mark.parametrize(("count", "speaks"), [(10, False), (11, True), (18, True)])
def test_parallel_calls_count_one_by_one(count: int, speaks: bool) -> None:
    assert bool(told(source(turn_of_tools(count)), LOOKBACK)) is speaks


def test_no_lookback_is_told_where_none_is_known_or_nothing_comes_again() -> None:
    messages = turn_of_tools(15)
    assert told(source(messages), LOOKBACK)
    nova = json.loads(json.dumps(messages))
    nova[2]["content"].insert(-1, {"text": "Go on."})
    assert not told(source(nova, "us.amazon.nova-pro-v1:0"), LOOKBACK)
    assert not told(source(messages), LOOKBACK, "single-shot")
    clock = [{"text": "Current time: 2026-11-20T09:41:27Z"}]
    assert not told(source(messages, system=clock), LOOKBACK)


def test_an_answer_begun_for_the_assistant_is_no_turn() -> None:
    begun = [*turn_of_tools(15), {"role": "assistant", "content": [{"text": "{"}]}]
    assert told(source(begun), LOOKBACK) == ["lookback-exceeded"]


def test_a_moved_checkpoint_keeps_its_hour_where_the_order_allows_it() -> None:
    hour = {"cachePoint": {"type": "default", "ttl": "1h"}}
    messages = turn_of_tools(15)
    early = [{"role": "user", "content": [{"text": words(1500)}, hour]}]
    answer = [{"role": "assistant", "content": [{"text": "Which?"}]}]
    report = fix_source(source([*early, *answer, *messages]), Settings(LOOKBACK, reach=Grade.SAFE))
    after = json.loads(report.after)["messages"]
    assert after[0]["content"] == [{"text": words(1500)}]
    assert after[2]["content"][-1] == hour


@pytest.mark.parametrize("asked", [True, False])
def test_a_marker_that_is_a_key_is_moved_or_set_behind_a_bare_string(asked: bool) -> None:
    mark = {"cache_control": {"type": "ephemeral"}}
    first = {"type": "text", "text": words(1200), **(mark if asked else {})}
    uses = [{"type": "tool_use", "id": f"t{n}", "name": "find", "input": {}} for n in range(12)]
    results = [{"type": "tool_result", "tool_use_id": f"t{n}"} for n in range(12)]
    messages = [
        {"role": "user", "content": [first]},
        {"role": "assistant", "content": "Which?"},
        {"role": "user", "content": words(1500)},
        {"role": "assistant", "content": uses},
        {"role": "user", "content": [*results[:-1], results[-1] | mark]},
    ]
    body = {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 9, "messages": messages}
    settings = Settings(LOOKBACK, model=CLAUDE, reach=Grade.SAFE if asked else Grade.LAYOUT)
    report = fix_source(Source("request.json", json.dumps(body)), settings)
    after = json.loads(report.after)["messages"]
    assert after[0]["content"] == [{"type": "text", "text": words(1200)}]
    assert after[2]["content"] == [{"type": "text", "text": words(1500), **mark}]
    assert after[3:] == messages[3:]


Parts = list[tuple[int, str | None]]


@st.composite
def layouts(draw: st.DrawFn) -> Parts:
    """The words of the system prompt (perhaps none) and of each message, and what marks them."""
    turns = draw(st.sampled_from([1, 3, 5, 7]))
    size = st.sampled_from([5, 150, 700, 1500])
    mark = st.sampled_from([None, None, "5m", "1h"])
    system = draw(st.tuples(st.sampled_from([0, 5, 700, 1500]), mark))
    return [system, *(draw(st.tuples(size, mark)) for _ in range(turns))]


def laid_out(parts: Parts) -> Source:
    contents: list[list[Any]] = []
    for size, ttl in parts:
        point = {"type": "default", **({"ttl": ttl} if ttl == "1h" else {})}
        contents.append([{"text": words(size)}, *([{"cachePoint": point}] if ttl else [])])
    system: dict[str, Any] = {"system": contents[0]} if parts[0][0] else {}
    messages = [
        {"role": "assistant" if turn % 2 else "user", "content": content}
        for turn, content in enumerate(contents[1:])
    ]
    return source(messages, **system)


@UNHURRIED
@given(layouts(), st.sampled_from([None, *presets()]))
def test_one_cause_is_one_finding(parts: Parts, traffic: str | None) -> None:
    found = told(laid_out(parts), frozenset(CAUSES), traffic)
    assert len(found) == len(set(found))
    assert len(set(found) - {"ttl-choice"}) <= 1
    assert not ({"cheaper-layout", "missing-checkpoint"} & set(found)) or len(found) == 1
    assert not {"cache-never-pays", "ttl-choice"} <= set(found)


def string_prompt(tools: int, system: int, turns: Sequence[tuple[int, bool]]) -> Source:
    """An Anthropic body with a marked tool, unless it has no words, and a bare system prompt."""
    mark = {"cache_control": {"type": "ephemeral"}}
    schema = {"input_schema": {"type": "object"}}
    body = {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 9,
        "tools": [{"name": "track", "description": words(tools), **schema, **mark}],
        "system": words(system),
        "messages": [
            {
                "role": "assistant" if number % 2 else "user",
                "content": [{"type": "text", "text": words(size), **(mark if marked else {})}],
            }
            for number, (size, marked) in enumerate(turns)
        ],
    }
    return Source("request.json", json.dumps(body if tools else {**body, "tools": []}))


@UNHURRIED
@given(
    st.sampled_from([0, 5, 900]),
    st.sampled_from([5, 700, 2000]),
    st.lists(st.tuples(st.sampled_from([5, 900]), st.booleans()), min_size=1, max_size=3),
    st.sampled_from([None, *presets()]),
)
def test_a_string_is_told_where_no_other_rule_tells_it(
    tools: int, system: int, turns: list[tuple[int, bool]], traffic: str | None
) -> None:
    rules = frozenset({*CAUSES, "string-system"})
    stated = presets()[traffic] if traffic else None
    settings = Settings(rules, model="us.anthropic.claude-opus-4-8", traffic=stated)
    text = string_prompt(tools, system, turns)
    found = [finding.rule for finding in check_source(text, settings).findings]
    assert len(found) == len(set(found)) <= 1 or "ttl-choice" in found
    if "string-system" in found:
        assert tools or any(marked for _, marked in turns)
        body = json.loads(fix_source(text, settings).after)
        assert body["system"][0]["cache_control"]


@UNHURRIED
@given(layouts(), st.sampled_from([None, *presets()]))
def test_a_fix_leaves_nothing_of_the_conversation_to_mend(
    parts: Parts, traffic: str | None
) -> None:
    stated = presets()[traffic] if traffic else None
    everything = Settings(frozenset(rulepack.load()), traffic=stated)
    report = fix_source(laid_out(parts), everything)
    assert report.failed is None
    left = {found.rule for found in report.remaining.findings}
    assert not left & {*CAUSES, "lookback-exceeded"}


@pytest.mark.parametrize(
    ("names", "visible"),
    [
        ("a b c d e", True),
        ("e d c b a", True),
        ("ant Bee cow Zoo", True),
        ("tool_1 tool_2 tool_10", True),
        ("getUser getItem setUser setItem", True),
        ("mcp__b__z mcp__b__a mcp__a__y mcp__a__x", True),
        ("track book price cancel notify", False),
        ("get_user set_user get_item set_item", False),
        ("read_file think search write plan", False),
    ],
)
def test_the_orders_that_one_can_see(names: str, visible: bool) -> None:
    assert has_visible_order(names.split()) is visible


@given(st.permutations([f"{verb}_{noun}" for verb in "abc" for noun in "xyz"]))
def test_tools_are_sorted_and_their_checkpoint_stays_behind_them(names: list[str]) -> None:
    tools: list[Any] = [
        {"toolSpec": {"name": name, "description": name, "inputSchema": {"json": {}}}}
        for name in names
    ]
    user = [{"role": "user", "content": [{"text": "Go on."}]}]
    text = source(user, toolConfig={"tools": [*tools, POINT]})
    report = fix_source(text, Settings(frozenset({"unsorted-tools"})))
    assert report.failed is None
    after = json.loads(report.after)["toolConfig"]["tools"]
    if has_visible_order(names):
        assert not report.changed
    else:
        assert after == [*sorted(tools, key=lambda tool: tool["toolSpec"]["name"]), POINT]
