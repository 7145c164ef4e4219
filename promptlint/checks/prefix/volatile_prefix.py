"""Text that changes from call to call stands before a checkpoint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from promptlint.checks.common import Options, money
from promptlint.checks.remedies import from_plan
from promptlint.facts import Facts, Prefix, shortest
from promptlint.findings import Lifetime, Problem, Related, Severity, Spot
from promptlint.prompt import Prompt

_BY_CONFIDENCE = {"high": Severity.ERROR, "medium": Severity.WARNING, "low": Severity.INFO}
_CHANGES = {
    "static": "now and then",
    "day": "from day to day",
    "user": "from user to user",
    "session": "from session to session",
    "request": "from call to call",
}


def volatile_prefix(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each checkpoint behind spots that stand behind no checkpoint before it."""
    if facts.caching.supported is False:
        return
    for number, prefix in enumerate(facts.prefixes):
        poison = [spot for spot in prefix.spots if not _pays(facts, prefix, spot)]
        poison.sort(key=lambda spot: _BY_CONFIDENCE[spot.confidence], reverse=True)
        harmless = [spot for spot in prefix.spots if _pays(facts, prefix, spot)]
        spots = (*poison, *harmless)
        if not spots:
            continue
        exact = facts.precise
        usd = exact.rates.usd_per_1000(_lost(exact, number)) or None
        # What breaks one prefix breaks all the longer ones.
        tokens = exact.prefixes[-1].tokens.estimate
        marker = prefix.checkpoint.marker.node
        yield Problem(
            node=marker,
            words={
                "what": spots[0].evidence,
                "others": f" (and {len(spots) - 1} more)" if len(spots) > 1 else "",
                "changes": _CHANGES[spots[0].lifetime],
                "tokens": f"{tokens:,}",
                "money": money(usd),
            },
            variant=_variant(poison),
            severity=_BY_CONFIDENCE[poison[0].confidence] if poison else Severity.INFO,
            spots=spots,
            related=(Related(marker, "the checkpoint whose prefix this breaks"),),
            tokens=tokens,
            usd_per_1000=usd,
            fix=from_plan(facts),
        )


def _variant(poison: Sequence[Spot]) -> str | None:
    """Which message: the prefix is lost, is perhaps, or still pays."""
    if not poison:
        return "pays"
    return "perhaps" if poison[0].confidence == "low" else None


def _lost(facts: Facts, number: int) -> float:
    """What the spots before checkpoint `number` cost per request, in fresh-token equivalents.

    They lower the survival of its prefix and of all the longer ones, from what it would be
    without them. The losses of several findings add up to the whole.
    """
    before: Lifetime = facts.prefixes[number - 1].lifetime if number else "static"
    lost = 0.0
    for prefix in facts.prefixes[number:]:
        ttl = prefix.checkpoint.ttl
        in_messages = prefix.checkpoint.after.section == "messages"
        without = shortest((before, "session" if in_messages else "static"))
        with_them = shortest((without, facts.prefixes[number].lifetime))
        fall = facts.traffic.survival(without, ttl) - facts.traffic.survival(with_them, ttl)
        lost += prefix.added.estimate * fall * (facts.rates.write[ttl] - facts.rates.read)
    return lost


def _pays(facts: Facts, prefix: Prefix, spot: Spot) -> bool:
    """Whether a prefix that lives only as long as this spot is still worth caching."""
    ttl = prefix.checkpoint.ttl
    return facts.rates.pays(facts.traffic.survival(spot.lifetime, ttl), ttl)
