"""Text of a user or a session stands before text that never changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from promptlint.checks.common import Options, money
from promptlint.checks.remedies import best_plan, from_plan
from promptlint.facts import Facts, shortest
from promptlint.findings import Problem, Related, Spot
from promptlint.prompt import Block, Prompt

_FEW = 200  # tokens behind the dynamic text that nobody would miss
_SHARED = {"user": ("a user", "all users"), "session": ("a session", "all sessions")}


class _Order(NamedTuple):
    """The first dynamic text and the static text around it.

    `first`, `last` and `shortest` (lived) are spots of one block.
    """

    first: Spot
    shortest: Spot
    last: Spot
    before: float
    behind: float
    follows: Block | None


def dynamic_before_static(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """Speaks where the other order would give a prefix of its own to what never changes.

    Where the prefix is lost altogether, `volatile-prefix` says so, and moves the same lines.
    """
    if not request.checkpoints or facts.caching.supported is False:
        return
    found = _order(facts)
    if found is None or found.behind < _FEW:
        return
    if found.before + found.behind < facts.caching.minimum.low or _is_lost(facts, found.first):
        return
    one, all_of_them = _SHARED[found.shortest.lifetime]
    plan = best_plan(facts)
    saved = max(plan.cost_now - plan.cost_best, 0.0)
    usd = facts.precise.rates.usd_per_1000(saved) or None
    behind = found.follows.node if found.follows is not None else found.last.node
    yield Problem(
        node=found.shortest.node,
        words={
            "what": found.shortest.evidence,
            "one": one,
            "all": all_of_them,
            "tokens": f"{found.behind:,.0f}",
            "money": money(usd),
        },
        related=(Related(behind, "never changes, and could stand before it"),),
        tokens=round(found.behind),
        usd_per_1000=usd,
        fix=from_plan(facts),
    )


def _order(facts: Facts) -> _Order | None:
    """What stands where, in tools and system; None if nothing there is of a user or a session."""
    spots = [spot for spot in facts.spots if spot.confidence != "low"]
    if not spots or spots[0].block.section == "messages":
        return None
    dynamic = [spot for spot in spots if spot.block is spots[0].block]
    lifetime = shortest(spot.lifetime for spot in dynamic)
    if lifetime not in _SHARED:
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
    return _Order(
        first=first,
        shortest=next(spot for spot in dynamic if spot.lifetime == lifetime),
        last=last,
        before=sum(tokens[:number]) + own * first.start,
        behind=sum(tokens[block.index] for block in behind) + own * (length - last.end),
        follows=behind[0] if behind else None,
    )


def _is_lost(facts: Facts, spot: Spot) -> bool:
    """Whether a checkpoint behind the spot does not pay at all."""
    return any(
        not facts.rates.pays(prefix.survival, prefix.checkpoint.ttl)
        for prefix in facts.prefixes
        if prefix.checkpoint.after.index >= spot.block.index
    )
