"""A cachePoint that is no element of its own list: inside a block, or a key of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from promptlint.checks.checkpoints.mending import mended
from promptlint.checks.common import Options
from promptlint.facts import Facts
from promptlint.findings import Problem, Severity
from promptlint.prompt import Prompt


def nested_checkpoint(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each checkpoint inside a block, as in `toolResult.content`."""
    yield from _problems(request, facts, "nested")


def merged_checkpoint(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each checkpoint that shares an object with a block."""
    yield from _problems(request, facts, "merged")


def _problems(
    request: Prompt, facts: Facts, place: Literal["nested", "merged"]
) -> Iterator[Problem]:
    if request.dialect == "invoke-anthropic" or facts.caching.supported is False:
        return
    wrong = [m for m in request.markers if m.place == place and m.spelling == "cachePoint"]
    repairs = mended(request, facts, wrong)
    for marker in wrong:
        if marker.after is not None:
            kind = marker.after.kind.replace("_", " ")
            # Where the body may be for another API, the marker may be right there.
            severity = Severity.WARNING if facts.rivals else None
            words: dict[str, object] = {"kind": kind}
            yield Problem(marker.node, words, severity=severity, fix=repairs[marker.node])
