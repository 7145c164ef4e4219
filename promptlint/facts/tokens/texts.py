"""Tokens of a text."""

from __future__ import annotations

from promptlint.facts.tokens.estimator import interval, measure
from promptlint.facts.tokens.interval import Tokens
from promptlint.facts.tokens.sizes import bound_text

FAMILIES = ("A", "B", "N1", "N2")


def count_text(text: str, family: str | None, *, quick: bool = False) -> Tokens:
    """Tokens of a text.

    Args:
        text: any text; lone surrogates are counted like other odd characters.
        family: tokenizer family, or None for the union of all.
        quick: count patterns of bytes only and load no vocabulary: a wider interval, in which
            the slower count's always lies, as it lies itself in that of `bound_text`.
    """
    if not text:
        return Tokens.zero
    measured = measure(text, vocabulary_too=not quick)
    if family is not None:
        return interval(measured, family, bound_text(text, family))
    each = [interval(measured, name, bound_text(text, name)) for name in FAMILIES]
    return Tokens(
        min(one.low for one in each),
        sum(one.estimate for one in each) // len(each),
        max(one.high for one in each),
    )
