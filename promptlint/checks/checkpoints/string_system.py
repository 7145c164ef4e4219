"""A system prompt that cannot carry a marker, since it is a bare string."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options, assumed, money
from promptlint.checks.payoff import never_pays
from promptlint.checks.remedies import from_plan
from promptlint.checks.turns import unmarked_string
from promptlint.facts import Facts
from promptlint.findings import Problem, Related
from promptlint.prompt import Prompt


def string_system(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """Speaks where the request has checkpoints, but none that serves the system prompt.

    Silent where those are best taken out: the string is what is left to tell then.
    """
    found = unmarked_string(facts)
    if found is None or never_pays(facts) is not None:
        return
    usd = facts.precise.rates.usd_per_1000(found.saved)
    nearest = found.after or request.checkpoints[0]
    yield Problem(
        node=found.end.node,
        words={
            "tokens": f"{found.tokens:,.0f}",
            "saving": f"{found.share:.0%}",
            "traffic": facts.traffic.name,
            "assumed": assumed(facts),
            "money": money(usd),
        },
        related=(Related(nearest.marker.node, "this checkpoint does not serve it"),),
        tokens=round(found.tokens),
        usd_per_1000=usd,
        fix=from_plan(facts),
    )
