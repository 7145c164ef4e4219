"""How many tokens a text, a block and a request's frame are, as intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from promptlint.facts.tokens.interval import Tokens
from promptlint.prompt import Block, Prompt

if TYPE_CHECKING:
    from promptlint.catalog import Model

__all__ = ["Overhead", "Tokens", "count_block", "count_text", "overhead"]


class Overhead(NamedTuple):
    """What a request costs beside its blocks: before the first one, and for each message."""

    start: Tokens
    per_message: Tokens


def count_text(text: str, family: str | None, *, quick: bool = False) -> Tokens:
    """Tokens of a text (first version: bytes only)."""
    size = len(text.encode("utf-8", "surrogatepass"))
    ratio = 0.41 if family == "B" else 0.28
    return Tokens(int(size * 0.17), int(size * ratio), int(size * 0.7) + 4)


def count_block(block: Block, family: str | None, *, quick: bool = False) -> Tokens:
    """Tokens of a block's own content (first version: its texts)."""
    return sum((count_text(node.string, family, quick=quick) for node in block.texts), Tokens.zero)


def overhead(prompt: Prompt, model: Model | None) -> Overhead:
    """Tokens beside the blocks (first version: Claude's frame, and any tool prompt)."""
    tools = Tokens(159, 400, 810) if prompt.section("tools") else Tokens.zero
    return Overhead(Tokens(0, 7, 50) + tools, Tokens(0, 3, 5))
