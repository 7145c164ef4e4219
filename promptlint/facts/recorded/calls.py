"""Recorded calls as conversations: which call continues which, how often and how fast."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import NamedTuple

from promptlint.findings import Lifetime

_DAY = 86_400
# Changes that are rarer than this among the calls of a conversation leave it one text.
_RARE = 0.2
# Of calls that stand alone, so many that differ mean that each does.
_NEARLY = 0.8


class Call(NamedTuple):
    """What of a recorded call tells where it belongs.

    Attributes:
        messages: a digest for each message, of all up to it: equal digests, equal beginnings.
        prefix: a digest of tools and system.
        time: seconds since the epoch, None where it is not known.
        first: whether it holds no answer of the model yet, so that no call came before it.
    """

    messages: tuple[int, ...]
    prefix: int
    time: float | None
    first: bool


class Calls(NamedTuple):
    """Calls in conversations: numbers of calls in their order; each call is in one of them."""

    calls: tuple[Call, ...]
    conversations: tuple[tuple[int, ...], ...]

    @property
    def timed(self) -> bool:
        """Whether all times are known."""
        return all(call.time is not None for call in self.calls)

    @property
    def openings(self) -> int:
        """In how many ways conversations begin; a call that is recorded twice counts once."""
        return len({call.messages[0] for call in self.calls if call.messages})

    @property
    def days(self) -> int:
        """On how many days (UTC) calls were recorded; 0 where times are not known."""
        return len({int(call.time // _DAY) for call in self.calls if call.time is not None})

    def day(self, number: int) -> int:
        """The day of a call, if times are known."""
        return int((self.calls[number].time or 0.0) // _DAY)


def in_conversations(calls: Sequence[Call]) -> Calls:
    """Put calls into conversations: one continues another if its messages begin with all of its.

    Where several could be continued, it is one with the same tools and system, of those the one
    that was recorded last before it. The same messages again are a repeated call only where they
    hold an answer; else they are the same opening of another conversation.
    """
    timed = all(call.time is not None for call in calls)
    order = sorted(
        range(len(calls)),
        key=lambda n: (calls[n].time or 0.0, 0) if timed else (len(calls[n].messages), n),
    )
    threads: list[list[int]] = []
    ends: dict[int, list[int]] = {}  # threads by the digest of all their messages
    for number in order:
        call = calls[number]
        found = _continued(number, calls, threads, ends)
        if found is None:
            found = len(threads)
            threads.append([number])
        else:
            ends[calls[threads[found][-1]].messages[-1]].remove(found)
            threads[found].append(number)
        if call.messages:
            ends.setdefault(call.messages[-1], []).append(found)
    return Calls(tuple(calls), tuple(tuple(thread) for thread in threads))


def _continued(
    number: int,
    calls: Sequence[Call],
    threads: Sequence[Sequence[int]],
    ends: dict[int, list[int]],
) -> int | None:
    call = calls[number]
    longest = len(call.messages) - (len(call.messages) == 1)
    for length in range(longest, 0, -1):
        candidates = ends.get(call.messages[length - 1])
        if candidates:
            return max(
                candidates[-8:],
                key=lambda thread: (
                    calls[threads[thread][-1]].prefix == call.prefix,
                    threads[thread][-1] < number,
                    threads[thread][-1],
                ),
            )
    return None


def lifetime_of(
    values: Sequence[Hashable], calls: Calls, assumed: Lifetime | None
) -> Lifetime | None:
    """How long a text stays the same that had these values in the calls; None if it never changed.

    Args:
        assumed: what is thought of the text besides; it stands where the calls don't contradict.
    """
    if len(set(values)) < 2:
        return None
    pairs = [pair for thread in calls.conversations for pair in pairwise(thread)]
    changed = [(a, b) for a, b in pairs if values[a] != values[b]]
    daily = calls.timed and _is_daily(values, calls)
    if changed and len(changed) >= _RARE * len(pairs):
        return "day" if daily else "request"
    if not pairs and len(set(values)) >= _NEARLY * len(values):
        # First calls of conversations; or each is one of its own.
        return "day" if assumed == "day" and calls.timed and _one_a_day(calls) else "request"
    if daily:
        return "day"
    if not pairs and assumed == "request":
        return "request"
    distinct = len({values[thread[0]] for thread in calls.conversations})
    if assumed in ("day", "user", "session"):
        fits = assumed == "session" or distinct < len(calls.conversations)
        if fits and not (assumed == "day" and calls.timed):
            return assumed
    return "user" if distinct < len(calls.conversations) else "session"


def _is_daily(values: Sequence[Hashable], calls: Calls) -> bool:
    """Whether each day has its own value, as seen on a day with several conversations."""
    by_day: dict[int, set[Hashable]] = {}
    begun: dict[int, int] = {}
    for thread in calls.conversations:
        for number in thread:
            by_day.setdefault(calls.day(number), set()).add(values[number])
        begun[calls.day(thread[0])] = begun.get(calls.day(thread[0]), 0) + 1
    single = all(len(found) == 1 for found in by_day.values())
    return single and len(by_day) > 1 and max(begun.values()) > 1


def _one_a_day(calls: Calls) -> bool:
    return calls.days == len(calls.calls)


class Rhythm(NamedTuple):
    """Figures of traffic as observed; None for those that the calls don't tell."""

    calls: float | None
    gap: float | None
    sessions: float | None


# Fewer conversations say nothing of how often one begins.
_FEW = 3
# So many single calls, all of them first ones, mean that conversations end with the first call.
_SINGLE = 5


def rhythm_of(calls: Calls) -> Rhythm:
    """How calls follow one another.

    Conversations whose beginning was not recorded don't tell how many calls they have.
    """
    threads = calls.conversations
    whole = [thread for thread in threads if calls.calls[thread[0]].first]
    pairs = [pair for thread in threads for pair in pairwise(thread)]
    per_session = gap = sessions = None
    if any(len(thread) > 1 for thread in whole):
        per_session = round(sum(map(len, whole)) / len(whole), 2)
    elif len(whole) == len(threads) and calls.openings >= _SINGLE:
        per_session = 1.0
    if calls.timed and calls.calls:
        times = [call.time or 0.0 for call in calls.calls]
        waits = [times[b] - times[a] for a, b in pairs]
        if waits and sum(waits) > 0:
            gap = round(sum(waits) / len(waits), 2)
        starts = sorted(times[thread[0]] for thread in threads)
        if len(starts) >= _FEW and starts[-1] > starts[0]:
            sessions = round((len(starts) - 1) * 3600 / (starts[-1] - starts[0]), 2)
    return Rhythm(per_session, gap, sessions)
