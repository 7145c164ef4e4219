"""Checkpoints for a model that takes none."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.catalog import Model
from promptlint.checks.common import Options
from promptlint.checks.remedies import is_alone
from promptlint.facts import Facts
from promptlint.findings import Problem, Related, Severity
from promptlint.operations import RemoveMarker, Repair
from promptlint.prompt import Prompt
from promptlint.text import Grade


def model_without_caching(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for the whole request, whatever else is wrong with its checkpoints.

    Speaks by the model's entry in the catalogue only, and more softly where that entry is an
    inference of ours. A body that names its model as Anthropic's own API does is for that API,
    which caches with models that Bedrock does not.
    """
    model = facts.found.model
    if model is None or facts.caching.supported is not False or not request.markers:
        return
    if facts.found.profile is None and request.model_id == facts.model_id:
        return
    first, *others = request.markers
    refused = any(claim.what == "refusal" for claim in model.claims)
    yield Problem(
        node=first.node,
        words={
            "model": model.name,
            "these": "this checkpoint" if not others else f"these {len(others) + 1} checkpoints",
            "own": " (it caches by itself)" if model.own is not None else "",
        },
        variant=None if refused else "unproven",
        severity=None if refused else Severity.WARNING,
        related=tuple(Related(marker.node, "refused, too") for marker in others),
        fix=_without_markers(request, model),
    )


def _without_markers(request: Prompt, model: Model) -> Repair:
    """All markers taken out, but for those without which a message would be empty."""
    going = tuple(m for m in request.markers if not is_alone(request, m))
    if not going:
        return Repair("give the message content, or leave it out", Grade.MANUAL, ())
    title = "take it out" if len(going) == 1 else f"take all {len(going)} out"
    return Repair(title, Grade.SAFE, tuple(RemoveMarker(marker) for marker in going))
