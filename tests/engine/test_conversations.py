"""Conversations that grow turn by turn, each request rewritten by itself, through the cache.

Nobody tells a fix of the turns before or after; what it makes of them must hit each other.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from operator import attrgetter
from typing import NamedTuple

import pytest
from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.conversations import Dialect, Sent, Shape, conversations
from benchmarks.policies import POLICIES, cost, facts_of, ours, rhythm
from promptlint.cache import Call, Usage, replay
from promptlint.cache.replay import effective, keys_of
from promptlint.facts import Facts
from promptlint.text import Grade

LINES = {
    "clock": "Current time: 2026-11-20T09:{session:02}:{call:02}Z",
    "session": "Session: 7f3a1c52-90be-4c1e-8a57-{session:012}",
    "date": "Today is 2026-11-20.",
}
GRADE = attrgetter("label")
MANY = settings(
    max_examples=examples(8),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


class Case(NamedTuple):
    """A conversation, and what stands in its system text beside the instructions."""

    shape: Shape
    lines: tuple[str, ...]
    dialect: Dialect

    def sent(self, lines: Sequence[str] | None = None) -> list[Sent]:
        names = self.lines if lines is None else lines
        volatile = partial(_lines, tuple(names))
        return conversations(self.shape._replace(volatile=volatile), self.dialect)

    @property
    def clean(self) -> list[Sent]:
        """The same without what changes from call to call."""
        clean = self._replace(shape=self.shape._replace(aside="no"))
        return clean.sent([name for name in self.lines if name != "clock"])


def _lines(names: Sequence[str], call: int, session: int) -> list[str]:
    return [LINES[name].format(call=call, session=session) for name in names]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Conversations of some turns with any number of tool calls in each."""
    # Who calls tools says so in the first request.
    calls = draw(st.lists(st.integers(0, 13), min_size=1, max_size=4))
    shape = Shape(
        f"drawn {draw(st.integers(0, 10**6))}",
        turns=draw(st.integers(3, 5)),
        sessions=draw(st.integers(1, 2)),
        gap=draw(st.sampled_from([5.0, 20.0])),
        calls=calls,
        words=draw(st.sampled_from([20, 80, 300])),
        system=draw(st.sampled_from([1400, 2500])),
        tools=draw(st.integers(1, 5)) if any(calls) else 0,
        aside=draw(st.sampled_from(["no", "no", "behind"])),
    )
    lines = draw(st.lists(st.sampled_from(sorted(LINES)), unique=True))
    return Case(shape, tuple(lines), draw(st.sampled_from(["converse", "anthropic"])))


def served(texts: Sequence[str], sent: Sequence[Sent]) -> list[tuple[Facts, Usage]]:
    calls = [Call(facts_of(text), each.time) for text, each in zip(texts, sent, strict=True)]
    return [(call.facts, usage) for call, usage in zip(calls, replay(calls), strict=True)]


def _readable(facts: Facts, usage: Usage) -> int:
    """What an earlier request began with as well, as far as its end could be seen in it.

    The first request of a chat looks like a single shot: nothing says that its message will come
    again.
    """
    instructions = facts.cumulative[len(facts.request.section("system")) - 1].estimate
    turns = {block.message for block in facts.request.section("messages")}
    if len(turns) == 3 and not facts.request.section("tools"):
        return min(usage.shared.estimate, instructions)
    return usage.shared.estimate


@MANY
@given(cases())
def test_relocate_reads_what_can_be_read(case: Case) -> None:
    fix = ours(Grade.RELOCATE)
    sent, clean = case.sent(), case.clean
    read = served([fix(each.body) for each in sent], sent)
    best = served([POLICIES["none"](each.body) for each in clean], clean)
    could = sum(_readable(facts, usage) for facts, usage in best)
    assert sum(usage.read.estimate for _, usage in read) >= 0.95 * could


@MANY
@given(cases())
def test_with_the_rhythm_stated_the_first_message_is_read_as_well(case: Case) -> None:
    fix = ours(Grade.RELOCATE, rhythm(case.shape))
    sent, clean = case.sent(), case.clean
    read = served([fix(each.body) for each in sent], sent)
    best = served([POLICIES["none"](each.body) for each in clean], clean)
    could = sum(usage.shared.estimate for _, usage in best)
    assert sum(usage.read.estimate for _, usage in read) >= 0.95 * could


@pytest.mark.parametrize("grade", [Grade.SAFE, Grade.LAYOUT, Grade.RELOCATE], ids=GRADE)
@settings(MANY, max_examples=examples(6))
@given(case=cases(), policy=st.sampled_from(["none", "user", "assistant", "sys+2users"]))
def test_no_conversation_costs_more_than_as_it_was(grade: Grade, case: Case, policy: str) -> None:
    fix = ours(grade)
    sent = case.sent()
    texts = [POLICIES[policy](each.body) for each in sent]
    after = served([fix(json.loads(text)) for text in texts], sent)
    assert cost(after) <= cost(served(texts, sent)) * 1.001


@pytest.mark.parametrize("grade", [Grade.LAYOUT, Grade.RELOCATE], ids=GRADE)
@settings(MANY, max_examples=examples(6))
@given(case=cases())
def test_what_was_new_comes_out_the_same_as_history(grade: Grade, case: Case) -> None:
    fix = ours(grade)
    seen: list[tuple[object, list[bytes]]] = []
    for each in case.sent():
        facts = facts_of(fix(each.body))
        keys = keys_of(facts)
        ends = [index for index, _ in effective(facts)]
        for before, end in seen:
            # Of the same session: all up to the last checkpoint is there again.
            if each.body["messages"][0] == before:
                assert keys[: len(end)] == end
        seen.append((each.body["messages"][0], keys[: ends[-1] + 1] if ends else []))
