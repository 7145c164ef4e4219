"""Where the service takes a checkpoint: what the wire format allows and what the model refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from promptlint.catalog import Caching
from promptlint.dialects import spelling_of, takes_marker
from promptlint.prompt import Block, Prompt

if TYPE_CHECKING:
    from promptlint.facts.facts import Facts

__all__ = [
    "accepts_checkpoint",
    "is_empty_text",
    "is_moved",
    "is_refused",
    "spelling_of",
    "takes_checkpoint",
]


def takes_checkpoint(request: Prompt, caching: Caching, block: Block) -> bool:
    """Whether a new checkpoint may stand right after `block`.

    One source reports that Claude's documents that are no PDF are moved to the front of their
    message unless a checkpoint precedes them, so what the service accepts right before one is
    still no place for ours; nor is a block that we do not know.
    """
    following = _next_in_list(request, block)
    known = block.kind != "other" and "blank" not in block.traits
    known = known and not is_moved(request, following)
    return known and accepts_checkpoint(request, caching, block)


def accepts_checkpoint(request: Prompt, caching: Caching, block: Block) -> bool:
    """Whether the service accepts a checkpoint right after `block`.

    It refuses (ValidationException, or "Field required" for the document): fields the model does
    not cache, a place after reasoning or an empty text, on Nova anywhere but after text, and in
    Converse on Claude right after a document that is no PDF.
    """
    return (
        caching.supported is not False
        and block.section in caching.fields
        and takes_marker(request, block)
        and block.kind != "reasoning"
        and not is_empty_text(request, block)
        and (block.kind == "text" or block.section == "tools" or not caching.after_text_only)
        and not is_moved(request, block)
    )


def is_refused(request: Prompt, facts: Facts) -> bool:
    """Whether the service refuses some marker of the request, or their number."""
    caching = facts.caching
    return (
        len(request.checkpoints) > caching.max_checkpoints
        or not all(marker.legal for marker in request.markers)
        or not all(accepts_checkpoint(request, caching, p.after) for p in request.checkpoints)
    )


def is_empty_text(request: Prompt, block: Block) -> bool:
    """Whether a block is a text that has nothing to mark.

    White space alone is enough in Converse: a recorded call wrote and read a prefix that ends in
    a line break.
    """
    return "blank" in block.traits and (
        request.dialect != "converse" or not any(node.string for node in block.texts)
    )


def is_moved(request: Prompt, block: Block | None) -> bool:
    """Whether Converse gives Claude this block as text in another place, which cannot be marked.

    It does so with documents that are no PDF and have no citations (one source says where to).
    """
    if block is None or block.kind != "document" or request.dialect != "converse":
        return False
    return not block.traits & {"pdf", "cited"}


def _next_in_list(request: Prompt, block: Block) -> Block | None:
    if block.index + 1 >= len(request.blocks):
        return None
    following = request.blocks[block.index + 1]
    same = (following.section, following.message) == (block.section, block.message)
    return following if same else None
