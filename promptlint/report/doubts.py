"""What the bounds of token counts and minimums would change in a plan, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from promptlint.layout.bounds import Assumption, Otherwise, otherwise
from promptlint.layout.choose import Choice
from promptlint.layout.entries import Row
from promptlint.layout.scale import Chosen
from promptlint.report.cache_map import CacheMap
from promptlint.report.words import money

_IF: dict[Assumption, str] = {
    "low-counts": "if the true counts are at the low end",
    "high-counts": "if the true counts are at the high end",
    "low-minimum": "if the lowest minimum is the true one",
}


def doubts(cache_map: CacheMap) -> Iterator[str]:
    """One clause for each assumption that would change something; none where none does."""
    for found in otherwise(cache_map.facts, cache_map.plan):
        yield f"{_IF[found.assumption]}, {_effect(cache_map, found)}"


def _effect(cache_map: CacheMap, found: Otherwise) -> str:
    plan = cache_map.plan
    if found.idle or found.woken:
        points, what = (found.idle, "nothing") if found.idle else (found.woken, "something")
        verb = "cache" if len(points) > 1 else "caches"
        words = f"the {_named(plan.row, points)} {verb} {what}"
        return f"{words} ({_prices(cache_map, found.cost, found.as_said)})"
    best = found.best or Choice((), found.cost)
    prices = _prices(cache_map, best.cost, found.cost)
    if not best.points:
        return f"it is cheaper without checkpoints ({prices})"
    return f"the best layout has the {_named(found.row, best.points)} ({prices})"


def _named(row: Row, points: Sequence[Chosen]) -> str:
    """Checkpoints by their places: "checkpoints after blocks 2 and 5"."""
    blocks = [str(row.entries[point.index].block.index) for point in points]
    if len(blocks) == 1:
        return f"checkpoint after block {blocks[0]}"
    return f"checkpoints after blocks {', '.join(blocks[:-1])} and {blocks[-1]}"


def _prices(cache_map: CacheMap, one: float, other: float) -> str:
    return f"{_price(cache_map, one)} instead of {_price(cache_map, other)}"


def _price(cache_map: CacheMap, cost: float) -> str:
    """A cost in the words of the map: shares are of the cost without caching as estimated."""
    usd = cache_map.facts.rates.usd_per_1000(cost)
    if cache_map.cost.unit == "relative" or usd is None:
        return money(cost / (cache_map.plan.cost_uncached or 1.0), "relative")
    return money(usd, cache_map.cost.unit)
