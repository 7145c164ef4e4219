"""What holds for every fix of every request, at every grade."""

from __future__ import annotations

import json

import pytest
from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from promises import assert_promises
from wild_requests import written

from promptlint import rulepack
from promptlint.engine.fix import fix_source
from promptlint.engine.lint import Settings, check_source
from promptlint.facts import Traffic
from promptlint.text import Grade, Source

GRADES = [Grade.SAFE, Grade.LAYOUT, Grade.RELOCATE]
MANY = settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def with_reach(grade: Grade) -> Settings:
    """All rules, with fixes up to a grade."""
    return Settings(rules=frozenset(rulepack.load()), reach=grade)


@pytest.mark.parametrize("grade", GRADES, ids=lambda grade: grade.label)
@MANY
@given(text=written())
def test_a_fix_keeps_its_promises(grade: Grade, text: str) -> None:
    report = fix_source(Source("request.json", text), with_reach(grade))
    assert_promises(text, report, with_reach(grade))


RHYTHMS = st.builds(
    lambda calls, gap, sessions: Traffic("custom", calls, gap, sessions, 0.5, stated=True),
    st.sampled_from([1.0, 3.0, 20.0]),
    st.sampled_from([5.0, 240.0, 900.0]),
    st.sampled_from([0.0, 0.5, 60.0]),
)


@MANY
@given(text=written(), grade=st.sampled_from(GRADES), traffic=RHYTHMS)
def test_a_fix_keeps_its_promises_under_any_traffic(
    text: str, grade: Grade, traffic: Traffic
) -> None:
    stated = with_reach(grade)._replace(traffic=traffic)
    assert_promises(text, fix_source(Source("request.json", text), stated), stated)


@MANY
@given(text=written(), cut=st.floats(0, 1))
def test_no_broken_text_raises(text: str, cut: float) -> None:
    broken = text[: int(len(text) * cut)]
    report = check_source(Source("request.json", broken), with_reach(Grade.LAYOUT))
    rules = {finding.rule for finding in report.findings}
    assert "internal-error" not in rules
    try:
        json.loads(broken)
    except ValueError:
        assert rules == {"invalid-json"}
        fixed = fix_source(Source("request.json", broken), with_reach(Grade.LAYOUT))
        assert fixed.after == broken


@MANY
@given(text=written())
def test_every_finding_points_at_what_it_speaks_of(text: str) -> None:
    report = check_source(Source("request.json", text), with_reach(Grade.LAYOUT))
    for finding in report.findings:
        assert finding.rule != "internal-error"
        for spot in finding.spots:
            spelled = text[spot.place.span.start : spot.place.span.end]
            # Through one more level of escaping where the body is a string.
            decoded = json.loads(f'"{spelled}"')
            if "#" in spot.place.pointer:
                decoded = json.loads(f'"{decoded}"')
            assert decoded == spot.text
            start = spot.place.start
            line = text.split("\n")[start.line - 1]
            assert line[start.column - 1 :].startswith(spelled.split("\n")[0][:5])
