"""Where the checkpoints of a conversation go, and what stands behind the last of them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from filler import words
from promises import request_in

from promptlint.facts import Facts
from promptlint.layout import plan
from promptlint.text import Grade

MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
INSTRUCTIONS = words(1500)
POINT = {"cachePoint": {"type": "default"}}
CLOCK = "Current time: 2026-11-20T09:41:27Z"


def user(*blocks: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {
        "role": "user",
        "content": [{"text": each} if isinstance(each, str) else each for each in blocks],
    }


def parallel(calls: int) -> list[dict[str, Any]]:
    """A turn in which the model calls that many tools at once, and their results."""
    uses = [{"toolUse": {"toolUseId": f"t{n}", "name": "price", "input": {}}} for n in range(calls)]
    results = [
        {"toolResult": {"toolUseId": f"t{n}", "content": [{"text": words(30)}]}}
        for n in range(calls)
    ]
    return [{"role": "assistant", "content": uses}, {"role": "user", "content": results}]


def facts_of(*messages: Any, system: Any = (INSTRUCTIONS,)) -> Facts:  # noqa: ANN401 - JSON
    body = {"system": user(*system)["content"], "messages": messages}
    return Facts(request_in(json.dumps(body)), MODEL)


def ends(facts: Facts, grade: Grade = Grade.LAYOUT) -> list[int]:
    """After which entries the best layout has checkpoints."""
    return [point.index for point in plan(facts, grade).points]


@pytest.mark.parametrize(("calls", "places"), [(9, [0, 19]), (10, [0, 1, 21]), (12, [0, 1, 25])])
def test_a_turn_beyond_the_lookback_gets_a_second_checkpoint_where_the_call_before_ended(
    calls: int, places: list[int]
) -> None:
    assert ends(facts_of(user("Where?"), *parallel(calls))) == places


def test_the_turns_before_need_no_bridge() -> None:
    facts = facts_of(user("Where?"), *parallel(12), *parallel(2))
    assert ends(facts) == [0, 29]


def test_an_answer_that_has_been_begun_is_not_the_newest_turn() -> None:
    begun = {"role": "assistant", "content": [{"text": "The price is"}]}
    facts = facts_of(user("Where?"), *parallel(12), begun)
    assert ends(facts) == [0, 1, 26]


@pytest.mark.parametrize("tail", [CLOCK, "<context>\n{{retrieved_context}}\n</context>"])
def test_what_changes_behind_the_last_checkpoint_is_left_alone(tail: str) -> None:
    answer = {"role": "assistant", "content": [{"text": words(40)}]}
    facts = facts_of(
        user("Where?"), answer, user("Why?", POINT, tail), system=(INSTRUCTIONS, POINT)
    )
    assert facts.traffic.name == "chat"
    assert plan(facts, Grade.RELOCATE).operations == ()


def test_the_first_call_of_an_agent_is_one_whatever_changes_at_its_end() -> None:
    spec = {"name": "price", "inputSchema": {"json": {"type": "object"}}}
    body = {
        "toolConfig": {"tools": [{"toolSpec": spec}]},
        "system": user(INSTRUCTIONS, POINT)["content"],
        "messages": [user("Where?", POINT, CLOCK)],
    }
    assert Facts(request_in(json.dumps(body)), MODEL).traffic.name == "agent"


def test_a_question_behind_the_last_checkpoint_is_part_of_the_conversation() -> None:
    answer = {"role": "assistant", "content": [{"text": words(40)}]}
    facts = facts_of(user("Where?"), answer, user(words(300), POINT, words(300)))
    assert facts.lifetimes[-1] == "session"


def test_what_moves_stands_before_what_changes_more_often() -> None:
    # The time stands in prose and cannot move; the session's line need not stand behind it.
    prose = "You help in a shop. The time is 09:41:27 now, and the shop is open."
    line = "Session: 7f3a1c52-90be-4c1e-8a57-2d0f6f3b9e41"
    answer = {"role": "assistant", "content": [{"text": words(40)}]}
    facts = facts_of(
        user("Where?"), answer, user("Why?"), system=(f"{line}\n\n" + INSTRUCTIONS, prose)
    )
    found = plan(facts, Grade.LAYOUT)
    texts = [entry.block.texts[0].string for entry in found.row.entries[:3]]
    moved = [entry.moved for entry in found.row.entries[:3]]
    assert moved == [False, True, False]
    assert texts[2] == prose


def test_what_earlier_messages_have_lost_is_no_part_of_the_conversation() -> None:
    answer = {"role": "assistant", "content": [{"text": words(40)}]}
    dropped = facts_of(user("Where?"), answer, user("Why?", CLOCK))
    assert dropped.lifetimes[-2:] == ("session", "request")
    assert ends(dropped) == [0, 3]

    kept = facts_of(
        user("Where?", "Current time: 2026-11-20T09:40:02Z"), answer, user("Why?", CLOCK)
    )
    assert kept.lifetimes[-1] == "session"
    assert ends(kept) == [0, 5]


def test_a_time_in_front_of_the_newest_text_takes_the_checkpoint_to_the_answer_before() -> None:
    answer = {"role": "assistant", "content": [{"text": words(40)}]}
    assert ends(facts_of(user("Where?"), answer, user(f"{CLOCK}\n\nWhy?"))) == [0, 2]


def test_the_fields_of_a_template_are_no_conversation() -> None:
    facts = facts_of(user(INSTRUCTIONS, POINT, "<document>\n{{document_text}}\n</document>"))
    assert facts.traffic.name == "document-qa"
