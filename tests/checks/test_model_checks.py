"""What is said of a model that takes no checkpoints, needs a profile, or binds its thinking."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_requests import ALL, HOUR, LONG, POINT, TEXT, converse, found, invoke, told
from promises import accepted_by_botocore

from promptlint.catalog import Model, every, find
from promptlint.engine.fix import fix_source
from promptlint.engine.lint import Settings
from promptlint.findings import Severity
from promptlint.text import Grade, Source

if TYPE_CHECKING:
    from model_requests import Item

NAMED = [model for model in every() if not model.is_family]
REFUSING = [model for model in every() if model.converse.supported is False]
TAKING = [model for model in every() if model.converse.supported is not False]


def callable_id(model: Model) -> str:
    """An ID that means this model: of a family, that of a member we have never heard of."""
    name = f"{model.id}x9-large-v1:0" if model.is_family else model.id
    return f"us.{name}"


# A model that takes no checkpoints


@pytest.mark.parametrize("model", REFUSING, ids=lambda model: model.id)
def test_one_rule_speaks_for_a_model_that_takes_none(model: Model) -> None:
    text = converse(callable_id(model), POINT, LONG, POINT, POINT, TEXT | POINT, content=(TEXT,))
    (finding,) = found(text)
    assert finding.rule == "model-without-caching"
    assert finding.place.pointer == "/system/0/cachePoint"
    assert len(finding.related) == 3
    assert model.name in finding.message
    on_record = any(claim.what == "refusal" for claim in model.claims)
    assert finding.severity is (Severity.ERROR if on_record else Severity.WARNING)


@pytest.mark.parametrize("model", TAKING, ids=lambda model: model.id)
def test_it_is_silent_for_all_others(model: Model) -> None:
    assert "model-without-caching" not in told(converse(callable_id(model), LONG, POINT))


@pytest.mark.parametrize("model", REFUSING, ids=lambda model: model.id)
def test_none_of_its_requests_is_told_of_anything_without_checkpoints(model: Model) -> None:
    assert told(converse(callable_id(model), LONG, TEXT)) == set()


@pytest.mark.parametrize(
    "name",
    [
        "anthropic.claude-3-5-sonnet-20240620-v1:0",
        "anthropic.claude-3-opus-20240229-v1:0",
        "anthropic.claude-3-sonnet-20240229-v1:0",
        "anthropic.claude-3-haiku-20240307-v1:0",
        "anthropic.claude-v2",
        "anthropic.claude-v2:1",
        "anthropic.claude-instant-v1",
    ],
)
def test_the_claudes_without_caching_are_known_to_both_apis(name: str) -> None:
    """The list is that of inspect_ai (CACHE_UNSUPPORTED_CLAUDE)."""
    assert told(converse(name, LONG, POINT)) == {"model-without-caching"}
    assert told(invoke(name, marked=True)) == {"model-without-caching"}
    assert told(invoke(name, marked=False)) == set()


def test_a_name_of_anthropics_own_api_is_not_bedrocks() -> None:
    text = invoke("claude-3-5-sonnet-20240620", marked=True)
    assert "model-without-caching" not in told(text)
    body = json.loads(text)["body"]
    assert "model-without-caching" in told(body, model="claude-3-5-sonnet-20240620")


RESULT = {"toolResult": {"toolUseId": "t1", "content": [TEXT, POINT]}}
texts = st.lists(st.sampled_from([POINT, HOUR, TEXT, TEXT | POINT]), max_size=4)
elements = st.sampled_from([POINT, HOUR, TEXT, TEXT | POINT, RESULT])


@settings(deadline=None)  # the first of them reads the catalogue
@given(texts, st.lists(elements, min_size=1, max_size=4))
def test_a_safe_fix_takes_all_of_them_out(system: list[Any], content: list[Any]) -> None:
    text = converse("us.meta.llama3-3-70b-instruct-v1:0", *system, content=tuple(content))
    report = fix_source(Source("request.json", text), Settings(ALL, reach=Grade.SAFE))
    assert report.failed is None
    after = json.loads(report.after)
    assert after["system"] == [TEXT for item in system if "text" in item]
    if all(item in (POINT, HOUR) for item in content):
        # Without them the message would be empty, so that is left to its author.
        assert after["messages"][0]["content"] == content
        assert [f.rule for f in report.remaining.findings] == ["model-without-caching"]
    else:
        assert "cachePoint" not in report.after
        assert report.remaining.findings == ()
        assert accepted_by_botocore(json.dumps(after))


# A bare ID


@pytest.mark.parametrize("model", NAMED, ids=lambda model: model.id)
def test_a_bare_id_needs_a_profile_where_the_catalogue_says_so(model: Model) -> None:
    rules = frozenset({"profile-required"})
    expected = ["profile-required"] if model.on_demand is False else []
    for text in (converse(model.id, TEXT), invoke(model.id, marked=False)):
        findings = found(text, rules)
        assert [finding.rule for finding in findings] == expected
        for finding in findings:
            assert finding.severity is Severity.WARNING
            assert finding.fix is not None
            assert finding.fix.grade is Grade.MANUAL
            advised = find(finding.fix.title.rpartition(" ")[2])
            assert advised.model == model
            assert advised.profile in set(model.profiles) - {""}
            assert advised.profile != "us-gov"
    arn = f"arn:aws:bedrock:us-east-1::foundation-model/{model.id}"
    assert [finding.rule for finding in found(converse(arn, TEXT), rules)] == expected
    for profile in set(model.profiles) - {""}:
        assert told(converse(f"{profile}.{model.id}", TEXT), rules) == set()
    # To say which model is meant, its bare ID will do.
    assert told(converse(None, TEXT), rules, model=model.id) == set()
    counted = {"modelId": model.id, "input": {"converse": json.loads(converse(None, TEXT))}}
    assert told(json.dumps(counted), rules) == set()


# Signed thinking

CLOCK = {"text": "You sort parcels.\nCurrent time: 2026-11-20T09:41:27Z"}
SIGNED = {"reasoningContent": {"reasoningText": {"text": "Well.", "signature": "c2lnbmVk"}}}
UNSIGNED = {"reasoningContent": {"reasoningText": {"text": "Well."}}}
BOUND = frozenset({"bound-thinking"})


def conversation(model_id: str, system: Item, *thinking: Item) -> str:
    body = json.loads(converse(model_id, system))
    body["messages"] += [
        {"role": "assistant", "content": [*thinking, {"text": "Which one?"}]},
        {"role": "user", "content": [{"text": "The blue one."}]},
        {"role": "assistant", "content": [*thinking, {"text": "And where?"}]},
        {"role": "user", "content": [{"text": "Here."}]},
    ]
    return json.dumps(body)


@pytest.mark.parametrize(
    "model", [m for m in NAMED if m.id.startswith("anthropic.")], ids=lambda model: model.id
)
def test_thinking_is_bound_where_the_catalogue_says_so(model: Model) -> None:
    model_id = f"us.{model.id}"
    expected = ["/messages/1/content/0"] if model.preserved_thinking else []
    findings = found(conversation(model_id, CLOCK, SIGNED), BOUND)
    assert [finding.place.pointer for finding in findings] == expected
    for finding in findings:
        assert [note.place.pointer for note in finding.related] == ["/system/0/text"]
    assert found(conversation(model_id, CLOCK, UNSIGNED), BOUND) == ()
    assert found(conversation(model_id, CLOCK), BOUND) == ()
    assert found(conversation(model_id, TEXT, SIGNED), BOUND) == ()


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        ("Current time: 2026-11-20T09:41:27Z", True),
        ("Today's date: 2026-11-20", True),
        ("Request ID: 7f3c9a52-1d84-4be0-9c1f-2a6b8d0e4f11", True),
        ("Session ID: 7f3c9a52-1d84-4be0-9c1f-2a6b8d0e4f11", False),
        ("Founded on 2011-03-04.", False),
    ],
)
def test_what_stays_the_same_all_through_a_conversation_binds_nothing(
    line: str, changes: bool
) -> None:
    system = {"text": f"You sort parcels.\n{line}"}
    text = conversation("us.anthropic.claude-opus-5-5", system, SIGNED)
    assert told(text, BOUND) == (BOUND if changes else set())


def test_a_request_that_has_its_thinking_dropped_is_told_so() -> None:
    text = conversation("us.anthropic.claude-opus-5-5", CLOCK, SIGNED)
    fields = {"thinking": {"block_binding": {"prefix_mismatch_behavior": "drop_block"}}}
    (refused,) = found(text, BOUND)
    (dropped,) = found(
        json.dumps(json.loads(text) | {"additionalModelRequestFields": fields}), BOUND
    )
    assert "may refuse" in refused.message
    assert "drops the thinking" in dropped.message


def test_thinking_of_an_anthropic_body_is_bound_too() -> None:
    body = {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 100,
        "system": CLOCK["text"],
        "messages": [
            {"role": "user", "content": "Where?"},
            {"role": "assistant", "content": [{"type": "redacted_thinking", "data": "c2lnbmVk"}]},
            {"role": "user", "content": "Here."},
        ],
    }
    text = json.dumps({"modelId": "us.anthropic.claude-haiku-5-5", "body": body})
    (finding,) = found(text, BOUND)
    assert finding.place.pointer == "/body/messages/1/content/0"
