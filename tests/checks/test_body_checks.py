"""What is wrong with a body as such: its shape, its keys, blank text, results of tools too late."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from effort import examples
from filler import words
from hypothesis import given, settings
from hypothesis import strategies as st
from promises import accepted_by_botocore, assert_promises

from promptlint import rulepack
from promptlint.engine.fix import fix_source
from promptlint.engine.lint import Settings, check_source
from promptlint.findings import Finding, Severity
from promptlint.text import Grade, Source

Json = Any

RULES = frozenset({"invalid-request", "duplicate-key", "empty-text", "tool-result-order"})
SETTINGS = Settings(rules=RULES)
SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"


def findings(body: Json, under: Settings = SETTINGS) -> tuple[Finding, ...]:
    text = body if isinstance(body, str) else json.dumps(body)
    return check_source(Source("request.json", text), under).findings


def told(body: Json, rule: str) -> list[tuple[str, str]]:
    found = findings(body)
    assert all(finding.rule in RULES for finding in found)
    return [(f.place.pointer, f.severity.label) for f in found if f.rule == rule]


# Real ones


def test_no_real_request_is_refused_that_is_not(corpus: Path) -> None:
    for path in sorted((corpus / "requests").glob("*.json")):
        assert findings(path.read_text(encoding="utf-8")) == (), path.name


def test_what_the_service_has_answered_is_not_called_refused(corpus: Path) -> None:
    """Two of the recorded calls have white space beside other text, whence the warning."""
    count = 0
    for line in (corpus / "recordings.jsonl").read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        for model in (record["model"], None):
            under = SETTINGS._replace(model=model)
            for finding in findings(json.dumps(record["request"]), under):
                assert (finding.rule, finding.severity) == ("empty-text", Severity.WARNING)
                assert "sources differ" in finding.message
        count += 1
    assert count > 100


# Shape


def test_a_body_of_two_apis_is_wrong_only_where_it_is_wrong_as_both() -> None:
    fine_for_nova = {"messages": [{"role": "user", "content": [{"text": "x"}]}], "system": []}
    video: Json = {"video": {"format": 1, "source": {"bytes": ""}}}
    body: Json = {"messages": [{"role": "user", "content": [{"text": "x"}, video]}]}
    assert told(fine_for_nova, "invalid-request") == []
    assert told(body, "invalid-request") == [("/messages/0/content/1/video/format", "error")]
    body["messages"][0]["content"][1] = {"reasoningContent": {"heldBack": True}}
    assert told(body, "invalid-request") == [], "Nova's, for all we know"
    assert told(body | {"modelId": SONNET}, "invalid-request") == [
        ("/messages/0/content/1/reasoningContent/heldBack", "warning")
    ]


def test_a_body_in_a_string_is_judged_there() -> None:
    body = {"anthropic_version": "bedrock-2023-05-31", "max_tokens": "5", "messages": []}
    wrapped = {"modelId": SONNET, "body": json.dumps(body)}
    assert told(wrapped, "invalid-request") == [("/body#/max_tokens", "error")]


# Keys


def test_keys_that_are_there_twice() -> None:
    message = '{"role": "user", "content": "a", "role": "user"}'
    text = f'{{"messages": [{message}], "max_tokens": 1, "max_tokens": 2}}'
    assert told(text, "duplicate-key") == [
        ("/messages/0/role", "warning"),
        ("/max_tokens", "warning"),
    ]
    (first, *_) = findings(text)
    assert [note.place.span.start for note in first.related] == [text.index('"user"')]


keys = st.sampled_from(["a", "b", "c"])


@given(st.lists(st.lists(keys, max_size=5), min_size=1, max_size=3))
def test_each_key_is_told_once_per_object(objects: list[list[str]]) -> None:
    """Against a count of the keys."""
    inner = ", ".join("{" + ", ".join(f'"{key}": 1' for key in keys) + "}" for keys in objects)
    use = f'{{"type": "tool_use", "id": "t", "name": "n", "input": {{"x": [{inner}]}}}}'
    text = f'{{"max_tokens": 1, "messages": [{{"role": "assistant", "content": [{use}]}}]}}'
    found = [f for f in findings(text) if f.rule == "duplicate-key"]
    twice = [(n, k) for n, keys in enumerate(objects) for k in set(keys) if keys.count(k) > 1]
    pointers = [f"/messages/0/content/0/input/x/{number}/{key}" for number, key in twice]
    assert sorted(finding.place.pointer for finding in found) == sorted(pointers)
    for finding in found:
        number, key = finding.place.pointer.split("/")[-2:]
        count = objects[int(number)].count(key)
        assert ("twice" if count == 2 else f"{count} times") in finding.message


# Blank text

TEXTS = ["", " ", "\n\t", "Where is it?", "{{question}}"]
IMAGE = {"image": {"format": "png", "source": {"bytes": "iVBORw0KGgo="}}}
RESULT = {"toolResult": {"toolUseId": "t1", "content": [{"text": ""}]}}
contents = st.lists(
    st.sampled_from([*({"text": text} for text in TEXTS), IMAGE, RESULT]), max_size=4
)


@given(st.lists(contents, min_size=1, max_size=3))
def test_blank_text_in_messages(messages: list[list[Json]]) -> None:
    """Against a few lines that read the lists by themselves."""
    roles = ["user", "assistant"] * 2
    body = {
        "modelId": SONNET,
        "messages": [{"role": r, "content": c} for r, c in zip(roles, messages, strict=False)],
        "inferenceConfig": {"maxTokens": 100},  # Converse, whatever is in the messages
    }
    expected = []
    for number, blocks in enumerate(messages):
        if not blocks:
            expected.append((f"/messages/{number}/content", "error"))
        alone = all("text" in block and not block["text"].strip() for block in blocks)
        for index, block in enumerate(blocks):
            if "text" in block and not block["text"].strip():
                certain = alone or block["text"] == ""
                pointer = f"/messages/{number}/content/{index}/text"
                expected.append((pointer, "error" if certain else "warning"))
    assert sorted(told(body, "empty-text")) == sorted(expected)


def test_a_message_of_checkpoints_is_another_matter() -> None:
    body = {"modelId": SONNET, "messages": [{"role": "user", "content": [{"cachePoint": {}}]}]}
    assert told(body, "empty-text") == []


# Results of tools


def converse(*content: Json, **more: Json) -> Json:
    calls = [{"toolUse": {"toolUseId": f"t{n}", "name": "track", "input": {}}} for n in range(3)]
    return {
        "modelId": SONNET,
        "messages": [
            {"role": "user", "content": [{"text": "Where are my parcels?"}]},
            {"role": "assistant", "content": calls},
            {"role": "user", "content": list(content)},
        ],
        **more,
    }


def result(number: int) -> Json:
    return {"toolResult": {"toolUseId": f"t{number}", "content": [{"text": f"Result {number}"}]}}


def point(**more: str) -> Json:
    return {"cachePoint": {"type": "default", **more}}


TEXT = {"text": words(60)}
TXT = {"document": {"format": "txt", "name": "Tariff", "source": {"text": "Row 1"}}}
blocks = st.permutations([result(0), result(1), result(2), TEXT, {"text": "Be brief."}, IMAGE])


@st.composite
def answers(draw: st.DrawFn) -> list[Json]:
    """Results and other content in any order, with checkpoints here and there."""
    items: list[Json] = []
    for block in draw(blocks)[: draw(st.integers(1, 6))]:
        items.append(block)
        if draw(st.booleans()):
            items.append(point())
    return items


def as_anthropic(body: Json) -> Json:
    """The same conversation in Anthropic's format."""

    def block(item: Json) -> Json:
        if "toolUse" in item:
            use = item["toolUse"]
            return {"type": "tool_use", "id": use["toolUseId"], "name": "track", "input": {}}
        if "toolResult" in item:
            answer = item["toolResult"]
            return {
                "type": "tool_result",
                "tool_use_id": answer["toolUseId"],
                "content": answer["content"][0]["text"],
            }
        if "image" in item:
            return {"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}
        return {"type": "text", "text": item["text"]}

    messages = []
    for message in body["messages"]:
        made: list[Json] = []
        for item in message["content"]:
            if "cachePoint" in item:
                made[-1]["cache_control"] = {"type": "ephemeral"}
            else:
                made.append(block(item))
        messages.append({"role": message["role"], "content": made})
    return {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 9, "messages": messages}


def is_result(item: Json) -> bool:
    return "toolResult" in item or item.get("type") == "tool_result"


def plain(items: list[Json]) -> list[Json]:
    """Blocks without their checkpoints."""
    bare = ({k: v for k, v in item.items() if k != "cache_control"} for item in items)
    return [item for item in bare if "cachePoint" not in item]


def covered(items: list[Json]) -> list[list[Json]]:
    """What stands before each checkpoint."""
    found = []
    for number, item in enumerate(items):
        if "cachePoint" in item or "cache_control" in item:
            found.append(plain(items[: number + 1]))
    return found


@pytest.mark.parametrize("write", [lambda body: body, as_anthropic], ids=["converse", "anthropic"])
@settings(deadline=None)
@given(content=answers())
def test_results_first(write: Callable[[Json], Json], content: list[Json]) -> None:
    body = write(converse(*content))
    items = body["messages"][2]["content"]
    before = plain(items)
    wanted = [i for i in before if is_result(i)] + [i for i in before if not is_result(i)]
    assert bool(told(body, "tool-result-order")) == (before != wanted)
    only = SETTINGS._replace(rules=frozenset({"tool-result-order"}), reach=Grade.LAYOUT)
    text = json.dumps(body)
    report = fix_source(Source("request.json", text), only)
    assert_promises(text, report, only)
    after = json.loads(report.after)["messages"][2]["content"]
    if len(covered(items)) > 4:
        assert after == items, "some have to go first"
        return
    assert plain(after) == wanted
    for was in covered(items):
        assert any(all(item in now for item in was) for now in covered(after)), "it left the cache"
    assert len(covered(after)) <= len(covered(items))


@settings(deadline=None, max_examples=examples(20))
@given(content=answers())
def test_results_first_among_all_rules(content: list[Json]) -> None:
    everything = Settings(rules=frozenset(rulepack.load()), reach=Grade.LAYOUT)
    text = json.dumps(converse(*content, system=[{"text": words(1500)}]))
    report = fix_source(Source("request.json", text), everything)
    assert_promises(text, report, everything)
    assert accepted_by_botocore(report.after)


def grades(body: Json) -> list[Grade | None]:
    found = [f for f in findings(body) if f.rule == "tool-result-order"]
    return [finding.fix and finding.fix.grade for finding in found]


def test_where_only_its_author_can_mend_it() -> None:
    late = [TEXT, result(0)]
    assert grades(converse(*late)) == [Grade.LAYOUT]
    signed = {"reasoningContent": {"reasoningText": {"text": "Hm.", "signature": "c2ln"}}}
    body = converse(*late)
    body["messages"][1]["content"].insert(0, signed)
    assert grades(body) == [Grade.LAYOUT]
    assert grades(body | {"modelId": "us.anthropic.claude-opus-5-5"}) == [Grade.MANUAL]
    # No checkpoint may follow a document that is no PDF, and none of another kind its own.
    assert grades(converse(TXT, TEXT, result(0), point())) == [Grade.LAYOUT]
    assert grades(converse(TEXT, TXT, result(0), point())) == [Grade.MANUAL]
    assert grades(converse(TEXT, result(0), {"cachePoint": {"type": "ephemeral"}})) == [
        Grade.MANUAL
    ]
    mixed = converse(TEXT, point(ttl="1h"), result(0), point(), result(1))
    assert grades(mixed) == [Grade.MANUAL]


def test_what_answers_nothing_or_is_not_claudes() -> None:
    late = converse(TEXT, result(0))
    assert told(late, "tool-result-order") == [("/messages/2/content/0", "error")]
    assert told(late | {"modelId": "us.amazon.nova-pro-v1:0"}, "tool-result-order") == []
    assert told(late | {"modelId": "us.meta.llama3-3-70b-instruct-v1:0"}, "tool-result-order") == []
    other = converse(TEXT, result(7))
    assert told(other, "tool-result-order") == []
    alone = late | {"messages": late["messages"][2:]}
    assert told(alone, "tool-result-order") == []
    unnamed = {key: value for key, value in late.items() if key != "modelId"}
    unnamed |= {"inferenceConfig": {"maxTokens": 5}}
    assert told(unnamed, "tool-result-order") == [("/messages/2/content/0", "warning")]
