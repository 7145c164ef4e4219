"""What the checks of volatile text share: who loses how much to which spots."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from promptlint.checks.common import money
from promptlint.facts import Facts, Prefix, shortest
from promptlint.findings import LIFETIMES, Lifetime, Problem, Related, Severity, Spot
from promptlint.operations import Repair

BY_CONFIDENCE = {"high": Severity.ERROR, "medium": Severity.WARNING, "low": Severity.INFO}
CHANGES = {
    "static": "now and then",
    "day": "from day to day",
    "user": "from user to user",
    "session": "from session to session",
    "request": "from call to call",
}


def poisoned(facts: Facts, fix: Callable[[Facts], Repair], *, tools: bool) -> Iterator[Problem]:
    """One problem for each checkpoint behind spots that stand behind no checkpoint before it.

    Args:
        tools: whether to tell of the spots in tools, or of all others.
    """
    if facts.caching.supported is False:
        return
    for number, prefix in enumerate(facts.prefixes):
        spots = [spot for spot in prefix.spots if (spot.block.section == "tools") == tools]
        if spots:
            yield _problem(facts, number, spots, fix(facts), tools=tools)


def _problem(
    facts: Facts, number: int, found: Sequence[Spot], fix: Repair, *, tools: bool
) -> Problem:
    """The problem of checkpoint `number` with the spots that stand behind no checkpoint before it.

    Args:
        found: its spots in tools, or its others; not empty.
        tools: which of the two. What is lost to both is the tools', which come first.
    """
    prefix = facts.prefixes[number]
    poison = [spot for spot in found if not _pays(facts, prefix, spot)]
    poison.sort(key=_weight, reverse=True)
    spots = (*poison, *(spot for spot in found if _pays(facts, prefix, spot)))
    exact = facts.precise
    usd = exact.rates.usd_per_1000(_lost(exact, number, tools=tools)) or None
    # What breaks one prefix breaks all the longer ones.
    tokens = exact.prefixes[-1].tokens.estimate
    marker = prefix.checkpoint.marker.node
    return Problem(
        node=marker,
        words={
            "what": spots[0].evidence,
            "others": f" (and {len(spots) - 1} more)" if len(spots) > 1 else "",
            "changes": CHANGES[spots[0].lifetime],
            "tokens": f"{tokens:,}",
            "money": money(usd),
        },
        variant=_variant(poison),
        severity=BY_CONFIDENCE[poison[0].confidence] if poison else Severity.INFO,
        spots=spots,
        related=(Related(marker, "the checkpoint whose prefix this breaks"),),
        tokens=tokens,
        usd_per_1000=usd,
        fix=fix,
    )


def _weight(spot: Spot) -> tuple[Severity, int]:
    """What is surest comes first, and of that what changes most often."""
    return BY_CONFIDENCE[spot.confidence], LIFETIMES.index(spot.lifetime)


def _variant(poison: Sequence[Spot]) -> str | None:
    """Which message: the prefix is lost, is perhaps, or still pays."""
    if not poison:
        return "pays"
    return "perhaps" if poison[0].confidence == "low" else None


def _lost(facts: Facts, number: int, *, tools: bool) -> float:
    """What the spots before checkpoint `number` cost per request, in fresh-token equivalents.

    They lower the survival of its prefix and of all the longer ones, from what it would be
    without them. The losses of several findings add up to the whole.
    """
    before: Lifetime = facts.prefixes[number - 1].lifetime if number else "static"
    in_tools = shortest((before, *_lifetimes(facts.prefixes[number], section="tools")))
    if tools:
        after = in_tools
    else:
        before, after = in_tools, facts.prefixes[number].lifetime
    lost = 0.0
    for prefix in facts.prefixes[number:]:
        ttl = prefix.checkpoint.ttl
        in_messages = prefix.checkpoint.after.section == "messages"
        without = shortest((before, "session" if in_messages else "static"))
        with_them = shortest((without, after))
        fall = facts.traffic.survival(without, ttl) - facts.traffic.survival(with_them, ttl)
        lost += prefix.added.estimate * fall * (facts.rates.write[ttl] - facts.rates.read)
    return lost


def _lifetimes(prefix: Prefix, section: str) -> list[Lifetime]:
    return [
        spot.lifetime
        for spot in prefix.spots
        if spot.block.section == section and spot.confidence != "low"
    ]


def _pays(facts: Facts, prefix: Prefix, spot: Spot) -> bool:
    """Whether a prefix that lives only as long as this spot is still worth caching."""
    ttl = prefix.checkpoint.ttl
    return facts.rates.pays(facts.traffic.survival(spot.lifetime, ttl), ttl)
