"""A prefix longer than what the vendor documents as the most that is cached."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options, interval, model_name
from promptlint.facts import Facts
from promptlint.findings import Problem
from promptlint.prompt import Prompt


def beyond_cache_limit(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for the request, at the first checkpoint that is certainly beyond."""
    most = facts.caching.maximum
    if most is None or facts.caching.supported is False:
        return
    if all(facts.bounds[point.after.index].high <= most for point in request.checkpoints):
        return
    for prefix in facts.precise.prefixes:
        if prefix.tokens.low > most:
            yield Problem(
                node=prefix.checkpoint.marker.node,
                words={
                    "tokens": interval(prefix.tokens),
                    "most": f"{most:,}",
                    "model": model_name(facts),
                },
                tokens=prefix.tokens.estimate,
            )
            return
