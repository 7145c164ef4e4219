"""A cachePoint of Converse that is no element of its own list: inside a block, or a key of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from promptlint.checks.common import Options
from promptlint.facts import Facts, accepts_checkpoint
from promptlint.findings import Problem
from promptlint.operations import Arrange, Keep, Mark, RemoveMarker, Repair
from promptlint.prompt import Block, Marker, Prompt, Ttl
from promptlint.syntax import Node
from promptlint.text import Grade


def nested_checkpoint(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each checkpoint inside a block, as in `toolResult.content`."""
    yield from _problems(request, facts, "nested")


def merged_checkpoint(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each checkpoint that shares an object with a block."""
    yield from _problems(request, facts, "merged")


def _problems(
    request: Prompt, facts: Facts, place: Literal["nested", "merged"]
) -> Iterator[Problem]:
    for marker, block in _misplaced(request, facts):
        if marker.place == place:
            repairs = facts.remember("misplaced", lambda: _repairs(request, facts))
            yield Problem(
                node=marker.node,
                words={"kind": block.kind.replace("_", " ")},
                fix=repairs[block.node.parent],
            )


def _misplaced(request: Prompt, facts: Facts) -> Iterator[tuple[Marker, Block]]:
    """What is misplaced, each with the block it is in or on.

    Nothing for a model that takes no checkpoint at all, where all of them go.
    """
    if request.dialect == "converse" and facts.caching.supported is not False:
        for marker in request.markers:
            misplaced = marker.place in ("nested", "merged") and marker.spelling == "cachePoint"
            if misplaced and marker.after is not None:
                yield marker, marker.after


def _repairs(request: Prompt, facts: Facts) -> Mapping[Node | None, Repair]:
    """One repair for each list, since a list is arranged once for all that is misplaced in it.

    A checkpoint goes behind its block where the service takes it there; else it goes away.
    """
    wrong = list(_misplaced(request, facts))
    placed = [(point.after.index, point.ttl) for point in request.checkpoints]
    repairs: dict[Node | None, Repair] = {}
    for target in request.lists:
        here = [(marker, block) for marker, block in wrong if block.node.parent is target.node]
        items: list[Keep | Mark] = []
        moved = False
        for block in request.blocks:
            if not here or block.node.parent is not target.node:
                continue
            behind = [m for m in request.markers if m.after is block and m.place == "item"]
            items += [Keep(block), *(Mark(None, marker) for marker in behind)]
            asked = next((marker for marker, holder in here if holder is block), None)
            if asked and not behind and _may_follow(request, facts, block, asked, placed):
                items.append(Mark(_ttl(asked), None))
                placed.append((block.index, _ttl(asked) or "5m"))
                moved = True
        removals = tuple(RemoveMarker(marker) for marker, _ in here)
        repairs[target.node] = (
            Repair("set it behind the block", Grade.SAFE, (Arrange(target, tuple(items)),))
            if moved
            else Repair("take it out", Grade.SAFE, removals)
        )
    return repairs


def _may_follow(
    request: Prompt, facts: Facts, block: Block, marker: Marker, placed: list[tuple[int, Ttl]]
) -> bool:
    """Whether the service takes the checkpoint behind the block, beside those that are placed.

    Their number is limited, and none of one hour may come after one of five minutes.
    """
    if len(placed) >= facts.caching.max_checkpoints:
        return False
    if not accepts_checkpoint(request, facts.caching, block):
        return False
    if _ttl(marker) == "1h":
        return all(ttl == "1h" for index, ttl in placed if index < block.index)
    return all(ttl == "5m" for index, ttl in placed if index > block.index)


def _ttl(marker: Marker) -> Ttl | None:
    """The lifetime as the user wrote it; None where there is none that the service knows."""
    if marker.ttl == "1h":
        return "1h"
    return "5m" if marker.ttl == "5m" else None
