"""Whether a prefix is long enough to be cached at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from promptlint.catalog import Bounds
from promptlint.facts.tokens import Tokens

if TYPE_CHECKING:
    from promptlint.facts.facts import Facts, Prefix

Verdict = Literal["below", "maybe", "above"]


def verdict(facts: Facts, prefix: Prefix) -> Verdict:
    """Whether a prefix reaches the minimum of its request's model."""
    return compare(prefix.tokens, facts.caching.minimum, expands=prefix.expands)


def compare(tokens: Tokens, minimum: Bounds, *, expands: bool) -> Verdict:
    """An interval against a number or a range of them.

    Args:
        expands: whether placeholders stand for text of unknown length, so that no upper bound
            is one.
    """
    if tokens.low >= minimum.high:
        return "above"
    return "below" if tokens.high < minimum.low and not expands else "maybe"
