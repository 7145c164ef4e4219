"""What a request's input costs, by the class in which the service bills its tokens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from promptlint.facts import Rates, Segment
from promptlint.layout.choose import segments_of
from promptlint.layout.entries import as_written
from promptlint.layout.plan import own_points, terms_for
from promptlint.report.cache_map import CacheMap

_A_TOKEN = 0.5  # less is none


class Bill(NamedTuple):
    """Tokens of one request that are billed in each class, expected."""

    fresh: float
    write_5m: float
    write_1h: float
    read: float

    def classes(self) -> Iterator[tuple[str, float]]:
        """The classes that there are tokens in, dearest last, with their tokens."""
        named = (
            ("read", self.read),
            ("fresh", self.fresh),
            ("write 5m", self.write_5m),
            ("write 1h", self.write_1h),
        )
        return ((name, count) for name, count in named if count >= _A_TOKEN)

    def price(self, rates: Rates) -> float:
        """The whole bill in fresh-token equivalents."""
        written = self.write_5m * rates.write["5m"] + self.write_1h * rates.write["1h"]
        return self.fresh + written + self.read * rates.read


class Bills(NamedTuple):
    """A request's bill as it is, with the best layout, and without any caching."""

    now: Bill
    best: Bill
    uncached: Bill


def bills(cache_map: CacheMap) -> Bills:
    """What the plan's three costs are made of."""
    facts, plan = cache_map.facts, cache_map.plan
    terms = terms_for(facts)
    written = as_written(facts)
    total = sum(entry.tokens for entry in written.entries)
    return Bills(
        now=_bill(total, segments_of(written.entries, own_points(written), terms)),
        best=_bill(total, segments_of(plan.row.entries, plan.points, terms)),
        uncached=_bill(total, ()),
    )


def _bill(total: float, segments: tuple[Segment, ...]) -> Bill:
    cached = sum(segment.tokens for segment in segments)
    read = sum(segment.tokens * segment.survival for segment in segments)
    written = {"5m": 0.0, "1h": 0.0}
    for segment in segments:
        written[segment.ttl] += segment.tokens * (1 - segment.survival)
    return Bill(total - cached, written["5m"], written["1h"], read)
