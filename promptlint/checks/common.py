"""What several checks say in the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from promptlint.facts import Facts, Tokens
from promptlint.findings import Problem
from promptlint.prompt import Prompt

Options = Mapping[str, Any]
Check = Callable[[Prompt, Facts, Options], Iterator[Problem]]


def interval(tokens: Tokens) -> str:
    """An interval of tokens in words: "about 1,240 (1,020 to 1,510)"."""
    if tokens.low == tokens.high:
        return f"{tokens.estimate:,}"
    return f"about {tokens.estimate:,} ({tokens.low:,} to {tokens.high:,})"


def bounds(facts: Facts) -> str:
    """The minimum in words: "1,024", or both numbers where sources or models differ."""
    low, high = facts.caching.minimum
    if low == high:
        return f"{low:,}"
    known = facts.found.model is not None
    return f"{low:,} to {high:,} ({'sources differ' if known else 'depending on the model'})"


def model_name(facts: Facts) -> str:
    """The model in words, for messages."""
    if facts.found.model is not None:
        return facts.found.model.name
    if facts.found.opaque:
        return "the model behind this ARN, which does not name it,"
    return "a model the catalogue does not have" if facts.model_id else "a model that is not named"


def money(usd_per_1000: float | None) -> str:
    """Money per thousand requests, as an addition to a sentence; empty where no price is known."""
    if usd_per_1000 is None or usd_per_1000 < 0.005:
        return ""
    return f", ${usd_per_1000:,.2f} per 1,000 requests"
