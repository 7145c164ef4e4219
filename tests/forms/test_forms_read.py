"""Every form in which requests are stored, and files that hold none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from promptlint import dialects, forms
from promptlint.operations import RemoveMarker
from promptlint.syntax import MAX_DEPTH
from promptlint.text import Source, Span, apply

Json = Any

CONVERSE = {
    "messages": [
        {"role": "user", "content": [{"text": "é\n"}, {"cachePoint": {"type": "default"}}]}
    ]
}
PLAIN = {"messages": [{"role": "user", "content": [{"text": "q"}]}]}
CLAUDE = {
    "anthropic_version": "bedrock-2023-05-31",
    "max_tokens": 9,
    "messages": [{"role": "user", "content": "q"}],
}
NATIVE = {"model": "claude-opus-4-8", "max_tokens": 9, "messages": CLAUDE["messages"]}
NOVA = {
    "system": [{"text": "s", "cachePoint": {"type": "default"}}],
    "messages": [{"role": "user", "content": [{"text": "q"}]}],
}
TOOL = {"toolSpec": {"name": "t", "inputSchema": {"json": {"type": "object"}}}}


def stored(value: Json, *, jsonl: bool = False) -> forms.Stored:
    text = value if isinstance(value, str) else json.dumps(value)
    return forms.read(Source("x.json", text), jsonl=jsonl)


FOUND: list[tuple[Json, str, list[str], str | None]] = [
    (CONVERSE, "body", ["converse"], None),
    ({"modelId": "m", **CONVERSE}, "body", ["converse"], "m"),
    ({"modelId": "m", **PLAIN}, "body", ["converse"], "m"),
    (PLAIN, "body", ["converse", "invoke-nova"], None),
    ({**PLAIN, "inferenceConfig": {"maxTokens": 1}}, "body", ["converse"], None),
    ({**PLAIN, "inferenceConfig": {"max_new_tokens": 1}}, "body", ["invoke-nova"], None),
    ({**PLAIN, "inferenceConfig": {"temperature": 1}}, "body", ["converse", "invoke-nova"], None),
    ({**PLAIN, "schemaVersion": "messages-v1"}, "body", ["invoke-nova"], None),
    ({**PLAIN, "guardrailConfig": {}}, "body", ["converse"], None),
    (NOVA, "body", ["invoke-nova", "converse"], None),
    ({"modelId": "m", **NOVA}, "body", ["converse"], "m"),
    (CLAUDE, "body", ["invoke-anthropic"], None),
    (NATIVE, "body", ["invoke-anthropic"], "claude-opus-4-8"),
    (
        {"modelId": "amazon.nova-lite-v1:0", "body": PLAIN},
        "wrapper",
        ["invoke-nova"],
        "amazon.nova-lite-v1:0",
    ),
    (
        {"modelId": "m", "contentType": "application/json", "body": json.dumps(CLAUDE)},
        "wrapper",
        ["invoke-anthropic"],
        "m",
    ),
    ({"ModelId": "m", "Body": CLAUDE}, "wrapper", ["invoke-anthropic"], "m"),
    (
        {"modelId": "us.anthropic.claude-x", "body": {"messages": CLAUDE["messages"]}},
        "wrapper",
        ["invoke-anthropic"],
        "us.anthropic.claude-x",
    ),
    ({"recordId": "1", "modelInput": CLAUDE}, "batch", ["invoke-anthropic"], None),
    ({"recordId": "1", "modelInput": CONVERSE}, "batch", ["converse"], None),
    ({"input": {"converse": PLAIN}}, "count-tokens", ["converse"], None),
    (
        {"modelId": "m", "input": {"invokeModel": {"body": json.dumps(CLAUDE)}}},
        "count-tokens",
        ["invoke-anthropic"],
        "m",
    ),
    (
        {"provider": "anthropic", "body": NATIVE},
        "gateway",
        ["invoke-anthropic"],
        "claude-opus-4-8",
    ),
    ({"system": [{"text": "s"}]}, "fragment", ["converse", "invoke-nova"], None),
    ({"system": NOVA["system"]}, "fragment", ["converse", "invoke-nova"], None),
    (
        {"system": [{"text": "s"}, {"cachePoint": {"type": "default"}}]},
        "fragment",
        ["converse"],
        None,
    ),
    ({"system": [{"type": "text", "text": "s"}]}, "fragment", ["invoke-anthropic"], None),
    ({"tools": [TOOL]}, "fragment", ["converse", "invoke-nova"], None),
    ({"toolConfig": {"tools": [TOOL]}}, "fragment", ["converse", "invoke-nova"], None),
    (
        {"tools": [{"name": "t", "input_schema": {"type": "object"}}]},
        "fragment",
        ["invoke-anthropic"],
        None,
    ),
    (
        {"toolConfig": {"tools": [{"systemTool": {"name": "nova_grounding"}}]}},
        "fragment",
        ["converse", "invoke-nova"],
        None,
    ),
    ({"system": [{"guardContent": {"image": {}}}]}, "fragment", ["converse"], None),
    (  # a setting of Nova's, but Claude has no such body
        {
            "modelId": "anthropic.claude-opus-5",
            "messages": [{"role": "user", "content": [{"text": "q"}]}],
            "inferenceConfig": {"topK": 5},
        },
        "body",
        ["converse"],
        "anthropic.claude-opus-5",
    ),
    ([CLAUDE, 1, {"a": 1}], "list", ["invoke-anthropic"], None),
    ([{"recordId": "1", "modelInput": CLAUDE}], "list", ["invoke-anthropic"], None),
]


@pytest.mark.parametrize(("value", "form", "names", "model"), FOUND)
def test_requests(value: Json, form: str, names: list[str], model: str | None) -> None:
    found = stored(value)
    (prompt,) = found.requests
    assert (found.form, found.broken, found.reason) == (form, (), None)
    assert [prompt.dialect, *prompt.rivals] == names
    assert prompt.model_id == model
    assert prompt.blocks
    assert (prompt.model_node.string if prompt.model_node else None) == model
    assert forms.looks_like_request(json.dumps(value).encode())


SPEECH = [{"role": "system", "content": "s"}, {"role": "user", "content": "q"}]
NOT_FOUND: list[tuple[Json, str]] = [
    ({"name": "p", "version": "1.0.0", "scripts": {"test": "x"}}, "no messages"),
    ({"compilerOptions": {"strict": True}, "include": ["src"]}, "no messages"),
    ({"type": "object", "properties": {"messages": {"type": "array"}}}, "no messages"),
    ({"openapi": "3.1.0", "paths": {}, "tags": [{"name": "messages"}]}, "no messages"),
    ({"locale": "de", "messages": {"hello": "Hallo"}}, "no messages"),
    ({"messages": [{"id": "hello", "defaultMessage": "Hallo"}]}, "no messages"),
    ({"messages": ["Hallo", "Welt"]}, "no messages"),
    ({"appName": {"message": "App", "description": "d"}}, "no messages"),
    ({"system": "linux", "tools": ["gcc", "make"]}, "no messages"),
    ({"system": [{"text": "s"}], "release": 3}, "no messages"),
    ({"system": [{"text": "s", "id": 3}]}, "no messages"),
    ({"system": "You are helpful."}, "no messages"),
    ({"tools": [{"name": "t", "inputSchema": {}}]}, "no messages"),
    ({"tools": [{"type": "function", "function": {"name": "f"}}]}, "no messages"),
    ({"messages": []}, "no messages"),
    ({"messages": [{"role": "user", "content": "q"}]}, "no messages"),
    ({}, "no messages"),
    ({"model": "gpt-5", "messages": SPEECH}, "OpenAI"),
    ({"model": "gpt-5", "max_tokens": 5, "messages": SPEECH[1:]}, "OpenAI"),
    ({"messages": SPEECH}, "OpenAI"),
    ({"model": "anthropic/claude-x", "messages": SPEECH}, "OpenAI"),
    ({"messages": [*SPEECH[1:], {"role": "tool", "content": "r"}], "max_tokens": 1}, "OpenAI"),
    (
        {"modelId": "mistral.x", "body": {"messages": SPEECH[1:], "max_tokens": 1}},
        "another model",
    ),
    ({"schemaType": "ModelInvocationLog", "input": {}}, "invocation log"),
    ({"variants": [{"templateConfiguration": {}}]}, "prompt-management"),
    ({"templateType": "TEXT", "templateConfiguration": {}}, "prompt-management"),
    ({"Resources": {"A": {"Type": "AWS::Bedrock::Agent"}}}, "CloudFormation"),
    ({"interactions": []}, "recording"),
    ({"log": {"entries": []}}, "archive"),
    ({"output": {"message": {"role": "assistant", "content": []}}}, "answer"),
    ({"modelId": "m", "promptVariables": {}}, "variables"),
    ({"modelId": "m", "body": {"prompt": "\n\nHuman: q"}}, "completion"),
    ({"modelId": "m", "body": "file://body.json"}, "referred to"),
    ({"input": {"invokeModel": {"body": "eyJtZXNzYWdlcyI6IFtdfQ=="}}}, "base64"),
    ({"provider": "p", "body": "a letter"}, "not of JSON"),
    (SPEECH, "list of messages"),
    ([], "empty list"),
    ("3", "JSON number"),
    ('"messages"', "JSON string"),
    ("null", "JSON value"),
]


@pytest.mark.parametrize(("value", "clause"), NOT_FOUND)
def test_no_request(value: Json, clause: str) -> None:
    found = stored(value)
    assert (found.form, found.requests, found.broken) == (None, (), ())
    assert found.reason is not None
    assert clause in found.reason


def test_an_escaped_body_is_pointed_into_and_edited_in_the_file() -> None:
    body = json.dumps(CONVERSE, indent=1)
    text = json.dumps({"modelId": "us.anthropic.claude-x", "body": body})
    (prompt,) = stored(text).requests
    (marker,) = prompt.markers
    assert prompt.pointer(marker.node) == "/body#/messages/0/content/1/cachePoint"
    edits = dialects.spell(prompt, [RemoveMarker(marker)])
    new = apply(text, [prompt.document.file_edit(edit) for edit in edits])
    inside = json.loads(json.loads(new)["body"])
    assert inside == {"messages": [{"role": "user", "content": [{"text": "é\n"}]}]}


def test_a_body_string_that_is_not_json_is_broken_in_its_place() -> None:
    text = '{"modelId": "m", "body": "{\\"a\\": }"}'
    found = stored(text)
    (broken,) = found.broken
    assert text[slice(*broken.span)] == '"{\\"a\\": }"'
    assert "not of JSON" in broken.reason
    assert found.reason == broken.reason


def test_broken_json() -> None:
    text = '{"messages": [,]}'
    found = stored(text)
    (broken,) = found.broken
    assert text[slice(*broken.span)] == ","
    assert found.requests == ()
    assert stored('{"messages": [').broken[0].span == Span(14, 14)


def test_each_line_of_jsonl_stands_for_itself() -> None:
    lines = [
        json.dumps(CONVERSE),
        "",
        '{"messages": [}',
        json.dumps({"recordId": "1", "modelInput": CLAUDE}),
        '  {"other": 1}\r',
    ]
    text = "\n".join(lines)
    found = stored(text, jsonl=True)
    assert (found.form, found.reason) == ("jsonl", None)
    assert [prompt.dialect for prompt in found.requests] == ["converse", "invoke-anthropic"]
    source = Source("x.jsonl", text)
    first, second = found.requests
    assert first.pointer(first.markers[0].node) == "/messages/0/content/1/cachePoint"
    assert source.position(second.root.start).line == 4
    assert second.root.raw == json.dumps(CLAUDE)
    (broken,) = found.broken
    assert source.position(broken.span.start) == (3, 15)
    edits = dialects.spell(first, [RemoveMarker(marker) for marker in first.markers])
    edits += dialects.spell(second, [RemoveMarker(marker) for marker in second.markers])
    new = apply(text, edits).split("\n")
    assert new[1:] == lines[1:]
    assert json.loads(new[0])["messages"][0]["content"] == [{"text": "é\n"}]


def test_lines_are_read_one_by_one() -> None:
    parts = forms.parts(Source("x.jsonl", json.dumps(CONVERSE) + "\n{"), jsonl=True)
    assert len(next(parts).requests) == 1
    assert len(next(parts).broken) == 1
    assert next(parts, None) is None
    assert stored("\n \n", jsonl=True) == forms.Stored(None, (), (), "it is empty")


def test_what_is_nested_too_deep_is_no_request() -> None:
    deep = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    text = f'{{"anthropic_version": "bedrock-2023-05-31", "messages": {deep}}}'
    assert "deep" in (stored(text).reason or "")
    assert "deep" in (stored({"modelId": "m", "body": text}).reason or "")
    assert "deep" in (stored(text, jsonl=True).reason or "")


def test_bytes_that_can_be_a_request() -> None:
    escaped = json.dumps({"modelId": "m", "body": json.dumps(json.dumps(CLAUDE))}).encode()
    assert forms.looks_like_request(escaped)
    assert forms.looks_like_request(b'{"\\u006dessages": [{"role": "user", "content": []}]}')
    assert not forms.looks_like_request(b'{"name": "p", "scripts": {"messages": "x"}}')
    assert not forms.looks_like_request(b"")
    assert forms.claims_to_be_request(b'{"inferenceConfig": ')
    assert forms.claims_to_be_request(b'{"system": [{"cachePoint": ')
    assert not forms.claims_to_be_request(b'{"messages": [{"role": "user", "content": ')
