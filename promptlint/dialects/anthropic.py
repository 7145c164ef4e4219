"""Anthropic's Messages format through InvokeModel: a checkpoint is a key of the block it closes.

Source: the request types of the anthropic SDK 2.11.0 and the Bedrock user guide, 2026.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from promptlint.dialects.reading import Grammar, Place
from promptlint.dialects.texts import (
    at,
    elements,
    is_true,
    schema_texts,
    strings_below,
    texts_of_parts,
)
from promptlint.prompt import Block, BlockKind, Trait
from promptlint.syntax import Node

KINDS: dict[str, BlockKind] = {
    "text": "text",
    "image": "image",
    "document": "document",
    "tool_use": "tool_use",
    "server_tool_use": "tool_use",
    "mcp_tool_use": "tool_use",
    "tool_result": "tool_result",
    "thinking": "reasoning",
    "redacted_thinking": "reasoning",
    "search_result": "search_result",
}


def kind_of(node: Node) -> BlockKind:
    """The kind of a content block, from its `type`."""
    name = node.get_string("type")
    if name is None:
        return "text" if node.get_string("text") is not None else "other"
    if name.endswith("_tool_result"):
        return "tool_result"
    return KINDS.get(name, "other")


def texts_of(node: Node, kind: BlockKind) -> Iterator[Node]:
    """The strings of a block that the model reads."""
    reader = _TEXTS.get(kind)
    return reader(node) if reader is not None else iter(())


def _tool_texts(node: Node) -> Iterator[Node]:
    yield from at(node, "name", "description")
    yield from schema_texts(node.get("input_schema"))


def _document_texts(node: Node) -> Iterator[Node]:
    yield from at(node, "title", "context")
    if node.get_string("source", "type") == "text":
        yield from texts_of_parts(node.get("source", "data"))
    yield from texts_of_parts(node.get("source", "content"))


def _search_texts(node: Node) -> Iterator[Node]:
    yield from at(node, "title")
    yield from texts_of_parts(node.get("content"))


def _result_texts(node: Node) -> Iterator[Node]:
    content = node.get("content")
    if content is not None and content.is_string:
        yield content
        return
    # A server tool's result may be one object where a client's tool has a list of blocks.
    for part in [content] if content is not None and content.is_object else elements(content):
        kind = kind_of(part)
        if kind == "other":
            yield from at(part, "title", "stdout", "stderr")
            yield from texts_of_parts(part.get("content"))
        elif kind != "tool_result":
            yield from texts_of(part, kind)


_TEXTS: dict[BlockKind, Callable[[Node], Iterator[Node]]] = {
    "tool": _tool_texts,
    "text": lambda node: at(node, "text"),
    "tool_use": lambda node: strings_below(node.get("input")),
    "tool_result": _result_texts,
    "document": _document_texts,
    "reasoning": lambda node: at(node, "thinking"),
    "search_result": _search_texts,
}


def traits_of(node: Node, kind: BlockKind) -> Iterator[Trait]:
    """What else can be told of a block."""
    if kind == "document":
        source = node.get("source")
        # The only documents given by URL are PDFs.
        if source is not None and (
            source.get_string("media_type") == "application/pdf"
            or source.get_string("type") == "url"
        ):
            yield "pdf"
        if is_true(node.get("citations", "enabled")):
            yield "cited"
    elif kind == "reasoning" and (
        node.get_string("signature") or node.get_string("type") == "redacted_thinking"
    ):
        yield "signed"


def tool_choice_of(root: Node) -> str | None:
    """auto, any, tool or none, from `tool_choice.type`."""
    name = root.get_string("tool_choice", "type")
    return name if name in ("auto", "any", "tool", "none") else None


def text_block(text: object) -> dict[str, object]:
    """A text block."""
    return {"type": "text", "text": text}


def _holds(block: Block, value: Node, place: Place) -> bool:
    if place == "body":
        return value.parent is not None and value.parent.get("messages") is not None
    if place == "nested":
        # The blocks inside a result or a document are blocks; citations in a text are not.
        return block.kind in ("tool_result", "search_result", "document") and _is_inner(value)
    return place == "key" and block.kind != "reasoning"


def _takes(block: Block) -> bool:
    # "cache_control cannot be set for empty text blocks"
    writable = block.node.is_object or block.kind == "text"
    return writable and block.kind != "reasoning" and "blank" not in block.traits


def _is_inner(value: Node) -> bool:
    part = value.parent
    if part is None or part.step == "source":
        return False
    return part.get_string("type") in KINDS and kind_of(part) != "reasoning"


GRAMMAR = Grammar(
    name="invoke-anthropic",
    spelling="cache_control",
    type="ephemeral",
    own="key",
    tools=lambda root: root.get("tools"),
    kind=kind_of,
    texts=texts_of,
    traits=traits_of,
    holds=_holds,
    takes=_takes,
    tool_choice=tool_choice_of,
    text_block=text_block,
)
