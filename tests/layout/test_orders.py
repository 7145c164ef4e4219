"""The order of a request's parts, and what better terms are worth: against enumeration."""

from __future__ import annotations

from random import Random

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from test_choose import entries, terms, turns

from benchmarks.enumeration import (
    brute,
    entry_of,
    is_ordered,
    orders,
    planned,
    some_parts,
    some_terms,
)
from promptlint.facts import Rates
from promptlint.layout.choose import choose
from promptlint.layout.entries import Entry
from promptlint.layout.scale import Terms


@settings(max_examples=examples(100), deadline=None)
@given(st.integers(0, 2**32))
def test_no_order_that_is_allowed_costs_less(seed: int) -> None:
    """`python -m benchmarks.proofs` tries thousands."""
    random = Random(seed)
    limits, parts = some_terms(random), some_parts(random, most=2)
    if is_ordered(limits):
        best = min(brute(order, limits) for order in orders(parts))
        found = choose(planned(parts), limits, tolerance=0).cost
        assert found == pytest.approx(best)


@settings(max_examples=examples(40), deadline=None)
@given(entries(), terms(), st.integers(0, 6))
def test_one_more_place_for_a_checkpoint_never_costs_more(
    row: list[Entry], limits: Terms, place: int
) -> None:
    more = list(row)
    more[place % len(row)] = row[place % len(row)]._replace(legal=True)
    cost = choose(row, limits, tolerance=0).cost
    assert choose(more, limits, tolerance=0).cost <= cost + 1e-6


@settings(max_examples=examples(40), deadline=None)
@given(st.one_of(entries(), turns()), terms())
def test_a_longer_ttl_at_the_same_price_never_costs_more(row: list[Entry], limits: Terms) -> None:
    write = limits.rates.write["5m"]
    limits = limits._replace(rates=Rates({"5m": write, "1h": write}, limits.rates.read, None))
    short = choose(row, limits._replace(ttls=("5m",)), tolerance=0).cost
    assert choose(row, limits._replace(ttls=("1h",)), tolerance=0).cost <= short * 1.0001


@settings(max_examples=examples(40), deadline=None)
@given(entries(), terms(), st.integers(1, 5000))
def test_more_static_text_at_the_head_never_takes_savings_away(
    row: list[Entry], limits: Terms, tokens: int
) -> None:
    def saved(some: list[Entry]) -> float:
        return sum(entry.tokens for entry in some) - choose(some, limits, tolerance=0).cost

    grown = [entry_of(float(tokens), "static"), *row]
    assert saved(grown) >= saved(row) - 1e-6
