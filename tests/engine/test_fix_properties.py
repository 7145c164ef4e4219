"""What holds for every fix of every request, at every grade."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from typing import Any

import botocore.session
import botocore.validate
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from requests import written

from promptlint import rulepack
from promptlint.dialects import content
from promptlint.engine import Settings, check_source, fix_source
from promptlint.forms import read
from promptlint.prompt import Prompt
from promptlint.text import Grade, Source

GRADES = [Grade.SAFE, Grade.LAYOUT, Grade.RELOCATE]
MANY = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def with_reach(grade: Grade) -> Settings:
    """All rules, with fixes up to a grade."""
    return Settings(rules=frozenset(rulepack.load()), reach=grade)


def request_in(text: str) -> Prompt:
    """The only request in a file's text."""
    (request,) = read(Source("request.json", text), jsonl=False).requests
    return request


def characters(request: Prompt) -> Counter[str]:
    """All characters that the model reads as text."""
    return Counter(c for block in request.blocks for node in block.texts for c in node.string)


@cache
def converse_shape() -> Any:  # noqa: ANN401 - botocore has no types
    """Botocore's own description of a Converse request."""
    session = botocore.session.get_session()
    return session.get_service_model("bedrock-runtime").operation_model("Converse").input_shape


def accepted_by_botocore(text: str) -> bool:
    """Whether botocore would send the request."""
    validator = botocore.validate.ParamValidator()
    return not validator.validate(json.loads(text), converse_shape()).has_errors()


@pytest.mark.parametrize("grade", GRADES, ids=lambda grade: grade.label)
@MANY
@given(text=written())
def test_a_fix_keeps_its_promises(grade: Grade, text: str) -> None:
    source = Source("request.json", text)
    report = fix_source(source, with_reach(grade))
    assert report.failed is None
    before, after = request_in(text), request_in(report.after)

    # Every character is kept, messages keep their order, and what is not text stays whole.
    assert characters(before) == characters(after)
    order = [message.role for message in before.lists if message.section == "messages"]
    assert order == [message.role for message in after.lists if message.section == "messages"]
    assert json.loads(report.after).keys() == json.loads(text).keys()
    if grade is Grade.SAFE:
        assert content(before) == content(after)
        assert len(after.markers) <= len(before.markers)

    # The service takes it, if it took it before.
    if before.dialect == "converse" and accepted_by_botocore(text):
        assert accepted_by_botocore(report.after)

    # Fixing twice changes nothing, and what needed no fix was not touched.
    assert fix_source(Source("request.json", report.after), with_reach(grade)).after == report.after
    if not report.fixed:
        assert report.after == text


@MANY
@given(text=written())
def test_what_the_fix_leaves_has_no_more_checkpoints_than_the_model_takes(text: str) -> None:
    report = fix_source(Source("request.json", text), with_reach(Grade.LAYOUT))
    assert len(request_in(report.after).checkpoints) <= max(
        4, len(request_in(text).checkpoints) if not report.changed else 4
    )


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
