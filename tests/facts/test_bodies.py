"""The shape of bodies: our own pass, jsonschema and botocore must agree on what fits."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any

import botocore
import botocore.validate
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from promises import converse_shape

from promptlint.facts.bodies import faults, fits
from promptlint.facts.bodies.faults import _DEEPEST
from promptlint.facts.bodies.shape import schema_of
from promptlint.facts.volatile.templates import templated
from promptlint.forms import read
from promptlint.prompt import DialectName
from promptlint.syntax import Document
from promptlint.text import Source
from scripts import request_schemas

DIALECTS: tuple[DialectName, ...] = ("converse", "invoke-anthropic", "invoke-nova")
POINT = {"cachePoint": {"type": "default"}}

Json = Any
Path_ = tuple[str | int, ...]


def wrong(body: Json, dialect: DialectName = "converse") -> list[tuple[str, str, str]]:
    """Where, how bad, and what, for each fault of a body."""
    root = Document(json.dumps(body)).root
    found = faults(root, dialect)
    assert fits(root, dialect) == (not found)
    return [(fault.node.pointer, fault.kind, fault.words) for fault in found]


def of_converse(**members: Json) -> Json:
    return {"messages": [{"role": "user", "content": [{"text": "Hi"}]}], **members}


def content(*blocks: Json) -> Json:
    return {"messages": [{"role": "user", "content": list(blocks)}]}


# The schemas


def test_the_schema_of_converse_is_what_botocore_says() -> None:
    ours = schema_of("converse")["x-botocore"]
    if botocore.__version__ != ours:
        pytest.skip(f"the schema is that of botocore {ours}, here is {botocore.__version__}")
    text = request_schemas.TARGET.read_text(encoding="utf-8")
    assert request_schemas.written(request_schemas.converse()) == text


def parts(schema: Json) -> Iterator[dict[str, Json]]:
    """All schemas in a schema."""
    if not isinstance(schema, dict):
        return
    yield schema
    inner = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
    inner += schema.get("allOf", [])
    inner += [schema.get(key) for key in ("items", "additionalProperties", "if", "then")]
    for each in inner:
        yield from parts(each)


# What `shape` reads; the rest is for people.
UNDERSTOOD = {
    *("$ref", "type", "enum", "const", "pattern", "minLength", "maxLength", "minimum", "maximum"),
    *("properties", "required", "additionalProperties", "minProperties", "maxProperties"),
    *("items", "minItems", "maxItems", "allOf", "if", "then", "$defs"),
    *("$schema", "title", "$comment", "description", "x-botocore"),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_schema_says_nothing_that_our_own_pass_does_not_understand(dialect: DialectName) -> None:
    schema = schema_of(dialect)
    Draft202012Validator.check_schema(schema)
    for part in parts(schema):
        assert part.keys() <= UNDERSTOOD
        if "$ref" in part:
            assert part.keys() == {"$ref"}
        if "maxProperties" in part:
            assert (part["minProperties"], part["maxProperties"]) == (1, 1)
            assert part["properties"]
        assert all(isinstance(value, str) for value in part.get("enum", []))
        assert part.get("minLength", 1) == part.get("minItems", 1) == 1, (
            "it says: must not be empty"
        )


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_schema_holds_itself_so_that_the_depth_is_bounded(dialect: DialectName) -> None:
    definitions = schema_of(dialect)["$defs"]

    def depth(schema: Json, above: tuple[str, ...]) -> int:
        if not isinstance(schema, dict):
            return 0
        name = schema.get("$ref", "").removeprefix("#/$defs/")
        if name:
            assert name not in above
            return depth(definitions[name], (*above, name))
        inner = [*schema.get("properties", {}).values(), schema.get("items")]
        same = [schema.get("then"), *schema.get("allOf", [])]
        deeper = 1 + max(
            depth(each, above) for each in [*inner, schema.get("additionalProperties")]
        )
        return max(deeper, *(depth(each, above) for each in same))

    assert 5 < depth(schema_of(dialect), ()) < _DEEPEST


# Against jsonschema: `faults` asks it, `fits` does not


JUNK = st.sampled_from(
    [
        *(None, True, 0, -1, 1.5, 2.0, 10**400, float("nan"), "", "x", "{{x}}", "a {{x}} b", "$v$"),
        *([], [None], {}, {"x": 1}, [POINT], POINT),
        *({"type": "text"}, {"type": "text", "text": "x"}),
    ]
)
KEYS = st.sampled_from(
    ["x", "providerOptions", "_note", "$schema", "cachePoint", "cache_control", "CachePoint"]
)


def some_of(names: list[str]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), max_size=3) if names else st.just([])


@st.composite
def bodies(draw: st.DrawFn, schema: Json, definitions: Json, depth: int = 0) -> Json:
    """A value that fits a schema, mostly."""
    if not schema or draw(st.integers(0, 30)) == 0:
        return draw(JUNK)
    if "$ref" in schema:
        schema = definitions[schema["$ref"].removeprefix("#/$defs/")]
    kinds = schema.get("type", "object")
    kind = kinds if isinstance(kinds, str) else draw(st.sampled_from(kinds))
    if kind == "object":
        case = draw(st.sampled_from(schema["allOf"])) if "allOf" in schema else {}
        more = definitions.get(case.get("then", {}).get("$ref", "").removeprefix("#/$defs/"), {})
        tag = {k: v["const"] for k, v in case.get("if", {}).get("properties", {}).items()}
        properties = schema.get("properties", {}) | more.get("properties", {})
        required = [*schema.get("required", ()), *more.get("required", ())]
        optional = (
            draw(st.lists(st.sampled_from(list(properties)), max_size=3)) if properties else []
        )
        chosen = optional[:1] if "maxProperties" in schema else [*required, *optional]
        made = {
            key: draw(bodies(properties.get(key, {}), definitions, depth + 1)) for key in chosen
        } | tag
        if draw(st.integers(0, 15)) == 0:
            made[draw(KEYS)] = draw(JUNK)
        if made and draw(st.integers(0, 15)) == 0:
            made.pop(draw(st.sampled_from(list(made))))
        return made
    if kind == "array":
        items = bodies(schema.get("items", {}), definitions, depth + 1)
        return draw(st.lists(items, max_size=2 if depth < 6 else 1))
    if kind == "string":
        return draw(st.sampled_from(schema.get("enum", ["x", "t_1", "bedrock-2023-05-31"])))
    plain: dict[str, list[Json]] = {"null": [None], "boolean": [True, False]}
    return draw(st.sampled_from(plain.get(kind, [0, 1])))


@pytest.mark.parametrize("dialect", DIALECTS)
@given(data=st.data())
def test_our_own_pass_and_jsonschema_agree(dialect: DialectName, data: st.DataObject) -> None:
    schema = schema_of(dialect)
    text = json.dumps(data.draw(bodies(schema, schema["$defs"])))
    root = Document(text).root
    assert fits(root, dialect) == (faults(root, dialect) == [])


# Against botocore, which has its own description of Converse


@st.composite
def requests(draw: st.DrawFn, shape: Json, name: str = "") -> Json:
    """What botocore's shape describes."""
    if getattr(shape, "is_document_type", False):
        return draw(st.sampled_from([{}, {"type": "object"}, {"a": [1, {"b": None}]}]))
    match shape.type_name:
        case "structure":
            members = [key for key in shape.members if key != "cachePoint"]
            if getattr(shape, "is_tagged_union", False):
                chosen = [draw(st.sampled_from(members))]
            else:
                optional = (
                    st.lists(st.sampled_from(members), max_size=3) if members else st.just([])
                )
                chosen = [*shape.required_members, *draw(optional)]
            return {key: draw(requests(shape.members[key], key)) for key in chosen}
        case "list":
            least = shape.metadata.get("min", 0)
            return draw(st.lists(requests(shape.member), min_size=least, max_size=max(least, 2)))
        case "map":
            return draw(st.dictionaries(st.just("k"), requests(shape.value), max_size=1))
        case "string" if "enum" in shape.metadata:
            return draw(st.sampled_from(shape.metadata["enum"]))
        case "string" | "blob":
            return draw(st.sampled_from(["a", "b1"]))
        case "boolean":
            return draw(st.booleans())
    return draw(st.sampled_from([1, shape.metadata.get("min", 1)]))


def places(value: Json, shape: Json, path: Path_ = ()) -> Iterator[tuple[Path_, Json]]:
    """All values that botocore looks into, but binary data, which JSON spells in many ways."""
    if shape.type_name == "blob" or getattr(shape, "is_document_type", False):
        return
    yield path, shape
    if shape.type_name == "structure":
        for key, member in value.items():
            yield from places(member, shape.members[key], (*path, key))
    elif shape.type_name == "list":
        for number, element in enumerate(value):
            yield from places(element, shape.member, (*path, number))
    elif shape.type_name == "map":
        for key, member in value.items():
            yield from places(member, shape.value, (*path, key))


ODD: dict[str, list[Json]] = {
    "structure": [None, "x", [], 1],
    "map": [None, "x", [], 1],
    "list": [None, "x", {}, 1],
    "string": [None, 1, [], {}],
    "boolean": [None, "x", 1, []],
    "integer": [None, "x", 1.5, []],
    "float": [None, "x", {}, []],
}


def spoil(draw: st.DrawFn, holder: Json, step: str | int, shape: Json) -> None:
    """Do something to a value that botocore has an eye for."""
    value = holder[step]
    how = draw(st.sampled_from(["odd", "gone", "more", "second", "empty"]))
    if how == "odd" or not isinstance(value, dict):
        holder[step] = draw(st.sampled_from(ODD[shape.type_name]))
    elif how == "gone" and isinstance(holder, dict):
        del holder[step]
    elif how == "empty":
        value.clear()
    elif how == "more" and shape.type_name == "structure":
        value["unheardOf"] = 1
    elif how == "second" and shape.type_name == "structure":
        others = sorted(set(shape.members) - {"cachePoint"})
        for other in draw(some_of(others)):
            value[other] = draw(requests(shape.members[other]))


@st.composite
def spoilt(draw: st.DrawFn) -> Json:
    """A Converse request with some faults, or none."""
    body = draw(requests(converse_shape()))
    found = [
        place for place in places(body, converse_shape()) if place[0] not in ((), ("modelId",))
    ]
    for path, shape in draw(st.lists(st.sampled_from(found), max_size=2) if found else st.just([])):
        holder = body
        try:
            for step in path[:-1]:
                holder = holder[step]
            spoil(draw, holder, path[-1], shape)
        except (IndexError, KeyError, TypeError):
            pass  # the fault before has left nothing there
    return body


def botocore_says(body: Json) -> str:
    report = botocore.validate.ParamValidator().validate(body, converse_shape())
    return str(report.generate_report())


@given(spoilt())
def test_botocore_refuses_what_does_not_fit_and_nothing_else(body: Json) -> None:
    body = {**body, "modelId": "m"}
    said = botocore_says(body)
    assert (wrong(body) == []) == (said == ""), said


def without_points(value: Json) -> Json:
    """A body without its checkpoints."""
    if isinstance(value, list):
        return [without_points(v) for v in value if not (isinstance(v, dict) and [*v] == [*POINT])]
    if isinstance(value, dict):
        return {k: without_points(v) for k, v in value.items() if k not in POINT}
    return value


def test_botocore_and_we_agree_on_real_requests(corpus: Path) -> None:
    compared = 0
    for path in sorted((corpus / "requests").glob("*.json")):
        for request in read(Source(path.name, path.read_text("utf-8")), jsonl=False).requests:
            if request.dialect == "converse" and not request.root.get("tools"):
                body = {"modelId": "m", **without_points(request.root.value)}
                said = botocore_says(body)
                assert fits(request.root, "converse") == (said == ""), (path.name, said)
                compared += 1
    assert compared > 20


# What is said, and where


CONVERSE = [
    (of_converse(system="Be kind."), "/system", "system must be a list, not a string"),
    (of_converse(messages={}), "/messages", "messages must be a list, not an object"),
    (content({}), "/messages/0/content/0", "messages[0].content[0] is empty, and must have one of"),
    (
        content({"text": "a", "image": {"format": "png", "source": {"bytes": ""}}}),
        "/messages/0/content/0",
        'messages[0].content[0] has "text" and "image", and may have only one of them',
    ),
    (
        {"messages": [{"role": "bot", "content": []}]},
        "/messages/0/role",
        'messages[0].role must be one of "user", "assistant", "system", not "bot"',
    ),
    ({"messages": [{}]}, "/messages/0", 'messages[0] has no "role" and no "content"'),
    (
        {"messages": [{"Role": "user", "content": []}]},
        "/messages/0",
        'messages[0] has no "role" (is "Role" meant?)',
    ),
    (
        of_converse(inferenceConfig={"temperature": 1.5}),
        "/inferenceConfig/temperature",
        "inferenceConfig.temperature must be at most 1, not 1.5",
    ),
    (
        of_converse(inferenceConfig={"maxTokens": 0}),
        "/inferenceConfig/maxTokens",
        "inferenceConfig.maxTokens must be at least 1, not 0",
    ),
    (of_converse(toolConfig={"tools": []}), "/toolConfig/tools", "tools must not be empty"),
    (
        content({"toolUse": {"toolUseId": "a b", "name": "n", "input": {}}}),
        "/messages/0/content/0/toolUse/toolUseId",
        'must match ^(?:[a-zA-Z0-9_.:-]+)$, which "a b" does not',
    ),
    (
        content({"toolResult": {"toolUseId": "t", "content": [{"json": [1]}]}}),
        "/messages/0/content/0/toolResult/content/0/json",
        "json must be an object, not a list",
    ),
    (
        content({"toolUse": {"toolUseId": "a" * 65, "name": "n", "input": {}}}),
        "/messages/0/content/0/toolUse/toolUseId",
        "has 65 characters, and may have 64 at most",
    ),
]


@pytest.mark.parametrize(("body", "at", "words"), CONVERSE, ids=[case[1] for case in CONVERSE])
def test_what_is_wrong_and_where(body: Json, at: str, words: str) -> None:
    ((pointer, kind, said),) = wrong(body)
    assert (pointer, kind) == (at, "wrong")
    assert words in said


def test_what_converse_does_not_know_and_null() -> None:
    body = of_converse(inferenceconfig={}, system=None)
    assert wrong(body) == [
        ("/inferenceconfig", "unknown", 'inferenceconfig (did you mean "inferenceConfig"?)'),
        ("/system", "null", "system"),
    ]


def test_the_same_in_many_places_is_one_fault() -> None:
    body = {"messages": [{"role": "user", "id": n, "content": [{}, {}]} for n in range(50)]}
    root = Document(json.dumps(body)).root
    found = faults(root, "converse")
    assert [(fault.node.pointer, fault.others) for fault in found] == [
        ("/messages/0/id", 49),
        ("/messages/0/content/0", 99),
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"anthropic_version": "bedrock-2023-05-31"},
        {"anthropic_version": "{{version}}"},
        {"anthropic_version": "vertex-2023-10-16"},  # another cloud's, which we do not judge
        {},
        {"system": None, "temperature": None, "tools": None, "thinking": None},
        {"_comment": "for the tests", "$schema": "x"},
    ],
)
def test_bodies_of_claude_that_are_right(more: Json) -> None:
    assert wrong({"max_tokens": 5, "messages": [], **more}, "invoke-anthropic") == []


@pytest.mark.parametrize(
    ("block", "said"),
    [
        ({"type": "text"}, 'messages[0].content[0] has no "text"'),
        ({"text": "x"}, 'messages[0].content[0] has no "type"'),
        ({"type": "tool_use", "id": "t", "name": "n", "input": "{}"}, "input must be an object"),
        ({"type": "thinking", "thinking": "…"}, 'has no "signature"'),
        ({"type": "tool_result", "tool_use_id": 5}, "tool_use_id must be a string, not a number"),
    ],
)
def test_blocks_of_claude(block: Json, said: str) -> None:
    body = {"messages": [{"role": "user", "content": [block]}]}
    ((_, kind, words),) = wrong(body, "invoke-anthropic")
    assert kind == "wrong"
    assert said in words


POINTS = [POINT, {"cachePoint": None}, {"cache_control": {"type": 5}}, {"CachePoint": [], **POINT}]


@pytest.mark.parametrize("point", POINTS)
def test_checkpoints_are_none_of_its_business(point: Json) -> None:
    tool = {"toolSpec": {"name": "n", "inputSchema": {"json": {}}, **point}, **point}
    inner = {"toolResult": {"toolUseId": "t", "content": [{"text": "x"} | point, point]}}
    body = {
        "system": [point, {"text": "x"} | point],
        "messages": [{"role": "user", "content": [point, inner, {"text": "x"} | point]} | point],
        "toolConfig": {"tools": [point, tool]} | point,
        **point,
    }
    assert wrong(body) == []
    settings_of_sdk = {"providerOptions": {"bedrock": point}}
    assert wrong(of_converse(**settings_of_sdk)) == []
    only = copy.deepcopy(body) | {"toolConfig": {"tools": [point]}}
    assert wrong(only) == [], "a list of nothing else is empty for another reason"


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("{{max_tokens}}", "wholly"),
        (" ${TEMPERATURE} ", "wholly"),
        ("{temperature}", "wholly"),
        ("<NAME>", "wholly"),
        ("%s", "wholly"),
        ("{{a}}{{b}}", "wholly"),
        ("us.{{model}}", "partly"),
        ("{% if x %}png{% endif %}", "partly"),
        ("png", "no"),
        ("{}", "no"),
        ("", "no"),
        ("{{" * 5000, "no"),
    ],
)
def test_what_is_still_to_be_filled_in(text: str, how: str) -> None:
    assert templated(text) == how


def test_free_json_is_not_entered_however_deep_or_odd() -> None:
    deep: Json = {"cachePoint": 1}
    for _ in range(450):
        deep = {"x": [deep]} if _ % 2 else [deep]
    use = {"toolUse": {"toolUseId": "t", "name": "n", "input": {"a": deep}}}
    text = json.dumps(content(use)).replace('"a"', '"n": ' + "9" * 4000 + ', "a"')
    assert fits(Document(text).root, "converse")
    ((pointer, _, _),) = [
        (fault.node.pointer, fault.kind, fault.words)
        for fault in faults(Document(text.replace('"user"', '"bot"')).root, "converse")
    ]
    assert pointer == "/messages/0/role"


def test_time_is_linear() -> None:
    def took(count: int) -> float:
        body = {"messages": [{"role": "user", "x": 1, "content": [{"text": "a"}, {}]}] * count}
        root = Document(json.dumps(body)).root
        best = float("inf")
        for _ in range(3):
            start = process_time()
            assert not fits(root, "converse")
            assert len(faults(root, "converse")) == 2
            best = min(best, process_time() - start)
        return best

    assert took(1600) < 24 * took(200)  # 8 times as much
