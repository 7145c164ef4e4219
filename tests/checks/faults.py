"""Requests that no rule has anything to say about, and faults to put into them, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from filler import expand
from hypothesis import strategies as st

Json = Any
Fault = Callable[[Json, st.DataObject], None]

CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
NOVA = "us.amazon.nova-pro-v1:0"
POINT = {"cachePoint": {"type": "default"}}
CONTROL = {"cache_control": {"type": "ephemeral"}}
RULES = expand("⟨3000 words⟩")


def converse(model: str = CLAUDE) -> Json:
    """A conversation in Converse that no rule has anything to say about."""
    tool_point = [POINT] if model == CLAUDE else []
    return {
        "modelId": model,
        "system": [{"text": RULES}, POINT],
        "messages": [
            {"role": "user", "content": [{"text": "Where is my parcel?"}]},
            {
                "role": "assistant",
                "content": [
                    {"reasoningContent": {"reasoningText": {"text": "I look.", "signature": "c2"}}},
                    {"text": "I look it up."},
                    {"toolUse": {"toolUseId": "t1", "name": "track", "input": {"id": "P-17"}}},
                ],
            },
            {
                "role": "user",
                "content": [
                    {"toolResult": {"toolUseId": "t1", "content": [{"text": "In Bremen."}]}},
                    {"text": "Answer in one sentence."},
                    POINT,
                ],
            },
        ],
        "toolConfig": {
            "tools": [
                {
                    "toolSpec": {
                        "name": "track",
                        "description": RULES,
                        "inputSchema": {"json": {"type": "object"}},
                    }
                },
                *tool_point,
            ]
        },
    }


def anthropic() -> Json:
    """The same as an InvokeModel body for Claude."""
    return {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 512,
        "tools": [
            {"name": "track", "description": RULES, "input_schema": {"type": "object"}, **CONTROL}
        ],
        "system": [{"type": "text", "text": RULES, **CONTROL}],
        "messages": [
            {"role": "user", "content": "Where is my parcel?"},
            {
                "role": "assistant",
                "content": [
                    {"type": "thinking", "thinking": "I look.", "signature": "c2"},
                    {"type": "text", "text": "I look it up."},
                    {"type": "tool_use", "id": "t1", "name": "track", "input": {"id": "P-17"}},
                ],
            },
            {
                "role": "user",
                "content": [
                    {"type": "tool_result", "tool_use_id": "t1", "content": "In Bremen."},
                    {"type": "text", "text": "Answer in one sentence.", **CONTROL},
                ],
            },
        ],
    }


def nova() -> Json:
    """The same as an InvokeModel body for Nova."""
    body = converse(NOVA)
    del body["modelId"]
    body["schemaVersion"] = "messages-v1"
    for items in (body["system"], body["messages"][2]["content"]):
        items.remove(POINT)
        items[-1] = {**items[-1], **POINT}
    return body


def lists(body: Json) -> list[list[Json]]:
    """The lists of blocks of a body."""
    tools = body["toolConfig"]["tools"] if "toolConfig" in body else body["tools"]
    contents = [message["content"] for message in body["messages"]]
    return [tools, body["system"], *(content for content in contents if isinstance(content, list))]


def some(data: st.DataObject, *values: Json) -> Json:
    return values[data.draw(st.integers(0, len(values) - 1))]


# The faults, one function each.


def leading(body: Json, data: st.DataObject) -> None:
    some(data, *lists(body)[:3]).insert(0, POINT)


def nested(body: Json, data: st.DataObject) -> None:
    inner = body["messages"][2]["content"][0]["toolResult"]["content"]
    inner.insert(data.draw(st.integers(0, 1)), POINT)


def merged(body: Json, data: st.DataObject) -> None:
    block = some(data, body["messages"][0]["content"][0], body["messages"][1]["content"][1])
    block.update(POINT)


def control_in_converse(body: Json, data: st.DataObject) -> None:
    block = some(data, body["messages"][0]["content"][0], body["messages"][1]["content"][2])
    block[some(data, "cache_control", "cacheControl")] = CONTROL["cache_control"]


def settings_of_an_sdk(body: Json, data: st.DataObject) -> None:
    place = some(data, body["messages"][0], body["messages"][1]["content"][1])
    place["providerOptions"] = {"bedrock": POINT}


def additional_field(body: Json, data: st.DataObject) -> None:
    body["additionalModelRequestFields"] = {"cacheControl": {"type": "ephemeral"}}


def point_by_itself(body: Json, data: st.DataObject) -> None:
    body["messages"][1]["content"].insert(data.draw(st.integers(2, 3)), POINT)


def camel_case(body: Json, data: st.DataObject) -> None:
    block = body["messages"][1]["content"][data.draw(st.integers(1, 2))]
    block["cacheControl"] = {"type": "ephemeral"}


def other_value(body: Json, data: st.DataObject) -> None:
    key = "cachePoint" if "toolConfig" in body else "cache_control"
    good = {"type": "default" if key == "cachePoint" else "ephemeral"}
    value = some(data, {"type": "permanent"}, {}, [], {**good, "scope": "global"}, "default")
    holder = next(item for item in reversed(body["system"]) if key in item)
    holder[key] = value


def on_a_message(body: Json, data: st.DataObject) -> None:
    message = body["messages"][data.draw(st.integers(0, 1))]
    message.update(POINT if "toolConfig" in body else CONTROL)


def on_thinking(body: Json, data: st.DataObject) -> None:
    body["messages"][1]["content"][0].update(CONTROL)


def other_ttl(body: Json, data: st.DataObject) -> None:
    key = "cachePoint" if "toolConfig" in body else "cache_control"
    holder = next(item for item in reversed(body["system"]) if key in item)
    holder[key] = {**holder[key], "ttl": some(data, "2h", "", None, 300, "60m")}


def after_reasoning(body: Json, data: st.DataObject) -> None:
    body["messages"][1]["content"].insert(1, POINT)


def after_document(body: Json, data: st.DataObject) -> None:
    kind = some(data, "md", "csv", "txt", "html", "docx", "xlsx")
    paper = {"document": {"name": "terms", "format": kind, "source": {"bytes": "IyBI"}}}
    body["messages"][0]["content"] += [paper, POINT]


def doubled(body: Json, data: st.DataObject) -> None:
    some(data, *lists(body)[:2]).append(POINT)


def too_many(body: Json, data: st.DataObject) -> None:
    mark = POINT if "toolConfig" in body else CONTROL
    if mark is POINT:
        body["messages"][0]["content"].append(POINT)
        body["messages"][1]["content"].append(POINT)
    else:
        for block in body["messages"][1]["content"][1:]:
            block.update(CONTROL)


def in_tools_of_nova(body: Json, data: st.DataObject) -> None:
    body["toolConfig"]["tools"].append(POINT)


def after_no_text_of_nova(body: Json, data: st.DataObject) -> None:
    if data.draw(st.booleans()):
        body["messages"][1]["content"].append(POINT)
    else:
        body["messages"][2]["content"].insert(1, POINT)


def key_on_no_text_of_nova(body: Json, data: st.DataObject) -> None:
    body["messages"][data.draw(st.integers(1, 2))]["content"][0].update(POINT)


def ttl_of_nova(body: Json, data: st.DataObject) -> None:
    body["system"][1] = {"cachePoint": {"type": "default", "ttl": some(data, "1h", "5m")}}


def late_hour(body: Json, data: st.DataObject) -> None:
    if "toolConfig" in body:
        some(data, body["system"], body["messages"][2]["content"])[-1] = {
            "cachePoint": {"type": "default", "ttl": "1h"}
        }
    else:
        block = some(data, body["system"], body["messages"][2]["content"])[-1]
        block["cache_control"] = {"type": "ephemeral", "ttl": "1h"}


def automatic(body: Json, data: st.DataObject) -> None:
    body["cache_control"] = some(data, {"type": "ephemeral"}, {"type": "ephemeral", "ttl": "5m"})


def another_vendor(body: Json, data: st.DataObject) -> None:
    models = ("us.meta.llama4-maverick-17b-instruct-v1:0", "openai.gpt-5.5", "us.deepseek.r1-v1:0")
    body["modelId"] = some(data, *models)


def marked_nothing(body: Json, data: st.DataObject) -> None:
    body["messages"][2]["content"].append({"type": "text", "text": "", **CONTROL})
    del body["messages"][2]["content"][1]["cache_control"]


def no_text(body: Json, data: st.DataObject) -> None:
    empty = {"text": ""} if "toolConfig" in body else {"type": "text", "text": ""}
    body["messages"][1]["content"].insert(1, empty)


def other_role(body: Json, data: st.DataObject) -> None:
    body["messages"][0]["role"] = some(data, "human", "bot", "User")


def no_name(body: Json, data: st.DataObject) -> None:
    use = body["messages"][1]["content"][2]
    del use.get("toolUse", use)["name"]


def late_results(body: Json, data: st.DataObject) -> None:
    first = {"text": "Here it is."} if "toolConfig" in body else {"type": "text", "text": "Here."}
    body["messages"][2]["content"].insert(0, first)


def unheard_of(body: Json, data: st.DataObject) -> None:
    body["modelId"] = some(data, "us.anthropic.claude-opus-9-9", "eu.anthropic.claude-saga-1")


def hidden(body: Json, data: st.DataObject) -> None:
    kind = some(data, "application-inference-profile", "provisioned-model")
    body["modelId"] = f"arn:aws:bedrock:us-east-1:123456789012:{kind}/abc123def456"


def bare(body: Json, data: st.DataObject) -> None:
    body["modelId"] = "anthropic.claude-sonnet-4-5-20250929-v1:0"


def all_over_the_world(body: Json, data: st.DataObject) -> None:
    body["modelId"] = "global.anthropic.claude-sonnet-4-5-20250929-v1:0"
