"""The cache itself: entries by all that stands before them, with the time they live.

It knows neither tokens nor requests. A request is a row of keys, one for each block, each of which
stands for that block and everything before it; so equal keys mean equal prefixes.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Literal, NamedTuple

from promptlint.facts.lookback import LOOKBACK
from promptlint.facts.traffic import SECONDS
from promptlint.prompt import Ttl

Cause = Literal["first", "changed", "expired", "too-far", "not-stored"]


class Miss(NamedTuple):
    """Why a request did not read more than it did.

    Attributes:
        cause: "first": nothing before it began like this; "changed": an earlier request went on
            otherwise; "expired": what was stored is gone; "too-far": it is stored, but further
            back than a checkpoint looks; "not-stored": seen before, but behind no checkpoint.
        block: the first block that was not read.
    """

    cause: Cause
    block: int


class Served(NamedTuple):
    """What became of a request.

    Attributes:
        read: how many blocks were read.
        shared: how many blocks some earlier request began with as well; more cannot be read.
        miss: None where all up to the last checkpoint was read, or what was not is a new end.
    """

    read: int
    shared: int
    miss: Miss | None


class _Entry(NamedTuple):
    ready: float
    expires: float
    seconds: float


class Cache:
    """What the service has stored for one model.

    Args:
        reach: how many blocks before a checkpoint an entry may lie and still be found.
        lag: seconds from the start of a request until others can read what it writes.
    """

    def __init__(self, reach: int = LOOKBACK, lag: float = 0.0) -> None:
        self._reach = reach
        self._lag = lag
        self._entries: dict[Hashable, _Entry] = {}
        self._seen: dict[Hashable, bool] = {}

    def serve(
        self, keys: Sequence[Hashable], points: Sequence[tuple[int, Ttl]], time: float
    ) -> Served:
        """Read the longest prefix that is stored, and store what is missing at each checkpoint.

        Args:
            keys: one for each block of the request.
            points: the checkpoints that take effect: the block each follows, and its TTL.
            time: when the request starts, in seconds. Requests come in the order of time.
        """
        read = 0
        for index, _ in points:
            at = self._look_back(keys, index, time)
            if at is not None:
                self._refresh(keys[at], time)
                read = max(read, at + 1)
        shared = self._shared(keys)
        miss = self._explain(keys, points, read, shared, time) if points else None
        for index, ttl in points:
            if not self._is_live(keys[index], time):
                self._entries[keys[index]] = _Entry(
                    ready=time if index < read else time + self._lag,
                    expires=time + SECONDS[ttl],
                    seconds=SECONDS[ttl],
                )
        for number, key in enumerate(keys):
            self._seen[key] = number + 1 < len(keys) or self._seen.get(key, False)
        return Served(read, shared, miss)

    def _look_back(self, keys: Sequence[Hashable], index: int, time: float) -> int | None:
        """The nearest block at or before `index` behind which a prefix is stored."""
        for at in range(index, max(index - self._reach, 0) - 1, -1):
            if self._is_live(keys[at], time):
                return at
        return None

    def _is_live(self, key: Hashable, time: float) -> bool:
        entry = self._entries.get(key)
        return entry is not None and entry.ready <= time <= entry.expires

    def _refresh(self, key: Hashable, time: float) -> None:
        """A hit starts an entry's life anew. It keeps the TTL it was written with."""
        entry = self._entries[key]
        self._entries[key] = entry._replace(expires=time + entry.seconds)

    def _shared(self, keys: Sequence[Hashable]) -> int:
        """With how many of these blocks an earlier request began."""
        low, high = 0, len(keys)
        while low < high:  # who has seen a key has seen all before it
            middle = (low + high) // 2
            low, high = (middle + 1, high) if keys[middle] in self._seen else (low, middle)
        return low

    def _explain(
        self,
        keys: Sequence[Hashable],
        points: Sequence[tuple[int, Ttl]],
        read: int,
        shared: int,
        time: float,
    ) -> Miss | None:
        wanted = points[-1][0] + 1
        if read >= wanted:
            return None
        if not shared:
            return Miss("changed" if self._seen else "first", 0)
        stored = [n for n in range(read, min(shared, wanted)) if keys[n] in self._entries]
        if any(self._is_live(keys[number], time) for number in stored):
            return Miss("too-far", read)
        if stored:
            return Miss("expired", read)
        if self._seen[keys[shared - 1]] and shared < wanted:
            return Miss("changed", shared)
        return Miss("not-stored", read) if read < shared else None
