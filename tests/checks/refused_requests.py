"""Requests full of markers that the service refuses, and a reader of its own that knows why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

Json = Any

TEXTS = ("Be kind.", "Where is my parcel?", "Answer in one sentence.")
SPELLINGS = ("cachePoint", "cache_control", "cacheControl", "cache_point")


@st.composite
def markers(draw: st.DrawFn) -> Json:
    """What may stand under a marker's key: mostly an object, seldom a right one."""
    if draw(st.integers(0, 14)) == 0:
        return draw(st.sampled_from([True, False, None, "default", []]))
    value: dict[str, Json] = {"type": draw(st.sampled_from(["default", "ephemeral", 3, None]))}
    if draw(st.booleans()):
        value["ttl"] = draw(st.sampled_from(["5m", "1h", "2h", "60m", "", None, 5]))
    if draw(st.integers(0, 6)) == 0:
        value["scope"] = "global"
    return value


@st.composite
def spoiled(draw: st.DrawFn, blocks: list[Json]) -> list[Json]:
    """A list of blocks with markers in any spelling, as elements, keys and settings of an SDK."""
    items: list[Json] = []
    for plain in blocks:
        block = dict(plain)
        if draw(st.integers(0, 5)) == 0:
            items.append({draw(st.sampled_from(SPELLINGS)): draw(markers())})
        if draw(st.integers(0, 4)) == 0:
            block[draw(st.sampled_from(SPELLINGS))] = draw(markers())
        if draw(st.integers(0, 12)) == 0:
            block["providerOptions"] = {"bedrock": {"cachePoint": draw(markers())}}
        items.append(block)
        if draw(st.integers(0, 2)) == 0:
            items.append({draw(st.sampled_from(SPELLINGS)): draw(markers())})
    return items


def _union_blocks(draw: st.DrawFn, role: str) -> list[Json]:
    text = st.sampled_from([{"text": words} for words in (*TEXTS, " ")])
    if role == "user":
        other = st.sampled_from(
            [
                {"toolResult": {"toolUseId": "t", "content": [{"text": "In Bremen."}]}},
                {"document": {"name": "d", "format": "md", "source": {"bytes": "IyBI"}}},
                {"document": {"name": "d", "format": "pdf", "source": {"bytes": "JVBE"}}},
                {"image": {"format": "png", "source": {"bytes": "iVBO"}}},
            ]
        )
    else:
        other = st.sampled_from(
            [
                {"toolUse": {"toolUseId": "t", "name": "track", "input": {}}},
                {"reasoningContent": {"reasoningText": {"text": "Hm.", "signature": "c2ln"}}},
            ]
        )
    return draw(st.lists(text | other, min_size=1, max_size=3))


def _typed_blocks(draw: st.DrawFn, role: str) -> list[Json]:
    text = st.sampled_from([{"type": "text", "text": words} for words in (*TEXTS, "")])
    if role == "user":
        inner = [{"type": "text", "text": "In Bremen.", "cache_control": {"type": "ephemeral"}}]
        other = st.sampled_from(
            [
                {"type": "tool_result", "tool_use_id": "t", "content": inner},
                {"type": "tool_result", "tool_use_id": "t", "content": "In Bremen."},
                {
                    "type": "document",
                    "source": {"type": "text", "media_type": "text/plain", "data": "Leave."},
                },
            ]
        )
    else:
        other = st.sampled_from(
            [
                {"type": "tool_use", "id": "t", "name": "track", "input": {}},
                {"type": "thinking", "thinking": "Hm.", "signature": "c2ln"},
            ]
        )
    return draw(st.lists(text | other, min_size=1, max_size=3))


@st.composite
def messages(draw: st.DrawFn, *, typed: bool) -> list[Json]:
    """A conversation, with markers on some of its messages, too."""
    found = []
    for number in range(draw(st.sampled_from((1, 3)))):
        role = ("user", "assistant")[number % 2]
        blocks = _typed_blocks(draw, role) if typed else _union_blocks(draw, role)
        message: dict[str, Json] = {"role": role, "content": draw(spoiled(blocks))}
        if draw(st.integers(0, 6)) == 0:
            message[draw(st.sampled_from(SPELLINGS))] = draw(markers())
        found.append(message)
    return found


@st.composite
def converse(draw: st.DrawFn) -> Json:
    """A Converse request for Claude or Nova."""
    model = ("us.anthropic.claude-sonnet-4-5-20250929-v1:0", "us.amazon.nova-pro-v1:0")
    tool = {"toolSpec": {"name": "track", "inputSchema": {"json": {"type": "object"}}}}
    body = {
        "modelId": draw(st.sampled_from(model)),
        "system": draw(spoiled([{"text": words} for words in TEXTS[:2]])),
        "messages": draw(messages(typed=False)),
        "toolConfig": {"tools": draw(spoiled([tool]))},
    }
    if draw(st.integers(0, 6)) == 0:
        body[draw(st.sampled_from(SPELLINGS))] = draw(markers())
    if draw(st.integers(0, 6)) == 0:
        body["additionalModelRequestFields"] = {draw(st.sampled_from(SPELLINGS)): draw(markers())}
    return body


@st.composite
def anthropic(draw: st.DrawFn) -> Json:
    """An InvokeModel body for Claude."""
    body = {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 512,
        "system": draw(spoiled([{"type": "text", "text": words} for words in TEXTS[:2]])),
        "messages": draw(messages(typed=True)),
        "tools": draw(spoiled([{"name": "track", "input_schema": {"type": "object"}}])),
    }
    if draw(st.integers(0, 6)) == 0:
        body[draw(st.sampled_from(SPELLINGS))] = draw(markers())
    return body


def nova() -> st.SearchStrategy[Json]:
    """An InvokeModel body for Nova."""
    return converse().map(
        lambda body: {
            "schemaVersion": "messages-v1",
            **{key: body[key] for key in ("system", "messages", "toolConfig")},
        }
    )


def named(value: Json, path: tuple[Json, ...] = ()) -> Iterator[tuple[tuple[Json, ...], Json]]:
    """Every member of a body whose key is a spelling of a marker's, with its path."""
    pairs = value.items() if isinstance(value, dict) else ()
    for key, member in pairs or (enumerate(value) if isinstance(value, list) else ()):
        if key in SPELLINGS:
            yield (*path, key), member
        else:
            yield from named(member, (*path, key))


def _list_at(body: Json, path: tuple[Json, ...]) -> Json:
    for step in path:
        body = body[step]
    return body


def is_marker(item: Json) -> bool:
    """Whether an element is nothing but a marker."""
    return bool(item) and all(key in SPELLINGS for key in item)


def refusals(body: Json, *, typed: bool, nova: bool, invoke: bool) -> Iterator[str]:
    """What the service would refuse of a body's markers: the facts again, in plain JSON.

    A message that holds nothing but markers is its author's to mend, and left out here.
    """
    ttls: dict[int, list[str]] = {0: [], 1: [], 2: []}
    key, kind = ("cache_control", "ephemeral") if typed else ("cachePoint", "default")
    for path, value in named(body):
        if value is None and len(_list_at(body, path[:-1])) > 1:
            continue  # how some serialisers say that there is none
        where = "/".join(map(str, path))
        if path[0] not in ("system", "messages", "tools", "toolConfig"):
            yield f"{where} on the request"
            continue
        keys = ("type", "ttl")
        if path[-1] != key or not isinstance(value, dict) or set(value) - set(keys):
            yield f"{where} is spelled {value}"
            continue
        if value.get("type") != kind or value.get("ttl", "5m") not in ("5m", "1h"):
            yield f"{where} says {value}"
        section = ("tools", "system", "messages").index(path[0].replace("toolConfig", "tools"))
        ttls[section].append(value.get("ttl", "5m"))
        if nova and ("ttl" in value or section == 0):
            yield f"{where} on Nova: {value}"
        yield from (f"{where}: {fault}" for fault in _place_faults(body, path, invoke, nova))
    flat = [ttl for section in (0, 1, 2) for ttl in ttls[section]]
    if len(flat) > 4:
        yield f"{len(flat)} markers"
    if "1h" in flat[flat.index("5m") if "5m" in flat else len(flat) :]:
        yield "an hour after five minutes"


def _place_faults(body: Json, path: tuple[Json, ...], invoke: bool, nova: bool) -> Iterator[str]:
    if not isinstance(path[-2], int):
        yield "not on a block"
        return
    siblings = _list_at(body, path[:-2])
    item = siblings[path[-2]]
    if invoke:
        holder = item
        if len(item) == 1:
            yield "an element of its own"
        if path.count("content") > 1 and nova:
            yield "inside a block"
    else:
        if len(item) > 1:
            yield "a key of a block"
        if path.count("toolResult"):
            yield "inside a block"
        before = [block for block in siblings[: path[-2]] if not is_marker(block)]
        if not before:
            yield "nothing before it"
            return
        holder = before[-1]
    yield from _holder_faults(holder, invoke=invoke, nova=nova)


def _holder_faults(holder: Json, *, invoke: bool, nova: bool) -> Iterator[str]:
    if "reasoningContent" in holder or holder.get("type") == "thinking":
        yield "behind reasoning"
    text = holder.get("text")
    # White space alone was accepted in Converse.
    if isinstance(text, str) and not (text.strip() if invoke else text):
        yield "behind an empty text"
    if not invoke and not nova and holder.get("document", {}).get("format") == "md":
        yield "behind a document"
    if nova and not isinstance(holder.get("text"), str):
        yield "behind no text"
