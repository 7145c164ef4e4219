"""A checkpoint that stayed behind while the conversation went on."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options, assumed, money
from promptlint.checks.remedies import from_plan
from promptlint.checks.turns import stranded
from promptlint.facts import Facts
from promptlint.findings import Problem, Related
from promptlint.prompt import Prompt


def stranded_checkpoint(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """Speaks of the last checkpoint of the messages where most of the turns stand behind it."""
    found = stranded(facts)
    if found is None or found.after is None:
        return
    usd = facts.precise.rates.usd_per_1000(found.saved)
    number = found.after.after.message or 0
    yield Problem(
        node=found.after.marker.node,
        words={
            "number": number + 1,
            "behind": sum(message.section == "messages" for message in request.lists) - number - 1,
            "tokens": f"{found.tokens:,.0f}",
            "saving": f"{found.share:.0%}",
            "traffic": facts.traffic.name,
            "assumed": assumed(facts),
            "money": money(usd),
        },
        related=(Related(found.end.node, "a checkpoint behind this would serve the next call"),),
        tokens=round(found.tokens),
        usd_per_1000=usd,
        fix=from_plan(facts),
    )
