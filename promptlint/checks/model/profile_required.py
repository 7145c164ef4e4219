"""A model's bare ID where only an inference profile can be called."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options, profile_ids
from promptlint.facts import Facts
from promptlint.findings import Problem
from promptlint.operations import Repair
from promptlint.prompt import Prompt
from promptlint.text import Grade


def profile_required(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """Speaks of the ID that a call of bedrock-runtime names.

    Not of the one that the user asks to assume, nor of a body's own `model`, which the Messages
    API on bedrock-mantle has and which is bare there; CountTokens takes nothing but bare IDs.
    """
    node, model = request.model_node, facts.found.model
    if node is None or model is None or request.model_id != facts.model_id:
        return
    if facts.found.profile != "" or model.on_demand is not False:
        return
    call = node.parent
    if node.step == "model" or (call is not None and call.get("input") is not None):
        return
    names = profile_ids(model)
    advice = f"name an inference profile, such as {names[0]}" if names else None
    yield Problem(
        node=node,
        words={"id": facts.found.base_id, "model": model.name},
        fix=Repair(advice or "name an inference profile", Grade.MANUAL, ()),
    )
