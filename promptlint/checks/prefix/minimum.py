"""Whether a prefix is long enough to be cached at all: certainly not, or possibly not."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options, bounds, interval, model_name
from promptlint.checks.sizes import judged
from promptlint.facts import Facts, Prefix, hangs_on_model, verdict
from promptlint.findings import Problem, Severity
from promptlint.prompt import Prompt


def prefix_below_minimum(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """A prefix that is certainly shorter than the model's minimum is never cached."""
    for number, exact in judged(facts, "below"):
        later = facts.prefixes[number + 1 :]
        served = any(verdict(facts, prefix) == "above" for prefix in later)
        yield Problem(
            node=exact.checkpoint.marker.node,
            words=_words(facts, exact),
            variant="served" if served else None,
            severity=Severity.INFO if served else None,
            tokens=exact.tokens.estimate,
        )


def prefix_near_minimum(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """A prefix that may or may not reach the model's minimum.

    Where nothing but the name of the model is wanting, that is said once for the request.
    """
    for _, exact in judged(facts, "maybe"):
        if hangs_on_model(facts, exact):
            continue
        yield Problem(
            node=exact.checkpoint.marker.node,
            words=_words(facts, exact),
            variant="expands" if exact.expands else None,
            tokens=exact.tokens.estimate,
        )


def _words(facts: Facts, prefix: Prefix) -> dict[str, object]:
    return {
        "tokens": interval(prefix.tokens),
        "minimum": bounds(facts),
        "model": model_name(facts),
    }
