"""Any number of refused markers at once: a safe fix leaves a request that the service takes."""

from __future__ import annotations

import json
from typing import Any

from effort import examples
from hypothesis import given, settings
from promises import accepted_by_botocore, assert_promises
from refused_requests import anthropic, converse, is_marker, nova, refusals

from promptlint import rulepack
from promptlint.engine.fix import fix_source
from promptlint.engine.lint import Settings, check_source
from promptlint.text import Grade, Source

SAFE = Settings(rules=frozenset(rulepack.load()), reach=Grade.SAFE)
CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"


def mended(body: Any, settings: Settings) -> Any:  # noqa: ANN401 - JSON
    """The body after `promptlint fix --safe`, with its promises kept."""
    text = json.dumps(body, indent=2)
    report = fix_source(Source("request.json", text), settings)
    assert report.refused is None
    assert_promises(text, report, settings)
    left = {found.rule for found in report.remaining.findings if found.fix and found.fix.repair}
    assert not left & {rule.name for rule in rulepack.load().values() if rule.fix is Grade.SAFE}
    after = json.loads(report.after)
    # What holds nothing but markers would be empty without them: its author is told.
    after["messages"] = [m for m in after["messages"] if not all(map(is_marker, m["content"]))]
    return after


@settings(max_examples=examples(30), deadline=None)
@given(converse())
def test_in_converse(body: Any) -> None:  # noqa: ANN401 - JSON
    after = mended(body, SAFE)
    is_nova = "nova" in body["modelId"]
    assert list(refusals(after, typed=False, nova=is_nova, invoke=False)) == []
    text = json.dumps(after)
    if "providerOptions" not in text and "null" not in text:  # which botocore refuses anyway
        assert accepted_by_botocore(text)


@settings(max_examples=examples(30), deadline=None)
@given(anthropic())
def test_in_an_anthropic_body(body: Any) -> None:  # noqa: ANN401 - JSON
    after = mended(body, SAFE._replace(model=CLAUDE))
    assert list(refusals(after, typed=True, nova=False, invoke=True)) == []


@settings(max_examples=examples(30), deadline=None)
@given(nova())
def test_in_a_body_for_nova(body: Any) -> None:  # noqa: ANN401 - JSON
    after = mended(body, SAFE)
    assert list(refusals(after, typed=False, nova=True, invoke=True)) == []


def test_the_reader_sees_what_is_refused() -> None:
    # The guard of the tests above: without a fix, it does find fault.
    body = {
        "modelId": CLAUDE,
        "system": [{"cachePoint": {"type": "default"}}, {"text": "Be kind."}],
        "messages": [{"role": "user", "content": [{"text": "a", "cache_control": {}}]}],
    }
    assert len(list(refusals(body, typed=False, nova=False, invoke=False))) == 2
    assert check_source(Source("request.json", json.dumps(body)), SAFE).findings
