"""A body that two APIs would take."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import APIS, Options
from promptlint.facts import Facts
from promptlint.findings import Problem
from promptlint.operations import Repair
from promptlint.prompt import Prompt
from promptlint.text import Grade


def ambiguous_dialect(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """Speaks where caching is at stake: where there is a marker, or enough text for one."""
    enough = facts.total.high >= facts.caching.minimum.low
    if not facts.rivals or not (request.markers or enough):
        return
    yield Problem(
        node=request.root,
        words={
            "read": APIS[request.dialect],
            "rivals": " or ".join(APIS[name] for name in facts.rivals),
        },
        fix=Repair("say which it is with a modelId or a schemaVersion beside it", Grade.MANUAL, ()),
    )
