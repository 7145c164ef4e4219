"""What a plan would be at the ends of the ranges it rests on, against sums done by hand."""

from __future__ import annotations

import json
from itertools import combinations, product
from math import exp

import pytest
from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from promptlint.catalog import Bounds
from promptlint.engine.lint import Settings, check_source
from promptlint.facts import Facts, Traffic
from promptlint.layout import plan
from promptlint.layout.bounds import Assumption, Otherwise, otherwise
from promptlint.report.cache_map import cache_maps
from promptlint.report.doubts import doubts
from promptlint.text import Grade, Source

STREAM = Traffic("custom", 1.0, 60.0, 60.0, 0.5, stated=True)
# One call per session, 60 sessions per hour: a static prefix is lost if none comes within its TTL.
SURVIVAL = {"5m": 1 - exp(-60 * 300 / 3600), "1h": 1 - exp(-60)}
WRITE = {"5m": 1.25, "1h": 2.0}
LAYOUT = Settings(rules=frozenset(), reach=Grade.LAYOUT, traffic=STREAM)
WORDS = "Answer the customer in a kind and helpful way. "


def body(sizes: list[int], points: set[int]) -> str:
    """A request with system texts of so many sentences, and checkpoints after some of them."""
    system: list[object] = []
    for number, size in enumerate(sizes):
        system.append({"text": WORDS * size})
        if number in points:
            system.append({"cachePoint": {"type": "default"}})
    return json.dumps(
        {
            "modelId": "anthropic.claude-sonnet-4-5-20250929-v1:0",
            "system": system,
            "messages": [{"role": "user", "content": [{"text": "Hello"}]}],
        }
    )


def facts_for(text: str, minimum: Bounds | None = None) -> Facts:
    stored = check_source(Source("request.json", text), LAYOUT).stored
    assert stored is not None
    facts = Facts(stored.requests[0], traffic=STREAM)
    if minimum is not None:
        facts.caching = facts.caching._replace(minimum=minimum)
    return facts


def by_hand(loads: list[int], ends: list[tuple[int, str]], minimum: int) -> float:
    """The cost of static prefixes that end with these blocks and have these TTLs."""
    cost, before = float(sum(loads)), 0
    for end, ttl in ends:
        prefix = sum(loads[: end + 1])
        if prefix >= minimum:
            cost += (prefix - before) * (WRITE[ttl] - 1 - (WRITE[ttl] - 0.1) * SURVIVAL[ttl])
            before = prefix
    return cost


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.integers(5, 130), min_size=1, max_size=3),
    st.sets(st.integers(0, 2), max_size=3),
    st.sampled_from([None, Bounds(512, 1024), Bounds(1024, 4096)]),
)
def test_bounds_against_sums_by_hand(
    sizes: list[int], points: set[int], minimum: Bounds | None
) -> None:
    facts = facts_for(body(sizes, points), minimum)
    best = plan(facts, Grade.LAYOUT, dropping=True)
    ends: list[tuple[int, str]] = [(point.index, point.ttl) for point in best.points]
    low, high = facts.caching.minimum
    found = {each.assumption: each for each in otherwise(facts, best)}
    estimates = [load.estimate for load in facts.loads]
    reached = {end for end in ends if sum(estimates[: end[0] + 1]) >= high}
    ways: dict[Assumption, tuple[list[int], int]] = {
        "low-counts": ([load.low for load in facts.loads], high),
        "high-counts": ([load.high for load in facts.loads], high),
        "low-minimum": (estimates, low),
    }
    for assumption, (loads, least) in ways.items():
        then = {end for end in ends if sum(loads[: end[0] + 1]) >= least}
        cost = by_hand(loads, ends, least)
        as_said = by_hand(loads, sorted(reached), 0)
        cheapest = min(
            by_hand(loads, list(zip(places, ttls, strict=True)), least)
            for size in range(len(sizes) + 1)
            for places in combinations(range(len(sizes)), size)
            for ttls in product(("5m", "1h"), repeat=size)
            if list(ttls) == sorted(ttls)
        )
        each: Otherwise | None = found.get(assumption)
        if each is None:
            assert abs(cost - as_said) <= as_said * 0.0101
            # A checkpoint in the lone message does not pay, so these are all places.
            assert cheapest >= cost * 0.9899
            continue
        assert {(point.index, point.ttl) for point in each.idle} == reached - then
        assert {(point.index, point.ttl) for point in each.woken} == then - reached
        assert each.cost == pytest.approx(cost)
        assert each.as_said == pytest.approx(as_said)
        assert each.best is None or each.best.cost <= cheapest * 1.0101


def said(sizes: list[int], points: set[int]) -> list[str]:
    report = check_source(Source("request.json", body(sizes, points)), LAYOUT)
    return [doubt for each in cache_maps(report, LAYOUT) for doubt in doubts(each)]


def size_of(tokens: int) -> int:
    """So many sentences are estimated at about so many tokens."""
    many = facts_for(body([1000], set())).loads[0].estimate
    return round(tokens * 1000 / many)


def test_a_prefix_just_above_the_minimum_is_in_doubt() -> None:
    [doubt] = said([size_of(1060)], {0})
    assert doubt.startswith(
        "if the true counts are at the low end, the checkpoint after block 0 caches nothing ($"
    )


def test_a_prefix_just_below_the_minimum_is_in_doubt() -> None:
    [doubt] = said([size_of(990)], {0})
    assert doubt.startswith(
        "if the true counts are at the high end, the checkpoint after block 0 caches something ($"
    )


def test_a_checkpoint_that_is_not_there_may_be_worth_it() -> None:
    [doubt] = said([size_of(990)], set())
    assert doubt.startswith(
        "if the true counts are at the high end, the best layout has the checkpoint after block 0 "
    )


def test_nothing_is_said_far_from_the_minimum() -> None:
    assert said([size_of(3000)], {0}) == []
    assert said([size_of(100)], {0}) == []
