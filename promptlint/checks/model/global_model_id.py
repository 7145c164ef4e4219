"""A global inference profile where caching is at stake."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options, model_place, profile_ids
from promptlint.facts import Facts
from promptlint.findings import Problem
from promptlint.operations import Repair
from promptlint.prompt import Prompt
from promptlint.text import Grade


def global_model_id(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """Speaks only in a request that asks for caching, at the model ID or else at its checkpoint.

    Of a model that takes no checkpoints that is said instead.
    """
    if facts.found.profile != "global" or not request.markers or facts.caching.supported is False:
        return
    model = facts.found.model
    near = (
        next((name for name in profile_ids(model) if name[:7] != "global."), None)
        if model
        else None
    )
    advice = f"use a geographic profile such as {near}" if near else None
    yield Problem(
        node=model_place(request, facts),
        words={"id": facts.model_id},
        fix=Repair(advice or "use a geographic profile (us., eu., …)", Grade.MANUAL, ()),
    )
