"""Markers in every spelling and place, and where a checkpoint may stand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from promptlint import dialects
from promptlint.prompt import DialectName, Prompt
from promptlint.syntax import Document

Json = Any

POINT = {"cachePoint": {"type": "default"}}
CONTROL = {"cache_control": {"type": "ephemeral"}}
LONG = {"type": "ephemeral", "ttl": "1h"}


def prompt_of(body: Json, dialect: DialectName) -> Prompt:
    document = Document(json.dumps(body))
    return dialects.read(document, document.root, dialect)


def user(*content: object) -> dict[str, object]:
    return {"role": "user", "content": list(content)}


# body, dialect, then per marker: pointer, place, index of the block it closes, legal
MARKERS: list[tuple[object, DialectName, list[tuple[str, str, int | None, bool]]]] = [
    (
        {"system": [POINT, {"text": "a"}, POINT, {"cachePoint": {"type": "default", "ttl": "1h"}}]},
        "converse",
        [
            ("/system/0/cachePoint", "item", None, False),
            ("/system/2/cachePoint", "item", 0, True),
            ("/system/3/cachePoint", "item", 0, True),
        ],
    ),
    (
        {"system": [{"text": "a", **POINT}, {"text": "b"}, {"cache_point": {"type": "default"}}]},
        "converse",
        [
            ("/system/0/cachePoint", "merged", 0, False),
            ("/system/2/cache_point", "item", 1, False),
        ],
    ),
    (
        {"messages": [user({"text": "a"}), user(POINT)]},
        "converse",
        [("/messages/1/content/0/cachePoint", "item", None, False)],
    ),
    (
        {"messages": [user({"toolResult": {"content": [{"text": "a"}, POINT]}}, POINT)]},
        "converse",
        [
            ("/messages/0/content/0/toolResult/content/1/cachePoint", "nested", 0, False),
            ("/messages/0/content/1/cachePoint", "item", 0, True),
        ],
    ),
    (
        {"messages": [{**user({"text": "a"}), "cachePoint": {"type": "default"}}]},
        "converse",
        [("/messages/0/cachePoint", "message", 0, False)],
    ),
    (
        {
            "messages": [user({"text": "a"})],
            "cache_control": {"type": "ephemeral"},
            "additionalModelRequestFields": {"cacheControl": {"type": "ephemeral"}},
        },
        "converse",
        [
            ("/cache_control", "body", 0, False),
            ("/additionalModelRequestFields/cacheControl", "body", 0, False),
        ],
    ),
    (
        {"toolConfig": {"tools": [{"toolSpec": {"name": "t", **POINT}}, POINT]}},
        "converse",
        [
            ("/toolConfig/tools/0/toolSpec/cachePoint", "nested", 0, False),
            ("/toolConfig/tools/1/cachePoint", "item", 0, True),
        ],
    ),
    (
        {"system": [{"text": "a", **POINT}, {"text": "b"}, POINT, {"image": {}, **POINT}]},
        "invoke-nova",
        [
            ("/system/0/cachePoint", "key", 0, True),
            ("/system/2/cachePoint", "item", 1, False),
            ("/system/3/cachePoint", "key", 2, False),
        ],
    ),
    (
        {"toolConfig": {"tools": [{"toolSpec": {"name": "t"}, **POINT}]}},
        "invoke-nova",
        [("/toolConfig/tools/0/cachePoint", "key", 0, False)],
    ),
    (
        {
            "tools": [{"name": "t", "input_schema": {}, **CONTROL}],
            "system": [{"type": "text", "text": "a", "cacheControl": LONG}],
            "messages": [
                {
                    **user(
                        {
                            "type": "tool_result",
                            "content": [{"type": "text", "text": "r", **CONTROL}],
                            "cache_control": LONG,
                        },
                        {"type": "thinking", "thinking": "h", **CONTROL},
                        {
                            "type": "text",
                            "text": "c",
                            "citations": [{"type": "char_location", **CONTROL}],
                        },
                        POINT,
                    ),
                    **CONTROL,
                }
            ],
            "cache_control": LONG,
        },
        "invoke-anthropic",
        [
            ("/tools/0/cache_control", "key", 0, True),
            ("/system/0/cacheControl", "key", 1, False),
            ("/messages/0/content/0/content/0/cache_control", "nested", 2, True),
            ("/messages/0/content/0/cache_control", "key", 2, True),
            ("/messages/0/content/1/cache_control", "key", 3, False),
            ("/messages/0/content/2/citations/0/cache_control", "nested", 4, False),
            ("/messages/0/content/3/cachePoint", "item", 4, False),
            ("/messages/0/cache_control", "message", 4, False),
            ("/cache_control", "body", 4, True),
        ],
    ),
    (
        {"system": [{"type": "text", "text": "a", "cache_control": None}]},
        "invoke-anthropic",
        [],
    ),
]


@pytest.mark.parametrize(("body", "dialect", "expected"), MARKERS)
def test_markers(
    body: object, dialect: DialectName, expected: list[tuple[str, str, int | None, bool]]
) -> None:
    prompt = prompt_of(body, dialect)
    assert [
        (
            prompt.pointer(marker.node),
            marker.place,
            marker.after.index if marker.after else None,
            marker.legal,
        )
        for marker in prompt.markers
    ] == expected
    explicit = [marker for marker in prompt.markers if marker.legal and marker.place != "body"]
    assert [checkpoint.marker for checkpoint in prompt.checkpoints] == explicit


@pytest.mark.parametrize(
    ("value", "legal"),
    [
        ({"type": "default"}, True),
        ({"type": "default", "ttl": "5m"}, True),
        ({"type": "default", "ttl": "1h"}, True),
        ({"type": "default", "ttl": "2h"}, False),
        ({"type": "default", "ttl": None}, False),
        ({"type": "default", "ttl": 300}, False),
        ({"type": "default", "scope": "global"}, False),
        ({"type": "ephemeral"}, False),
        ({"type": None}, False),
        ({}, False),
        ("default", False),
        (None, False),
    ],
)
def test_what_a_marker_may_say(value: object, legal: bool) -> None:
    prompt = prompt_of({"system": [{"text": "a"}, {"cachePoint": value}]}, "converse")
    (marker,) = prompt.markers
    assert marker.legal is legal
    members = value if isinstance(value, dict) else {}
    assert (marker.type, marker.ttl) == (members.get("type"), members.get("ttl"))
    assert marker.extras == tuple(key for key in members if key not in {"type", "ttl"})


def test_where_a_checkpoint_may_stand() -> None:
    think = {"type": "thinking", "thinking": "h", "signature": "s"}
    body: Json = {
        "tools": [{"name": "t", "input_schema": {}}],
        "system": "s",
        "messages": [user(think, {"type": "text", "text": " "}, {"type": "image"})],
    }
    prompt = prompt_of(body, "invoke-anthropic")
    assert [dialects.takes_marker(prompt, block) for block in prompt.blocks] == [
        *(True, True),
        *(False, False, True),
    ]
    body = {
        "toolConfig": {"tools": [{"toolSpec": {"name": "t"}}]},
        "messages": [user({"text": "a"}, {"image": {}}, {"toolResult": {}})],
    }
    prompt = prompt_of(body, "invoke-nova")
    assert [dialects.takes_marker(prompt, block) for block in prompt.blocks] == [
        *(False, True, False, False),
    ]
    prompt = prompt_of(body, "converse")
    assert all(dialects.takes_marker(prompt, block) for block in prompt.blocks)
