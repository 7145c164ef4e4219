"""A list of a body as it is, but with other checkpoints: what several fixes hand to the dialect."""

from __future__ import annotations

from collections.abc import Mapping

from promptlint.operations import Arrange, Keep, Mark
from promptlint.prompt import Block, BlockList, Marker, Prompt
from promptlint.syntax import Node


def rearranged(
    request: Prompt,
    target: BlockList,
    instead: Mapping[Node, Mark | None],
    added: tuple[Block, Mark] | None = None,
) -> Arrange | None:
    """The list with some checkpoints put in place of others; None if it holds other markers.

    Args:
        instead: for the value of a marker, what is to stand in its place; None for nothing.
            All others stay.
        added: a block of the list, and a checkpoint to follow it.
    """
    where = (target.section, target.message)
    markers: dict[int, list[Marker]] = {}
    for marker in request.markers:
        # On a message or on the body they are no part of the list.
        if marker.after is not None and marker.place not in ("message", "body"):
            markers.setdefault(marker.after.index, []).append(marker)
    items: list[Keep | Mark] = []
    for block in request.blocks:
        if (block.section, block.message) != where:
            continue
        items.append(Keep(block))
        for marker in markers.get(block.index, ()):
            if not marker.legal:
                return None
            mark = instead.get(marker.node, Mark(None, marker))
            if mark is not None:
                items.append(mark)
        if added is not None and added[0] is block:
            items.append(added[1])
    return Arrange(target, tuple(items))
