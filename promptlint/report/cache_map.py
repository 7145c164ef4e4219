"""One request as the cache sees it: the facts that the map of `promptlint layout` shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from promptlint.engine.findings import Placer
from promptlint.engine.lint import FileReport, Settings, check_source, facts_of
from promptlint.facts import Facts
from promptlint.findings import FoundSpot
from promptlint.layout import Plan, plan
from promptlint.layout.states import Judged, judged
from promptlint.prompt import Block, Prompt
from promptlint.text import Source


class Cost(NamedTuple):
    """What the input of a request costs, expected. `unit` says in what.

    "usd_per_1000": US dollars per thousand requests. "relative": 1 is the cost without caching.
    """

    now: float
    best: float
    uncached: float
    unit: str


class CacheMap(NamedTuple):
    """A request with everything its cache map shows. `number` counts from 0 in the file."""

    path: str
    number: int
    facts: Facts
    plan: Plan
    judged: tuple[Judged, ...]
    placer: Placer

    @property
    def cost(self) -> Cost:
        """Cost now, at best, and without caching."""
        now, best, uncached = self.plan.cost_now, self.plan.cost_best, self.plan.cost_uncached
        usd = self.facts.rates.usd_per_1000
        prices = usd(now), usd(best), usd(uncached)
        if prices[0] is None or prices[1] is None or prices[2] is None:
            whole = uncached or 1.0
            return Cost(now / whole, best / whole, uncached / whole, "relative")
        return Cost(prices[0], prices[1], prices[2], "usd_per_1000")

    def spots(self, block: Block) -> tuple[FoundSpot, ...]:
        """The spots of a block with their places in the file."""
        # Each piece of the block asks for them.
        return self.facts.remember(
            ("spots in the file", block.index),
            lambda: tuple(self.placer.spot(spot) for spot in self.facts.spots_in(block)),
        )

    def pointer(self, block: Block) -> str:
        """Where a block is in the file."""
        return self.facts.request.pointer(block.node)


def cache_maps(report: FileReport, settings: Settings) -> list[CacheMap]:
    """The maps of all requests in a file, tokens counted precisely."""
    requests = report.stored.requests if report.stored else ()
    return [_cache_map(report, *numbered, settings) for numbered in enumerate(requests)]


def changed_maps(
    path: str, before: str, after: str, settings: Settings
) -> Iterator[tuple[CacheMap, CacheMap]]:
    """The maps of the requests in a text that a fix has changed, before and after.

    What the places of checkpoints suggest of the traffic is what they did before the fix.
    """
    old = check_source(Source(path, before), settings)
    new = check_source(Source(path, after), settings)
    if old.stored is None or new.stored is None:
        return
    pairs = zip(old.stored.requests, new.stored.requests, strict=True)
    for number, (request, fixed) in enumerate(pairs):
        if request.root.raw != fixed.root.raw:
            known = settings._replace(traffic=facts_of(request, settings).traffic)
            yield _cache_map(old, number, request, known), _cache_map(new, number, fixed, known)


def _cache_map(report: FileReport, number: int, request: Prompt, settings: Settings) -> CacheMap:
    facts = facts_of(request, settings).precise
    placer = Placer(report.source or Source(report.path, ""), request)
    best = plan(facts, settings.reach, dropping=True)
    return CacheMap(report.path, number, facts, best, judged(facts), placer)
