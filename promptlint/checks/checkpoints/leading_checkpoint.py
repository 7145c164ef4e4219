"""A checkpoint with nothing before it in its own list."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options
from promptlint.facts import Facts
from promptlint.findings import Problem
from promptlint.operations import RemoveMarker, Repair
from promptlint.prompt import Marker, Prompt
from promptlint.text import Grade


def leading_checkpoint(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each; a message of nothing else is left to its author."""
    for marker in request.markers:
        if marker.place != "item" or marker.after is not None:
            continue
        alone = marker.section == "messages" and _is_alone(request, marker)
        yield Problem(
            node=marker.node,
            words={"section": _LISTS[marker.section]},
            variant="alone" if alone else None,
            fix=Repair("give the message content, or leave it out", Grade.MANUAL, ())
            if alone
            else Repair("take it out", Grade.SAFE, (RemoveMarker(marker),)),
        )


_LISTS = {"tools": "the tools", "system": "the system prompt", "messages": "its message"}


def _is_alone(request: Prompt, marker: Marker) -> bool:
    """Whether no block stands in the marker's list: without it the message would be empty."""
    item = marker.node.parent
    content = item.parent if item is not None else None
    return not any(block.node.parent is content for block in request.blocks)
