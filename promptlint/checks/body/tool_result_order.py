"""The results of tools stand behind other content, where Claude wants them first."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

from promptlint.checks.common import Options
from promptlint.facts import Facts, Prefix, accepts_checkpoint
from promptlint.findings import Problem, Severity
from promptlint.layout import plan
from promptlint.operations import Arrange, Keep, Mark, Repair
from promptlint.prompt import Block, Checkpoint, Prompt
from promptlint.syntax import Node
from promptlint.text import Grade

_TITLE = "put the results first"


def tool_result_order(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each message that answers tool calls and has something else before that."""
    certain = _is_claude(request, facts)
    if certain is False:
        return
    before: list[Block] = []
    for blocks in _messages(request):
        results = _results(blocks, before)
        before = blocks
        first = next((block for block in blocks if block.index not in results), None)
        if results and first is not None and first.index < max(results):
            yield Problem(
                node=first.node,
                words={
                    "kind": first.kind.replace("_", " "),
                    "results": "the result of a tool" if len(results) == 1 else "results of tools",
                },
                variant=None if certain else "unnamed",
                severity=None if certain else Severity.WARNING,
                fix=_repair(request, facts, blocks, results),
            )


def _is_claude(request: Prompt, facts: Facts) -> bool | None:
    """Whether the model is one of Anthropic's; None where nobody has said."""
    if request.dialect != "converse":
        return request.dialect == "invoke-anthropic"
    if facts.found.model is not None:
        return facts.found.model.vendor == "Anthropic"
    return None if facts.found.opaque or facts.model_id is None else "claude" in facts.model_id


def _messages(request: Prompt) -> Iterator[list[Block]]:
    """The blocks of each message, one after the other."""
    blocks: list[Block] = []
    for block in request.section("messages"):
        if blocks and block.message != blocks[-1].message:
            yield blocks
            blocks = []
        blocks.append(block)
    if blocks:
        yield blocks


def _results(blocks: Sequence[Block], before: Sequence[Block]) -> frozenset[int]:
    """The numbers of a user's blocks that answer the tool calls of the message before."""
    if blocks[0].role != "user" or not before or before[0].role != "assistant":
        return frozenset()
    calls = {_call(block.node) for block in before if block.kind == "tool_use"}
    answers = (block for block in blocks if block.kind == "tool_result")
    return frozenset(block.index for block in answers if _answered(block.node) in calls - {None})


def _call(node: Node) -> str | None:
    """The identifier of a tool call."""
    return node.get_string("toolUse", "toolUseId") or node.get_string("id")


def _answered(node: Node) -> str | None:
    """The identifier of the call that a result answers."""
    return node.get_string("toolResult", "toolUseId") or node.get_string("tool_use_id")


def _repair(
    request: Prompt, facts: Facts, blocks: Sequence[Block], results: frozenset[int]
) -> Repair:
    """The results first, the rest behind them, both in the order they have."""
    blocked = plan(facts, Grade.SAFE).blocked
    if blocked is not None:
        return Repair(f"{_TITLE} ({blocked})", Grade.MANUAL, ())
    order = sorted(blocks, key=lambda block: block.index not in results)
    points = _points(request, facts, blocks, order)
    # Where there are too many checkpoints, some have to go first.
    if points is None or len(request.checkpoints) > facts.caching.max_checkpoints:
        return Repair(_TITLE, Grade.MANUAL, ())
    items: list[Keep | Mark] = []
    for block in order:
        items.append(Keep(block))
        items += (Mark(point.ttl, point.marker) for point in points.get(block.index, ()))
    return Repair(_TITLE, Grade.LAYOUT, (Arrange(facts.list_of(blocks[0]), tuple(items)),))


def _points(
    request: Prompt, facts: Facts, blocks: Sequence[Block], order: Sequence[Block]
) -> Mapping[int, Sequence[Checkpoint]] | None:
    """The checkpoints of a message, by the block that each is to close in the new order.

    What is cached stays cached: a checkpoint closes the last of all blocks that stood before it.
    None where that is not to be had: a marker is none that the service takes, no checkpoint may
    stand there, it belongs to a part of its block, or a longer prefix would not pay.
    """
    prefixes = facts.remember("prefixes by marker", lambda: _prefixes(facts))
    odd = facts.remember("lists with odd markers", lambda: _lists_with_others(request, prefixes))
    if facts.list_of(blocks[0]).node in odd:
        return None
    place = {block.index: number for number, block in enumerate(order)}
    placed: dict[int, list[Checkpoint]] = {}
    last = -1  # of the blocks so far, the one that stands last in the new order
    for block in blocks:
        last = max(last, place[block.index])
        closed = order[last]
        stays = place[block.index] == last == block.index - blocks[0].index
        for point in facts.points_after(block):
            prefix = prefixes[point.marker.node]
            inner = point.marker.place == "nested"
            pays = facts.rates.pays(prefix.survival, point.ttl)
            if not stays and (
                inner or not pays or not accepts_checkpoint(request, facts.caching, closed)
            ):
                return None
            held = placed.setdefault(closed.index, [])
            other = next((each for each in held if each.marker.place != "nested"), None)
            if inner or other is None:
                held.append(point)
            elif other.ttl != point.ttl:
                return None
    return placed


def _prefixes(facts: Facts) -> Mapping[Node, Prefix]:
    """The prefixes, by the marker of their checkpoint."""
    return {prefix.checkpoint.marker.node: prefix for prefix in facts.prefixes}


def _lists_with_others(request: Prompt, known: Container[Node]) -> Container[Node]:
    """The lists of blocks in which there are markers beside those that are known."""
    lists = {found.node for found in request.lists}
    found: set[Node] = set()
    for marker in request.markers:
        above: Node | None = None if marker.node in known else marker.node
        while above is not None and above not in lists:
            above = above.parent
        if above is not None:
            found.add(above)
    return found
