"""What each marker of a request comes to: the verdict that a cache map shows."""

from __future__ import annotations

from typing import Literal, NamedTuple

from promptlint.facts import Facts, Prefix, accepts_checkpoint, verdict
from promptlint.layout.plan import surplus
from promptlint.prompt import Checkpoint, Marker

# First that fits.
State = Literal[
    "refused", "redundant", "volatile", "below-minimum", "maybe-below-minimum", "effective"
]


class Judged(NamedTuple):
    """A marker with its verdict. `prefix` is None where it is no legal checkpoint."""

    marker: Marker
    prefix: Prefix | None
    state: State


def judged(facts: Facts) -> tuple[Judged, ...]:
    """All markers of a request, in cache order."""
    prefixes = {id(prefix.checkpoint.marker.node): prefix for prefix in facts.prefixes}
    refused = _refused(facts)
    closed: set[int] = set()
    found: list[Judged] = []
    for marker in facts.request.markers:
        prefix = prefixes.get(id(marker.node))
        if prefix is None or id(marker.node) in refused:
            found.append(Judged(marker, prefix, "refused"))
        elif prefix.checkpoint.after.index in closed:
            found.append(Judged(marker, prefix, "redundant"))
        else:
            closed.add(prefix.checkpoint.after.index)
            found.append(Judged(marker, prefix, _effect(facts, prefix)))
    return tuple(found)


def _refused(facts: Facts) -> frozenset[int]:
    """The checkpoints that the service would reject, by the identity of their markers' nodes."""
    points = facts.request.checkpoints
    refused = [point for point in points if not accepted(facts, point)]
    if len(points) > facts.caching.max_checkpoints:
        refused += surplus(facts)
    # The service: a block "must not come after" one with a shorter ttl.
    first_short = next((n for n, point in enumerate(points) if point.ttl == "5m"), len(points))
    refused += [point for point in points[first_short:] if point.ttl == "1h"]
    return frozenset(id(point.marker.node) for point in refused)


def accepted(facts: Facts, point: Checkpoint) -> bool:
    """Whether the service takes this checkpoint, by itself, for this model."""
    caching = facts.caching
    if point.marker.ttl is not None and caching.explicit_ttl is False:
        return False
    return (not caching.ttls or point.ttl in caching.ttls) and accepts_checkpoint(
        facts.request, caching, point.after
    )


def _effect(facts: Facts, prefix: Prefix) -> State:
    if not facts.rates.pays(prefix.survival, prefix.checkpoint.ttl):
        return "volatile"
    reached = verdict(facts, prefix)
    if reached == "below":
        return "below-minimum"
    return "maybe-below-minimum" if reached == "maybe" else "effective"
