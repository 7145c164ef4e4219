"""Cheap counts never contradict dear ones, so a verdict does not depend on which was asked."""

from __future__ import annotations

from effort import examples
from hypothesis import HealthCheck, given, settings
from wild_requests import written

from promptlint.facts import Facts, verdict
from promptlint.forms import read
from promptlint.text import Source


@settings(max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=written())
def test_each_tier_holds_the_next(text: str) -> None:
    (request,) = read(Source("request.json", text), jsonl=False).requests
    facts = Facts(request, quick=True)
    exact = facts.precise
    for size, quick, full in zip(facts.bounds, facts.cumulative, exact.cumulative, strict=True):
        assert size.low <= quick.low <= full.low <= full.estimate
        assert full.estimate <= full.high <= quick.high <= size.high
    for quick_prefix, full_prefix in zip(facts.prefixes, exact.prefixes, strict=True):
        said = verdict(facts, quick_prefix)
        assert said in ("maybe", verdict(exact, full_prefix))
