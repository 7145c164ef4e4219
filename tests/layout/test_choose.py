"""The planner against enumeration: every order, every set of checkpoints, every TTL."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.enumeration import (
    BLOCK,
    LIST,
    ROOT,
    TTLS,
    brute,
    entry_of,
    oracle_cost,
    price_tables,
)
from promptlint.facts import Rates, Traffic, presets
from promptlint.findings import LIFETIMES
from promptlint.layout.choose import cheapest_subset, choose
from promptlint.layout.entries import Entry
from promptlint.layout.scale import Chosen, Terms
from promptlint.prompt import Checkpoint, Marker

_MARKER = Marker(
    *(ROOT, "cachePoint", "item", "system", BLOCK, "default", None, ()), fits=True, legal=True
)


@st.composite
def entries(draw: st.DrawFn, most: int = 7) -> list[Entry]:
    """Rows of blocks with any lifetimes, some of them in places where no checkpoint may stand."""
    return [
        entry_of(
            float(draw(st.integers(1, 3000))),
            draw(st.sampled_from(LIFETIMES)),
            legal=draw(st.booleans()),
        )
        for _ in range(draw(st.integers(1, most)))
    ]


@st.composite
def turns(draw: st.DrawFn) -> list[Entry]:
    """Rows that end with a turn which the call before did not have: long ones, mostly filler."""
    row = draw(entries(most=4))
    filler = entry_of(float(draw(st.integers(1, 200))), "static", legal=False, new=True)
    for new in draw(entries(most=4)):
        row += [filler] * draw(st.sampled_from([0, 1, 9, 17, 18, 19, 20]))
        row.append(new._replace(new=True))
    return row


@st.composite
def terms(draw: st.DrawFn) -> Terms:
    """Every traffic preset, odd traffic, every price table, minima, limits and TTLs."""
    custom = st.builds(
        Traffic,
        name=st.just("custom"),
        calls=st.floats(1, 50),
        gap=st.floats(1, 5000),
        sessions=st.floats(0.1, 500),
        user_sessions=st.floats(0.01, 0.1),
        stated=st.booleans(),
    )
    return Terms(
        rates=draw(st.sampled_from(price_tables())),
        traffic=draw(st.one_of(st.sampled_from(list(presets().values())), custom)),
        minimum=float(draw(st.sampled_from([0, 512, 1024, 4096]))),
        most=draw(st.integers(0, 4)),
        ttls=draw(st.sampled_from([("5m",), ("5m", "1h")])),
    )


@settings(max_examples=examples(60), deadline=None)
@given(entries(), terms())
def test_checkpoints_are_optimal_in_a_given_order(row: list[Entry], limits: Terms) -> None:
    found = choose(row, limits, tolerance=0)
    assert found.cost == pytest.approx(brute(row, limits))
    assert found.cost == pytest.approx(
        oracle_cost(row, [(point.index, point.ttl) for point in found.points], limits)
    )


@settings(max_examples=examples(60), deadline=None)
@given(turns(), terms())
def test_checkpoints_are_optimal_behind_a_turn_of_any_length(
    row: list[Entry], limits: Terms
) -> None:
    assert choose(row, limits, tolerance=0).cost == pytest.approx(brute(row, limits))


def test_a_turn_beyond_the_lookback_is_bridged_where_the_call_before_ended() -> None:
    limits = Terms(
        Rates({"5m": 1.25, "1h": 2.0}, 0.1, None), presets()["agent"], 1024.0, 4, ("5m",)
    )
    old = [entry_of(3000, "static"), entry_of(500, "session")]

    def places(added: int) -> list[int]:
        row = old + [entry_of(100, "session", new=True)] * added
        return [point.index for point in choose(row, limits).points]

    assert places(19) == [0, 20]
    assert places(20) == [0, 1, 21]
    assert places(60) == [0, 1, 61]


@settings(max_examples=examples(60), deadline=None)
@given(entries(most=5), terms())
def test_longest_lived_first_is_optimal_over_all_orders(row: list[Entry], limits: Terms) -> None:
    # Where every piece allows a checkpoint behind it: what the sort of whole pieces promises.
    row = [entry._replace(legal=True) for entry in row]
    ordered = sorted(row, key=lambda entry: LIFETIMES.index(entry.lifetime))
    # "day" and "user" survive by different clocks; the sort is by the order of their survival.
    for ttl in TTLS:
        survival = [limits.traffic.survival(lifetime, ttl) for lifetime in LIFETIMES]
        if survival != sorted(survival, reverse=True):
            return
    best = min(brute(order, limits) for order in permutations(row))
    assert choose(ordered, limits, tolerance=0).cost == pytest.approx(best)


@settings(max_examples=examples(60), deadline=None)
@given(st.one_of(entries(), turns()), terms(), st.data())
def test_surplus_checkpoints_that_go_are_the_cheapest(
    row: list[Entry], limits: Terms, data: st.DataObject
) -> None:
    places = sorted(data.draw(st.sets(st.integers(0, len(row) - 1), min_size=1, max_size=8)))
    own = [Chosen(index, "5m", None) for index in places]
    kept = cheapest_subset(row, own, limits)
    assert len(kept) == min(limits.most, len(own))
    cost = oracle_cost(row, [(point.index, "5m") for point in kept], limits)
    best = min(
        oracle_cost(row, [(index, "5m") for index in some], limits)
        for some in combinations(places, len(kept))
    )
    assert cost == pytest.approx(best)


@given(terms())
def test_survival_falls_with_the_lifetime(limits: Terms) -> None:
    alive = {life: limits.traffic.survival(life, "5m") for life in LIFETIMES}
    assert 1 >= alive["static"] >= alive["day"] >= alive["session"] >= alive["request"] == 0
    assert alive["static"] >= alive["user"] >= alive["session"]


@settings(max_examples=examples(60), deadline=None)
@given(entries(), terms())
def test_better_terms_never_cost_more(row: list[Entry], limits: Terms) -> None:
    cost = choose(row, limits, tolerance=0).cost
    for better in (
        limits._replace(minimum=limits.minimum / 2),
        limits._replace(most=limits.most + 1),
        limits._replace(ttls=("5m", "1h")),
    ):
        assert choose(row, better, tolerance=0).cost <= cost + 1e-6


def test_two_checkpoints_in_one_place_are_one() -> None:
    entry = Entry(BLOCK, None, LIST, 2000.0, "static", legal=True, points=(), moved=False)
    point = Checkpoint(_MARKER, BLOCK, "5m")
    limits = Terms(
        Rates({"5m": 1.25, "1h": 2.0}, 0.1, None), presets()["agent"], 1024.0, 4, ("5m",)
    )
    doubled = entry._replace(points=(point, point._replace(marker=_MARKER._replace(ttl="5m"))))
    found = choose([doubled], limits, dropping=False)
    assert [chosen.index for chosen in found.points] == [0]


def test_a_lost_checkpoint_stays_unless_it_may_be_dropped() -> None:
    point = Checkpoint(_MARKER, BLOCK, "5m")
    lost = Entry(BLOCK, None, LIST, 2000.0, "request", legal=True, points=(point,), moved=False)
    limits = Terms(
        Rates({"5m": 1.25, "1h": 2.0}, 0.1, None), presets()["agent"], 1024.0, 4, ("5m",)
    )
    assert choose([lost], limits, dropping=False).points == (Chosen(0, "5m", point),)
    assert choose([lost], limits, dropping=True).points == ()


def test_an_order_of_ttls_that_is_refused_is_no_trap() -> None:
    limits = Terms(
        Rates({"5m": 1.25, "1h": 2.0}, 0.1, None), presets()["agent"], 1024.0, 4, ("5m",)
    )
    row = [
        Entry(
            BLOCK,
            None,
            LIST,
            2000.0,
            "static",
            legal=True,
            points=(Checkpoint(_MARKER, BLOCK, ttl),),
            moved=False,
        )
        for ttl in TTLS
    ]
    assert choose(row, limits, dropping=False).points
