"""What recorded requests tell, against families whose changes are known."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from effort import examples
from filler import words
from hypothesis import given, settings
from hypothesis import strategies as st
from recordings import DAY, NOON, recordings

from promptlint.engine.lint import Settings, check_source
from promptlint.facts import Facts
from promptlint.facts.recorded.texts import compare, lines_of
from promptlint.facts.samples import Recorded, recorded
from promptlint.findings import Lifetime, Spot
from promptlint.forms import read
from promptlint.forms.times import sent_at
from promptlint.prompt import Prompt
from promptlint.text import Source

if TYPE_CHECKING:
    from recordings import Recording

PATIENT = settings(max_examples=examples(40), deadline=None)


def requests(text: str) -> tuple[Prompt, ...]:
    return read(Source("log.jsonl", text), jsonl=True).requests


def samples(found: Iterable[Prompt]) -> tuple[Recorded, ...]:
    return tuple(recorded(request, sent_at(request)) for request in found)


def facts(recording: Recording, number: int) -> Facts:
    found = requests(recording.text())
    return Facts(found[number], samples=samples(found))


def system_spots(found: Facts) -> list[Spot]:
    return [spot for spot in found.spots if spot.block.section == "system"]


def check(recording: Recording, number: int) -> None:
    """Each field that changes has one spot, with its value, lifetime and count, and only those."""
    spots = system_spots(facts(recording, number))
    changing = [n for n, field in enumerate(recording.fields) if field.lifetime != "static"]
    assert len(spots) == len(changing)
    for n in changing:
        own = recording.sent[number].values[n]
        (spot,) = [spot for spot in spots if own in spot.text]
        assert spot.lifetime == recording.fields[n].lifetime
        assert spot.confidence == "high"
        differing = recording.differs(n, number)
        said = f"differs in {differing} of {len(recording.sent)} recorded requests"
        assert said in spot.evidence


@PATIENT
@given(recordings(), st.integers(0, 7))
def test_what_changes_is_seen_with_its_lifetime(recording: Recording, number: int) -> None:
    check(recording, number)


@PATIENT
@given(recordings(timed=False), st.integers(0, 7))
def test_conversations_are_recognised_without_times(recording: Recording, number: int) -> None:
    check(recording, number)


@PATIENT
@given(recordings(), st.integers(0, 7), st.randoms(use_true_random=False))
def test_a_request_in_another_order_is_the_same_one(
    recording: Recording, number: int, random: Random
) -> None:
    """A fix moves lines; the recorded requests still have them where they were."""
    found = requests(recording.text())
    record = json.loads(json.dumps(recording.sent[number].record))
    system = record["input"]["converse"]["system"]
    lines = system[0]["text"].split("\n")
    random.shuffle(lines)
    cut = random.randrange(1, len(lines))
    system[:1] = [{"text": "\n".join(lines[:cut]) + "\n"}, {"text": "\n".join(lines[cut:])}]
    (moved,) = requests(json.dumps(record) + "\n")
    before = system_spots(Facts(found[number], samples=samples(found)))
    after = system_spots(Facts(moved, samples=samples(found)))
    assert {(s.text, s.lifetime) for s in after} == {(s.text, s.lifetime) for s in before}


@PATIENT
@given(recordings())
def test_traffic_is_what_the_times_say(recording: Recording) -> None:
    traffic = facts(recording, 0).traffic
    conversations = {each.conversation for each in recording.sent}
    starts: dict[int, float] = {}
    waits: list[float] = []
    before = None
    for each in recording.sent:
        time = each.record["timestamp"]
        starts.setdefault(each.conversation, time)
        if before is not None and before.conversation == each.conversation:
            waits.append(time - before.record["timestamp"])
        before = each
    span = max(starts.values()) - min(starts.values())
    assert traffic.name == "observed"
    assert traffic.stated
    assert traffic.requests == len(recording.sent)
    assert traffic.calls == pytest.approx(len(recording.sent) / len(conversations), abs=0.01)
    assert traffic.gap == pytest.approx(sum(waits) / len(waits), abs=0.01)
    assert traffic.sessions == pytest.approx((len(starts) - 1) * 3600 / span, abs=0.01)


@PATIENT
@given(recordings(timed=False))
def test_without_times_only_calls_are_observed(recording: Recording) -> None:
    traffic = facts(recording, 0).traffic
    conversations = {each.conversation for each in recording.sent}
    assert traffic.measured == ("calls",)
    assert not traffic.stated
    assert traffic.calls == pytest.approx(len(recording.sent) / len(conversations), abs=0.01)


LINES = st.lists(st.sampled_from(["a: 1", "a: 2", "b b c", "b b d", "e", "f", "", " "]), max_size=9)


@settings(max_examples=examples(300), deadline=None)
@given(LINES, LINES)
def test_lines_that_differ_are_those_that_the_other_lacks(
    ours: list[str], theirs: list[str]
) -> None:
    mine, yours = ("\n".join(ours),), ("\n".join(theirs),)
    found = compare(mine, yours)
    lines, others = lines_of(mine), lines_of(yours)
    assert {change.line for change in found.changes} == {
        n for n, line in enumerate(lines) if line not in others
    }
    for change in found.changes:
        assert lines[change.line][change.start : change.end].strip()
    assert sorted(found.order) == sorted(line for line in others if line in lines)


@settings(max_examples=examples(200), deadline=None)
@given(
    st.lists(st.sampled_from("ab c.:"), max_size=12).map("".join), st.text("ab c.:", max_size=12)
)
def test_words_that_differ_can_be_put_in(one: str, other: str) -> None:
    """With each change undone, the line is the other one, save for what is no word."""
    line, its = f"Label: {one} end", f"Label: {other} end"
    changes = compare((line,), (its,)).changes
    assert bool(changes) == (line != its)
    assert all(line[c.start : c.end] for c in changes)
    assert [c.start for c in changes] == sorted(c.start for c in changes)


# One conversation's system text in which everything looks volatile.
STAMPED = (
    "Current time: 2026-11-20T09:41:27Z\nYou help.\nSession: 7f3a1c52-90be-4c1e-8a57-2d0f6f3b9e41"
)
FILLER = "\n".join(f"Rule {n} is that the answer is short." for n in range(20))


def body(system: str, *turns: str, **members: object) -> dict[str, Any]:
    roles = ("user", "assistant")
    messages = [{"role": roles[n % 2], "content": [{"text": t}]} for n, t in enumerate(turns)]
    point = {"cachePoint": {"type": "default"}}
    return {"system": [{"text": f"{system}\n{FILLER}"}, point], "messages": messages, **members}


def of(*bodies: dict[str, Any]) -> tuple[Prompt, ...]:
    return requests("".join(json.dumps(each) + "\n" for each in bodies))


def test_what_is_the_same_in_all_requests_is_not_volatile() -> None:
    found = of(*(body(STAMPED, f"question {n}") for n in range(5)))
    assert len(system_spots(Facts(found[0]))) == 2
    assert system_spots(Facts(found[0], samples=samples(found))) == []


def test_four_requests_are_too_few_to_tell() -> None:
    found = of(*(body(STAMPED, f"question {n}") for n in range(4)))
    assert len(system_spots(Facts(found[0], samples=samples(found)))) == 2


def test_one_request_five_times_is_one_conversation() -> None:
    found = of(*(body(STAMPED, "question") for n in range(5)))
    assert len(system_spots(Facts(found[0], samples=samples(found)))) == 2


def test_within_one_conversation_a_clock_that_stands_still_lives_as_long_as_it() -> None:
    turns = [f"turn {n}" for n in range(11)]
    found = of(*(body(STAMPED, *turns[: 2 * n + 1]) for n in range(6)))
    spots = system_spots(Facts(found[0], samples=samples(found)))
    assert {spot.lifetime for spot in spots} == {"session"}


@pytest.mark.parametrize(("days", "left"), [(1, 1), (2, 0)])
def test_a_date_is_refuted_by_another_day_only(days: int, left: int) -> None:
    found = of(*(body("Today's date: 2026-11-20", f"question {n}") for n in range(6)))
    times = [NOON + (n % days) * DAY + 60.0 * n for n in range(6)]
    known = tuple(recorded(one, time) for one, time in zip(found, times, strict=True))
    assert len(system_spots(Facts(found[0], samples=known))) == left


def test_what_an_author_has_edited_is_not_volatile() -> None:
    found = of(*(body("Answer in two sentences.", f"question {n}") for n in range(6)))
    (edited,) = of(body("Answer in three sentences.", "question"))
    assert system_spots(Facts(edited, samples=samples(found))) == []


def test_other_prompts_say_nothing() -> None:
    found = of(*(body(STAMPED, f"question {n}") for n in range(5)))
    other = {"system": [{"text": f"Quite another prompt. {STAMPED}"}], "messages": []}
    (request,) = of({**body("x", "Hi"), **other})
    assert Facts(request, samples=samples(found)).observed is None


def tool(name: str, text: str = "Tells the price of a tariff.", **schema: object) -> dict[str, Any]:
    of_tool = {"json": {"type": "object", **schema}}
    return {"toolSpec": {"name": name, "description": text, "inputSchema": of_tool}}


def with_tools(*tools: dict[str, Any], question: str) -> dict[str, Any]:
    return body("You help.", question, toolConfig={"tools": [*tools]})


def tool_spots(found: tuple[Prompt, ...], number: int = 0) -> list[tuple[str, str, Lifetime]]:
    spots = Facts(found[number], samples=samples(found)).spots
    return [
        (spot.text, spot.kind, spot.lifetime) for spot in spots if spot.block.section == "tools"
    ]


def test_tools_that_change_places() -> None:
    tools = [tool(name) for name in ("price", "book", "track")]
    found = of(
        with_tools(*tools, question="one"),
        with_tools(tools[0], tools[2], tools[1], question="two"),
        with_tools(*tools, question="three"),
    )
    assert [spot[:2] for spot in tool_spots(found)] == [
        ("book", "tool-order"),
        ("track", "tool-order"),
    ]


def test_tools_in_one_order_that_is_not_ours_are_no_evidence() -> None:
    tools = [tool(name) for name in ("price", "book", "track")]
    found = of(*(with_tools(*tools, question=f"question {n}") for n in range(3)))
    (ours,) = of(with_tools(*reversed(tools), question="one"))
    spots = Facts(ours, samples=samples(found)).spots
    assert [spot for spot in spots if spot.block.section == "tools"] == []


def test_a_tool_that_comes_and_goes() -> None:
    tools = [tool(name) for name in ("price", "book", "track")]
    found = of(
        with_tools(*tools, question="one"),
        with_tools(*tools[:2], question="two"),
        with_tools(*tools, question="three"),
    )
    assert [spot[:2] for spot in tool_spots(found)] == [("track", "observed")]
    spots = [s for s in Facts(found[1], samples=samples(found)).spots if s.block.section == "tools"]
    assert [(spot.text, spot.confidence) for spot in spots] == [("book", "low")]


def test_a_description_and_a_schema_that_change() -> None:
    found = of(
        *(
            with_tools(
                tool("price", f"Tells prices as of run {n}."),
                tool("book", maximum=n),
                question=str(n),
            )
            for n in range(4)
        )
    )
    assert [spot[:2] for spot in tool_spots(found)] == [("0", "observed"), ("book", "observed")]


def test_markers_are_no_difference() -> None:
    one, other = body("You help.", "Hi"), body("You help.", "Hi", "Hello", "Who?")
    del other["system"][1]
    other["messages"][0]["content"].append({"cachePoint": {"type": "default"}})
    found = of(one, other)
    observed = Facts(found[0], samples=samples(found)).observed
    assert observed is not None
    assert observed.family.calls.conversations == ((0, 1),)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ('"2026-11-20T10:00:00Z"', 1795168800),
        ('"2026-11-20T10:00:00"', 1795168800),
        ('"2026-11-20 12:00:00+02:00"', 1795168800),
        ("1795168800", 1795168800),
        ("1795168800000", 1795168800),
        ('"1795168800"', 1795168800),
        ("17", None),
        ('"noon"', None),
        ("true", None),
        ("NaN", None),
    ],
)
@pytest.mark.parametrize("escaped", [False, True])
def test_the_time_of_a_record(said: str, seconds: float | None, escaped: bool) -> None:
    inner = json.dumps(body("You help.", "Hi"))
    wrapped = json.dumps(inner) if escaped else inner
    (found,) = requests(f'{{"provider": "x", "timestamp": {said}, "body": {wrapped}}}\n')
    assert sent_at(found) == seconds


def test_the_time_is_not_looked_for_in_the_body() -> None:
    (found,) = of({**body("You help.", "Hi"), "timestamp": 1795168800})
    assert sent_at(found) is None


def test_long_texts_that_share_nothing_are_compared_in_no_time() -> None:
    ours = tuple(f"alpha {n} of {n % 7}" for n in range(20_000))
    theirs = tuple(f"alpha {n} or {n % 5} {n}" for n in range(20_000))
    found = compare(("\n".join(ours),), ("\n".join(theirs),))
    assert len({change.line for change in found.changes}) == 20_000


def test_tools_that_keep_their_order_need_no_sorting() -> None:
    tools = [tool(name) for name in ("track", "book", "price", "cancel", "notify")]
    found = of(*(with_tools(*tools, question=f"question {n}") for n in range(5)))

    def said(settings: Settings) -> list[str]:
        source = Source("request.json", found[0].root.raw)
        return [finding.rule for finding in check_source(source, settings).findings]

    only = Settings(frozenset({"unsorted-tools"}))
    assert said(only) == ["unsorted-tools"]
    assert said(only._replace(samples=samples(found[:4]))) == ["unsorted-tools"]
    assert said(only._replace(samples=samples(found))) == []


def test_tools_that_change_places_are_one_finding() -> None:
    tools = [tool(name, words(400)) for name in ("track", "book", "price", "cancel", "notify")]
    found = of(
        with_tools(*tools, question="one"),
        with_tools(*reversed(tools), question="two"),
        with_tools(*tools, question="three"),
    )
    every = Settings(
        frozenset({"unsorted-tools", "volatile-tool", "volatile-prefix"}), samples=samples(found)
    )
    source = Source("request.json", found[0].root.raw)
    (finding,) = check_source(source, every).findings
    assert finding.rule == "volatile-tool"
    assert "the order of tools, which differs in 1 of 3 recorded requests" in finding.message
    assert finding.fix is not None
    assert finding.fix.title.startswith("sort them by name")


def test_real_calls_of_one_conversation(corpus: Path) -> None:
    """Three calls of one coding session: no more volatile than each was thought to be."""
    names = ("r086", "r087", "r088")
    texts = [(corpus / "requests" / f"{name}.json").read_text(encoding="utf-8") for name in names]
    found = [r for t in texts for r in read(Source("x.json", t), jsonl=False).requests]
    for request in found:
        facts = Facts(request, samples=samples(found))
        assert facts.observed is not None
        assert facts.observed.family.calls.conversations == ((0, 1, 2),)
        assert facts.spots == Facts(request, None, facts.traffic).spots
