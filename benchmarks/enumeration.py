"""What a layout costs, written out anew, and the cheapest of all that are allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, combinations, permutations, product
from random import Random
from typing import NamedTuple

from promptlint.catalog import every
from promptlint.facts import Rates, Segment, Traffic, expected_cost, presets, shortest
from promptlint.findings import LIFETIMES, Lifetime
from promptlint.layout.entries import Entry, merged, stable
from promptlint.layout.scale import Terms
from promptlint.prompt import Block, BlockList, Ttl
from promptlint.syntax import Document

TTLS: tuple[Ttl, ...] = ("5m", "1h")
ROOT = Document("[]").root
BLOCK = Block(0, "system", None, "text", ROOT, (), None, frozenset())
LIST = BlockList("system", None, None, ROOT)


def entry_of(tokens: float, lifetime: Lifetime, *, legal: bool = True, new: bool = False) -> Entry:
    """A part of a request that is nothing but that."""
    return Entry(BLOCK, None, LIST, tokens, lifetime, legal, points=(), moved=False, new=new)


def price_tables() -> list[Rates]:
    """All relative prices of the catalogue, and two that nobody asks today."""
    tables = {
        (row.write_5m or row.input, row.write_1h or 2 * row.input, row.read, row.input)
        for model in every()
        for rows in model.prices.values()
        for row in rows
        if row.read is not None
    }
    real = {(max(a / i, 1), max(b / i, 1), r / i) for a, b, r, i in tables if i}
    odd = {(1.0, 1.0, 0.25), (1.25, 2.0, 0.0)}
    return [Rates({"5m": a, "1h": b}, r, None) for a, b, r in sorted(real | odd)]


def oracle_cost(row: Sequence[Entry], points: Sequence[tuple[int, Ttl]], terms: Terms) -> float:
    """The formula, written out anew: each segment is read with its prefix's survival."""
    total, reached, segments = 0.0, 0.0, []
    lifetimes = []
    ends = dict(points)
    # Where the call before had its last checkpoint, in a conversation.
    sums = list(accumulate(entry.tokens for entry in row))
    old = [n for n, e in enumerate(row) if e.legal and not e.new and sums[n] >= terms.minimum]
    stored = old[-1] if old and any(entry.new for entry in row) else None
    found = False
    for index, entry in enumerate(row):
        total += entry.tokens
        lifetimes.append(entry.lifetime)
        if index in ends and total >= terms.minimum:
            alive = terms.traffic.survival(shortest(lifetimes), ends[index])
            found = found or (stored is not None and 0 <= index - stored <= 19)
            if stored is not None and index > stored and not found:
                alive = 0.0
            segments.append(Segment(total - reached, ends[index], alive))
            reached = total
    return expected_cost(total, segments, terms.rates)


def brute(row: Sequence[Entry], terms: Terms) -> float:
    """The lowest cost over all sets of legal places and all TTLs, 1h before 5m."""
    legal = [index for index, entry in enumerate(row) if entry.legal]
    return min(
        oracle_cost(row, list(zip(places, ttls, strict=True)), terms)
        for size in range(min(terms.most, len(legal)) + 1)
        for places in combinations(legal, size)
        for ttls in product(terms.ttls, repeat=size)
        if list(ttls) == sorted(ttls)  # "1h" sorts before "5m"
    )


class Parts(NamedTuple):
    """A request's tools, what stays of its system text, what may move there, and its messages."""

    tools: list[Entry]
    stays: list[Entry]
    goes: list[Entry]
    messages: list[Entry]


def orders(parts: Parts) -> Iterator[list[Entry]]:
    """All that may be done with them: what stays keeps its order, tools and the rest take any."""
    size = len(parts.stays) + len(parts.goes)
    for tools in permutations(parts.tools):
        for goes in permutations(parts.goes):
            for places in combinations(range(size), len(goes)):
                left, moved = list(parts.stays), list(goes)
                system = [moved.pop(0) if n in places else left.pop(0) for n in range(size)]
                yield [*tools, *system, *parts.messages]


def planned(parts: Parts) -> list[Entry]:
    """The one order that the planner takes."""
    system = merged(parts.stays, stable(parts.goes))
    return [*stable(parts.tools), *system, *parts.messages]


def is_ordered(terms: Terms) -> bool:
    """Whether survival falls from lifetime to lifetime: "day" and "user" go by different clocks."""
    rows = [[terms.traffic.survival(lifetime, ttl) for lifetime in LIFETIMES] for ttl in TTLS]
    return all(row == sorted(row, reverse=True) for row in rows)


def some_traffic(random: Random) -> Traffic:
    """Any rhythm: from one call to many, seconds to hours apart, few sessions to hundreds."""
    user_sessions = 10 ** random.uniform(-1.5, 0.7)
    return Traffic(
        name="custom",
        calls=random.choice([1, 1, 2, 3, 5, 10, 20, random.uniform(1, 30)]),
        gap=10 ** random.uniform(0.5, 3.7),
        sessions=user_sessions * random.choice([1, 2, 5, 20, 100]),
        user_sessions=user_sessions,
        stated=True,
    )


def some_terms(random: Random) -> Terms:
    """Every preset, odd traffic, every price table, minima, limits and TTLs."""
    return Terms(
        rates=random.choice(price_tables()),
        traffic=random.choice([*presets().values(), some_traffic(random)]),
        minimum=float(random.choice([0, 512, 1024, 2048, 4096])),
        most=random.randint(0, 4),
        ttls=random.choice([("5m",), ("5m", "1h")]),
    )


def some_parts(random: Random, most: int) -> Parts:
    """Parts of any lifetimes and sizes, and perhaps a newest turn.

    Messages have places where no checkpoint may stand. Tools all take one, or none does; texts
    that move all take one, or nothing in the section does; what stays and takes none is static and
    comes before what is not. For others, such as a guarded block behind prose with a date in it,
    the planner's order is good but not always the best.
    """

    def part(*, legal: bool | None = None, new: bool = False) -> Entry:
        lifetime = random.choice(LIFETIMES)
        open_to = random.random() < 0.7 if legal is None else legal
        return entry_of(float(random.randint(1, 3000)), lifetime, legal=open_to, new=new)

    tools, texts = random.random() < 0.8, random.random() < 0.8
    fixed = [part()._replace(lifetime="static")]
    fixed = fixed if texts else [fixed[0]._replace(legal=False)]
    filler = entry_of(float(random.randint(1, 100)), "session", legal=False, new=True)
    turn = [filler] * random.choice([0, 3, 18, 19, 20]) + [part(new=True) for _ in range(2)]
    return Parts(
        tools=[part(legal=tools) for _ in range(random.randint(0, 2))],
        stays=fixed + [part(legal=texts) for _ in range(random.randint(0, most - 1))],
        goes=[part(legal=texts) for _ in range(random.randint(0, most))],
        messages=[part() for _ in range(random.randint(0, 2))] + random.choice([[], turn]),
    )
