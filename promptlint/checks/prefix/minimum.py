"""Whether a prefix is long enough to be cached at all: certainly not, or possibly not."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options, bounds, interval, model_name
from promptlint.facts import Facts, Prefix, Verdict, compare, verdict
from promptlint.findings import Problem, Severity
from promptlint.prompt import Prompt


def prefix_below_minimum(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """A prefix that is certainly shorter than the model's minimum is never cached."""
    for number, exact in _judged(facts, "below"):
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
    """A prefix that may or may not reach the model's minimum."""
    for _, exact in _judged(facts, "maybe"):
        yield Problem(
            node=exact.checkpoint.marker.node,
            words=_words(facts, exact),
            variant="expands" if exact.expands else None,
            tokens=exact.tokens.estimate,
        )


def _judged(facts: Facts, wanted: Verdict) -> Iterator[tuple[int, Prefix]]:
    """The prefixes of one verdict, counted exactly only where a quick count is not enough."""
    if facts.caching.supported is False:
        return
    for number, point in enumerate(facts.request.checkpoints):
        # Their sizes alone decide most prefixes, a count without a vocabulary most of the rest.
        size = facts.bounds[point.after.index]
        if compare(size, facts.caching.minimum, expands=True) == "above":
            continue
        if verdict(facts, facts.prefixes[number]) not in (wanted, "maybe"):
            continue
        exact = facts.precise.prefixes[number]
        if verdict(facts, exact) == wanted:
            yield number, exact


def _words(facts: Facts, prefix: Prefix) -> dict[str, object]:
    return {
        "tokens": interval(prefix.tokens),
        "minimum": bounds(facts),
        "model": model_name(facts),
    }
