"""How many tokens a text, a block and a request's frame are, as intervals.

Neither Claude's nor Nova's tokenizer is public, so nothing here is a number: it is `low` ≤ truth
≤ `high`, calibrated per tokenizer family on usage that the services reported. Families are "A"
(Claude 3 to 4.6), "B" (Claude Opus 4.7 and everything later), "N1" and "N2" (Nova 1 and 2); None
stands for a model nobody knows, which may be any of them.

There are three tiers, each inside the one before and more work than it: from a text's size
(`bound_text`), from patterns of its bytes (`quick=True`), and with a vocabulary besides.
"""

from __future__ import annotations

from promptlint.facts.tokens.frame import Overhead, overhead
from promptlint.facts.tokens.interval import Tokens
from promptlint.facts.tokens.sizes import bound_text
from promptlint.facts.tokens.texts import FAMILIES, count_text
from promptlint.prompt import Block

__all__ = [
    "FAMILIES",
    "Overhead",
    "Tokens",
    "bound_block",
    "bound_text",
    "count_block",
    "count_text",
    "overhead",
]


def count_block(block: Block, family: str | None, *, quick: bool = False) -> Tokens:
    """Tokens of a block's own content: what stands around it is in `overhead`.

    Args:
        block: any block; media are counted from the first bytes of their data.
        family: tokenizer family, or None for the union of all.
        quick: as in `count_text`.
    """
    from promptlint.facts.tokens.content import Counting, count_content

    def count(text: str) -> Tokens:
        return count_text(text, family, quick=quick)

    return count_content(block, Counting(count, family))


def bound_block(block: Block, family: str | None) -> Tokens:
    """Bounds on a block's tokens from the sizes of its texts alone: `count_block`'s lie inside."""
    from promptlint.facts.tokens.content import Counting, count_content

    def bound(text: str) -> Tokens:
        return bound_text(text, family)

    return count_content(block, Counting(bound, family))
