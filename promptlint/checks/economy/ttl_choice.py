"""A TTL that is not the cheapest under the traffic that the user has stated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from promptlint.checks.common import Options, money
from promptlint.checks.payoff import better_ttls
from promptlint.checks.rearranged import rearranged
from promptlint.facts import Facts
from promptlint.findings import Problem, Related
from promptlint.operations import Mark, Repair
from promptlint.prompt import Checkpoint, Prompt, Ttl
from promptlint.text import Grade


def ttl_choice(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for the request, at the first checkpoint that is to say something else."""
    found = better_ttls(facts)
    if found is None:
        return
    usd = facts.precise.rates.usd_per_1000(found.saved)
    markers = [point.marker for point, _ in found.changes]
    (first, ttl), *_ = found.changes
    yield Problem(
        node=first.marker.node,
        words={
            "now": first.ttl,
            "better": ttl,
            "others": f" (and {len(markers) - 1} more)" if len(markers) > 1 else "",
            "traffic": facts.traffic.name,
            "saving": f"{found.share:.0%}",
            "money": money(usd),
        },
        related=tuple(Related(marker.node, "should be changed, too") for marker in markers[1:]),
        tokens=round(found.saved),
        usd_per_1000=usd,
        fix=_repair(facts, found.changes),
    )


def _repair(facts: Facts, changes: Sequence[tuple[Checkpoint, Ttl]]) -> Repair:
    """Each marker rewritten in its place; advice where one stands inside a block."""
    title = f"write ttl {changes[0][1]}" if len(changes) == 1 else "write the TTLs that pay best"
    instead = {
        point.marker.node: Mark(None if ttl == "5m" else ttl, None) for point, ttl in changes
    }
    if any(point.marker.place == "nested" for point, _ in changes):
        return Repair(title, Grade.MANUAL, ())
    targets = dict.fromkeys(facts.list_of(point.after) for point, _ in changes)
    arranged = [rearranged(facts.request, target, instead) for target in targets]
    operations = tuple(arrange for arrange in arranged if arrange is not None)
    if len(operations) < len(arranged):
        return Repair(title, Grade.MANUAL, ())
    return Repair(title, Grade.SAFE, operations)
