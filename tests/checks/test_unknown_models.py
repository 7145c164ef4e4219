"""What is said of a model that is not named, is hidden, or is not in the catalogue."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from filler import expand
from hypothesis import given, settings
from hypothesis import strategies as st
from model_requests import LONG, POINT, TEXT, converse, found, told

from promptlint.catalog import Model, every, find, is_placeholder
from promptlint.engine.lint import Settings, facts_of
from promptlint.facts import compare, hangs_on_model
from promptlint.forms import read
from promptlint.text import Source

if TYPE_CHECKING:
    from model_requests import Item

UNSURE = frozenset({"missing-model", "unknown-model", "opaque-model-arn"})
NAMED = [model for model in every() if not model.is_family]
ARN = "arn:aws:bedrock:eu-west-1:111122223333"
SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"


def minimums() -> list[int]:
    """The minimums of all models that take checkpoints, where sources agree."""
    bounds = {model.converse.minimum for model in NAMED if model.converse.supported}
    return sorted({bound.low for bound in bounds if bound.low == bound.high})


@settings(deadline=None)  # the first of them reads the catalogue
@given(st.integers(min_value=0, max_value=6000))
def test_a_missing_model_is_told_of_where_known_models_differ(words: int) -> None:
    """Against the minimums of the catalogue, tried one by one."""
    text = converse(None, {"text": expand(f"⟨{words} words⟩")}, POINT)
    both = Settings(frozenset({"missing-model", "prefix-near-minimum"}))
    (request,) = read(Source("request.json", text), jsonl=False).requests
    exact = facts_of(request, both).precise
    (prefix,) = exact.prefixes
    verdicts = [
        compare(prefix.tokens, type(exact.caching.minimum)(least, least), expands=prefix.expands)
        for least in minimums()
    ]
    decided = any(verdict != "maybe" for verdict in verdicts)
    differ = decided and len(set(verdicts)) > 1
    expected = "missing-model" if differ else "prefix-near-minimum" if not decided else None
    assert [finding.rule for finding in found(text, both.rules)] == [expected] * bool(expected)
    assert hangs_on_model(exact, prefix) is differ


HOLES = ["${MODEL_ID}", "{{ model }}", "{model_id}", "<model-id>", "%(model)s", "MODEL_ID", "", " "]


@pytest.mark.parametrize("hole", HOLES)
def test_a_placeholder_is_a_missing_model(hole: str) -> None:
    assert is_placeholder(hole)
    text = converse(hole, LONG, POINT)
    (finding,) = found(text)
    assert finding.rule == "missing-model"
    assert finding.place.pointer == "/modelId"
    assert [note.place.pointer for note in finding.related] == ["/system/1/cachePoint"]
    assert not told(text, UNSURE, model=SONNET)


@pytest.mark.parametrize("model", NAMED, ids=lambda model: model.id)
def test_no_model_of_the_catalogue_is_a_placeholder_or_unknown(model: Model) -> None:
    for model_id in (model.id, f"us.{model.id}", f"{ARN}:inference-profile/us.{model.id}"):
        assert not is_placeholder(model_id)
        assert not told(converse(model_id, LONG, POINT), UNSURE)


def test_a_region_left_open_does_not_hide_the_model() -> None:
    for region in ("${AWS::Region}", "{region}", "{{region}}"):
        arn = f"arn:aws:bedrock:{region}:${{AWS::AccountId}}:inference-profile/{SONNET}"
        assert find(arn).model == find(SONNET).model
        hidden = f"arn:aws:bedrock:{region}:1:application-inference-profile/{{id}}"
        assert find(hidden).opaque
        assert told(converse(hidden, LONG, POINT), UNSURE) == {"opaque-model-arn"}


def test_a_missing_model_is_told_of_once_and_not_in_every_piece() -> None:
    several = converse(None, LONG, POINT, TEXT, POINT, content=(TEXT, POINT, TEXT))
    (finding,) = found(several, UNSURE)
    assert len(finding.related) == 2
    tools: list[Item] = [
        {"toolSpec": {"name": "a", "inputSchema": {"json": {}}, "description": "a"}},
        POINT,
    ]
    tools[0]["toolSpec"]["description"] = expand("⟨6000 words⟩")
    piece = {"toolConfig": {"tools": tools}}
    assert told(json.dumps(piece), UNSURE) == set()
    whole = json.loads(converse(None, TEXT)) | piece
    assert told(json.dumps(whole), UNSURE) == {"missing-model"}


@pytest.mark.parametrize(
    ("marked", "nova"),
    [
        ((TEXT, POINT), True),
        ((TEXT, {"cachePoint": {"type": "default", "ttl": "1h"}}), False),
        (({"image": {"format": "png", "source": {"bytes": "iVBORw0KGgo="}}}, POINT), False),
    ],
)
def test_what_claude_takes_and_nova_refuses_depends_on_the_model(
    marked: tuple[Item, ...], nova: bool
) -> None:
    text = converse(None, {"text": expand("⟨6000 words⟩")}, content=(*marked, TEXT))
    assert told(text, UNSURE) == (set() if nova else {"missing-model"})
    for model in (SONNET, "us.amazon.nova-pro-v1:0"):
        assert not told(text, UNSURE, model=model)


@pytest.mark.parametrize(
    ("model_id", "closest"),
    [
        ("us.anthropic.claude-sonet-4-5-20250929-v1:0", SONNET),
        ("us.antropic.claude-opus-4-8", "us.anthropic.claude-opus-4-8"),
        ("us.anthropic.claude-sonnet-9", None),
        ("cohere.command-r-v1:0", None),
    ],
)
def test_an_unknown_model_with_what_may_be_meant(model_id: str, closest: str | None) -> None:
    (finding,) = found(converse(model_id, LONG, POINT), UNSURE)
    assert finding.rule == "unknown-model"
    assert finding.place.pointer == "/modelId"
    assert "512 and 4,096" in finding.message
    assert (
        f"did you mean {closest}?" in finding.message if closest else "mean" not in finding.message
    )
    # The user's own word does not change what the request says.
    assert told(converse(model_id, LONG, POINT), UNSURE, model=SONNET) == {"unknown-model"}
    assert told(converse(model_id, TEXT), UNSURE) == set()
    assert told(converse(model_id, LONG), UNSURE) == {"unknown-model"}


@pytest.mark.parametrize(
    ("resource", "words"),
    [
        ("application-inference-profile/a1b2c3", "an application inference profile"),
        ("provisioned-model/a1b2c3", "provisioned throughput"),
        ("prompt-router/a1b2c3", "a prompt router"),
        ("default-prompt-router/anthropic.claude:1", "a prompt router"),
        ("custom-model-deployment/a1b2c3", "a custom model"),
        ("imported-model/a1b2c3", "an imported model"),
        ("prompt/ABCDEFGHIJ:1", "a prompt of Prompt management"),
        ("guardrail/a1b2c3", "another resource"),
    ],
)
def test_an_arn_that_hides_its_model(resource: str, words: str) -> None:
    (finding,) = found(converse(f"{ARN}:{resource}", LONG, POINT), UNSURE)
    assert finding.rule == "opaque-model-arn"
    assert finding.message.startswith(words)
    assert told(converse(f"{ARN}:{resource}", TEXT), UNSURE) == set()
    assert told(converse(f"{ARN}:{resource}", LONG, POINT), UNSURE, model=SONNET) == set()
    by_option = found(converse(None, LONG, POINT), UNSURE, model=f"{ARN}:{resource}")
    assert [finding.place.pointer for finding in by_option] == ["/system/1/cachePoint"]


def test_what_the_user_says_of_a_hidden_model_counts_for_every_rule() -> None:
    text = converse(f"{ARN}:application-inference-profile/a1", {"text": "Hello."}, POINT)
    (finding,) = found(text, model="us.anthropic.claude-haiku-4-5-20251001-v1:0")
    assert finding.rule == "prefix-below-minimum"
    assert "Claude Haiku 4.5" in finding.message
