"""Whether caching pays, and for how long: against sums over all that could be written instead."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest
from effort import examples
from filler import words
from hypothesis import given, settings
from hypothesis import strategies as st
from promises import assert_promises, request_in

from promptlint.engine.fix import fix_source
from promptlint.engine.lint import Settings, check_source
from promptlint.facts import Facts, Traffic, presets
from promptlint.findings import Severity
from promptlint.text import Grade, Source

CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
# Fresh tokens, of Claude Sonnet 4.5: what a write costs, by lifetime, and a read (AWS price list).
WRITE = {"5m": 1.25, "1h": 2.0}
READ = 0.1
MINIMUM = 1024
UNHURRIED = settings(deadline=None, max_examples=examples(40))

rhythms = st.builds(
    lambda calls, gap, sessions: Traffic("custom", calls, gap, sessions, 0.5, stated=True),
    st.sampled_from([1.0, 1.5, 3.0, 20.0]),
    st.sampled_from([5.0, 60.0, 240.0, 900.0, 4000.0]),
    st.sampled_from([0.0, 0.5, 6.0, 60.0]),
)
# Words and lifetime of the system prompt and of each message; none of an hour after five minutes.
sizes = st.sampled_from([1200, 1500, 2500])
layouts = st.lists(sizes, min_size=2, max_size=4).flatmap(
    lambda words: st.tuples(st.just(words), st.integers(0, len(words)), st.booleans())
)


def source(sizes: Sequence[int], hours: int, *, keys: bool) -> Source:
    """A system prompt and messages, each with a checkpoint; the first `hours` live an hour."""
    contents: list[list[Any]] = []
    for number, size in enumerate(sizes):
        ttl = {"ttl": "1h"} if number < hours else {}
        if keys:
            mark = {"cache_control": {"type": "ephemeral", **ttl}}
            contents.append([{"type": "text", "text": words(size), **mark}])
        else:
            contents.append([{"text": words(size)}, {"cachePoint": {"type": "default", **ttl}}])
    body: dict[str, Any] = {"modelId": CLAUDE, "system": contents[0]}
    if keys:
        body = {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 9, "system": contents[0]}
    body["messages"] = [
        {"role": "assistant" if turn % 2 else "user", "content": content}
        for turn, content in enumerate(contents[1:])
    ]
    return Source("request.json", json.dumps(body))


def cost(text: str, traffic: Traffic, ttls: Sequence[str] | None = None) -> float:
    """The formula of the documentation, summed over the checkpoints of a request.

    Args:
        ttls: other lifetimes than those that are written.
    """
    request = request_in(text)
    facts = Facts(request, CLAUDE, traffic)
    total = facts.total.estimate
    spent, before = float(total), 0
    for number, point in enumerate(request.checkpoints):
        tokens = facts.cumulative[point.after.index].estimate
        ttl = ttls[number] if ttls else point.ttl
        shared = point.after.section == "system"
        survival = traffic.survival(
            "static" if shared else "session", "1h" if ttl == "1h" else "5m"
        )
        if tokens >= MINIMUM:
            spent += (tokens - before) * (WRITE[ttl] - 1 - (WRITE[ttl] - READ) * survival)
            before = tokens
    return spent


def with_rule(rule: str, traffic: Traffic | None) -> Settings:
    return Settings(frozenset({rule}), model=CLAUDE, traffic=traffic, reach=Grade.SAFE)


@UNHURRIED
@given(layouts, rhythms)
def test_the_best_ttl_against_all_that_the_service_takes(
    layout: tuple[list[int], int, bool], traffic: Traffic
) -> None:
    sizes, hours, keys = layout
    before = source(sizes, hours, keys=keys)
    report = fix_source(before, with_rule("ttl-choice", traffic))
    assert_promises(before.text, report, with_rule("ttl-choice", traffic))
    now, after = cost(before.text, traffic), cost(report.after, traffic)
    legal = [
        ttls
        for ttls in product(("1h", "5m"), repeat=len(sizes))
        if "1h" not in ttls[ttls.index("5m") if "5m" in ttls else len(ttls) :]
    ]
    best = min(cost(before.text, traffic, ttls) for ttls in legal)
    written_ttls = tuple(point.ttl for point in request_in(report.after).checkpoints)
    assert written_ttls in legal
    if report.changed:
        assert after == pytest.approx(best)
        assert after < now
    elif not check_source(before, with_rule("cache-never-pays", traffic)).findings:
        assert best >= now * 0.949


@UNHURRIED
@given(layouts, rhythms)
def test_what_never_pays_is_taken_out_and_nothing_else(
    layout: tuple[list[int], int, bool], traffic: Traffic
) -> None:
    sizes, hours, keys = layout
    before = source(sizes, hours, keys=keys)
    settings = with_rule("cache-never-pays", traffic)
    report = fix_source(before, settings)
    assert_promises(before.text, report, settings)
    fresh = Facts(request_in(before.text), CLAUDE, traffic).total.estimate
    assert report.changed == (cost(before.text, traffic) > fresh * 1.01)
    if report.changed:
        assert cost(report.after, traffic) <= min(cost(before.text, traffic), fresh) * 1.0001


def test_what_nobody_has_stated_is_no_reason_to_change_a_ttl() -> None:
    hours = source([1500, 1500], 2, keys=False)
    assert not check_source(hours, with_rule("ttl-choice", None)).findings
    assert check_source(hours, with_rule("ttl-choice", presets()["agent"])).findings


def test_never_is_a_warning_where_the_traffic_is_stated() -> None:
    lone = source([1500, 2500], 0, keys=False)
    slow = presets()["single-shot"]._replace(sessions=0.1)
    (found,) = check_source(lone, with_rule("cache-never-pays", slow)).findings
    assert found.severity is Severity.WARNING


def test_an_hour_inside_a_tool_result_is_left_to_its_author() -> None:
    inner = {
        "type": "text",
        "text": words(1500),
        "cache_control": {"type": "ephemeral", "ttl": "1h"},
    }
    body = {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 9,
        "messages": [
            {"role": "user", "content": "Where is my parcel?"},
            {
                "role": "assistant",
                "content": [{"type": "tool_use", "id": "t1", "name": "track", "input": {}}],
            },
            {
                "role": "user",
                "content": [{"type": "tool_result", "tool_use_id": "t1", "content": [inner]}],
            },
        ],
    }
    settings = with_rule("ttl-choice", presets()["agent"])
    (found,) = check_source(Source("request.json", json.dumps(body)), settings).findings
    assert found.fix is not None
    assert found.fix.grade is Grade.MANUAL
