"""A checkpoint with another TTL than the house wants."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options, model_name
from promptlint.checks.policy.common import Entry, fits, names, reason
from promptlint.facts import Facts
from promptlint.findings import Problem, Severity
from promptlint.operations import Repair
from promptlint.prompt import Checkpoint, Prompt
from promptlint.text import Grade


def required_ttl(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem a checkpoint. Of several requirements, the first that is about it counts.

    Nothing is asked for that the model surely refuses, nor of a checkpoint that it refuses as it
    is: that is another rule's.
    """
    caching = facts.caching
    if caching.supported is False:
        return
    known = names(facts)
    wanted = [e for e in options["ttls"] if "models" not in e or fits(known, e["models"])]
    for point in request.checkpoints:
        entry = next((e for e in wanted if point.after.section in e.get("sections", _ALL)), None)
        if entry is None or point.ttl == entry["ttl"]:
            continue
        if entry["ttl"] not in caching.ttls or point.ttl not in caching.ttls:
            continue
        yield _problem(facts, point, entry)


_ALL = ("tools", "system", "messages")
_MEANT = {"5m": "5 minutes", "1h": "1 hour"}


def _problem(facts: Facts, point: Checkpoint, entry: Entry) -> Problem:
    unsure = facts.caching.explicit_ttl is None
    return Problem(
        node=point.marker.node,
        words={
            "section": point.after.section,
            "ttl": _MEANT[point.ttl] + (", the default," if point.marker.ttl is None else ""),
            "required": _MEANT[entry["ttl"]],
            "reason": reason(entry),
            "model": model_name(facts),
        },
        variant="unsure" if unsure else None,
        severity=Severity.WARNING if unsure else None,
        fix=Repair(_advice(facts, point, entry), Grade.MANUAL, ()),
    )


def _advice(facts: Facts, point: Checkpoint, entry: Entry) -> str:
    """What to write, and where else: the service refuses 1h behind 5m."""
    points = facts.request.checkpoints
    if entry["ttl"] == "1h":
        others = [other for other in points if other.marker.node is not point.marker.node]
        before = any(
            other.ttl == "5m" and other.after.index <= point.after.index for other in others
        )
        return 'write "ttl": "1h" into it' + before * ", and into those before it"
    behind = any(other.ttl == "1h" and other.after.index > point.after.index for other in points)
    return "take its ttl out" + behind * ", and that of those behind it"
