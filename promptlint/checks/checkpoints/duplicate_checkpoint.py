"""Several checkpoints behind the same block."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options
from promptlint.facts import Facts
from promptlint.findings import Problem, Related
from promptlint.operations import RemoveMarker, Repair
from promptlint.prompt import Checkpoint, Prompt
from promptlint.text import Grade


def duplicate_checkpoint(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each that can go; the first with the longest TTL of them stays.

    Silent where a request has too many: which are to go is weighed there, over all of them.
    """
    most = facts.caching.max_checkpoints
    if facts.caching.supported is False or len(request.checkpoints) > most:
        return
    together: dict[int, list[Checkpoint]] = {}
    for point in request.checkpoints:
        if point.marker.place == "item":
            together.setdefault(point.after.index, []).append(point)
    for points in together.values():
        stays = next((point for point in points if point.ttl == "1h"), points[0])
        for point in points:
            if point is not stays:
                yield Problem(
                    node=point.marker.node,
                    words={"most": most},
                    related=(Related(stays.marker.node, "this one caches the same prefix"),),
                    fix=Repair("take it out", Grade.SAFE, (RemoveMarker(point.marker),)),
                )
