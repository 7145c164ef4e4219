"""The cache_control on an Anthropic body itself, by which the API sets a checkpoint of its own."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options, model_name
from promptlint.facts import Facts
from promptlint.findings import Problem, Related
from promptlint.operations import RemoveMarker, Repair
from promptlint.prompt import Prompt
from promptlint.text import Grade


def automatic_cache_control(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """Speaks where the model refuses it, where it makes one too many, or where it contradicts."""
    marker = next((m for m in request.markers if m.place == "body" and m.legal), None)
    if marker is None or facts.caching.supported is False:
        return
    points, most = request.checkpoints, facts.caching.max_checkpoints
    last = points[-1] if points and points[-1].after is marker.after else None
    related: tuple[Related, ...] = ()
    if facts.caching.automatic is False:
        variant = None
    elif len(points) >= most:
        variant = "too-many"
    elif last is not None and last.ttl != (marker.ttl or "5m"):
        variant = "differs"
        related = (Related(last.marker.node, f"this one says {last.ttl}"),)
    else:
        return
    yield Problem(
        node=marker.node,
        words={
            "model": model_name(facts),
            "count": len(points),
            "most": most,
            "ttl": marker.ttl or "5m",
        },
        variant=variant,
        related=related,
        fix=Repair("take it out", Grade.SAFE, (RemoveMarker(marker),)),
    )
