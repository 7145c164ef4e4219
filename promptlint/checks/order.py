"""Where text of a user or a session stands before text that never changes."""

from __future__ import annotations

from typing import NamedTuple

from promptlint.facts import Facts, shortest
from promptlint.findings import Lifetime, Spot
from promptlint.prompt import Block

_FEW = 200  # tokens behind the dynamic text that nobody would miss
_SHARED: tuple[Lifetime, ...] = ("user", "session")


class Order(NamedTuple):
    """The first dynamic text and the static text around it.

    Attributes:
        shortest: of the spots in the first block that has any, the one that lives shortest.
        last: the last of them.
        behind: tokens that never change and stand behind it, in tools and system.
        follows: the first block that never changes behind that block.
    """

    shortest: Spot
    last: Spot
    behind: float
    follows: Block | None


def cut_short(facts: Facts) -> Order | None:
    """The order of a request in which a longer-lived prefix is cut short; None where none is.

    Where a prefix behind the dynamic text is lost altogether, another rule says so.
    """
    return facts.remember("order", lambda: _cut_short(facts))


def _cut_short(facts: Facts) -> Order | None:
    spots = [spot for spot in facts.spots if spot.confidence != "low"]
    if not spots or spots[0].block.section == "messages":
        return None
    dynamic = [spot for spot in spots if spot.block is spots[0].block]
    lifetime = shortest(spot.lifetime for spot in dynamic)
    if lifetime not in _SHARED or _is_lost(facts, dynamic[0]):
        return None
    first, last = dynamic[0], dynamic[-1]
    number, changing = first.block.index, {spot.block.index for spot in spots}
    tokens = [load.estimate for load in facts.loads]
    behind = [
        block
        for block in facts.request.blocks[number + 1 :]
        if block.section != "messages" and block.index not in changing
    ]
    length = max(len(last.node.string), 1)
    own = tokens[number] / length
    before = sum(tokens[:number]) + own * first.start
    static = sum(tokens[block.index] for block in behind) + own * (length - last.end)
    if static < _FEW or before + static < facts.caching.minimum.low:
        return None
    return Order(
        shortest=next(spot for spot in dynamic if spot.lifetime == lifetime),
        last=last,
        behind=static,
        follows=behind[0] if behind else None,
    )


def _is_lost(facts: Facts, spot: Spot) -> bool:
    """Whether a checkpoint behind the spot does not pay at all."""
    return any(
        not facts.rates.pays(prefix.survival, prefix.checkpoint.ttl)
        for prefix in facts.prefixes
        if prefix.checkpoint.after.index >= spot.block.index
    )
