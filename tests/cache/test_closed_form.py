"""The expected cost by formula against the mean cost in simulated traffic.

Short, with the standard error that so few calls have; `python -m benchmarks.proofs` draws more.
"""

from __future__ import annotations

from random import Random
from statistics import fmean

import pytest

from benchmarks.arrivals import arrivals
from benchmarks.enumeration import some_traffic
from benchmarks.proofs import CLAUDE, compare, is_dated, some_points
from promptlint.cache import Cache
from promptlint.facts import Rates, Segment, Traffic, expected_cost, presets

NOVA = Rates({"5m": 1.0, "1h": 1.0}, 0.25, None)
CALLS = 15_000


def sessions(traffic: Traffic) -> int:
    """As many as make that many calls, and last long enough beside the sessions themselves."""
    under_way = traffic.calls * traffic.gap * traffic.sessions / 3600
    return int(max(CALLS / traffic.calls, 500, 20 * under_way))


@pytest.mark.parametrize("name", presets())
@pytest.mark.parametrize("rates", [CLAUDE, NOVA], ids=["claude", "nova"])
def test_presets(name: str, rates: Rates) -> None:
    random = Random(name)
    traffic = presets()[name]
    points = random.choice([some for some in some_points() if not is_dated(some)])
    found = compare(traffic, points, sessions(traffic), random, rates)
    assert found.error < 0.01 * found.simulated
    assert abs(found.formula - found.simulated) < 4 * found.error


@pytest.mark.parametrize("seed", range(8))
def test_any_traffic(seed: int) -> None:
    random = Random(seed)
    traffic = some_traffic(random)
    points = random.choice([some for some in some_points() if not is_dated(some)])
    found = compare(traffic, points, sessions(traffic), random)
    assert found.error < 0.02 * found.simulated
    assert abs(found.formula - found.simulated) < 4 * found.error


def test_sessions_with_pauses_of_about_a_ttl() -> None:
    # E[min(gap, TTL)] is the mean gap times P(gap <= TTL), not the smaller of the two: here the
    # difference is more than a third.
    traffic = Traffic("custom", 10, 300, 2, 2, stated=True)
    found = compare(traffic, (("static", "5m"),), 3000, Random(1))
    assert found.off == pytest.approx(0, abs=0.02)


def test_a_date_falls_out_once_a_day() -> None:
    # Of calls minutes apart few find yesterday's prefix gone; of rare ones none, since they find
    # nothing at all; the mean gap says neither.
    for traffic in (
        Traffic("custom", 3, 70, 0.1, 0.1, stated=True),
        Traffic("custom", 10, 1700, 16, 16, stated=True),
    ):
        found = compare(traffic, (("day", "1h"),), sessions(traffic), Random(2))
        assert found.off == pytest.approx(0, abs=0.01)


def test_the_formula_leaves_out_half_a_turn_of_a_conversation_that_grows() -> None:
    # It counts all of a prefix as read with p, where the newest turn is always written; and the
    # first call, which reads nothing, is shorter than the mean. What remains is (w - r) p d / 2.
    traffic = Traffic("custom", 8, 100, 20, 1, stated=True)
    first, turn = 3000, 700
    simulated, by_formula = [], []
    cache = Cache()
    for time, session, _, call in arrivals(traffic, 3000, Random(3)):
        keys = [(session, number) for number in range(call + 1)]
        read = cache.serve(keys, [(call, "5m")], time).read
        tokens = first + turn * call
        old = first + turn * (read - 1) if read else 0
        simulated.append(1.25 * (tokens - old) + 0.1 * old)
        segment = Segment(tokens, "5m", traffic.survival("session", "5m"))
        by_formula.append(expected_cost(tokens, [segment], CLAUDE))
    missing = 1.15 * traffic.survival("session", "5m") * turn / 2
    assert fmean(simulated) - fmean(by_formula) == pytest.approx(missing, rel=0.1)
