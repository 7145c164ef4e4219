"""The lifetimes that checkpoints ask for, on this model and beside each other."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options, model_name
from promptlint.facts import Facts
from promptlint.findings import Problem, Related, Severity
from promptlint.operations import Repair, Respell
from promptlint.prompt import Marker, Prompt
from promptlint.text import Grade


def unsupported_ttl(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each ttl on a model that takes no such key.

    An hour is refused on Nova; sources differ on older Claude models, and on five minutes.
    """
    if facts.caching.explicit_ttl is not False or facts.caching.supported is False:
        return
    for point in request.checkpoints:
        if point.marker.ttl is None:
            continue
        variant: str | None = None
        severity = Severity.ERROR
        if point.ttl == "5m":
            variant, severity = "default", Severity.INFO
        elif _is_claude(facts):
            variant, severity = "claude", Severity.WARNING
        yield Problem(
            node=point.marker.node,
            words={"model": model_name(facts)},
            variant=variant,
            severity=severity,
            fix=_default(facts, point.marker),
        )


def ttl_order(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each checkpoint of an hour that comes after one of five minutes.

    Silent where no hour is taken in any order.
    """
    if facts.caching.supported is False or _takes_no_hour(facts):
        return
    points = [point.marker for point in request.checkpoints]
    points += [marker for marker in request.markers if marker.place == "body" and marker.legal]
    first = next((marker for marker in points if marker.ttl != "1h"), None)
    if first is None:
        return
    written = "its ttl is 5m" if first.ttl else "without a ttl it lives five minutes"
    for marker in points[points.index(first) :]:
        if marker.ttl == "1h":
            yield Problem(
                node=marker.node,
                words={},
                related=(Related(first.node, written),),
                fix=_default(facts, marker),
            )


def _takes_no_hour(facts: Facts) -> bool:
    """Whether an hour is refused for certain; of older Claude models sources say both."""
    return facts.caching.explicit_ttl is False and not _is_claude(facts)


def _is_claude(facts: Facts) -> bool:
    return facts.found.model is not None and facts.found.model.vendor == "Anthropic"


def _default(facts: Facts, marker: Marker) -> Repair:
    """One repair for both rules."""
    return facts.remember(
        ("default ttl", marker.node),
        lambda: Repair(
            "let it live the default five minutes", Grade.SAFE, (Respell(marker, None),)
        ),
    )
