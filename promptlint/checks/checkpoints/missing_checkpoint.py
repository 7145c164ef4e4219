"""A long prompt without a checkpoint."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options, interval, model_name, money
from promptlint.checks.remedies import best_plan, from_plan
from promptlint.facts import Facts
from promptlint.findings import Problem, Related, Severity
from promptlint.prompt import Prompt


def missing_checkpoint(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """Speaks where caching would surely work and pay, and nothing in the body asks for it.

    More softly of a conversation that may be long enough by now: it grows, and a checkpoint that
    comes too early costs nothing.
    """
    caching = facts.caching
    if request.markers or not request.blocks or caching.supported is False:
        return
    # Cheap doubts first: no prefix can be long enough where the whole request is not.
    if facts.bounds[-1].high < caching.minimum.high or facts.total.high < caching.minimum.high:
        return
    exact = facts.precise
    found = best_plan(facts)
    ends = [point.index for point in found.points]
    if not ends or found.saving < options["saving"]:
        return
    cached = sum(entry.tokens for entry in found.row.entries[: ends[-1] + 1])
    surely = cached * exact.total.low / max(exact.total.estimate, 1) >= caching.minimum.high
    if not (surely or facts.traffic.converses):
        return
    usd = exact.rates.usd_per_1000(found.cost_now - found.cost_best)
    last = found.row.entries[ends[-1]].block
    yield Problem(
        node=request.lists[0].node,
        words={
            "tokens": f"{cached:,.0f}",
            "total": interval(exact.total),
            "model": model_name(facts),
            "saving": f"{found.saving:.0%}",
            "money": money(usd),
        },
        variant=None if surely else "perhaps",
        severity=None if surely else Severity.INFO,
        related=(Related(last.node, "a checkpoint behind this would serve best"),),
        tokens=round(cached),
        usd_per_1000=usd,
        fix=from_plan(facts),
    )
