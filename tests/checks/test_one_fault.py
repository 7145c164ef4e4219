"""A request with one fault: only the rule that is about it speaks, and its fix ends it."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from typing import TYPE_CHECKING

import pytest
from effort import examples
from faults import (
    CLAUDE,
    NOVA,
    additional_field,
    after_document,
    after_no_text_of_nova,
    after_reasoning,
    all_over_the_world,
    another_vendor,
    anthropic,
    automatic,
    bare,
    camel_case,
    control_in_converse,
    converse,
    doubled,
    hidden,
    in_tools_of_nova,
    key_on_no_text_of_nova,
    late_hour,
    late_results,
    leading,
    marked_nothing,
    merged,
    nested,
    no_name,
    no_text,
    nova,
    on_a_message,
    on_thinking,
    other_role,
    other_ttl,
    other_value,
    point_by_itself,
    settings_of_an_sdk,
    too_many,
    ttl_of_nova,
    unheard_of,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from promptlint import rulepack
from promptlint.engine.fix import fix_source
from promptlint.engine.lint import Settings, check_source
from promptlint.text import Grade, Source

if TYPE_CHECKING:
    from faults import (
        Fault,
        Json,
    )

SETTINGS = Settings(rules=rulepack.selected(None, ()), model=CLAUDE, reach=Grade.SAFE)


def told(body: Json, settings: Settings = SETTINGS) -> set[str]:
    """The rules that speak."""
    source = Source("request.json", json.dumps(body))
    return {finding.rule for finding in check_source(source, settings).findings}


# What no safe fix can mend.
TOLD: list[tuple[str, Callable[[], Json], Fault]] = [
    ("empty-text", converse, no_text),
    ("empty-text", anthropic, no_text),
    ("invalid-request", converse, other_role),
    ("invalid-request", anthropic, other_role),
    ("invalid-request", nova, other_role),
    ("invalid-request", converse, no_name),
    ("invalid-request", anthropic, no_name),
    ("tool-result-order", converse, late_results),
    ("tool-result-order", anthropic, late_results),
    ("unknown-model", converse, unheard_of),
    ("opaque-model-arn", converse, hidden),
    ("profile-required", converse, bare),
    ("global-model-id", converse, all_over_the_world),
]
CASES: list[tuple[str, Callable[[], Json], Fault]] = [
    ("leading-checkpoint", converse, leading),
    ("nested-checkpoint", converse, nested),
    ("merged-checkpoint", converse, merged),
    ("wrong-dialect-marker", converse, control_in_converse),
    ("wrong-dialect-marker", converse, settings_of_an_sdk),
    ("wrong-dialect-marker", anthropic, settings_of_an_sdk),
    ("wrong-dialect-marker", converse, additional_field),
    ("wrong-dialect-marker", anthropic, point_by_itself),
    ("wrong-dialect-marker", anthropic, camel_case),
    ("wrong-dialect-marker", nova, point_by_itself),
    ("invalid-marker", converse, other_value),
    ("invalid-marker", anthropic, other_value),
    ("invalid-marker", nova, other_value),
    ("invalid-marker", converse, on_a_message),
    ("invalid-marker", anthropic, on_a_message),
    ("invalid-marker", nova, on_a_message),
    ("invalid-marker", anthropic, on_thinking),
    ("invalid-ttl", converse, other_ttl),
    ("invalid-ttl", anthropic, other_ttl),
    ("invalid-ttl", nova, other_ttl),
    ("checkpoint-after-reasoning", converse, after_reasoning),
    ("checkpoint-after-document", converse, after_document),
    ("checkpoint-on-empty-text", anthropic, marked_nothing),
    ("duplicate-checkpoint", converse, doubled),
    ("too-many-checkpoints", converse, too_many),
    ("too-many-checkpoints", anthropic, too_many),
    ("unsupported-checkpoint-field", lambda: converse(NOVA), in_tools_of_nova),
    ("unsupported-checkpoint-field", lambda: converse(NOVA), after_no_text_of_nova),
    ("unsupported-checkpoint-field", nova, key_on_no_text_of_nova),
    ("unsupported-ttl", lambda: converse(NOVA), ttl_of_nova),
    ("ttl-order", converse, late_hour),
    ("ttl-order", anthropic, late_hour),
    ("automatic-cache-control", anthropic, automatic),
    ("model-without-caching", converse, another_vendor),
]


def cases(found: list[tuple[str, Callable[[], Json], Fault]]) -> pytest.MarkDecorator:
    """A test for each case, named after the rule and the fault."""
    names = [f"{rule}-{fault.__name__}" for rule, _, fault in found]
    return pytest.mark.parametrize(("rule", "base", "fault"), found, ids=names)


@cases(TOLD)
@settings(max_examples=examples(3), deadline=None)
@given(data=st.data())
def test_exactly_that_rule_speaks_of_what_its_author_has_to_mend(
    rule: str, base: Callable[[], Json], fault: Fault, data: st.DataObject
) -> None:
    body = deepcopy(base())
    fault(body, data)
    alone = SETTINGS._replace(model=None) if rule.endswith(("model", "arn")) else SETTINGS
    assert told(body, alone) == {rule}


@cases(CASES)
@settings(max_examples=examples(4), deadline=None)
@given(data=st.data())
def test_exactly_that_rule_speaks(
    rule: str, base: Callable[[], Json], fault: Fault, data: st.DataObject
) -> None:
    body = deepcopy(base())
    assert told(body) == set()
    fault(body, data)
    assert told(body) == {rule}
    report = fix_source(Source("request.json", json.dumps(body)), SETTINGS)
    assert {finding.rule for finding in report.fixed} == {rule}
    left = {"empty-text"} if rule == "checkpoint-on-empty-text" else set()
    assert told(json.loads(report.after)) == left
