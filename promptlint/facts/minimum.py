"""Whether a prefix is long enough to be cached at all."""

from __future__ import annotations

from typing import Literal

from promptlint.facts.facts import Facts, Prefix

Verdict = Literal["below", "maybe", "above"]


def verdict(facts: Facts, prefix: Prefix) -> Verdict:
    """Whether a prefix reaches the minimum: an interval against a number or a range of them."""
    minimum = facts.caching.minimum
    if prefix.tokens.low >= minimum.high:
        return "above"
    if prefix.tokens.high < minimum.low and not prefix.expands:
        return "below"
    return "maybe"
