"""A list of a body as it is, but with other checkpoints: what several fixes hand to the dialect."""

from __future__ import annotations

from collections.abc import Mapping

from promptlint.operations import Arrange, Keep, Mark
from promptlint.prompt import Block, BlockList, Prompt
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
    blocks = blocks_of(request, target)
    items: list[Keep | Mark] = []
    for block in blocks:
        items.append(Keep(block))
        for marker in request.markers:
            if marker.after is not block or marker.place in ("message", "body"):
                continue
            if not marker.legal:
                return None
            mark = instead.get(marker.node, Mark(None, marker))
            if mark is not None:
                items.append(mark)
        if added is not None and added[0] is block:
            items.append(added[1])
    return Arrange(target, tuple(items))


def blocks_of(request: Prompt, target: BlockList) -> tuple[Block, ...]:
    """The blocks of one list."""
    where = (target.section, target.message)
    return tuple(block for block in request.blocks if (block.section, block.message) == where)
