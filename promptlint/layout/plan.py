"""The plan for one request: what it costs now, what it could cost, and how to get there."""

from __future__ import annotations

from typing import NamedTuple

from promptlint.facts import Facts
from promptlint.findings import Spot
from promptlint.layout.choose import TOLERANCE, Choice, cheapest_subset, choose, cost_of
from promptlint.layout.entries import Entry, Row, as_written, sorted_by_lifetime
from promptlint.layout.items import arrangements
from promptlint.layout.scale import Chosen, Terms
from promptlint.operations import Arrange
from promptlint.prompt import Checkpoint
from promptlint.text import Grade


class Move(NamedTuple):
    """A piece of content that a plan puts elsewhere. Offsets None: the whole block."""

    entry: Entry
    start: int | None
    end: int | None


class Plan(NamedTuple):
    """The best layout within a grade.

    Attributes:
        row: the entries in the order they are to have.
        points: the checkpoints they are to have.
        cost_now, cost_best, cost_uncached: expected cost of one request, in fresh-token
            equivalents.
        grade: how far the plan goes: SAFE where it changes nothing.
        operations: what to do; empty where the request is fine, or where `blocked` says why
            nothing can be done.
        stuck: spots that stand in prose and only their author can take out.
    """

    row: Row
    points: tuple[Chosen, ...]
    cost_now: float
    cost_best: float
    cost_uncached: float
    grade: Grade
    operations: tuple[Arrange, ...]
    moves: tuple[Move, ...]
    stuck: tuple[Spot, ...]
    blocked: str | None

    @property
    def saving(self) -> float:
        """The share of today's cost that the plan saves."""
        return 1 - self.cost_best / self.cost_now if self.cost_now else 0.0


def plan(facts: Facts, grade: Grade, *, dropping: bool = False) -> Plan:
    """The best layout that `grade` allows; the request as it is where that is as good.

    Args:
        dropping: whether checkpoints that do not pay may just go. A fix does not do that: the
            text in front of them wants rewording, and that is for its author to say.
    """
    return facts.remember(("plan", grade, dropping), lambda: _plan(facts, grade, dropping=dropping))


def _plan(facts: Facts, grade: Grade, *, dropping: bool) -> Plan:
    terms = terms_for(facts)
    written = as_written(facts)
    own = own_points(written)
    now = cost_of(written.entries, own, terms)
    stays = Choice(own, now)
    best = written, stays
    if grade is not Grade.SAFE and "checkpoints" not in facts.keeps:
        best = written, choose(written.entries, terms, dropping=dropping)
    blocked = _blocked(facts)
    fixed = blocked or grade is Grade.SAFE or "order" in facts.keeps
    rows = [] if fixed else [sorted_by_lifetime(facts, relocate=False)]
    stuck = rows[0].stuck if rows else ()
    if rows and grade <= Grade.RELOCATE:
        rows.append(sorted_by_lifetime(facts, relocate=True))
    # The user's layout is changed for what is worth it; a prefix that is lost as it is, always.
    worth = TOLERANCE if own and not _is_lost(facts) else 0.0
    uncached = cost_of(written.entries, (), terms)
    for row in rows:
        if not row.differs:
            continue
        choice = _choice(facts, row, terms)
        if own and not dropping and choice.cost >= uncached:
            continue
        if choice.cost < best[1].cost * (1 - worth) - _LEAST_GAIN:
            best = row, choice
    row, choice = best
    # Two dialects would spell it differently: then nothing can be done.
    operations = () if facts.rivals else arrangements(facts.request, row, choice.points)
    reached = _grade_of(row) if operations else Grade.SAFE
    return Plan(
        row=row,
        points=choice.points,
        cost_now=now,
        cost_best=choice.cost,
        cost_uncached=uncached,
        grade=reached,
        operations=operations,
        moves=_moves(row) if operations else (),
        stuck=stuck,
        blocked=blocked or (_TWO_DIALECTS if facts.rivals else None),
    )


def _choice(facts: Facts, row: Row, terms: Terms) -> Choice:
    """The best checkpoints for a row; its own where they are to be kept."""
    if "checkpoints" not in facts.keeps:
        return choose(row.entries, terms)
    own = own_points(row)
    return Choice(own, cost_of(row.entries, own, terms))


# Below that, counting the parts of a text anew may well give another sign.
_LEAST_GAIN = 5.0  # tokens
_TWO_DIALECTS = "the body could be for Converse or for Nova, which spell checkpoints differently"


def _is_lost(facts: Facts) -> bool:
    """Whether some checkpoint stands behind text that changes too often for it to pay."""
    return not all(
        facts.rates.pays(prefix.survival, prefix.checkpoint.ttl) for prefix in facts.prefixes
    )


def surplus(facts: Facts) -> tuple[Checkpoint, ...]:
    """The checkpoints beyond the model's limit: those that cost least to leave out."""
    row = as_written(facts)
    own = own_points(row)
    kept = set(cheapest_subset(row.entries, own, terms_for(facts)))
    return tuple(chosen.point for chosen in own if chosen.point and chosen not in kept)


def terms_for(facts: Facts) -> Terms:
    """What binds the choice of checkpoints for a request.

    A TTL is only ever written where the user has stated the traffic and the model takes an
    explicit one: an assumption of ours is no reason to pay double for a write.
    """
    caching = facts.caching
    free = facts.traffic.stated and caching.explicit_ttl is True
    return Terms(
        rates=facts.rates,
        traffic=facts.traffic,
        minimum=caching.minimum.high,
        most=caching.max_checkpoints,
        ttls=caching.ttls if free and caching.ttls else ("5m",),
    )


def own_points(row: Row) -> tuple[Chosen, ...]:
    """The checkpoints that the request has."""
    return tuple(
        Chosen(index, point.ttl, point)
        for index, entry in enumerate(row.entries)
        for point in entry.points
    )


def _blocked(facts: Facts) -> str | None:
    """Why content must stay in its order, if it must."""
    signed = any("signed" in block.traits for block in facts.request.blocks)
    model = facts.found.model
    if signed and (model is None or model.preserved_thinking):
        return (
            "the request carries signed thinking, which the service checks against everything "
            "before it"
        )
    return None


def _grade_of(row: Row) -> Grade:
    """A plan that takes checkpoints away is no safe repair: its author may have more in mind."""
    relocates = any(entry.block.section != entry.target.section for entry in row.moved)
    return Grade.RELOCATE if relocates else Grade.LAYOUT


def _moves(row: Row) -> tuple[Move, ...]:
    return tuple(
        Move(entry, *(entry.part if entry.part is not None else (None, None)))
        for entry in row.moved
    )
