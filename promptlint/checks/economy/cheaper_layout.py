"""Another layout of the same content would cost less."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options, assumed, money
from promptlint.checks.order import cut_short
from promptlint.checks.payoff import better_ttls, never_pays
from promptlint.checks.remedies import best_plan, from_plan
from promptlint.checks.turns import stranded, uncached_conversation, unmarked_string
from promptlint.facts import Facts, is_refused
from promptlint.findings import Problem
from promptlint.layout import plan
from promptlint.prompt import Prompt
from promptlint.text import Grade


def cheaper_layout(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """Speaks from some saving on, where no other problem has the same cause and the same fix.

    What the service refuses is said and mended first: then it is seen what its author meant.
    """
    if not request.checkpoints or facts.caching.supported is False:
        return
    if any(prefix.spots for prefix in facts.prefixes) or cut_short(facts):
        return
    if is_refused(request, facts):
        return
    # A quick count is good enough to see that there is nothing to gain.
    if facts.quick:
        quick = plan(facts, Grade.LAYOUT)
        if not quick.operations or quick.saving < options["saving"] / 2:
            return
    found = best_plan(facts)
    if not found.operations or found.saving < options["saving"] or _is_told(facts):
        return
    usd = facts.precise.rates.usd_per_1000(found.cost_now - found.cost_best)
    yield Problem(
        node=request.checkpoints[0].marker.node,
        words={
            "saving": f"{found.saving:.0%}",
            "traffic": facts.traffic.name,
            "assumed": assumed(facts),
            "money": money(usd),
        },
        tokens=round(found.cost_now - found.cost_best),
        usd_per_1000=usd,
        fix=from_plan(facts),
    )


def _is_told(facts: Facts) -> bool:
    """Whether another rule says what the layout lacks. What is left then, the next run tells."""
    return any(
        told(facts) is not None
        for told in (uncached_conversation, stranded, unmarked_string, never_pays, better_ttls)
    )
