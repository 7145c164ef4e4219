"""What the model reads of a request: its blocks without markers, comparable with ==."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from promptlint.dialects.markers import is_marker_key, sdk_shell
from promptlint.dialects.reading import plain_value
from promptlint.prompt import Block, Prompt
from promptlint.syntax import MAX_DEPTH, Node


def content(prompt: Prompt) -> tuple[tuple[object, ...], ...]:
    """Per block its section, role, number of its message, and value without markers.

    A bare string equals a list with that one text block. Messages are numbered as far as they
    hold blocks: an element of `messages` that is nothing but a marker is none.
    """
    gone = {sdk_shell(marker.node) or marker.node for marker in prompt.markers}
    above = _above(gone)
    numbers: dict[int | None, int | None] = {None: None}
    for block in prompt.blocks:
        numbers.setdefault(block.message, len(numbers) - 1)
    typed = prompt.dialect == "invoke-anthropic"
    return tuple(
        (block.section, block.role, numbers[block.message], _value(block, gone, above, typed=typed))
        for block in prompt.blocks
    )


def node_at(prompt: Prompt, block: Block, path: Iterable[str | int]) -> Node | None:
    """The node at a path in a block's value as `content` has it, so without markers.

    None where the path leads out of the value. A bare string is its own text and type.
    """
    if block.node.is_string:
        return block.node
    gone = {sdk_shell(marker.node) or marker.node for marker in prompt.markers}
    above = _above(gone)
    node: Node | None = block.node
    for step in path:
        if node is None:
            return None
        if isinstance(step, int) and node in above:
            node = next(iter(_elements(node, gone)[step:]), None)
        else:
            node = node.get(step)
    return node


def _value(block: Block, gone: set[Node], above: set[Node], *, typed: bool) -> object:
    if block.node.is_string:
        text = {"text": block.node.string}
        return {"type": "text", **text} if typed else text
    value = _without(block.node, gone, above)
    if isinstance(value, dict):
        # A null under a marker's key is no marker, and nothing that the model reads.
        return {key: member for key, member in value.items() if not is_marker_key(key)}
    return value


def _above(gone: set[Node]) -> set[Node]:
    """All nodes that have a marker below them."""
    found: set[Node] = set()
    for node in gone:
        above = node.parent
        while above is not None and above not in found:
            found.add(above)
            above = above.parent
    return found


def _without(node: Node, gone: set[Node], above: set[Node]) -> Any:  # noqa: ANN401 - JSON
    if node not in above or node.height > MAX_DEPTH:
        return plain_value(node)
    if node.is_object:
        kept = (child for child in node.children if child not in gone)
        return {child.step: _without(child, gone, above) for child in kept}
    return [_without(child, gone, above) for child in _elements(node, gone)]


def _elements(node: Node, gone: set[Node]) -> list[Node]:
    """What is kept of a list inside a block: an element that was nothing but a marker goes."""
    return [
        child
        for child in node.children
        if child not in gone and not (child.children and set(child.children) <= gone)
    ]
