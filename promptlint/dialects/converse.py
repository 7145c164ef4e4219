"""The Converse API: blocks are tagged unions, a checkpoint is an element of its own.

Source: the service model of bedrock-runtime 2023-09-30 as shipped in botocore 1.44.5.
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
    "video": "video",
    "audio": "audio",
    "toolUse": "tool_use",
    "toolResult": "tool_result",
    "guardContent": "guard",
    "reasoningContent": "reasoning",
    "citationsContent": "citations",
    "searchResult": "search_result",
    "toolAddition": "other",
    "toolRemoval": "other",
}
TOOL_KEYS = ("toolSpec", "systemTool")


def tools_of(root: Node) -> Node | None:
    """`toolConfig.tools`; in a fragment that is a toolConfig itself, its `tools`."""
    return root.get("toolConfig", "tools") or root.get("tools")


def kind_of(node: Node) -> BlockKind:
    """The kind of a content block: its first union member that is set."""
    for child in node.children if node.is_object else ():
        if child.step in KINDS and child.raw != "null":
            return KINDS[str(child.step)]
    return "other"


def texts_of(node: Node, kind: BlockKind) -> Iterator[Node]:
    """The strings of a block that the model reads."""
    reader = _TEXTS.get(kind)
    return reader(node) if reader is not None else iter(())


def _tool_texts(node: Node) -> Iterator[Node]:
    for key in TOOL_KEYS:
        if (tool := node.get(key)) is not None:
            yield from at(tool, "name", "description")
            yield from schema_texts(tool.get("inputSchema"))


def _result_texts(node: Node) -> Iterator[Node]:
    for part in elements(node.get("toolResult", "content")):
        yield from strings_below(part.get("json"))
        yield from texts_of(part, kind_of(part))


def _document_texts(node: Node) -> Iterator[Node]:
    if (document := node.get("document")) is not None:
        yield from at(document, "name", "context")
        yield from texts_of_parts(document.get("source", "text"))
        yield from texts_of_parts(document.get("source", "content"))


def _search_texts(node: Node) -> Iterator[Node]:
    if (result := node.get("searchResult")) is not None:
        yield from at(result, "title")
        yield from texts_of_parts(result.get("content"))


def _cited_texts(node: Node) -> Iterator[Node]:
    yield from texts_of_parts(node.get("citationsContent", "content"))
    for citation in elements(node.get("citationsContent", "citations")):
        yield from at(citation, "title")
        yield from texts_of_parts(citation.get("sourceContent"))


_TEXTS: dict[BlockKind, Callable[[Node], Iterator[Node]]] = {
    "tool": _tool_texts,
    "text": lambda node: at(node, "text"),
    "tool_use": lambda node: strings_below(node.get("toolUse", "input")),
    "tool_result": _result_texts,
    "document": _document_texts,
    "reasoning": lambda node: texts_of_parts(node.get("reasoningContent", "reasoningText", "text")),
    "guard": lambda node: texts_of_parts(node.get("guardContent", "text", "text")),
    "search_result": _search_texts,
    "citations": _cited_texts,
}


def traits_of(node: Node, kind: BlockKind) -> Iterator[Trait]:
    """What else can be told of a block."""
    if kind == "document":
        if node.get_string("document", "format") == "pdf":
            yield "pdf"
        if is_true(node.get("document", "citations", "enabled")):
            yield "cited"
    elif kind == "reasoning":
        reasoning = node.get("reasoningContent")
        if reasoning is not None and (
            reasoning.get_string("reasoningText", "signature")
            or reasoning.get("redactedContent") is not None
        ):
            yield "signed"


def tool_choice_of(root: Node) -> str | None:
    """auto, any or tool: the union member that `toolChoice` has."""
    choice = root.get("toolConfig", "toolChoice") or root.get("toolChoice")
    keys = choice.keys if choice is not None else []
    return next((key for key in keys if key in ("auto", "any", "tool")), None)


def text_block(text: object) -> dict[str, object]:
    """A text block."""
    return {"text": text}


def _holds(_block: Block, _value: Node, place: Place) -> bool:
    return place == "item"


GRAMMAR = Grammar(
    name="converse",
    spelling="cachePoint",
    type="default",
    own="item",
    tools=tools_of,
    kind=kind_of,
    texts=texts_of,
    traits=traits_of,
    holds=_holds,
    takes=lambda _block: True,
    tool_choice=tool_choice_of,
    text_block=text_block,
)
