"""What checkpoints cost in a row of entries: prefix sums, lifetimes, and the lookback."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from promptlint.facts import Rates, Segment, Traffic, expected_cost, shortest
from promptlint.facts.lookback import SURE_LOOKBACK
from promptlint.findings import Lifetime
from promptlint.layout.entries import Entry
from promptlint.prompt import Checkpoint, Ttl

# Of more checkpoints than that, those that all cost the same to lose are thinned out evenly.
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


class Chain(NamedTuple):
    """Checkpoints with what they cost together, and whether one bridges the newest turn."""

    cost: float
    points: tuple[Chosen, ...]
    bridged: bool


class Scale:
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
        total = self._tokens[-1] if self._tokens else 0.0
        return expected_cost(total, self.segments(points), self._terms.rates)

    def segments(self, points: Sequence[Chosen]) -> list[Segment]:
        """The segments of the checkpoints that reach the minimum."""
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
        return segments

    def works(self, point: Chosen) -> bool:
        """Whether a checkpoint stands at or above the minimum."""
        return self._tokens[point.index] >= self._terms.minimum

    def extended(self, chain: Chain, point: Chosen) -> Chain:
        """A chain of checkpoints with one more at its end.

        Where costs are a tie, even segments win by a hair: the checkpoint that goes is the one
        behind a few words.
        """
        tokens = self._between(chain.points[-1] if chain.points else None, point)
        bridged = chain.bridged or point.index in self._bridge
        survival = self._survival(point.index, point.ttl, bridged=bridged)
        segment = Segment(tokens, point.ttl, survival)
        added = expected_cost(0.0, (segment,), self._terms.rates) + _HAIR * tokens**2
        return Chain(chain.cost + added, (*chain.points, point), bridged)

    def thinned(self, points: Sequence[Chosen]) -> list[Chosen]:
        """Few enough points to try them all, those that matter among them.

        Of points that survive alike only the last one changes the cost; the others are steps.
        """
        if len(points) <= _MANY:
            return list(points)
        alike = [
            (
                self._survival(point.index, point.ttl, bridged=True),
                point.index in self._bridge,
                self._is_beyond(point.index),
            )
            for point in points
        ]
        ends = {n for n in range(len(points)) if alike[n : n + 1] != alike[n + 1 : n + 2]}
        step = len(points) // _MANY + 1
        return [p for n, p in enumerate(points) if n in ends or n % step == 0]

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
