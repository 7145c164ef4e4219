"""Text blocks and messages without text, where the service refuses them."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.checkpoints.refused_place import stands_by_itself
from promptlint.checks.common import Options
from promptlint.facts import Facts, is_empty_text
from promptlint.findings import Problem, Severity
from promptlint.operations import Repair
from promptlint.prompt import Block, BlockList, Prompt
from promptlint.text import Grade

_ADVICE = Repair(
    "leave the block out, or the message where nothing else is in it", Grade.MANUAL, ()
)


def empty_text(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each blank block of the system prompt or a message, and each empty message.

    The blocks inside a tool's result may be blank. Of a Nova body nothing is known. Of a blank
    block with a checkpoint behind it checkpoint-on-empty-text speaks, and moves that first.
    """
    if request.dialect == "invoke-nova":
        return
    filled = {(block.section, block.message) for block in request.blocks if not _is_blank(block)}
    last = request.lists[-1] if request.lists else None
    marked = frozenset[int]() if facts.caching.supported is False else _marked(request)
    for block in request.blocks:
        blank = _is_blank(block) and block.index not in marked
        if blank and not _is_open_end(block, last, request):
            text = block.texts[0]
            whole = (block.section, block.message) not in filled
            certain = text.string == "" or (whole and block.section == "messages")
            yield Problem(
                node=text,
                words={"where": _where(block)},
                variant=None if text.string == "" else "blank" if certain else "disputed",
                severity=None if certain else Severity.WARNING,
                fix=_ADVICE,
            )
    for found in request.lists:
        empty = found.section == "messages" and found.node.is_array and not found.node.children
        if empty and not (found is last and found.role == "assistant" and _is_anthropic(request)):
            yield Problem(found.node, {"where": ""}, variant="nothing", fix=_ADVICE)


def _marked(request: Prompt) -> frozenset[int]:
    """The blocks that have a checkpoint behind them, as checkpoint-on-empty-text sees them."""
    return frozenset(
        marker.after.index
        for marker in request.markers
        if marker.after is not None
        and stands_by_itself(request, marker)
        and is_empty_text(request, marker.after)
    )


def _is_blank(block: Block) -> bool:
    return "blank" in block.traits


def _is_anthropic(request: Prompt) -> bool:
    return request.dialect == "invoke-anthropic"


def _is_open_end(block: Block, last: BlockList | None, request: Prompt) -> bool:
    """Whether Anthropic's format lets the text be empty.

    "All messages must have non-empty content except for the optional final assistant message",
    and a system prompt that is one empty string is none.
    """
    if not _is_anthropic(request):
        return False
    if block.section == "system":
        return block.node.is_string
    in_last = last is not None and block.message == last.message
    return in_last and block.role == "assistant" and block.texts[0].string == ""


def _where(block: Block) -> str:
    if block.section == "system":
        return "the system prompt"
    return f"a message of role {block.role}" if block.role else "a message"
