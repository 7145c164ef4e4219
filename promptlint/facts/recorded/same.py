"""Text that is thought to change, but is the same in all recorded calls."""

from __future__ import annotations

from promptlint.facts.recorded.calls import Calls
from promptlint.findings import Spot

# Fewer calls prove nothing.
_ENOUGH = 5
_SEVERAL = 2


def tell_enough(calls: Calls) -> bool:
    """Whether what is the same in all of these calls does not change with call or session."""
    several = calls.openings >= _SEVERAL or calls.days >= _SEVERAL
    return several and len(calls.calls) >= _ENOUGH


def unless_the_same(spot: Spot, calls: Calls) -> Spot | None:
    """What is left of a spot whose text all calls share; None if it is not volatile after all.

    What is said to change with each call or session must have changed within five calls of two
    conversations or days, what changes from day to day within five calls of two days. All
    calls may be one user's, so what changes from user to user is only less likely to.
    """
    number = len(calls.calls)
    if number < _ENOUGH:
        return spot
    several = tell_enough(calls)
    same = f"{spot.evidence}, although it is the same in all {number:,} recorded requests"
    if spot.lifetime == "user":
        return spot._replace(confidence="low", evidence=same) if several else spot
    if spot.lifetime == "day":
        return None if calls.days >= _SEVERAL else spot
    if several:
        return None
    if spot.lifetime == "request" and max(map(len, calls.conversations)) >= _ENOUGH:
        return spot._replace(lifetime="session", evidence=same)
    return spot
