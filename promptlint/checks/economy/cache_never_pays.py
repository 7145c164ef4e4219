"""Checkpoints that cost more than they bring."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options, assumed, money
from promptlint.checks.payoff import never_pays
from promptlint.checks.turns import severity_of
from promptlint.facts import Facts
from promptlint.findings import Problem, Related
from promptlint.operations import RemoveMarker, Repair
from promptlint.prompt import Prompt
from promptlint.text import Grade


def cache_never_pays(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for the request, at the first checkpoint that is best left out."""
    found = never_pays(facts)
    if found is None:
        return
    markers = [point.marker for point in found.points]
    usd = facts.precise.rates.usd_per_1000(found.extra)
    yield Problem(
        node=markers[0].node,
        words={
            "more": f"{found.share:.0%}",
            "traffic": facts.traffic.name,
            "assumed": assumed(facts),
            "money": money(usd),
        },
        severity=severity_of(facts),
        related=tuple(Related(marker.node, "does not pay either") for marker in markers[1:]),
        tokens=round(found.extra),
        usd_per_1000=usd,
        fix=Repair(
            "take it out" if len(markers) == 1 else f"take out the {len(markers)} that do not pay",
            Grade.SAFE,
            tuple(RemoveMarker(marker) for marker in markers),
        ),
    )
