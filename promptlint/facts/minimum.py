"""Whether a prefix is long enough to be cached at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from promptlint.catalog import Bounds
from promptlint.facts.tokens import Tokens

if TYPE_CHECKING:
    from promptlint.facts.facts import Facts
    from promptlint.facts.prefix import Prefix

Verdict = Literal["below", "maybe", "above"]


def verdict(facts: Facts, prefix: Prefix) -> Verdict:
    """Whether a prefix reaches the minimum of its request's model."""
    return compare(prefix.tokens, facts.caching.minimum, expands=prefix.expands)


def hangs_on_model(facts: Facts, prefix: Prefix) -> bool:
    """Whether a prefix is in doubt for no other reason than that its model is not known."""
    if facts.found.model is not None or verdict(facts, prefix) != "maybe":
        return False
    low, high = facts.caching.minimum
    return prefix.tokens.low >= low or (prefix.tokens.high < high and not prefix.expands)


def compare(tokens: Tokens, minimum: Bounds, *, expands: bool) -> Verdict:
    """An interval against a number or a range of them.

    Args:
        expands: whether placeholders stand for text of unknown length, so that no upper bound
            is one.
    """
    if tokens.low >= minimum.high:
        return "above"
    return "below" if tokens.high < minimum.low and not expands else "maybe"
