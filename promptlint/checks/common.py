"""What several checks say in the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from promptlint.catalog import Model
from promptlint.facts import Facts, Tokens
from promptlint.findings import Problem
from promptlint.prompt import Prompt
from promptlint.syntax import Node

Options = Mapping[str, Any]
Check = Callable[[Prompt, Facts, Options], Iterator[Problem]]

# What the dialects are called where users read it.
APIS = {
    "converse": "Converse",
    "invoke-anthropic": "InvokeModel for Claude",
    "invoke-nova": "InvokeModel for Nova",
}


def interval(tokens: Tokens) -> str:
    """An interval of tokens in words: "about 1,240 (1,020 to 1,510)"."""
    if tokens.low == tokens.high:
        return f"{tokens.estimate:,}"
    return f"about {tokens.estimate:,} ({tokens.low:,} to {tokens.high:,})"


def bounds(facts: Facts) -> str:
    """The minimum in words, with who says so; both numbers where sources or models differ."""
    low, high = facts.caching.minimum
    model = facts.found.model
    if model is None:
        return f"{low:,} to {high:,} (depending on the model)"
    if low == high:
        return f"{low:,}{_source(model, low)}"
    lowest, highest = _source(model, low), _source(model, high)
    if not (lowest or highest):
        return f"{low:,} to {high:,} (nobody has published it)"
    joint = "or" if highest else "to"
    return f"{low:,}{lowest} {joint} {high:,}{highest} (sources differ)"


def _source(model: Model, tokens: int) -> str:
    """Who says that this is the model's minimum: AWS before others, the newest page first."""
    said = [
        claim
        for claim in model.claims
        if claim.what == "minimum" and claim.value.startswith(f"{tokens:,} ")
    ]
    said.sort(key=lambda claim: ("docs.aws.amazon.com" in (claim.url or ""), claim.date))
    if not said:
        return ""
    title = said[-1].source.partition(", as of")[0].partition(", as read")[0].partition(" (")[0]
    return f" ({title}, {said[-1].date})"


def model_name(facts: Facts) -> str:
    """The model in words, for messages."""
    if facts.found.model is not None:
        return facts.found.model.name
    if facts.found.opaque:
        return "the model behind this ARN, which does not name it,"
    return "a model the catalogue does not have" if facts.model_id else "a model that is not named"


def model_place(request: Prompt, facts: Facts) -> Node:
    """Where the model is named; where the request does not name it, its first checkpoint."""
    if request.model_node is not None and request.model_id == facts.model_id:
        return request.model_node
    if request.markers:
        return request.markers[0].node
    return request.lists[0].node if request.lists else request.root


def profile_ids(model: Model) -> list[str]:
    """The IDs of a model's inference profiles: us and eu before others, global last."""
    order = ("us", "eu")
    named = [prefix for prefix in model.profiles if prefix]
    named.sort(key=lambda prefix: (prefix == "global", prefix not in order, prefix == "us-gov"))
    return [f"{prefix}.{model.id}" for prefix in named]


def money(usd_per_1000: float | None) -> str:
    """Money per thousand requests, as an addition to a sentence; empty where no price is known."""
    if usd_per_1000 is None or usd_per_1000 < 0.005:
        return ""
    return f", ${usd_per_1000:,.2f} per 1,000 requests"


def assumed(facts: Facts) -> str:
    """That the traffic is a guess of ours, as an addition to its name; empty where it is not."""
    return "" if facts.traffic.stated else ", which is assumed"


def also_elsewhere(places: int) -> str:
    """In how many more places the same is wrong, as an addition to a sentence."""
    return f" (so in {places:,} more place{'s' * (places > 1)})" if places else ""
