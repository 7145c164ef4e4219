"""What the dialects read: the order of blocks, their kinds, texts and traits."""

from __future__ import annotations

import json
from typing import Any

import pytest

from promptlint import dialects
from promptlint.prompt import BlockKind, DialectName, Prompt, Trait
from promptlint.syntax import Document

Json = Any

POINT = {"cachePoint": {"type": "default"}}
CONTROL = {"cache_control": {"type": "ephemeral"}}


def prompt_of(body: Json, dialect: DialectName) -> Prompt:
    document = Document(json.dumps(body))
    return dialects.read(document, document.root, dialect)


def user(*content: object) -> dict[str, object]:
    return {"role": "user", "content": list(content)}


def texts(prompt: Prompt) -> list[list[str]]:
    return [[text.string for text in block.texts] for block in prompt.blocks]


def test_blocks_are_numbered_in_cache_order_whatever_the_order_of_the_keys() -> None:
    prompt = prompt_of(
        {
            "messages": [user({"text": "m"}), {"role": "assistant", "content": [{"text": "n"}]}],
            "system": [{"text": "s"}, POINT],
            "toolConfig": {"tools": [{"toolSpec": {"name": "t"}}], "toolChoice": {"any": {}}},
            "modelId": "amazon.nova-lite-v1:0",
        },
        "converse",
    )
    assert [(b.index, b.section, b.role, b.message) for b in prompt.blocks] == [
        (0, "tools", None, None),
        (1, "system", None, None),
        (2, "messages", "user", 0),
        (3, "messages", "assistant", 1),
    ]
    assert [prompt.pointer(block_list.node) for block_list in prompt.lists] == [
        "/toolConfig/tools",
        "/system",
        "/messages/0/content",
        "/messages/1/content",
    ]
    assert prompt.tool_choice == "any"
    assert prompt.model_id == "amazon.nova-lite-v1:0"
    assert prompt.model_node is not None
    assert prompt.model_node.pointer == "/modelId"
    (checkpoint,) = prompt.checkpoints
    assert (checkpoint.after.index, checkpoint.ttl) == (1, "5m")


CONVERSE_BLOCKS = [
    ({"text": "a"}, "text", ["a"], set()),
    ({"text": " \n"}, "text", [" \n"], {"blank"}),
    ({"image": {"format": "png", "source": {"bytes": "QUJD"}}}, "image", [], set()),
    (
        {"document": {"name": "n", "format": "txt", "source": {"text": "d"}, "context": "c"}},
        "document",
        ["n", "d", "c"],
        set(),
    ),
    (
        {
            "document": {
                "name": "n",
                "format": "pdf",
                "source": {"bytes": "QUJD"},
                "citations": {"enabled": True},
            }
        },
        "document",
        ["n"],
        {"pdf", "cited"},
    ),
    ({"video": {"format": "mp4", "source": {"bytes": "QUJD"}}}, "video", [], set()),
    ({"audio": {"format": "mp3", "source": {"bytes": "QUJD"}}}, "audio", [], set()),
    (
        {"toolUse": {"toolUseId": "id", "name": "n", "input": {"a": ["x", 1, {"b": "y"}]}}},
        "tool_use",
        ["x", "y"],
        set(),
    ),
    (
        {
            "toolResult": {
                "toolUseId": "id",
                "status": "success",
                "content": [{"json": {"k": "j"}}, {"text": "t"}, {"image": {"format": "png"}}],
            }
        },
        "tool_result",
        ["j", "t"],
        set(),
    ),
    (
        {"reasoningContent": {"reasoningText": {"text": "r", "signature": "s"}}},
        "reasoning",
        ["r"],
        {"signed"},
    ),
    ({"reasoningContent": {"redactedContent": "QUJD"}}, "reasoning", [], {"signed"}),
    ({"guardContent": {"text": {"text": "g", "qualifiers": ["query"]}}}, "guard", ["g"], set()),
    (
        {
            "citationsContent": {
                "content": [{"text": "c"}],
                "citations": [{"title": "t", "sourceContent": [{"text": "s"}]}],
            }
        },
        "citations",
        ["c", "t", "s"],
        set(),
    ),
    (
        {"searchResult": {"source": "u", "title": "t", "content": [{"text": "c"}]}},
        "search_result",
        ["t", "c"],
        set(),
    ),
    ({"hologram": {"text": "?"}}, "other", [], set()),
    ({"text": "a", "image": None, "cachePoint": None}, "text", ["a"], set()),
    (7, "other", [], set()),
    (None, "other", [], set()),
    ([], "other", [], set()),
    ("bare", "text", ["bare"], set()),
]

ANTHROPIC_BLOCKS = [
    ({"type": "text", "text": "a"}, "text", ["a"], set()),
    ({"type": "text", "text": ""}, "text", [""], {"blank"}),
    ({"type": "image", "source": {"type": "base64", "data": "QUJD"}}, "image", [], set()),
    (
        {"type": "document", "title": "t", "source": {"type": "text", "data": "d"}},
        "document",
        ["t", "d"],
        set(),
    ),
    (
        {
            "type": "document",
            "source": {"type": "base64", "media_type": "application/pdf", "data": "QUJD"},
            "citations": {"enabled": True},
        },
        "document",
        [],
        {"pdf", "cited"},
    ),
    (
        {
            "type": "document",
            "source": {"type": "content", "content": [{"type": "text", "text": "i"}]},
        },
        "document",
        ["i"],
        set(),
    ),
    ({"type": "tool_use", "id": "i", "name": "n", "input": {"q": "x"}}, "tool_use", ["x"], set()),
    ({"type": "tool_result", "tool_use_id": "i", "content": "s"}, "tool_result", ["s"], set()),
    (
        {"type": "tool_result", "content": [{"type": "text", "text": "t"}, {"type": "image"}]},
        "tool_result",
        ["t"],
        set(),
    ),
    (
        {
            "type": "web_search_tool_result",
            "content": [{"type": "web_search_result", "title": "w"}],
        },
        "tool_result",
        ["w"],
        set(),
    ),
    (
        {
            "type": "code_execution_tool_result",
            "content": {"type": "code_execution_result", "stdout": "o", "stderr": ""},
        },
        "tool_result",
        ["o", ""],
        set(),
    ),
    ({"type": "thinking", "thinking": "h", "signature": "s"}, "reasoning", ["h"], {"signed"}),
    ({"type": "redacted_thinking", "data": "QUJD"}, "reasoning", [], {"signed"}),
    (
        {"type": "search_result", "title": "t", "content": [{"type": "text", "text": "c"}]},
        "search_result",
        ["t", "c"],
        set(),
    ),
    ({"type": "container_upload", "file_id": "f"}, "other", [], set()),
    ({"type": ["text"], "text": {}}, "other", [], set()),
]


@pytest.mark.parametrize(
    ("dialect", "block", "kind", "strings", "traits"),
    [
        *(("converse", *case) for case in CONVERSE_BLOCKS),
        *(("invoke-nova", *case) for case in CONVERSE_BLOCKS),
        *(("invoke-anthropic", *case) for case in ANTHROPIC_BLOCKS),
    ],
)
def test_blocks(
    dialect: DialectName, block: object, kind: BlockKind, strings: list[str], traits: set[Trait]
) -> None:
    prompt = prompt_of({"messages": [user(block)]}, dialect)
    (found,) = prompt.blocks
    assert found.kind == kind
    assert found.traits == traits
    assert texts(prompt) == [strings]
    assert prompt.markers == ()


SCHEMA = {
    "type": "object",
    "title": "T",
    "properties": {
        "description": {
            "type": "string",
            "description": "D",
            "enum": ["E"],
            "default": "F",
            "examples": [{"description": "G"}],
        },
        "cachePoint": {"type": "string"},
    },
}


PROSE = ["T", "D", "E", "F"]


def test_a_tool_is_its_name_and_prose_and_a_schema_is_no_place_for_markers() -> None:
    converse = {"toolSpec": {"name": "n", "description": "d", "inputSchema": {"json": SCHEMA}}}
    prompt = prompt_of({"toolConfig": {"tools": [converse]}}, "converse")
    assert (texts(prompt), prompt.markers) == ([["n", "d", *PROSE]], ())
    anthropic = {"name": "n", "description": "d", "input_schema": SCHEMA}
    prompt = prompt_of({"tools": [anthropic]}, "invoke-anthropic")
    assert (texts(prompt), prompt.markers) == ([["n", "d", *PROSE]], ())


def test_bare_strings_are_blocks_and_lists() -> None:
    prompt = prompt_of(
        {"system": "s", "messages": [{"role": "user", "content": "m"}]}, "invoke-anthropic"
    )
    assert texts(prompt) == [["s"], ["m"]]
    assert [block_list.node.raw for block_list in prompt.lists] == ['"s"', '"m"']


@pytest.mark.parametrize("dialect", ["converse", "invoke-anthropic", "invoke-nova"])
@pytest.mark.parametrize(
    "body",
    [
        {},
        {"messages": None, "system": 3, "tools": {}, "toolConfig": []},
        {"messages": [None, 1, "x", [], {}, {"role": 1, "content": 2}]},
        {"system": [{"cachePoint": 5}, {"cache_control": []}, {"text": {"cachePoint": {}}}]},
        {"additionalModelRequestFields": 1, "toolConfig": {"tools": "x", "toolChoice": []}},
        {"model": 1, "modelId": [], "tool_choice": "auto"},
        [],
        None,
    ],
)
def test_reading_never_fails(body: object, dialect: DialectName) -> None:
    prompt = prompt_of(body, dialect)
    dialects.content(prompt)
    assert prompt.checkpoints == ()
    assert prompt.model_id is None


def test_what_is_nested_too_deep_is_read_all_the_same() -> None:
    deep = "[" * 5000 + "]" * 5000
    body = f'{{"messages": [{{"role": "user", "content": [{{"text": {deep}}}, '
    body += f'{{"cachePoint": {{"type": {deep}}}}}]}}]}}'
    document = Document(body)
    prompt = dialects.read(document, document.root, "converse")
    assert dialects.content(prompt)
    assert [(marker.type, marker.legal) for marker in prompt.markers] == [(deep, False)]


def test_content_is_what_the_model_reads() -> None:
    marked = {"type": "tool_result", "content": [{"type": "text", "text": "r", **CONTROL}]}
    plain = {"type": "tool_result", "content": [{"type": "text", "text": "r"}]}
    one = {"system": "s", "messages": [user(marked, {"type": "text", "text": "q", **CONTROL})]}
    two = {
        "messages": [user(plain, {"text": "q", "type": "text"})],
        "system": [{"type": "text", "text": "s", "cache_control": None}],
    }
    first, second = (dialects.content(prompt_of(body, "invoke-anthropic")) for body in (one, two))
    assert first == second
    other = {**two, "messages": [user(plain, {"text": "Q", "type": "text"})]}
    assert dialects.content(prompt_of(other, "invoke-anthropic")) != first
    nested = {"messages": [user({"toolResult": {"content": [{"text": "a"}, POINT]}})]}
    bare = {"messages": [user({"toolResult": {"content": [{"text": "a"}]}})]}
    assert dialects.content(prompt_of(nested, "converse")) == dialects.content(
        prompt_of(bare, "converse")
    )
