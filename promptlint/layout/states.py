"""What each marker of a request comes to: the verdict that a cache map shows."""

from __future__ import annotations

from typing import Literal, NamedTuple

from promptlint.facts import Facts, Prefix, takes_checkpoint, verdict
from promptlint.layout.plan import surplus
from promptlint.prompt import Checkpoint, Marker

# First that fits.
State = Literal[
    "refused", "redundant", "volatile", "below-minimum", "maybe-below-minimum", "effective"
]


class Judged(NamedTuple):
    """A marker with its verdict. `prefix` is None where it is not a legal checkpoint."""

    marker: Marker
    prefix: Prefix | None
    state: State


def judged(facts: Facts) -> tuple[Judged, ...]:
    """All markers of a request, in cache order."""
    prefixes = {id(prefix.checkpoint.marker.node): prefix for prefix in facts.prefixes}
    beyond = _beyond_limit(facts)
    closed: set[int] = set()
    found: list[Judged] = []
    for marker in facts.request.markers:
        prefix = prefixes.get(id(marker.node))
        if prefix is None or id(marker.node) in beyond or not _accepted(facts, prefix.checkpoint):
            state: State = "refused"
        elif prefix.checkpoint.after.index in closed:
            state = "redundant"
        else:
            closed.add(prefix.checkpoint.after.index)
            state = _effect(facts, prefix)
        found.append(Judged(marker, prefix, state))
    return tuple(found)


def _beyond_limit(facts: Facts) -> frozenset[int]:
    """The markers that a model's limit leaves no room for."""
    if len(facts.request.checkpoints) <= facts.caching.max_checkpoints:
        return frozenset()
    return frozenset(id(point.marker.node) for point in surplus(facts))


def _accepted(facts: Facts, point: Checkpoint) -> bool:
    """Whether the service takes this checkpoint for this model."""
    caching = facts.caching
    ttl_is_written = point.marker.ttl is not None
    return (
        takes_checkpoint(facts.request, caching, point.after)
        and not (ttl_is_written and caching.explicit_ttl is False)
        and (point.ttl in caching.ttls or not caching.ttls)
    )


def _effect(facts: Facts, prefix: Prefix) -> State:
    # Where writing costs nothing extra break-even is 0, but what is never read is still volatile.
    if prefix.survival <= 0 or prefix.survival < facts.rates.break_even(prefix.checkpoint.ttl):
        return "volatile"
    reached = verdict(facts, prefix)
    if reached == "below":
        return "below-minimum"
    return "maybe-below-minimum" if reached == "maybe" else "effective"
