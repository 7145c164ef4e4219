"""What a request would cost as it is written, but with other checkpoints."""

from __future__ import annotations

from collections.abc import Iterable

from promptlint.facts import Facts
from promptlint.layout.choose import cost_of
from promptlint.layout.entries import as_written
from promptlint.layout.plan import terms_for
from promptlint.layout.scale import Chosen
from promptlint.prompt import Ttl


def cost_with(facts: Facts, points: Iterable[tuple[int, Ttl]]) -> float:
    """Expected cost of one request, in fresh-token equivalents.

    Args:
        facts: of the request; what its own checkpoints suggest of the traffic still holds.
        points: the numbers of the blocks to be closed by checkpoints, with their TTLs, in any
            order. Those below the minimum do nothing.
    """
    chosen = [Chosen(index, ttl, None) for index, ttl in sorted(points, key=lambda p: p[0])]
    return cost_of(as_written(facts).entries, chosen, terms_for(facts))
