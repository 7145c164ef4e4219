"""The mathematics of a layout against simulation and enumeration: `python -m benchmarks.proofs`.

The tests hold shorter versions of the same. `python -m benchmarks.proofs 20000` draws as many
sessions and rows of blocks as one likes; without a number it takes some minutes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import combinations
from random import Random
from statistics import fmean, stdev
from typing import NamedTuple

from benchmarks.arrivals import Arrival, arrivals
from benchmarks.enumeration import (
    brute,
    is_ordered,
    orders,
    planned,
    some_parts,
    some_terms,
    some_traffic,
)
from promptlint.cache import Cache
from promptlint.facts import Rates, Segment, Traffic, expected_cost, presets
from promptlint.findings import LIFETIMES, Lifetime
from promptlint.layout.choose import choose
from promptlint.prompt import Ttl

CLAUDE = Rates({"5m": 1.25, "1h": 2.0}, 0.1, None)
_DAY = 86_400
_BATCHES = 40

Point = tuple[Lifetime, Ttl]


class Compared(NamedTuple):
    """A cost by the formula and by simulation, with the standard error of the latter."""

    formula: float
    simulated: float
    error: float

    @property
    def off(self) -> float:
        """The relative difference."""
        return self.formula / self.simulated - 1


def simulated(
    calls: Sequence[Arrival], tokens: Sequence[int], points: Sequence[Point], rates: Rates
) -> list[float]:
    """What each call costs: one block of each lifetime, checkpoints behind some of them.

    A block of no tokens is not there.
    """
    cache = Cache()
    dated = bool(tokens[LIFETIMES.index("day")])
    places = [(LIFETIMES.index(lifetime), ttl) for lifetime, ttl in points]
    cost: list[float] = []
    for number, (time, session, user, _) in enumerate(calls):
        day = int(time // _DAY) if dated else 0
        keys = [0, (day,), (day, user), (day, user, session), -number - 1]
        read = cache.serve(keys, places, time).read
        own = float(sum(tokens))
        done = 0
        for place, ttl in places:
            own += sum(tokens[max(done, read) : place + 1]) * (rates.write[ttl] - 1)
            done = place + 1
        cost.append(own - sum(tokens[:read]) * (1 - rates.read))
    return cost


def formula(
    traffic: Traffic, tokens: Sequence[int], points: Sequence[Point], rates: Rates
) -> float:
    """The same by the closed form."""
    segments, done = [], 0
    for lifetime, ttl in points:
        end = LIFETIMES.index(lifetime) + 1
        alive = traffic.survival(lifetime, ttl)
        segments.append(Segment(sum(tokens[done:end]), ttl, alive))
        done = end
    return expected_cost(sum(tokens), segments, rates)


def compare(
    traffic: Traffic,
    points: Sequence[Point],
    sessions: int,
    random: Random,
    rates: Rates = CLAUDE,
) -> Compared:
    """Both for one traffic, and a request with a block of each lifetime that is marked.

    The standard error is that of means over stretches of time.
    """
    marked = {lifetime for lifetime, _ in points} | {"request"}
    sizes = zip(LIFETIMES, (4000, 2000, 1500, 3000, 500), strict=True)
    tokens = [size if lifetime in marked else 0 for lifetime, size in sizes]
    calls = arrivals(traffic, sessions, random)
    cost = simulated(calls, tokens, points, rates)
    # As many sessions as on the average are under way only between the first and the last.
    ramp, last = 3 * traffic.calls * traffic.gap, max(call.time for call in calls if not call.call)
    times = (call.time for call in calls)
    warm = [own for own, time in zip(cost, times, strict=True) if ramp + 7200 < time < last]
    size = max(len(warm) // _BATCHES, 1)
    means = [fmean(warm[at : at + size]) for at in range(0, size * _BATCHES, size)]
    error = stdev(means) / len(means) ** 0.5
    return Compared(formula(traffic, tokens, points, rates), fmean(warm), error)


def some_points() -> Iterator[tuple[Point, ...]]:
    """All sets of checkpoints behind what can be read again, 1h before 5m."""
    for size in range(1, 5):
        for lifetimes in combinations(LIFETIMES[:4], size):
            for long in range(size + 1):
                yield tuple(
                    (lifetime, "1h" if number < long else "5m")
                    for number, lifetime in enumerate(lifetimes)
                )


def is_dated(points: Sequence[Point]) -> bool:
    """Whether a date stands before a checkpoint of shorter life, whose survival ignores it."""
    return "day" in {lifetime for lifetime, _ in points[:-1]}


def closed_form(sessions: int) -> None:
    """Each preset and random traffic, each with its worst set of checkpoints."""
    random = Random(20261126)
    print(f"{'traffic':44}{'checkpoints':>34}{'formula':>10}{'simulated':>11}{'±':>7}{'off':>9}")
    every = [(name, traffic) for name, traffic in presets().items()]
    for _ in range(40):
        t = some_traffic(random)
        rates = f"{t.sessions:.3g}/h, one user {t.user_sessions:.3g}/h"
        every.append((f"n={t.calls:.3g} gap={t.gap:.3g} {rates}", t))
    off: dict[bool, list[float]] = {False: [], True: []}
    for name, traffic in every:
        lasting = traffic.calls * traffic.gap * traffic.sessions / 3600
        few = max(int(sessions / traffic.calls), 2000, int(20 * lasting))
        found = [
            (is_dated(points), compare(traffic, points, few, random), points)
            for points in random.sample(list(some_points()), 6)
        ]
        for dated, worst in off.items():
            some = [each for each in found if each[0] is dated]
            if some:
                _, one, points = max(some, key=lambda each: abs(each[1].off))
                worst.append(abs(one.off))
                spelled = " ".join(f"{lifetime}:{ttl}" for lifetime, ttl in points)
                print(
                    f"{name:44}{spelled:>34}{one.formula:10.0f}{one.simulated:11.0f}"
                    f"{one.error:7.1f}{one.off:+9.2%}"
                )
    for dated, label in ((False, "all others"), (True, "a date before other volatile text")):
        above = sum(value > 0.01 for value in off[dated])
        print(f"{label}: worst {max(off[dated]):.2%}, above 1 %: {above} of {len(off[dated])}")


def planner(rows: int) -> None:
    """The planner against every order, every set of checkpoints and every TTL."""
    random = Random(20261127)
    tried, wrong = 0, list[str]()
    for _ in range(rows):
        limits, parts = some_terms(random), some_parts(random, most=3)
        if not is_ordered(limits):
            continue
        tried += 1
        found = choose(planned(parts), limits, tolerance=0).cost
        best = min(brute(order, limits) for order in orders(parts))
        if abs(found - best) > 1e-6 * best:
            wrong.append(f"{found:.2f} instead of {best:.2f}: {limits} {parts}")
    print(f"planner: {tried} requests, {len(wrong)} with a cheaper layout than the one found")
    print(*wrong[:3], sep="\n")


def main() -> None:
    """Print the tables."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    planner(size // 20)
    closed_form(size)


if __name__ == "__main__":
    main()
