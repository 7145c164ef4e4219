"""The best checkpoints for entries in a given order: exact, by enumeration.

A segment belongs in the cache if and only if it survives often enough to pay for its writes, and
survival changes only where the lifetime of the prefix does. So an optimal checkpoint stands at the
last legal place of a run of equal lifetime, and there are few enough of those to try all sets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, combinations, product
from operator import itemgetter
from typing import NamedTuple

from promptlint.facts import Rates, Segment, Traffic, expected_cost, shortest
from promptlint.findings import Lifetime
from promptlint.layout.entries import Entry
from promptlint.prompt import Checkpoint, Ttl

# What differs less than this is the same: a user's own layout within it stays.
TOLERANCE = 0.01
# Of a user's own checkpoints this many are weighed one by one, the last ones of a request; no
# model takes more than four, so what is before them could only be kept in their place.
_WEIGHED = 16
# Of more than that, those that all cost the same to lose are thinned out evenly.
_MANY = 64
_HAIR = 1e-12


class Terms(NamedTuple):
    """What binds the choice.

    Attributes:
        minimum: tokens from which a prefix is cached; where sources differ, the highest.
        ttls: what may be written into the request; the first is the service's default.
    """

    rates: Rates
    traffic: Traffic
    minimum: float
    most: int
    ttls: tuple[Ttl, ...]


class Chosen(NamedTuple):
    """A checkpoint of a layout: after entry number `index`; `point` is the user's own, if kept."""

    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    ttl: Ttl
    point: Checkpoint | None


class Choice(NamedTuple):
    """A set of checkpoints with its expected cost per request, in fresh-token equivalents."""

    points: tuple[Chosen, ...]
    cost: float


def cost_of(entries: Sequence[Entry], points: Sequence[Chosen], terms: Terms) -> float:
    """Expected cost of a request with these checkpoints; those below the minimum do nothing."""
    return _Scale(entries, terms).cost(points)


def segments_of(
    entries: Sequence[Entry], points: Sequence[Chosen], terms: Terms
) -> tuple[Segment, ...]:
    """What these checkpoints add to the cached prefix, each; nothing for those that do nothing."""
    return tuple(_Scale(entries, terms).segments(points))


def choose(
    entries: Sequence[Entry],
    terms: Terms,
    *,
    dropping: bool = True,
    tolerance: float = TOLERANCE,
) -> Choice:
    """The cheapest checkpoints, or what the user has where that is as good.

    Args:
        dropping: whether the user's checkpoints may go with nothing in their place.
        tolerance: what share of the cost is not worth a change.
    """
    scale = _Scale(entries, terms)
    own = [
        Chosen(index, point.ttl, point)
        for index, entry in enumerate(entries)
        for point in entry.points
    ]
    options = own[-_WEIGHED:]
    taken = {(option.index, option.ttl) for option in options}
    fresh = (Chosen(index, ttl, None) for index in scale.places() for ttl in terms.ttls)
    options += [option for option in fresh if (option.index, option.ttl) not in taken]
    sets = [Choice(points, scale.cost(points)) for points in _sets(options, terms.most)]
    if not dropping and len(own) <= min(terms.most, _WEIGHED):
        places = len({point.index for point in own})  # two in one place are one
        # None is left where the user's own TTLs are in an order that the service refuses.
        sets = [choice for choice in sets if _drops_nothing(choice, places)] or sets
    best = min(choice.cost for choice in sets)
    good = (choice for choice in sets if choice.cost <= best * (1 + tolerance))
    return min(
        good,
        key=lambda choice: (
            _changes(choice, len(own)),
            round(choice.cost, 6),
            scale.unevenness(choice.points),
        ),
    )


def cheapest_subset(
    entries: Sequence[Entry], points: Sequence[Chosen], terms: Terms
) -> tuple[Chosen, ...]:
    """As many of these checkpoints as the model takes: those that cost least together.

    The cost is a sum over neighbouring checkpoints, so a table over (how many, which is last)
    finds the best without trying all sets.
    """
    scale = _Scale(entries, terms)
    working = scale.thinned([point for point in points if scale.works(point)])
    idle = [point for point in points if not scale.works(point)]
    room = min(terms.most, len(points))
    chains: list[tuple[float, tuple[Chosen, ...]]] = [(0.0, ())]
    best = chains * len(working)
    for size in range(min(room, len(working))):
        # The best chains of size + 1 checkpoints, by the last one in them.
        best = [
            min(
                (
                    (
                        cost + scale.cost_between(chain[-1] if chain else None, point),
                        (*chain, point),
                    )
                    for cost, chain in (best[:number] if size else chains[:1])
                ),
                key=itemgetter(0),
            )
            for number, point in enumerate(working)
            if number >= size
        ]
        best = [(float("inf"), ())] * size + best
        chains.append(min(best, key=itemgetter(0)))
    kept = min(chains[max(room - len(idle), 0) :], key=itemgetter(0))[1]
    kept = (*kept, *idle[: room - len(kept)])
    return tuple(point for point in points if point in kept)


def _drops_nothing(choice: Choice, own: int) -> bool:
    """Whether all of the user's checkpoints stay, or some new one stands in for those that go."""
    kept = sum(point.point is not None for point in choice.points)
    return kept == own or kept < len(choice.points)


def _changes(choice: Choice, own: int) -> int:
    """How many checkpoints the user would see added or taken away."""
    kept = sum(point.point is not None for point in choice.points)
    return len(choice.points) - kept + own - kept


def _sets(options: Sequence[Chosen], most: int) -> Iterator[tuple[Chosen, ...]]:
    """All sets of at most `most` checkpoints with no 1h after a 5m and one TTL for each place."""
    by_place: dict[int, list[Chosen]] = {}
    for option in options:
        by_place.setdefault(option.index, []).append(option)
    for size in range(min(most, len(by_place)) + 1):
        for places in combinations(sorted(by_place), size):
            for points in product(*(by_place[place] for place in places)):
                ttls = [point.ttl for point in points]
                if "1h" not in ttls[ttls.index("5m") if "5m" in ttls else size :]:
                    yield points


class _Scale:
    """Prefix sums and lifetimes of a row of entries."""

    def __init__(self, entries: Sequence[Entry], terms: Terms) -> None:
        self._entries = entries
        self._terms = terms
        self._tokens = list(accumulate(entry.tokens for entry in entries))
        self._lifetimes: list[Lifetime] = list(
            accumulate((entry.lifetime for entry in entries), lambda a, b: shortest((a, b)))
        )
        self._known: dict[tuple[Lifetime, Ttl], float] = {}

    def places(self) -> list[int]:
        """The last legal place, at or above the minimum, of each run of equal lifetime."""
        last: dict[Lifetime, int] = {}
        for index, entry in enumerate(self._entries):
            if entry.legal and self._tokens[index] >= self._terms.minimum:
                last[self._lifetimes[index]] = index
        return sorted(last.values())

    def cost(self, points: Sequence[Chosen]) -> float:
        """Expected cost with these checkpoints, which are in cache order."""
        total = self._tokens[-1] if self._tokens else 0.0
        return expected_cost(total, self.segments(points), self._terms.rates)

    def segments(self, points: Sequence[Chosen]) -> list[Segment]:
        """The segments of the checkpoints that reach the minimum."""
        segments: list[Segment] = []
        before = 0.0
        for index, ttl, _ in points:
            tokens = self._tokens[index]
            if tokens >= self._terms.minimum and tokens > before:
                segments.append(Segment(tokens - before, ttl, self._survival(index, ttl)))
                before = tokens
        return segments

    def works(self, point: Chosen) -> bool:
        """Whether a checkpoint stands at or above the minimum."""
        return self._tokens[point.index] >= self._terms.minimum

    def cost_between(self, before: Chosen | None, point: Chosen) -> float:
        """What a checkpoint adds to the cost when it follows another one.

        Where that is a tie, even segments win by a hair: the checkpoint that goes is the one
        behind a few words.
        """
        tokens = self._between(before, point)
        survival = self._survival(point.index, point.ttl)
        segment = Segment(tokens, point.ttl, survival)
        return expected_cost(0.0, (segment,), self._terms.rates) + _HAIR * tokens**2

    def thinned(self, points: Sequence[Chosen]) -> list[Chosen]:
        """Few enough points to try them all, those that matter among them.

        Of points that survive alike only the last one changes the cost; the others are steps.
        """
        if len(points) <= _MANY:
            return list(points)
        alike = [self._survival(point.index, point.ttl) for point in points]
        ends = {n for n in range(len(points)) if alike[n : n + 1] != alike[n + 1 : n + 2]}
        step = len(points) // _MANY + 1
        return [p for n, p in enumerate(points) if n in ends or n % step == 0]

    def unevenness(self, points: Sequence[Chosen]) -> float:
        """What breaks a tie between sets: the sum of the squares of their segments."""
        pairs = zip((None, *points), points, strict=False)
        return sum(self._between(before, point) ** 2 for before, point in pairs)

    def _between(self, before: Chosen | None, point: Chosen) -> float:
        return self._tokens[point.index] - (self._tokens[before.index] if before else 0.0)

    def _survival(self, index: int, ttl: Ttl) -> float:
        key = (self._lifetimes[index], ttl)
        if key not in self._known:
            self._known[key] = self._terms.traffic.survival(*key)
        return self._known[key]
