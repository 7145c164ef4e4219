"""Checkpoints that are refused or useless where they stand, and what a safe fix leaves of them."""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from promises import accepted_by_botocore

from promptlint.engine.fix import fix_source
from promptlint.engine.lint import Settings, check_source
from promptlint.text import Grade, Source

RULES = frozenset({"leading-checkpoint", "duplicate-checkpoint", "too-many-checkpoints"})
SETTINGS = Settings(rules=RULES, reach=Grade.SAFE)
POINT = {"cachePoint": {"type": "default"}}
TEXT = {"text": "Be kind."}
elements = st.lists(st.sampled_from([POINT, TEXT]), max_size=7)


def source(system: list[Any], content: list[Any]) -> Source:
    body = {
        "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "system": system,
        "messages": [{"role": "user", "content": content}],
        "inferenceConfig": {"maxTokens": 100},  # Converse, whatever else is left
    }
    return Source("request.json", json.dumps(body))


def told(system: list[Any], content: list[Any]) -> list[tuple[str, str]]:
    found = check_source(source(system, content), SETTINGS).findings
    return [(finding.rule, finding.place.pointer) for finding in found]


@settings(deadline=None)  # the first of them reads the catalogue
@given(elements, elements)
def test_what_a_safe_fix_leaves(system: list[Any], content: list[Any]) -> None:
    """Against a few lines that read the two lists by themselves."""
    report = fix_source(source(system, content), SETTINGS)
    assert report.failed is None
    assert report.refused is None
    after = json.loads(report.after)
    count = 0
    for old, new in ((system, after["system"]), (content, after["messages"][0]["content"])):
        assert [item for item in new if item == TEXT] == [item for item in old if item == TEXT]
        if TEXT in new or new is after["system"]:
            assert not new or new[0] == TEXT
            runs = [len(list(run)) for item, run in groupby(new) if item == POINT]
            assert all(length == 1 for length in runs)
            count += len(runs)
        else:  # without them the message would be empty
            assert new == old
    assert count <= 4


def test_a_message_of_nothing_else_is_left_to_its_author() -> None:
    (finding,) = check_source(source([TEXT], [POINT]), SETTINGS).findings
    assert finding.rule == "leading-checkpoint"
    assert finding.fix is not None
    assert finding.fix.grade is Grade.MANUAL


def test_one_rule_speaks_where_there_are_too_many() -> None:
    assert told([TEXT, POINT, POINT, POINT], [TEXT, POINT, POINT]) == [
        ("too-many-checkpoints", "/messages/0/content/2/cachePoint")
    ]


def test_the_content_of_another_section_stands_before_no_checkpoint() -> None:
    assert told([TEXT, TEXT], [POINT, TEXT]) == [
        ("leading-checkpoint", "/messages/0/content/0/cachePoint")
    ]


def test_tools_without_a_tool_go_with_the_checkpoint() -> None:
    body = {
        "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "toolConfig": {"tools": [POINT]},
        "messages": [{"role": "user", "content": [TEXT]}],
    }
    report = fix_source(Source("request.json", json.dumps(body)), SETTINGS)
    assert "toolConfig" not in json.loads(report.after)


def result(*content: dict[str, Any], **more: dict[str, Any]) -> dict[str, Any]:
    return {"toolResult": {"toolUseId": "t1", "content": list(content)}, **more}


MISPLACED = Settings(rules=RULES | {"nested-checkpoint", "merged-checkpoint"}, reach=Grade.SAFE)
ODD = [TEXT | POINT, result(TEXT, POINT), result(POINT, TEXT | POINT), result(TEXT, **POINT)]
odd = st.lists(st.sampled_from([POINT, TEXT, result(TEXT), *ODD]), min_size=1, max_size=5)


@settings(deadline=None)  # the first of them reads the catalogue
@given(st.lists(st.sampled_from([POINT, TEXT, ODD[0]]), max_size=4), odd)
def test_botocore_sends_what_a_safe_fix_leaves(system: list[Any], content: list[Any]) -> None:
    report = fix_source(source(system, content), MISPLACED)
    assert report.failed is None
    body = json.loads(report.after)
    body.pop("modelId")
    assert accepted_by_botocore(json.dumps(body | {"modelId": "m"}))
    points = [item for item in body["system"] + body["messages"][0]["content"] if item == POINT]
    if any(item != POINT for item in content):  # a message of nothing else is left to its author
        assert len(points) <= 4
    if POINT not in system + content:  # nothing else to give way to
        asked = sum(item in ODD for item in system + content)
        assert len(points) == min(asked, 4)


def test_on_nova_no_checkpoint_follows_a_tool_result() -> None:
    body = json.loads(source([TEXT], [result(TEXT, POINT)]).text) | {
        "modelId": "amazon.nova-pro-v1:0"
    }
    report = fix_source(Source("request.json", json.dumps(body)), MISPLACED)
    assert json.loads(report.after)["messages"][0]["content"] == [result(TEXT)]


def test_a_moved_checkpoint_keeps_its_hour_unless_the_order_forbids_it() -> None:
    hour = {"cachePoint": {"type": "default", "ttl": "1h"}}
    first = fix_source(source([TEXT | hour], [TEXT]), MISPLACED)
    assert json.loads(first.after)["system"] == [TEXT, hour]
    late = fix_source(source([TEXT, POINT], [TEXT | hour]), MISPLACED)
    assert json.loads(late.after)["messages"][0]["content"] == [TEXT, POINT]
    early = fix_source(source([TEXT | POINT], [TEXT, hour]), MISPLACED)
    assert json.loads(early.after)["system"] == [TEXT]
    both = fix_source(source([TEXT | POINT], [TEXT | hour]), MISPLACED)
    assert json.loads(both.after)["system"] == [TEXT, POINT]
    assert json.loads(both.after)["messages"][0]["content"] == [TEXT, POINT]
