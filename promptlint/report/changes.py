"""What a plan does to a request, and why, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from promptlint.facts import shortest
from promptlint.findings import FoundSpot, Lifetime
from promptlint.layout import Move
from promptlint.layout.entries import Entry
from promptlint.layout.scale import Chosen
from promptlint.layout.states import State
from promptlint.report.cache_map import CacheMap
from promptlint.report.excerpts import beginning
from promptlint.report.words import percent

CHANGES: dict[Lifetime, str] = {
    "static": "stays the same",
    "day": "changes every day",
    "user": "changes with the user",
    "session": "changes with the session",
    "request": "changes with every request",
}


_USELESS: dict[State, str] = {
    "refused": "the service refuses it",
    "redundant": "another one stands in the same place",
    "volatile": "what is before it changes too often for it to pay",
    "below-minimum": "what is before it is too short to be cached",
    "maybe-below-minimum": "another place serves better",
    "effective": "another place serves better",
}


class Change(NamedTuple):
    """One thing a plan does.

    Attributes:
        verb: "move", "add" or "drop".
        what: what it does it to, in words of ours.
        quote: the beginning of the text that moves, made safe; "" for none.
        where: from where to where.
        why: the reason.
    """

    verb: str
    what: str
    quote: str
    where: str
    why: str


def changes(cache_map: CacheMap, width: int) -> Iterator[Change]:
    """All that the plan does, in words; quotes are at most `width` columns wide."""
    plan = cache_map.plan
    if not plan.operations:
        return
    for move in plan.moves:
        yield _move(cache_map, move, width)
    yield from (_add(cache_map, point) for point in plan.points if point.point is None)
    kept = {id(point.point.marker.node) for point in plan.points if point.point}
    for marker, prefix, state in cache_map.judged:
        if prefix is not None and id(marker.node) not in kept:
            point = prefix.checkpoint
            where = f"after block {point.after.index}"
            yield Change("drop", f"checkpoint {point.ttl}", "", where, _USELESS[state])


def unplanned(cache_map: CacheMap) -> str | None:
    """What a plan leaves to other fixes; None if nothing."""
    count = sum(judged.prefix is None for judged in cache_map.judged)
    if not count or not cache_map.plan.operations:
        return None
    what = "1 marker that is no checkpoint" if count == 1 else f"{count} markers that are none"
    return f"the plan counts checkpoints only: for {what}, see promptlint check"


def _move(cache_map: CacheMap, move: Move, width: int) -> Change:
    entry = move.entry
    block = entry.block
    spots = _spots(cache_map, entry)
    whole = f"block {block.index}"
    what = whole if entry.part is None else f"text of {whole}"
    quote = beginning(block, entry.part, width, cache_map.facts.words)
    where = _place(cache_map.plan.row.entries, entry)
    if spots:
        kinds = dict.fromkeys(spot.kind for spot in spots if spot.lifetime == entry.lifetime)
        why = f"it {CHANGES[entry.lifetime]} ({', '.join(kinds)})"
    else:
        why = f"it {CHANGES[entry.lifetime]}, unlike what stands before it now"
    return Change("move", what, quote, where, why)


def _place(row: Sequence[Entry], entry: Entry) -> str:
    """Where an entry comes to stand."""
    section = entry.target.section
    if section != entry.block.section:
        return f"from {entry.block.section} to the end of the newest user message"
    at = next(number for number, each in enumerate(row) if each is entry)
    if all(each.moved for each in row[at:] if each.target.section == section):
        return f"to the end of {section}"
    before = row[at - 1] if at else None
    if before is None or before.target.section != section:
        return f"to the beginning of {section}"
    return f"behind block {before.block.index}"


def _add(cache_map: CacheMap, point: Chosen) -> Change:
    facts = cache_map.facts
    entries = cache_map.plan.row.entries
    entry = entries[point.index]
    where = f"after block {entry.block.index}"
    if entry.part is not None:
        where += f" (its characters up to {entry.part.end:,})"
    lifetime = shortest(each.lifetime for each in entries[: point.index + 1])
    share = percent(facts.traffic.survival(lifetime, point.ttl))
    why = f"{share} of requests are expected to read it"
    return Change("add", f"checkpoint {point.ttl}", "", where, why)


def _spots(cache_map: CacheMap, entry: Entry) -> tuple[FoundSpot, ...]:
    """The spots of a whole block or of a part of one."""
    found = cache_map.spots(entry.block)
    part = entry.part
    return tuple(s for s in found if part is None or part.start <= s.start < part.end)
