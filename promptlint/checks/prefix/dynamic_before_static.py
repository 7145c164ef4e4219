"""Text of a user or a session stands before text that never changes."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options, money
from promptlint.checks.order import cut_short
from promptlint.checks.remedies import best_plan, from_plan
from promptlint.facts import Facts
from promptlint.findings import Problem, Related
from promptlint.prompt import Prompt

_WHO = {"user": ("a user", "all users"), "session": ("a session", "all sessions")}


def dynamic_before_static(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """Speaks where the other order would give a prefix of its own to what never changes."""
    if not request.checkpoints or facts.caching.supported is False:
        return
    found = cut_short(facts)
    if found is None:
        return
    one, everybody = _WHO[found.shortest.lifetime]
    plan = best_plan(facts)
    usd = facts.precise.rates.usd_per_1000(max(plan.cost_now - plan.cost_best, 0.0)) or None
    behind = found.follows.node if found.follows is not None else found.last.node
    yield Problem(
        node=found.shortest.node,
        words={
            "what": found.shortest.evidence,
            "one": one,
            "all": everybody,
            "tokens": f"{found.behind:,.0f}",
            "money": money(usd),
        },
        related=(Related(behind, "never changes, and could stand before it"),),
        tokens=round(found.behind),
        usd_per_1000=usd,
        fix=from_plan(facts),
    )
