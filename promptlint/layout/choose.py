"""The best checkpoints for entries in a given order: exact, by enumeration.

A segment belongs in the cache if and only if it survives often enough to pay for its writes, and
survival changes only where the lifetime of the prefix does. So an optimal checkpoint stands at the
last legal place of a run of equal lifetime, and there are few enough of those to try all sets.

In a conversation, a checkpoint behind the newest turn finds what the call before has stored only
if that lies within the service's lookback. Where a turn adds more, another checkpoint has to stand
within reach of the end of that call, or the one behind the turn reads nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from operator import itemgetter
from typing import NamedTuple

from promptlint.facts import Segment
from promptlint.layout.entries import Entry
from promptlint.layout.scale import Chain, Chosen, Scale, Terms
from promptlint.prompt import in_order

# What differs less than this is the same: a user's own layout within it stays.
TOLERANCE = 0.01
# Where the user has none, only less than this is too little for a checkpoint. A share of the cost
# would be more in each turn of a conversation, and what is set in one must be set in the next.
_LEAST_GAIN = 10.0  # tokens
# Of a user's own checkpoints this many are weighed one by one, the last ones of a request; no
# model takes more than four, so what is before them could only be kept in their place.
_WEIGHED = 16


class Choice(NamedTuple):
    """A set of checkpoints with its expected cost per request, in fresh-token equivalents."""

    points: tuple[Chosen, ...]
    cost: float


def cost_of(entries: Sequence[Entry], points: Sequence[Chosen], terms: Terms) -> float:
    """Expected cost of a request with these checkpoints; those below the minimum do nothing."""
    return Scale(entries, terms).cost(points)


def segments_of(
    entries: Sequence[Entry], points: Sequence[Chosen], terms: Terms
) -> tuple[Segment, ...]:
    """What these checkpoints add to the cached prefix, each; nothing for those that do nothing."""
    return tuple(Scale(entries, terms).segments(points))


def choose(
    entries: Sequence[Entry],
    terms: Terms,
    *,
    dropping: bool = True,
    tolerance: float = TOLERANCE,
) -> Choice:
    """The cheapest checkpoints, or what the user has where that is as good.

    Args:
        dropping: whether the user's checkpoints may go with nothing in their place.
        tolerance: what share of the cost is not worth a change to the user's; 0 for the cheapest.
    """
    scale = Scale(entries, terms)
    own = [
        Chosen(index, point.ttl, point)
        for index, entry in enumerate(entries)
        for point in entry.points
    ]
    options = own[-_WEIGHED:]
    taken = {(option.index, option.ttl) for option in options}
    fresh = (Chosen(index, ttl, None) for index in scale.places() for ttl in terms.ttls)
    options += [option for option in fresh if (option.index, option.ttl) not in taken]
    sets = [Choice(points, scale.cost(points)) for points in _sets(options, terms.most)]
    if not dropping and len(own) <= min(terms.most, _WEIGHED):
        places = len({point.index for point in own})  # two in one place are one
        # None is left where the user's own TTLs are in an order that the service refuses.
        sets = [choice for choice in sets if _drops_nothing(choice, places)] or sets
    best = min(choice.cost for choice in sets)
    if tolerance:
        # An hour costs its price at once and saves bit by bit: it has to be worth a change.
        usual = [choice for choice in sets if _buys_no_hour(choice, terms)]
        least = min((choice.cost for choice in usual), default=float("inf"))
        if least <= best * (1 + tolerance):
            sets, best = usual, least
    enough = best * (1 + tolerance) if own or not tolerance else best + _LEAST_GAIN
    good = (choice for choice in sets if choice.cost <= enough)
    return min(
        good,
        key=lambda choice: (
            _changes(choice, len(own)),
            round(choice.cost, 6),
            scale.is_afar(choice.points),
            scale.unevenness(choice.points),
        ),
    )


def cheapest_subset(
    entries: Sequence[Entry], points: Sequence[Chosen], terms: Terms
) -> tuple[Chosen, ...]:
    """As many of these checkpoints as the model takes: those that cost least together.

    The cost is a sum over neighbouring checkpoints, so a table over (how many, which is last)
    finds the best without trying all sets.
    """
    scale = Scale(entries, terms)
    working = scale.thinned([point for point in points if scale.works(point)])
    idle = [point for point in points if not scale.works(point)]
    room = min(terms.most, len(points))
    chains: list[Chain] = [Chain(0.0, (), bridged=False)]
    # The best chains of so many checkpoints, by the last one in them: one that bridges the newest
    # turn and one that does not, as far as there are both.
    best: list[list[Chain]] = [chains] * len(working)
    for size in range(min(room, len(working))):
        longer: list[list[Chain]] = []
        for number, point in enumerate(working):
            before = [chain for some in best[:number] for chain in some] if size else chains[:1]
            grown = [scale.extended(chain, point) for chain in before]
            longer.append(
                [
                    min(some, key=itemgetter(0))
                    for bridged in (False, True)
                    if (some := [chain for chain in grown if chain.bridged is bridged])
                ]
            )
        best = longer
        chains.append(min((c for some in best for c in some), key=itemgetter(0)))
    kept = min(chains[max(room - len(idle), 0) :], key=itemgetter(0)).points
    kept = (*kept, *idle[: room - len(kept)])
    return tuple(point for point in points if point in kept)


def _buys_no_hour(choice: Choice, terms: Terms) -> bool:
    """Whether every checkpoint that is new has the service's default lifetime."""
    return all(point.point or point.ttl == terms.ttls[0] for point in choice.points)


def _drops_nothing(choice: Choice, own: int) -> bool:
    """Whether all of the user's checkpoints stay, or some new one stands in for those that go."""
    kept = sum(point.point is not None for point in choice.points)
    return kept == own or kept < len(choice.points)


def _changes(choice: Choice, own: int) -> int:
    """How many checkpoints the user would see added or taken away."""
    kept = sum(point.point is not None for point in choice.points)
    return len(choice.points) - kept + own - kept


def _sets(options: Sequence[Chosen], most: int) -> Iterator[tuple[Chosen, ...]]:
    """All sets of at most `most` checkpoints with no 1h after a 5m and one TTL for each place."""
    by_place: dict[int, list[Chosen]] = {}
    for option in options:
        by_place.setdefault(option.index, []).append(option)
    for size in range(min(most, len(by_place)) + 1):
        for places in combinations(sorted(by_place), size):
            for points in product(*(by_place[place] for place in places)):
                if in_order([point.ttl for point in points]):
                    yield points
