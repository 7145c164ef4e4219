"""Requests as Python values: nothing is changed in them, and bytes stay what they are."""

from __future__ import annotations

import json
import zlib
from collections import UserDict
from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import botocore.validate
import pytest
from effort import examples
from filler import words
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from promises import converse_shape

import promptlint
from promptlint.api.mapping import written

Body = dict[str, Any]

MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
POINT: Body = {"cachePoint": {"type": "default"}}
NOTES = f"{words(1500)}\nCurrent time: 2026-11-20T09:41:27Z\n{words(30)}"


def png(width: int, height: int) -> bytes:
    """A PNG image that says how large it is, as far as anybody reads it."""
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + size + zlib.compress(bytes(99))


def request(*blobs: object) -> Body:
    """A request of Converse as one gives it to boto3, with images."""
    images = [{"image": {"format": "png", "source": {"bytes": blob}}} for blob in blobs]
    return {
        "modelId": MODEL,
        "system": [{"text": NOTES}, POINT],
        "messages": [{"role": "user", "content": [*images, {"text": "What is this?"}]}],
        "inferenceConfig": {"maxTokens": 100, "temperature": 0.5},
    }


def accepted(body: Mapping[str, Any]) -> bool:
    """Whether botocore would send it."""
    report = botocore.validate.ParamValidator().validate(body, converse_shape())
    return not report.has_errors()


# --- bytes ---------------------------------------------------------------------------------------


def test_bytes_come_back_as_the_same_objects() -> None:
    blobs = png(900, 600), bytearray(png(300, 200)), png(10, 10)
    body = request(*blobs)
    assert accepted(body)
    fixed = promptlint.fix(body)
    assert fixed.changed
    assert accepted(fixed.result)
    content = fixed.result["messages"][0]["content"]
    for block, blob in zip(content, blobs, strict=False):
        assert block["image"]["source"]["bytes"] is blob


def test_an_image_counts_by_its_size() -> None:
    for (width, height), least, most in (((80, 80), 4, 100), ((1500, 1000), 1000, 2500)):
        (layout,) = promptlint.layout(request(png(width, height)))
        assert layout.blocks[1].kind == "image"
        assert least < layout.blocks[1].tokens.estimate < most


def test_other_bytes_are_another_image() -> None:
    found = promptlint.diff(request(png(80, 80)), request(png(80, 80)))
    assert found.difference is None
    found = promptlint.diff(request(png(80, 80)), request(png(80, 81)))
    assert found.difference is not None
    assert found.difference.new is not None
    assert found.difference.new.place.pointer == "/messages/0/content/0/image/source/bytes"
    assert found.difference.message == "in a message of the user, the image is another one"


def test_a_string_that_looks_like_the_bytes_stays_a_string() -> None:
    blob = png(80, 80)
    for padding in ("", "=", "=="):
        # As the base64 of the bytes, which stands for them in the text.
        twin = json.loads(written(request(blob)).text)["messages"][0]["content"][0]
        twin["image"]["source"]["bytes"] += padding
        body = request(blob)
        body["messages"][0]["content"].insert(1, twin)
        content = promptlint.fix(body).result["messages"][0]["content"]
        assert content[0]["image"]["source"]["bytes"] is blob
        assert content[1] == twin


def test_a_body_of_invoke_model_may_be_bytes() -> None:
    body = {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 100,
        "system": [{"type": "text", "text": NOTES, "cache_control": {"type": "ephemeral"}}],
        "messages": [{"role": "user", "content": "Für wen?"}],
    }
    data = json.dumps(body, ensure_ascii=False).encode()
    text = promptlint.fix({"modelId": MODEL, "body": data.decode()})
    fixed = promptlint.fix({"modelId": MODEL, "body": data})
    assert fixed.changed
    assert fixed.result["body"] == text.result["body"].encode()
    assert fixed.left.findings == text.left.findings
    assert len(json.loads(fixed.result["body"])["system"]) == 2


def test_a_body_that_is_no_text_is_no_request() -> None:
    found = promptlint.check({"modelId": MODEL, "body": png(80, 80)})
    assert (found.requests, found.ok) == (0, True)
    assert found.reason is not None
    assert "base64" in found.reason


# --- other values --------------------------------------------------------------------------------


def test_any_mapping_and_tuples_will_do() -> None:
    body = request(png(80, 80))
    other = UserDict(MappingProxyType({**body, "system": tuple(body["system"])}))
    assert promptlint.fix(other).result == promptlint.fix(body).result
    assert promptlint.check(other) == promptlint.check(body)


def circular() -> Body:
    body: Body = {"system": []}
    body["system"].append(body)
    return body


@pytest.mark.parametrize(
    ("body", "words_of_it"),
    [
        (
            {"system": [{"text": Decimal("0.5")}]},
            "the Decimal at /system/0/text is no value of JSON",
        ),
        ({"a": {"b": object()}}, "the object at /a/b is no value of JSON"),
        ({"a": {1: "b"}}, "the key 1 at /a is no string"),
        ({1: "b"}, "the key 1 at the top is no string"),
        (circular(), "the request is nested deeper than 500 levels, as none is"),
    ],
)
def test_what_is_no_json_is_refused(body: Body, words_of_it: str) -> None:
    for function in (promptlint.check, promptlint.fix, promptlint.layout):
        with pytest.raises(promptlint.Unreadable) as caught:
            function(body)
        assert str(caught.value) == words_of_it


@pytest.mark.parametrize("wrong", [None, 7, [], ["a"], object()])
def test_what_is_no_request_at_all_is_a_type_error(wrong: Any) -> None:  # noqa: ANN401 - anything
    with pytest.raises(TypeError, match="a request is a mapping"):
        promptlint.check(wrong)


def test_lines_are_those_of_an_indent_of_two() -> None:
    body = request()
    (finding,) = promptlint.check(body).findings
    (same,) = promptlint.check(json.dumps(body, indent=2), name="<request>").findings
    assert finding == same


# --- any request ---------------------------------------------------------------------------------


@st.composite
def bodies(draw: st.DrawFn) -> Body:
    """Requests of Converse with media as bytes, markers here and there."""
    blob = st.binary(min_size=1, max_size=40).map(lambda data: png(90, 90) + data)
    kinds = st.one_of(
        st.builds(lambda text: {"text": text}, st.sampled_from([NOTES, "Why?", words(40)])),
        st.builds(lambda data: {"image": {"format": "png", "source": {"bytes": data}}}, blob),
        st.builds(
            lambda data: {"document": {"format": "pdf", "name": "d", "source": {"bytes": data}}},
            blob,
        ),
        st.just(POINT),
    )
    text: Body = {"text": "So?"}
    content = st.lists(kinds, max_size=4).map(lambda blocks: [text, *blocks])
    roles = ("user", "assistant", "user")[: draw(st.sampled_from([1, 3]))]
    texts = st.sampled_from([NOTES, words(99)]).map(lambda text: {"text": text})
    system: list[Body] = draw(st.lists(texts, max_size=2))
    marked = bool(system) and draw(st.booleans())
    return {
        "modelId": MODEL,
        "system": [*system, *[POINT] * marked],
        "messages": [{"role": role, "content": draw(content)} for role in roles],
    }


@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(bodies(), st.sampled_from(["safe", "layout", "relocate"]))
def test_nothing_given_is_changed_and_all_that_was_in_it_is_there(body: Body, grade: str) -> None:
    before = deepcopy(body)
    promptlint.check(body)
    promptlint.layout(body)
    promptlint.diff(body, body)
    fixed = promptlint.fix(body, grade=grade)
    assert body == before
    assert fixed.result is not body
    assert fixed.changed == (fixed.result != body)
    # The same as of the text that it is written as.
    text = written(body)
    assert fixed.result == text.read_back(promptlint.fix(text.text, grade=grade).result)
    assert blobs(fixed.result) == blobs(body)
    if accepted(body):
        assert accepted(fixed.result)
    assert not promptlint.fix(fixed.result, grade=grade).changed


def blobs(value: object) -> list[bytes]:
    """All bytes in a request, sorted."""
    found = []
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, bytes):
            found.append(each)
        elif isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return sorted(found)


# --- errors --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"model": "anthropic.claude-sonet-4-5"}, "there is no model 'anthropic.claude-sonet-4-5'"),
        ({"model": "gpt"}, "'gpt' is no model ID of Bedrock"),
        ({"select": "volatile-prefx"}, "there is no rule 'volatile-prefx'; did you mean"),
        ({"ignore": ["nothing"]}, "there is no rule 'nothing'"),
        ({"severity": {"PL101": "fatal"}}, "'fatal' is no severity (error, warning, info)"),
        ({"severity": {"PL000": "error"}}, "there is no rule 'PL000'"),
        ({"traffic": "agents"}, "'agents' is no traffic (agent, chat, document-qa, single-shot)"),
        (
            {"traffic": promptlint.Traffic("custom", 3, 0, 1, 1, stated=True)},
            "a traffic has at least 1 call per session, a gap of more than 0 seconds",
        ),
        ({"grade": "manual"}, "'manual' is no grade (safe, layout, relocate)"),
        ({"keep": "orders"}, "'orders' is nothing that fixes can keep (order, checkpoints)"),
    ],
)
def test_an_option_that_says_nothing_known(options: Body, sentence: str) -> None:
    with pytest.raises(promptlint.BadOption) as caught:
        promptlint.fix(request(), **options)
    assert str(caught.value).startswith(sentence)
    assert isinstance(caught.value, promptlint.PromptlintError)
    assert isinstance(caught.value, ValueError)


def test_a_configuration_that_cannot_be_used(tmp_path: Path) -> None:
    path = tmp_path / "promptlint.toml"
    path.write_text('model = 1\ntraffic = "rare"\n', encoding="utf-8")
    with pytest.raises(promptlint.BadConfiguration) as caught:
        promptlint.check(request(), config=path)
    assert str(caught.value).count("\n") == 1
    with pytest.raises(promptlint.BadConfiguration, match="cannot be read"):
        promptlint.check(request(), config=tmp_path / "none.toml")


def test_files_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    with pytest.raises(promptlint.Unreadable, match=r"request\.json: there is no such file"):
        promptlint.check(path)
    with pytest.raises(promptlint.Unreadable, match="this is a folder, not a file"):
        promptlint.layout(tmp_path)
    with pytest.raises(promptlint.Unreadable, match="there are no recorded requests in it"):
        promptlint.check(request(), samples=tmp_path)
    text = json.dumps(request())
    path.write_text(text, encoding="utf-8")
    path.chmod(0o444)
    with pytest.raises(promptlint.Unreadable, match="it is read-only"):
        promptlint.fix(path, write=True)
    assert path.read_text(encoding="utf-8") == text


def test_a_file_is_written_on_request_only(tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    text = json.dumps(request())
    path.write_text(text, encoding="utf-8")
    fixed = promptlint.fix(path)
    assert fixed.changed
    assert path.read_text(encoding="utf-8") == text
    assert promptlint.fix(path, write=True) == fixed
    assert path.read_text(encoding="utf-8") == fixed.result
    with pytest.raises(TypeError, match="only a file can be written"):
        promptlint.fix(text, write=True)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{}", "<request>: no request here: "),
        ("", "<request>:1:1: not JSON: "),
        ('{"messages": [', "<request>:1:15: not JSON: "),
    ],
)
def test_where_a_request_is_needed(text: str, sentence: str) -> None:
    with pytest.raises(promptlint.NoRequest) as caught:
        promptlint.layout(text)
    assert str(caught.value).startswith(sentence)
    with pytest.raises(promptlint.NoRequest):
        promptlint.diff(request(), text)
