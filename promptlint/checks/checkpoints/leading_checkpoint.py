"""A checkpoint with nothing before it in its own list."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options
from promptlint.checks.remedies import is_alone
from promptlint.facts import Facts
from promptlint.findings import Problem
from promptlint.operations import RemoveMarker, Repair
from promptlint.prompt import Prompt
from promptlint.text import Grade


def leading_checkpoint(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each; a message of nothing else is left to its author.

    Silent for a model that takes none at all, where all of them go.
    """
    if facts.caching.supported is False:
        return
    for marker in request.markers:
        if marker.place != "item" or marker.after is not None:
            continue
        alone = is_alone(request, marker)
        yield Problem(
            node=marker.node,
            words={"section": _LISTS[marker.section]},
            variant="alone" if alone else None,
            fix=Repair("give the message content, or leave it out", Grade.MANUAL, ())
            if alone
            else Repair("take it out", Grade.SAFE, (RemoveMarker(marker),)),
        )


_LISTS = {"tools": "the tools", "system": "the system prompt", "messages": "its message"}
