"""The best checkpoints for entries in a given order: exact, by enumeration.

A segment belongs in the cache if and only if it survives often enough to pay for its writes, and
survival changes only where the lifetime of the prefix does. So an optimal checkpoint stands at the
last legal place of a run of equal lifetime, and there are few enough of those to try all sets.

In a conversation, a checkpoint behind the newest turn finds what the call before has stored only
if that lies within the service's lookback. Where a turn adds more, another checkpoint has to stand
within reach of the end of that call, or the one behind the turn reads nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, combinations, product
from operator import itemgetter
from typing import NamedTuple

from promptlint.facts import Rates, Segment, Traffic, expected_cost, shortest
from promptlint.facts.lookback import SURE_LOOKBACK
from promptlint.findings import Lifetime
from promptlint.layout.entries import Entry
from promptlint.prompt import Checkpoint, Ttl

# What differs less than this is the same: a user's own layout within it stays.
TOLERANCE = 0.01
# Where the user has none, only less than this is too little for a checkpoint. A share of the cost
# would be more in each turn of a conversation, and what is set in one must be set in the next.
_LEAST_GAIN = 1.0  # token
# Of a user's own checkpoints this many are weighed one by one, the last ones of a request; no
# model takes more than four, so what is before them could only be kept in their place.
_WEIGHED = 16
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
        tolerance: what share of the cost is not worth a change to the user's; 0 for the cheapest.
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
    enough = best * (1 + tolerance) if own or not tolerance else best + _LEAST_GAIN
    good = (choice for choice in sets if choice.cost <= enough)
    return min(
        good,
        key=lambda choice: (
            _changes(choice, len(own)),
            round(choice.cost, 6),
            scale.is_afar(choice.points),
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
    working = [point for point in points if scale.works(point)]
    idle = [point for point in points if not scale.works(point)]
    room = min(terms.most, len(points))
    chains: list[_Chain] = [_Chain(0.0, (), bridged=False)]
    # The best chains of so many checkpoints, by the last one in them: one that bridges the newest
    # turn and one that does not, as far as there are both.
    best: list[list[_Chain]] = [chains] * len(working)
    for size in range(min(room, len(working))):
        longer: list[list[_Chain]] = []
        for number, point in enumerate(working):
            before = [chain for some in best[:number] for chain in some] if size else chains[:1]
            grown = [scale.extended(chain, point) for chain in before]
            longer.append(
                [
                    min(some, key=itemgetter(0))
                    for bridged in (False, True)
                    if (some := [chain for chain in grown if chain.bridged is bridged])
                ]
            )
        best = longer
        chains.append(min((c for some in best for c in some), key=itemgetter(0)))
    kept = min(chains[max(room - len(idle), 0) :], key=itemgetter(0)).points
    kept = (*kept, *idle[: room - len(kept)])
    return tuple(point for point in points if point in kept)


class _Chain(NamedTuple):
    """Checkpoints with what they cost together, and whether one bridges the newest turn."""

    cost: float
    points: tuple[Chosen, ...]
    bridged: bool


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
        self._bridge = self._reachable()

    def _is_open(self, index: int) -> bool:
        """Whether a checkpoint may stand there and would take effect."""
        return self._entries[index].legal and self._tokens[index] >= self._terms.minimum

    def _reachable(self) -> range:
        """The places from which the end of the call before is found, if that has stored one.

        Its last checkpoint stood at the last place there was for one.
        """
        new = (index for index, entry in enumerate(self._entries) if entry.new)
        first = next(new, 0)
        stored = next((n for n in range(first - 1, -1, -1) if self._is_open(n)), None)
        return range(0) if stored is None else range(stored, stored + SURE_LOOKBACK + 1)

    def places(self) -> list[int]:
        """The last open place of each run of equal lifetime.

        Where a run goes on beyond the lookback, also the last one within it, and where it begins.
        """
        last: dict[tuple[Lifetime, bool], int] = {}
        for index in range(len(self._entries)):
            if self._is_open(index):
                last[self._lifetimes[index], self._is_beyond(index)] = index
        found = set(last.values())
        if any(self._is_beyond(index) for index in found):
            found.add(self._bridge.start)
        return sorted(found)

    def is_afar(self, points: Sequence[Chosen]) -> bool:
        """Whether the newest turn is bridged from elsewhere than where the call before ended."""
        return any(point.index in self._bridge[1:] for point in points)

    def _is_beyond(self, index: int) -> bool:
        """Whether a checkpoint there does not find what the call before has stored."""
        return bool(self._bridge) and index >= self._bridge.stop

    def cost(self, points: Sequence[Chosen]) -> float:
        """Expected cost with these checkpoints, which are in cache order."""
        segments: list[Segment] = []
        before = 0.0
        bridged = False
        for index, ttl, _ in points:
            tokens = self._tokens[index]
            if tokens >= self._terms.minimum and tokens > before:
                bridged = bridged or index in self._bridge
                alive = self._survival(index, ttl, bridged=bridged)
                segments.append(Segment(tokens - before, ttl, alive))
                before = tokens
        total = self._tokens[-1] if self._tokens else 0.0
        return expected_cost(total, segments, self._terms.rates)

    def works(self, point: Chosen) -> bool:
        """Whether a checkpoint stands at or above the minimum."""
        return self._tokens[point.index] >= self._terms.minimum

    def extended(self, chain: _Chain, point: Chosen) -> _Chain:
        """A chain of checkpoints with one more at its end.

        Where costs are a tie, even segments win by a hair: the checkpoint that goes is the one
        behind a few words.
        """
        tokens = self._between(chain.points[-1] if chain.points else None, point)
        bridged = chain.bridged or point.index in self._bridge
        survival = self._survival(point.index, point.ttl, bridged=bridged)
        segment = Segment(tokens, point.ttl, survival)
        added = expected_cost(0.0, (segment,), self._terms.rates) + _HAIR * tokens**2
        return _Chain(chain.cost + added, (*chain.points, point), bridged)

    def unevenness(self, points: Sequence[Chosen]) -> float:
        """What breaks a tie between sets: the sum of the squares of their segments."""
        pairs = zip((None, *points), points, strict=False)
        return sum(self._between(before, point) ** 2 for before, point in pairs)

    def _between(self, before: Chosen | None, point: Chosen) -> float:
        return self._tokens[point.index] - (self._tokens[before.index] if before else 0.0)

    def _survival(self, index: int, ttl: Ttl, *, bridged: bool) -> float:
        if self._is_beyond(index) and not bridged:
            return 0.0
        key = (self._lifetimes[index], ttl)
        if key not in self._known:
            self._known[key] = self._terms.traffic.survival(*key)
        return self._known[key]
