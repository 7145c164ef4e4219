"""Whether a request's own checkpoints pay, and for which lifetime they would pay best."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

from promptlint.checks.turns import WORTH
from promptlint.facts import Facts, Prefix, Segment, expected_cost, is_refused, verdict
from promptlint.findings import Lifetime
from promptlint.layout import TOLERANCE, cost_with
from promptlint.prompt import Checkpoint, Ttl, in_order


class Loss(NamedTuple):
    """Checkpoints that cost more than they bring.

    Attributes:
        points: those without which the request would cost least; all of them take effect.
        extra: what the request costs more with its checkpoints than without any, in
            fresh-token equivalents.
        share: of what it costs without any.
    """

    points: tuple[Checkpoint, ...]
    extra: float
    share: float


class Ttls(NamedTuple):
    """Lifetimes that would serve better than those that are written.

    Attributes:
        changes: the checkpoints to be changed, with what they are to say.
        saved: fresh-token equivalents per request.
        share: of what the request costs as it is.
    """

    changes: tuple[tuple[Checkpoint, Ttl], ...]
    saved: float
    share: float


def never_pays(facts: Facts) -> Loss | None:
    """What is lost by a request that would cost less without checkpoints; None where none is.

    Silent where volatile text is the reason, since another rule says so.
    """
    return facts.remember("never pays", lambda: _never_pays(facts))


def _never_pays(facts: Facts) -> Loss | None:
    request = facts.request
    if facts.caching.supported is False or not request.checkpoints or is_refused(request, facts):
        return None
    if all(_pays(facts, prefix) for prefix in facts.prefixes):
        return None
    exact = facts.precise
    # Below the minimum nothing is written, and nothing is lost.
    sure = [prefix for prefix in exact.prefixes if verdict(exact, prefix) == "above"]
    places = [(prefix.checkpoint.after.index, prefix.checkpoint.ttl) for prefix in sure]
    uncached = cost_with(exact, ())
    extra = cost_with(exact, places) - uncached
    if extra <= uncached * TOLERANCE or _cost_without_spots(exact, sure) <= uncached:
        return None
    sets = [kept for size in range(len(sure) + 1) for kept in combinations(range(len(sure)), size)]
    best = min(sets, key=lambda kept: (cost_with(exact, [places[n] for n in kept]), -len(kept)))
    gone = tuple(prefix.checkpoint for n, prefix in enumerate(sure) if n not in best)
    return Loss(gone, extra, extra / uncached)


def _pays(facts: Facts, prefix: Prefix) -> bool:
    return facts.rates.pays(prefix.survival, prefix.checkpoint.ttl)


def _cost_without_spots(facts: Facts, prefixes: list[Prefix]) -> float:
    """What the request would cost if no text in it changed."""
    segments: list[Segment] = []
    before = 0
    for prefix in prefixes:
        point = prefix.checkpoint
        lifetime: Lifetime = "session" if point.after.section == "messages" else "static"
        tokens = facts.cumulative[point.after.index].estimate
        survival = facts.traffic.survival(lifetime, point.ttl)
        segments.append(Segment(tokens - before, point.ttl, survival))
        before = tokens
    return expected_cost(facts.total.estimate, segments, facts.rates)


def better_ttls(facts: Facts) -> Ttls | None:
    """The lifetimes that pay better under the traffic that the user has stated.

    Silent where a checkpoint does not pay at all for text that changes or calls that are too few:
    other rules say so, and no lifetime mends it.
    """
    return facts.remember("better ttls", lambda: _better_ttls(facts))


def _better_ttls(facts: Facts) -> Ttls | None:
    caching, points = facts.caching, facts.request.checkpoints
    if not facts.traffic.stated or not points or is_refused(facts.request, facts):
        return None
    if caching.explicit_ttl is not True or not {"5m", "1h"} <= set(caching.ttls):
        return None
    written = tuple(point.ttl for point in points)
    if not in_order(written) or any(
        prefix.spots and _is_lost(facts, prefix) for prefix in facts.prefixes
    ):
        return None
    if never_pays(facts) is not None:
        return None
    if facts.quick and _best_ttls(facts, written)[1] < WORTH / 2:
        return None
    ttls, share, saved = _best_ttls(facts.precise, written)
    if share < WORTH:
        return None
    changes = tuple((p, ttl) for p, ttl in zip(points, ttls, strict=True) if p.ttl != ttl)
    return Ttls(changes, saved, share)


def _is_lost(facts: Facts, prefix: Prefix) -> bool:
    survivals = ((facts.traffic.survival(prefix.lifetime, ttl), ttl) for ttl in facts.caching.ttls)
    return not any(facts.rates.pays(survival, ttl) for survival, ttl in survivals)


def _best_ttls(facts: Facts, written: tuple[Ttl, ...]) -> tuple[tuple[Ttl, ...], float, float]:
    """The cheapest lifetimes that the service takes, 1h before 5m; and the share they save."""
    places = [point.after.index for point in facts.request.checkpoints]

    def cost(ttls: tuple[Ttl, ...]) -> float:
        return cost_with(facts, zip(places, ttls, strict=True))

    def changed(ttls: tuple[Ttl, ...]) -> int:
        return sum(new != old for new, old in zip(ttls, written, strict=True))

    count = len(written)
    hour: Ttl = "1h"
    minutes: Ttl = "5m"
    orders = [(hour,) * n + (minutes,) * (count - n) for n in range(count + 1)]
    best = min(orders, key=lambda ttls: (round(cost(ttls), 6), changed(ttls)))
    now = cost(written)
    return best, 1 - cost(best) / now if now else 0.0, now - cost(best)
