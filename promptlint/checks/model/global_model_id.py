"""A global inference profile where caching is at stake."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options
from promptlint.facts import Facts
from promptlint.findings import Problem
from promptlint.operations import Repair
from promptlint.prompt import Prompt
from promptlint.text import Grade


def global_model_id(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """Speaks only in a request that asks for caching, at the model ID or else at its checkpoint."""
    if facts.found.profile != "global" or not request.markers:
        return
    model = facts.found.model
    near = next((p for p in model.profiles if p not in ("", "global")), None) if model else None
    advice = f"use a geographic profile such as {near}.{model.id}" if model and near else None
    yield Problem(
        node=request.model_node or request.markers[0].node,
        words={"id": facts.model_id},
        fix=Repair(advice or "use a geographic profile (us., eu., …)", Grade.MANUAL, ()),
    )
