"""More checkpoints than a request may have."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options
from promptlint.facts import Facts
from promptlint.findings import Problem, Related
from promptlint.layout import surplus
from promptlint.operations import RemoveMarker, Repair
from promptlint.prompt import Prompt
from promptlint.text import Grade


def too_many_checkpoints(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for the whole request, at the first checkpoint that is best left out."""
    most = facts.caching.max_checkpoints
    if facts.caching.supported is False or len(request.checkpoints) <= most:
        return
    markers = [point.marker for point in surplus(facts.precise)]
    yield Problem(
        node=markers[0].node,
        words={"count": len(request.checkpoints), "most": most, "surplus": len(markers)},
        related=tuple(Related(marker.node, "cheap to leave out, too") for marker in markers[1:]),
        fix=Repair(
            f"leave out the {len(markers)} that cost least to lose"
            if len(markers) > 1
            else "leave out the one that costs least to lose",
            Grade.SAFE,
            tuple(RemoveMarker(marker) for marker in markers),
        ),
    )
