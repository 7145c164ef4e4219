"""What would be otherwise if a figure that a plan rests on is at the other end of its range.

A plan takes tokens as estimated and the highest minimum. Here it is weighed again with all counts
at their low or high bounds, and with the lowest minimum.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from promptlint.facts import Facts
from promptlint.layout.choose import TOLERANCE, Choice, choose, cost_of
from promptlint.layout.entries import Entry, Row, as_written
from promptlint.layout.plan import Plan, terms_for
from promptlint.layout.scale import Chosen, Terms

Assumption = Literal["low-counts", "high-counts", "low-minimum"]


class Otherwise(NamedTuple):
    """What one assumption changes.

    Attributes:
        idle: checkpoints of the plan that cache nothing then.
        woken: those that cache something only then.
        cost: of the plan, in fresh-token equivalents, if the assumption is true.
        as_said: what it would be then if the same checkpoints cached as the plan says.
        row, best: what would be planned, if that is worth a change.
    """

    assumption: Assumption
    idle: tuple[Chosen, ...]
    woken: tuple[Chosen, ...]
    cost: float
    as_said: float
    row: Row
    best: Choice | None


def otherwise(facts: Facts, plan: Plan) -> Iterator[Otherwise]:
    """The assumptions under which a plan does not do what it says, or is not the best.

    The order is that of the plan or of the request: what may move does not hang on figures.
    """
    terms = terms_for(facts)
    if facts.caching.supported is False:
        return
    working = _working(facts, plan, plan.row.entries, terms, None)
    for assumption in ("low-counts", "high-counts", "low-minimum"):
        found = _under(facts, plan, assumption, working)
        if found is not None:
            yield found


def _under(facts: Facts, plan: Plan, assumption: Assumption, working: set[int]) -> Otherwise | None:
    terms = terms_for(facts)
    bound: Literal["low", "high"] | None = None
    if assumption == "low-minimum":
        if facts.caching.minimum.low == facts.caching.minimum.high:
            return None
        terms = terms._replace(minimum=facts.caching.minimum.low)
    else:
        bound = "low" if assumption == "low-counts" else "high"
    row = plan.row._replace(entries=_scaled(facts, plan.row, bound))
    then = _working(facts, plan, row.entries, terms, bound)
    cost = cost_of(
        row.entries,
        [point for number, point in enumerate(plan.points) if number in then],
        terms._replace(minimum=0),
    )
    found = Otherwise(
        assumption,
        idle=tuple(p for n, p in enumerate(plan.points) if n in working - then),
        woken=tuple(p for n, p in enumerate(plan.points) if n in then - working),
        cost=cost,
        as_said=cost_of(
            row.entries,
            [point for number, point in enumerate(plan.points) if number in working],
            terms._replace(minimum=0),
        ),
        row=row,
        best=None,
    )
    if "checkpoints" not in facts.keeps and not _is_counted(facts, plan):
        written = as_written(facts)
        rows = (row, written._replace(entries=_scaled(facts, written, bound)))
        choices = ((each, choose(each.entries, terms)) for each in rows)
        best_row, best = min(choices, key=lambda pair: pair[1].cost)
        if best.cost < cost * (1 - TOLERANCE):
            found = found._replace(row=best_row, best=best)
    matters = abs(found.cost - found.as_said) > TOLERANCE * found.as_said
    return found if matters or found.best else None


def _scaled(facts: Facts, row: Row, bound: Literal["low", "high"] | None) -> tuple[Entry, ...]:
    """Entries with their tokens at one of their bounds; parts share in those of their blocks."""
    if bound is None:
        return row.entries

    def scaled(entry: Entry) -> Entry:
        load = facts.loads[entry.block.index]
        share = entry.tokens / load.estimate if load.estimate else 1.0
        return entry._replace(tokens=share * getattr(load, bound))

    return tuple(map(scaled, row.entries))


def _working(
    facts: Facts,
    plan: Plan,
    entries: tuple[Entry, ...],
    terms: Terms,
    bound: Literal["low", "high"] | None,
) -> set[int]:
    """Which of a plan's checkpoints reach the minimum; those counted exactly do as counted."""
    counted = (
        {id(p.checkpoint): p.tokens for p in facts.prefixes} if _is_counted(facts, plan) else {}
    )
    reached: set[int] = set()
    for number, point in enumerate(plan.points):
        tokens = sum(entry.tokens for entry in entries[: point.index + 1])
        if point.point is not None and id(point.point) in counted:
            tokens = getattr(counted[id(point.point)], bound or "estimate")
        if tokens >= terms.minimum:
            reached.add(number)
    return reached


def _is_counted(facts: Facts, plan: Plan) -> bool:
    """Whether someone has counted the prefixes of the request that stay as they are."""
    return facts.counter is not None and not plan.moves
