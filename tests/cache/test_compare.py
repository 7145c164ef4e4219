"""Where two requests part: what stands there, and what it is called."""

from __future__ import annotations

import json
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
from filler import words
from hypothesis import given
from hypothesis import strategies as st
from promises import request_in

from promptlint.cache import Call, Comparison, compare, replay
from promptlint.cache.inside import first_difference
from promptlint.cache.parameters import PLACES, parameters, rows
from promptlint.facts import Facts
from promptlint.prompt import SectionName

Body = dict[str, Any]

SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
POINT: Body = {"cachePoint": {"type": "default"}}


def tool(name: str, **more: object) -> Body:
    schema = {"type": "object", "properties": {"city": {"type": "string", **more}}}
    return {
        "toolSpec": {"name": name, "description": words(9), "inputSchema": {"json": schema}},
    }


def request(*turns: str) -> Body:
    """Two tools, instructions, and a conversation with a checkpoint at its end."""
    roles = ("user", "assistant")
    messages: list[Body] = [
        {"role": roles[number % 2], "content": [{"text": text}]}
        for number, text in enumerate(turns or ("Where?",))
    ]
    messages[-1]["content"].append(POINT)
    return {
        "modelId": SONNET,
        "toolConfig": {"tools": [tool("rain"), tool("wind")]},
        "system": [{"text": words(1500)}, {"text": "Be brief."}, POINT],
        "messages": messages,
    }


def facts_of(body: Body) -> Facts:
    return Facts(request_in(json.dumps(body)))


def compared(old: Body, new: Body) -> Comparison:
    found = compare(facts_of(old), facts_of(new))
    calls = [Call(facts, 10.0 * number) for number, facts in enumerate((found.old, found.new))]
    usage = list(replay(calls))
    assert usage[1].read == sum(found.new.loads[: found.read], type(usage[1].read).zero)
    return found


def changed(body: Body, *path: str | int, value: object) -> Body:
    body = deepcopy(body)
    at: Any = body
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return body


def kind(old: Body, new: Body) -> str | None:
    found = compared(old, new).difference
    return found and found.kind


def test_a_request_is_all_of_itself() -> None:
    found = compared(request(), request())
    assert (found.shared, found.stored, found.read) == (5, 5, 5)
    assert (found.difference, found.hindrance) == (None, None)


def test_markers_are_no_difference() -> None:
    bare = changed(request(), "system", value=request()["system"][:2])
    assert kind(request(), bare) is None
    assert kind(bare, request()) is None


def test_a_conversation_goes_on_behind_what_is_stored() -> None:
    found = compared(request("Where?"), request("Where?", "Here.", "Why?"))
    assert (found.stored, found.read) == (5, 5)
    assert found.difference is not None
    assert (found.difference.kind, found.difference.block) == ("longer", 5)


def test_a_conversation_that_is_cut_off() -> None:
    found = compared(request("Where?", "Here.", "Why?"), request("Where?"))
    assert (found.stored, found.reachable, found.read) == (7, 4, 4)
    assert found.difference is not None
    assert (found.difference.kind, found.difference.block) == ("end", 5)


TOOLS = request()["toolConfig"]["tools"]
BLOCKS = request()["system"]


@pytest.mark.parametrize(
    ("expected", "path", "value"),
    [
        ("model", ("modelId",), "us.anthropic.claude-opus-4-8"),
        ("order", ("toolConfig", "tools"), TOOLS[::-1]),
        ("added", ("toolConfig", "tools"), [tool("snow"), *TOOLS]),
        ("added", ("toolConfig", "tools"), [*TOOLS, tool("snow")]),
        ("removed", ("toolConfig", "tools"), TOOLS[1:]),
        ("removed", ("toolConfig", "tools"), TOOLS[:1]),
        ("replaced", ("toolConfig", "tools"), [tool("snow"), TOOLS[1]]),
        ("text", ("toolConfig", "tools", 0, "toolSpec", "description"), "Tells of rain."),
        ("members", ("toolConfig", "tools", 1), tool("wind", format="code")),
        ("order", ("system",), [BLOCKS[1], BLOCKS[0], POINT]),
        ("added", ("system",), [{"text": "Be kind."}, *BLOCKS]),
        ("removed", ("system",), BLOCKS[1:]),
        ("removed", ("system",), [BLOCKS[0], POINT]),
        ("text", ("system", 1, "text"), "Be BRIEF."),
        ("replaced", ("system", 1), {"guardContent": {"text": {"text": "Be brief."}}}),
        ("regrouped", ("messages", 0, "role"), "assistant"),
        ("added", ("messages", 0, "content"), [{"text": "Hello."}, {"text": "Where?"}, POINT]),
        ("text", ("messages", 0, "content", 0, "text"), "Who?"),
    ],
)
def test_each_kind_of_difference(expected: str, path: tuple[str | int, ...], value: object) -> None:
    assert kind(request(), changed(request(), *path, value=value)) == expected


def test_the_same_text_in_another_message() -> None:
    two = {"role": "user", "content": [{"text": "Where?"}, {"text": "Why?"}]}
    apart = [{"role": "user", "content": [block]} for block in two["content"]]
    found = compared(
        changed(request(), "messages", value=[two]), changed(request(), "messages", value=apart)
    )
    assert found.difference is not None
    assert (found.difference.kind, found.difference.block) == ("regrouped", 5)


def test_the_order_of_keys_and_what_else_is_in_a_tool() -> None:
    one = request()
    other = deepcopy(one)
    spec = other["toolConfig"]["tools"][1]["toolSpec"]
    other["toolConfig"]["tools"][1]["toolSpec"] = dict(reversed(spec.items()))
    found = compared(one, other).difference
    assert found is not None
    assert found.old is not None
    assert found.new is not None
    assert (found.kind, found.block) == ("keys", 1)
    assert found.old.node.pointer == "/toolConfig/tools/1/toolSpec/name"
    assert found.new.node.pointer == "/toolConfig/tools/1/toolSpec/inputSchema"


def test_a_marker_inside_a_block_does_not_shift_places() -> None:
    result = [{"text": "Rain."}, POINT, {"text": "Wind."}]
    block = {"toolResult": {"toolUseId": "t1", "content": result}}
    body = changed(request(), "messages", 0, "content", value=[block, POINT])
    other = changed(
        body, "messages", 0, "content", 0, "toolResult", "content", 2, "text", value="!"
    )
    found = compared(body, other).difference
    assert found is not None
    assert found.new is not None
    assert found.new.node.pointer == "/messages/0/content/0/toolResult/content/2/text"
    assert found.new.offset == 0


def test_the_same_body_for_another_api() -> None:
    body = {"system": "Be brief.", "messages": [{"role": "user", "content": "Where?"}]}
    one = {**body, "anthropic_version": "bedrock-2023-05-31"}
    other = {
        "system": [{"text": "Be brief."}],
        "messages": [{"role": "user", "content": [{"text": "Where?"}]}],
        "inferenceConfig": {"maxTokens": 9},
    }
    assert kind(one, other) == "api"


# --- what hinders reading although nothing differs ----------------------------------------------


def test_a_request_without_a_checkpoint_reads_nothing() -> None:
    bare = changed(request(), "system", value=BLOCKS[:2])
    bare["messages"][-1]["content"].pop()
    found = compared(request(), bare)
    assert (found.read, found.reachable, found.hindrance) == (0, 5, "no-checkpoint")


def test_an_earlier_checkpoint_reads_up_to_itself() -> None:
    early = deepcopy(request())
    early["messages"][-1]["content"].pop()
    found = compared(request(), early)
    assert (found.read, found.stored, found.hindrance) == (4, 5, "earlier-checkpoint")


def test_a_checkpoint_too_far_behind() -> None:
    one = request()
    one["system"].pop()
    turns = ["Where?", *(f"Turn {number}." for number in range(30))]
    other = request(*turns)
    other["system"].pop()
    found = compared(one, other)
    assert (found.read, found.stored, found.hindrance) == (0, 5, "too-far")


# --- what counts beside the blocks --------------------------------------------------------------


@pytest.mark.parametrize(
    ("members", "shared"),
    [
        ({"toolConfig": {**request()["toolConfig"], "toolChoice": {"any": {}}}}, 4),
        ({"toolConfig": {**request()["toolConfig"], "toolChoice": {"auto": {}}}}, 5),
        ({"additionalModelRequestFields": {"thinking": {"type": "disabled"}}}, 5),
        ({"additionalModelRequestFields": {"thinking": {"type": "enabled", "budget": 9}}}, 0),
        ({"additionalModelRequestFields": {"output_config": {"effort": "high"}}}, 5),
        ({"additionalModelRequestFields": {"output_config": {"effort": "low"}}}, 0),
        ({"inferenceConfig": {"maxTokens": 9, "temperature": 0.5}}, 5),
    ],
)
def test_parameters(members: Body, shared: int) -> None:
    found = compared(request(), {**request(), **members})
    assert found.shared == shared
    expected = None if shared == 5 else "parameter"
    assert (found.difference and found.difference.kind) == expected


def test_two_forced_choices_of_a_tool_are_as_good_as_each_other() -> None:
    bodies = []
    choices: list[Body] = [{"any": {}}, {"tool": {"name": "rain"}}]
    for choice in choices:
        config = {**request()["toolConfig"], "toolChoice": choice}
        bodies.append({**request(), "toolConfig": config})
    assert kind(*bodies) is None


def test_of_other_models_no_parameters_are_known() -> None:
    body = {**request(), "modelId": "us.amazon.nova-pro-v1:0"}
    assert parameters(facts_of(body)) == ()


def test_the_table_of_parameters_is_sound(root: Path) -> None:
    table = tomllib.loads((root / "rules" / "invalidation.toml").read_text(encoding="utf-8"))
    schema = (root / "rules" / "schemas" / "invalidation.schema.json").read_text(encoding="utf-8")
    jsonschema.validate(table, json.loads(schema), jsonschema.Draft202012Validator)
    assert rows().keys() == PLACES.keys()
    assert {row.begins for row in rows().values()} <= set(get_args(SectionName))


# --- inside a value ------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.floats(allow_nan=True) | st.text("ab"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
    max_leaves=9,
)


@given(JSON, JSON)
def test_the_first_difference_is_where_the_written_values_part(one: Any, other: Any) -> None:  # noqa: ANN401 - JSON
    if json.dumps(one) == json.dumps(other):
        with pytest.raises(ValueError, match="the same"):
            first_difference(one, other)
        return
    found = first_difference(one, other)
    old, new = flat(one), flat(other)
    at = next((n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), None)
    before = min(len(old), len(new)) if at is None else at
    # All that is written before it is the same, and what it names is not.
    assert old[:before] == new[:before]
    for steps, row in ((found.old, old), (found.new, new)):
        reached = [n for n, (path, _) in enumerate(row) if path[: len(steps)] == steps]
        assert not reached or reached[0] <= before
    if found.kind == "text":
        assert found.old == found.new == old[before][0] == new[before][0]


def flat(value: object, steps: tuple[str | int, ...] = ()) -> list[tuple[Any, str]]:
    """All leaves with their paths, as they are written one after the other."""
    if isinstance(value, dict) and value:
        return [leaf for key, each in value.items() for leaf in flat(each, (*steps, key))]
    if isinstance(value, list) and value:
        return [leaf for n, each in enumerate(value) for leaf in flat(each, (*steps, n))]
    return [(steps, json.dumps(value))]


def test_a_value_of_500_levels() -> None:
    one: object = "a"
    other: object = "b"
    for _ in range(500):
        one, other = [one], [other]
    assert first_difference(one, other).old == (0,) * 500
