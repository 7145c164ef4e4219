"""Tokens of a block's own content, whatever it holds.

The wire formats name things differently, but hardly any name means two things: so content is read
by its shape, and a part inside a tool result is counted as the same part would be by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

from promptlint.facts.tokens.interval import Tokens
from promptlint.prompt import Block
from promptlint.syntax import Node

# Around a tool's call or its result stand names and tags that the request does not show.
# Recorded on Claude and Nova 2: about 50 for a call and its result together.
_CALL = Tokens(15, 30, 48)
_RESULT = Tokens(8, 22, 40)
# Around the texts of these kinds stands hardly anything.
_AROUND = {
    "guardContent": Tokens.zero,
    "citationsContent": Tokens.zero,
    "searchResult": Tokens(0, 15, 60),
    "search_result": Tokens(0, 15, 60),
}
_VIDEO = Tokens(250, 3_000, 280_000)  # Nova: 288 a second, up to sixteen minutes of it
_AUDIO = Tokens(20, 1_500, 100_000)

# Tools that Anthropic defines: the request only names them. Published for bash, text editor and
# computer use (which adds a system prompt of its own); the others are not.
_KNOWN_TOOLS = {
    "bash": Tokens(200, 245, 330),
    "text_editor": Tokens(550, 700, 950),
    "computer": Tokens(650, 735, 1_400),
}
_UNKNOWN_TOOL = Tokens(30, 500, 4_000)

# Keys of a tool that the model does not read.
_SETTINGS = frozenset(
    {"allowed_callers", "cache_control", "cachePoint", "defer_loading", "strict", "type"}
    | {"eager_input_streaming"}
)


class Counting(NamedTuple):
    """How texts are counted: the tokenizer family, and whether quickly."""

    text: Callable[[str], Tokens]
    family: str | None

    def json(self, value: object) -> Tokens:
        """Tokens of a value as JSON. Recorded tool definitions fit this spacing to the token."""
        return self.text(json.dumps(value, ensure_ascii=False))


def count_content(block: Block, counting: Counting) -> Tokens:
    """Tokens of a block's own content."""
    if block.section == "tools":
        return _tool(block.node, counting)
    return _part(block.node, counting, block.texts, cited="cited" in block.traits)


def _tool(node: Node, counting: Counting) -> Tokens:
    spec = node.get("toolSpec")
    if spec is not None:
        schema = spec.get("inputSchema", "json") or spec.get("inputSchema")
        return counting.json(
            {
                "name": spec.get_string("name"),
                **_present("description", spec.get("description")),
                **_present("input_schema", schema),
            }
        )
    name = node.get_string("type")
    if name not in (None, "custom") or node.get("systemTool") is not None:
        kind = next((kind for kind in _KNOWN_TOOLS if (name or "").startswith(kind)), "")
        return _KNOWN_TOOLS.get(kind, _UNKNOWN_TOOL)
    if not node.is_object:
        return counting.json(node.value)
    value = {key: item for key, item in node.value.items() if key not in _SETTINGS}
    tokens = counting.json(value)
    deferred = node.get("defer_loading")
    if deferred is not None and deferred.raw == "true":
        return tokens._replace(low=0)
    return tokens


def _present(key: str, node: Node | None) -> dict[str, object]:
    return {key: node.value} if node is not None else {}


def _part(
    node: Node, counting: Counting, texts: tuple[Node, ...] = (), *, cited: bool = False
) -> Tokens:
    """Tokens of one element of a content list. `texts`: its strings, if the dialect found them."""
    if node.is_array:
        return sum((_part(child, counting) for child in node.children), Tokens.zero)
    kind, inner = _unwrap(node) if node.is_object else ("text", node)
    reader = _READERS.get(kind)
    if reader is not None:
        return reader(inner, counting)
    if kind == "document":
        from promptlint.facts.tokens.documents import count_document

        return count_document(inner, counting.text, counting.family, cited=cited)
    known = sum((counting.text(text.string) for text in texts), Tokens.zero)
    return known + _AROUND[kind] if kind in _AROUND else _unknown(node, counting, known)


def _unwrap(node: Node) -> tuple[str, Node]:
    """The kind of a part and where its content is: `{"image": {…}}` or `{"type": "image", …}`."""
    kind = node.get_string("type")
    if kind is not None:
        return kind, node
    for child in node.children:
        if isinstance(child.step, str) and child.step in _UNION and child.raw != "null":
            return child.step, child
    return "", node


def _text(node: Node, counting: Counting) -> Tokens:
    text = node.string if node.is_string else node.get_string("text")
    return counting.text(text) if text is not None else Tokens.zero


def _image(node: Node, counting: Counting) -> Tokens:
    from promptlint.facts.tokens.images import count_image, size_of

    data = _data(node)
    return count_image(size_of(data) if data is not None else None, counting.family)


def _data(node: Node) -> str | None:
    """The base64 text of a source, not unescaped: only its beginning matters."""
    for path in (("source", "bytes"), ("source", "data")):
        found = node.get(*path)
        if found is not None and found.is_string:
            return node.text[found.start + 1 : found.end - 1]
    return None


def _call(node: Node, counting: Counting) -> Tokens:
    arguments = node.get("input")
    value = arguments.value if arguments is not None else {}
    return counting.text(node.get_string("name") or "") + counting.json(value) + _CALL


def _result(node: Node, counting: Counting) -> Tokens:
    content = node.get("content")
    return _RESULT + (_part(content, counting) if content is not None else Tokens.zero)


def _json(node: Node, counting: Counting) -> Tokens:
    return counting.json(node.value)


def _reasoning(node: Node, counting: Counting) -> Tokens:
    """Thinking that is sent back: the service may drop it, or bill what it only showed in part.

    The signature carries all of it, encrypted: about a token for three characters at most.
    """
    shown = node.get_string("thinking") or node.get_string("reasoningText", "text") or ""
    hidden = (
        node.get("signature")
        or node.get("reasoningText", "signature")
        or node.get("data")
        or node.get("redactedContent")
    )
    carried = (hidden.end - hidden.start) // 3 if hidden is not None else 0
    tokens = counting.text(shown)
    return Tokens(0, tokens.estimate, max(tokens.high, carried))


def _nothing(_node: Node, _counting: Counting) -> Tokens:
    return Tokens.zero


def _unknown(node: Node, counting: Counting, known: Tokens) -> Tokens:
    """A part of a kind that is not known: at most all of it as JSON."""
    everything = counting.text(node.raw)
    return Tokens(0, max(known.estimate, everything.estimate // 2), everything.high + 100)


_READERS: dict[str, Callable[[Node, Counting], Tokens]] = {
    "text": _text,
    "image": _image,
    "toolUse": _call,
    "tool_use": _call,
    "server_tool_use": _call,
    "toolResult": _result,
    "tool_result": _result,
    "json": _json,
    "reasoningContent": _reasoning,
    "thinking": _reasoning,
    "redacted_thinking": _reasoning,
    "cachePoint": _nothing,
    "video": lambda _node, _counting: _VIDEO,
    "audio": lambda _node, _counting: _AUDIO,
}
_UNION = frozenset(
    {*_READERS, *_AROUND, "document"}
    - {
        "search_result",
        "tool_use",
        "server_tool_use",
        "tool_result",
        "thinking",
        "redacted_thinking",
    }
)
