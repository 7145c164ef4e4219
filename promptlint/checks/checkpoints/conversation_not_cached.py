"""A conversation of which only tools and system prompt are cached."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options, assumed, money
from promptlint.checks.remedies import from_plan
from promptlint.checks.turns import severity_of, uncached_conversation
from promptlint.facts import Facts
from promptlint.findings import Problem, Related
from promptlint.prompt import Prompt


def conversation_not_cached(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """Speaks where several turns stand behind the last checkpoint and are worth another."""
    found = uncached_conversation(facts)
    if found is None or found.after is None:
        return
    usd = facts.precise.rates.usd_per_1000(found.saved)
    yield Problem(
        node=found.after.marker.node,
        words={
            "section": "tools" if found.after.after.section == "tools" else "the system prompt",
            "tokens": f"{found.tokens:,.0f}",
            "saving": f"{found.share:.0%}",
            "traffic": facts.traffic.name,
            "assumed": assumed(facts),
            "money": money(usd),
        },
        severity=severity_of(facts),
        related=(Related(found.end.node, "a checkpoint behind this would serve the next call"),),
        tokens=round(found.tokens),
        usd_per_1000=usd,
        fix=from_plan(facts),
    )
