"""Hypothesis strategies for whole requests, of every dialect, sound and unsound."""

from __future__ import annotations

import json
from typing import Any

from filler import words
from hypothesis import strategies as st

Body = dict[str, Any]

MODELS = {
    "converse": [
        "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "global.anthropic.claude-opus-5",
        "us.amazon.nova-pro-v1:0",
        "us.anthropic.claude-haiku-4-5-20251001-v1:0",
        "us.meta.llama3-3-70b-instruct-v1:0",
    ],
    "anthropic": ["us.anthropic.claude-opus-4-8", "us.anthropic.claude-sonnet-4-20250514-v1:0"],
    "nova": ["us.amazon.nova-lite-v1:0"],
}

LINES = st.sampled_from(
    [
        "",
        "Current time: 2026-11-20T09:41:27Z",
        "- Session: 7f3a1c52-90be-4c1e-8a57-2d0f6f3b9e41",
        "Today is 2026-11-20.",
        "You help Ada Lovelace. The time is 09:41:27 now. Be kind.",
        "Context:",
        "{{retrieved_context}}",
        "## Environment",
        "Working directory: /home/ada/shop",
        "## Rules",
        "- Be brief.",
        "- Quote the tariff table by its row.",
        "```",
        "<env>",
        "</env>",
        "## Memory",
        "- User lives in Leeds.",
        "- Prefers e-mail to telephone.",
        "Conversation summary:",
        "Ada asked for a refund on Tuesday.",
        "<retrieved_context>",
        "[1] Tariff sheet 2026, page 4",
        "</retrieved_context>",
        "The user's name is Ada Weller.",
        "Umlaute, 漢字, 🙂 and \u2028 stay.",
        words(12),
        words(500),
        words(1500),
    ]
)


@st.composite
def text(draw: st.DrawFn) -> str:
    """A text that is not blank, put together from lines."""
    lines = draw(st.lists(LINES, min_size=1, max_size=8))
    joined = "\n".join(lines)
    return joined if joined.strip() else "Be brief."


def block(draw: st.DrawFn, dialect: str, content: str) -> Body:
    """A text block of a dialect."""
    return {"type": "text", "text": content} if dialect == "anthropic" else {"text": content}


@st.composite
def content(draw: st.DrawFn, dialect: str) -> list[Body]:
    """A list of text blocks with markers here and there."""
    items: list[Body] = []
    for piece in draw(st.lists(text(), min_size=1, max_size=3)):
        made = block(draw, dialect, piece)
        items.append(made)
        if draw(st.booleans()):
            if dialect == "anthropic":
                made["cache_control"] = {"type": "ephemeral"}
            elif dialect == "nova":
                made["cachePoint"] = {"type": "default"}
            else:
                items.append({"cachePoint": {"type": "default"}})
    return items


@st.composite
def bodies(draw: st.DrawFn, dialect: str) -> Body:
    """A request of one dialect, with its model named where the format can."""
    roles = ["user", "assistant"] * 2
    count = draw(st.sampled_from([1, 3]))
    body: Body = {
        "system": draw(content(dialect)),
        "messages": [{"role": role, "content": draw(content(dialect))} for role in roles[:count]],
    }
    if draw(st.booleans()) and dialect != "nova":
        body |= tools(draw, dialect)
    model = draw(st.sampled_from(MODELS[dialect]))
    if dialect == "anthropic":
        body = {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 64, **body}
        if draw(st.booleans()):
            body["system"] = draw(text())
    if dialect == "nova":
        body = {"schemaVersion": "messages-v1", **body}
    if dialect == "converse":
        return {"modelId": model, **body}
    if draw(st.booleans()):
        return {"modelId": model, "body": json.dumps(body)}
    return {"modelId": model, "body": body}


def tools(draw: st.DrawFn, dialect: str) -> Body:
    """Two tools, one of them perhaps with state in its description."""
    clock = " The time is 09:41:27 now." if draw(st.booleans()) else ""
    schema: Body = {"type": "object", "properties": {"row": {"type": "string"}}}
    specs = [("price", words(60) + clock), ("track", words(40))]
    if dialect == "anthropic":
        return {"tools": [{"name": n, "description": d, "input_schema": schema} for n, d in specs]}
    return {
        "toolConfig": {
            "tools": [
                {"toolSpec": {"name": n, "description": d, "inputSchema": {"json": schema}}}
                for n, d in specs
            ]
        }
    }


@st.composite
def written(draw: st.DrawFn) -> str:
    """A request as the text of a file, in one of many ways of writing."""
    body = draw(st.sampled_from(["converse", "anthropic", "nova"]).flatmap(bodies))
    indent = draw(st.sampled_from([None, 1, 2, 4, "\t"]))
    made = json.dumps(body, indent=indent, ensure_ascii=draw(st.booleans()))
    return made.replace("\n", draw(st.sampled_from(["\n", "\r\n"]))) + draw(
        st.sampled_from(["", "\n"])
    )
