"""The beginning of a request, as a body of its own."""

from __future__ import annotations

from typing import Any

from promptlint.dialects.reading import plain_value
from promptlint.prompt import Prompt
from promptlint.syntax import Node

_SECTIONS = frozenset({"tools", "toolConfig", "system", "messages"})


def body_up_to(prompt: Prompt, end: int) -> dict[str, Any]:
    """The tools, system and messages of a request up to block number `end`, without markers.

    What is empty then is left out. Other members of the body are not in it.
    """
    kept = {block.node for block in prompt.blocks if block.index <= end}
    lists = {found.node for found in prompt.lists}
    gone = {marker.node for marker in prompt.markers}

    def value(node: Node) -> Any:  # noqa: ANN401 - JSON
        if node.is_array and node in lists:
            return [value(child) for child in node.children if child in kept]
        if node.is_object:
            return {child.step: value(child) for child in node.children if child not in gone}
        if node.is_array:
            return [
                value(child) for child in node.children if not gone.intersection(child.children)
            ]
        return "" if node in lists and node not in kept else plain_value(node)

    body = {
        str(child.step): value(child) for child in prompt.root.children if child.step in _SECTIONS
    }
    if isinstance(body.get("messages"), list):
        body["messages"] = [message for message in body["messages"] if message.get("content")]
    if not (body.get("toolConfig") or {}).get("tools", True):
        del body["toolConfig"]
    return {name: part for name, part in body.items() if part}
