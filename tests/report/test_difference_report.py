"""What is told of two requests that differ: in words, for the eyes, and for programs."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
from filler import words

import promptlint
from promptlint.cache.compare import Hindrance, Kind
from promptlint.report.difference_text import difference_text
from promptlint.report.style import Page, text_of

Body = dict[str, Any]
Steps = tuple[str | int, ...]

POINT: Body = {"cachePoint": {"type": "default"}}
KEY = "4f9a7c21b8d3e650f1a2"
LINES = "\n".join((words(1500), "Today is 2026-11-20.", f"API key: {KEY}", words(40)))
RESULT = json.dumps({"city": "Leeds", "rain": [1, 2]})


def request() -> Body:
    schema = {
        "type": "object",
        "properties": {"city": {"type": "string"}, "day": {"type": "string"}},
    }
    spec = {"name": "rain", "description": "Tells of rain.", "inputSchema": {"json": schema}}
    return {
        "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "toolConfig": {"tools": [{"toolSpec": spec}]},
        "system": [{"text": LINES}],
        "messages": [
            {"role": "user", "content": [{"text": "Café?"}]},
            {"role": "assistant", "content": [use("rain", {"city": "Leeds", "limit": 1})]},
            {"role": "user", "content": [result(RESULT), POINT]},
        ],
    }


def use(name: str, values: Body) -> Body:
    return {"toolUse": {"toolUseId": "t1", "name": name, "input": values}}


def result(text: str) -> Body:
    return {"toolResult": {"toolUseId": "t1", "content": [{"text": text}]}}


def other(*path: str | int, value: object) -> Body:
    body = deepcopy(request())
    at: Any = body
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return body


SCHEMA: Steps = ("toolConfig", "tools", 0, "toolSpec", "inputSchema", "json")
CASES: list[tuple[Body, str]] = [
    (
        other("system", 0, "text", value=LINES.replace("11-20", "11-21")),
        "in the system text, a date after ‘Today is’ differs: it changes every day",
    ),
    (
        other("system", 0, "text", value=LINES.replace("\n", "\r\n")),
        "in the system text, lines end in another way",
    ),
    (
        other("system", 0, "text", value=LINES.replace("\n", "  \n")),
        "in the system text, there is other white space",
    ),
    (
        other("messages", 0, "content", 0, "text", value="Cafe\u0301?"),
        "in a message of the user, characters are composed in another way (Unicode normal forms)",
    ),
    (
        other("messages", 2, "content", 0, value=result('{"rain": [1, 2], "city": "Leeds"}')),
        "in a message of the user, the same JSON has its keys in another order",
    ),
    (
        other("messages", 2, "content", 0, value=result('{"city":"Leeds","rain":[1,2]}')),
        "in a message of the user, the same JSON has other white space or escapes in it",
    ),
    (
        other("messages", 2, "content", 0, value=result('{"city": "\\u004ceeds", "rain": [1, 2]}')),
        "in a message of the user, the same JSON has other white space or escapes in it",
    ),
    (
        other("messages", 0, "content", 0, "text", value="Tea?"),
        "in a message of the user, the text differs",
    ),
    (
        other(*SCHEMA, "properties", value={"day": {"type": "string"}, "city": {"type": "string"}}),
        "in the tool ‘rain’, the keys of an object stand in another order: ‘day’ before ‘city’",
    ),
    (
        other(*SCHEMA, "properties", value={"city": {"type": "string"}}),
        "in the tool ‘rain’, ‘day’ is gone",
    ),
    (
        other(*SCHEMA, "required", value=["city"]),
        "in the tool ‘rain’, ‘required’ was not there",
    ),
    (
        other("messages", 1, "content", 0, value=use("rain", {"city": "Leeds", "limit": 2})),
        "in a message of the assistant, ‘limit’ is 2 instead of 1",
    ),
    (
        other("modelId", value="us.anthropic.claude-opus-4-8"),
        (
            "the model is ‘us.anthropic.claude-opus-4-8’ instead of "
            "‘us.anthropic.claude-sonnet-4-5-20250929-v1:0’, and models share no cache"
        ),
    ),
    (
        other("toolConfig", "toolChoice", value={"any": {}}),
        "the choice of tools is any instead of auto, so that the messages are not read",
    ),
    (
        other("additionalModelRequestFields", value={"output_config": {"effort": "low"}}),
        "the effort is low instead of high, so that nothing is read",
    ),
    (
        other("toolConfig", "tools", 0, "toolSpec", "name", value="snow"),
        "the tool ‘snow’ stands where the tool ‘rain’ stood",
    ),
    (
        other("messages", 2, "content", 0, "toolResult", "toolUseId", value="t2"),
        "in a message of the user, ‘toolUseId’ differs",
    ),
    (
        other("messages", value=request()["messages"][:2]),
        "the request ends before a tool result block in a message of the user",
    ),
]


@pytest.mark.parametrize(("new", "message"), CASES, ids=[message[:60] for _, message in CASES])
def test_what_differs_is_said(new: Body, message: str) -> None:
    found = promptlint.diff(request(), new)
    assert found.difference is not None
    assert found.difference.message == message
    assert not found.ok


def test_a_parameter_is_shown_where_it_is_said() -> None:
    new = other("toolConfig", "toolChoice", value={"any": {}})
    found = promptlint.diff(request(), new).difference
    assert found is not None
    assert found.old is not None
    assert found.new is not None
    assert (found.old.place.pointer, found.old.text) == ("", "")
    assert found.new.place.pointer == "/toolConfig/toolChoice"
    assert json.loads(found.new.text) == {"any": {}}


@pytest.fixture(scope="module")
def schema(root: Path) -> Body:
    path = root / "rules" / "schemas" / "output" / "diff.schema.json"
    schema: Body = json.loads(path.read_text(encoding="utf-8"))
    return schema


def test_the_json_is_that_of_its_schema(schema: Body) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    bare = other("messages", 2, "content", value=[result(RESULT)])
    for new in (*(new for new, _ in CASES), request(), bare):
        for one, two in ((request(), new), (new, request())):
            validator.validate(json.loads(json.dumps(promptlint.diff(one, two).to_dict())))


def test_the_schema_knows_all_kinds(schema: Body) -> None:
    places = schema["$defs"]["difference"]["properties"]
    known = [name for part in get_args(Kind) for name in (get_args(part) or [part])]
    assert set(places["kind"]["enum"]) == set(known)
    hindrance = schema["properties"]["hindrance"]["oneOf"][1]["properties"]
    assert set(hindrance["kind"]["enum"]) == set(get_args(Hindrance))


def test_a_secret_is_not_told() -> None:
    near = other("system", 0, "text", value=LINES.replace("API key", "api key"))
    changed = other("system", 0, "text", value=LINES.replace(KEY, f"{KEY[:-4]}0000"))
    for new in (near, changed):
        found = promptlint.diff(request(), new)
        shown = text_of(difference_text(found, Page(200)), Page(200))
        for told in (json.dumps(found.to_dict(), ensure_ascii=False), shown):
            assert KEY not in told
            assert KEY[8:] not in told
            assert "4f9a…" in told


def test_a_secret_that_only_its_key_tells_is_not_told() -> None:
    old = other("messages", 1, "content", 0, value=use("rain", {"password": "hunter2hunter2"}))
    new = other("messages", 1, "content", 0, value=use("rain", {"password": "hunter2hunter3"}))
    found = promptlint.diff(old, new)
    assert found.difference is not None
    assert found.difference.spot is None
    assert "hunter2" not in json.dumps(found.to_dict())


@pytest.mark.parametrize("width", [40, 80, 120])
def test_every_line_fits_and_is_safe(width: int) -> None:
    hostile = LINES.replace("2026-11-20", "\u202e\x1b[31m漢字" * 60)
    for new in (*(new for new, _ in CASES), other("system", 0, "text", value=hostile)):
        shown = text_of(difference_text(promptlint.diff(request(), new), Page(width)), Page(width))
        assert shown.replace("\n", "").isprintable()
        assert all(len(line) <= width for line in shown.split("\n")), shown


def test_carets_stand_below_what_differs() -> None:
    new, _ = CASES[0]
    shown = text_of(difference_text(promptlint.diff(request(), new), Page()), Page()).split("\n")
    at = next(number for number, line in enumerate(shown) if line.startswith("    old | "))
    for text, carets, digit in ([*shown[at : at + 2], "0"], [*shown[at + 2 : at + 4], "1"]):
        begin, end = carets.index("^"), carets.rindex("^") + 1
        assert text[begin:end] == digit
        assert text[:begin].endswith("Today is 2026-11-2")


def test_without_a_price_there_is_no_money() -> None:
    old, new = ({"system": [{"text": f"{day}\n{words(5000)}"}, POINT]} for day in "12")
    found = promptlint.diff(old, new)
    assert (found.ok, found.usd_per_1000_requests) == (False, None)
    assert "$" not in text_of(difference_text(found, Page()), Page())


def test_the_money_is_that_of_the_tokens_written_instead_of_read() -> None:
    # $3.30 for a million tokens in the US, written at 1.25 times of that instead of read at 0.1.
    found = promptlint.diff(request(), CASES[0][0])
    usd = found.usd_per_1000_requests
    assert usd == pytest.approx(found.lost.estimate * 3.30e-6 * (1.25 - 0.1) * 1000, abs=1e-3)
