"""Requests in order, with times: what each reads, writes and pays in full."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import NamedTuple

from promptlint.cache.parameters import comes_before, parameters
from promptlint.cache.store import Cache, Miss
from promptlint.dialects import content
from promptlint.facts import Facts, Rates, Tokens, accepts_checkpoint
from promptlint.prompt import Ttl


class Call(NamedTuple):
    """A request as it was sent: `time` in seconds from any beginning."""

    facts: Facts
    time: float


class Usage(NamedTuple):
    """What the service would report for one request.

    Attributes:
        read, write_5m, write_1h, fresh: they add up to all of the request's input.
        shared: what an earlier request began with as well: more could not have been read.
        miss: why not more was read, None where there is nothing to explain.
    """

    read: Tokens
    write_5m: Tokens
    write_1h: Tokens
    fresh: Tokens
    shared: Tokens
    miss: Miss | None

    @property
    def total(self) -> Tokens:
        """All input tokens."""
        return self.read + self.write_5m + self.write_1h + self.fresh

    def cost(self, rates: Rates) -> float:
        """What that costs, in fresh-token equivalents."""
        return (
            self.read.estimate * rates.read
            + self.write_5m.estimate * rates.write["5m"]
            + self.write_1h.estimate * rates.write["1h"]
            + self.fresh.estimate
        )


def replay(calls: Iterable[Call], cache: Cache | None = None) -> Iterator[Usage]:
    """The usage of each request, in the order of time.

    Of a prefix whose size is in doubt the estimate counts, and of a minimum in doubt the highest.
    A request that the service would refuse is served as if its checkpoints were sound.
    """
    cache = cache or Cache()
    for facts, time in calls:
        points = effective(facts)
        served = cache.serve(keys_of(facts), points, time)
        yield _usage(facts, points, served.read, served.shared, served.miss)


def effective(facts: Facts) -> list[tuple[int, Ttl]]:
    """The checkpoints that take effect: the block each follows, and its TTL."""
    request, caching = facts.request, facts.caching
    return [
        (point.after.index, point.ttl)
        for point in request.checkpoints
        if accepts_checkpoint(request, caching, point.after)
        and facts.cumulative[point.after.index].estimate >= caching.minimum.high
    ]


def ends_of(points: Sequence[tuple[int, Ttl]]) -> dict[Ttl, int]:
    """How many blocks stand before the last checkpoint of each TTL."""
    ttls: tuple[Ttl, ...] = ("5m", "1h")
    return {ttl: max((n + 1 for n, own in points if own == ttl), default=0) for ttl in ttls}


def keys_of(facts: Facts) -> list[bytes]:
    """A key for each block, of that block and everything before it.

    Models share nothing, and neither do the two APIs; some parameters make other prefixes of the
    same blocks. The order of keys in an object counts: the service compares bytes.
    """
    request = facts.request
    state = blake2b(repr((facts.found.base_id, request.dialect)).encode(), digest_size=16)
    waiting = list(reversed(parameters(facts)))
    keys: list[bytes] = []
    for block, part in zip(request.blocks, content(request), strict=True):
        while waiting and not comes_before(block.section, waiting[-1].begins):
            state.update(waiting.pop().value.encode())
        state.update(json.dumps(part).encode())
        keys.append(state.digest())
    return keys


def _usage(
    facts: Facts, points: list[tuple[int, Ttl]], read: int, shared: int, miss: Miss | None
) -> Usage:
    """Tokens from blocks: up to the last 1h checkpoint at its price, from there at that of 5m."""
    ends = ends_of(points)
    long = max(read, ends["1h"])
    short = max(long, ends["5m"])
    return Usage(
        read=_between(facts, 0, read),
        write_1h=_between(facts, read, long),
        write_5m=_between(facts, long, short),
        fresh=_between(facts, short, len(facts.loads)),
        shared=_between(facts, 0, shared),
        miss=miss,
    )


def _between(facts: Facts, begin: int, end: int) -> Tokens:
    return sum(facts.loads[begin:end], Tokens.zero)
