"""A model that the house does not allow."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options
from promptlint.checks.policy.common import fits, names, reason
from promptlint.facts import Facts
from promptlint.findings import Problem
from promptlint.prompt import Prompt


def banned_model(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem, for the first ban that the model falls under."""
    known = names(facts)
    for ban in options["models"]:
        if fits(known, [ban["pattern"]]) and not fits(known, ban.get("except", ())):
            yield Problem(
                node=request.model_node or request.root,
                words={"id": facts.model_id, "pattern": ban["pattern"], "reason": reason(ban)},
            )
            return
