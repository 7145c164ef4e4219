"""What is known about a request: traffic, lifetimes, prefixes, money."""

from __future__ import annotations

import json
from typing import Any

import pytest
from filler import words

from promptlint.facts import Facts, Rates, Segment, expected_cost, presets
from promptlint.forms import read
from promptlint.prompt import Prompt
from promptlint.text import Source

SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
POINT = {"cachePoint": {"type": "default"}}
TOOL = {
    "toolSpec": {
        "name": "price",
        "description": words(20),
        "inputSchema": {"json": {"type": "object"}},
    }
}


def request(**body: Any) -> Prompt:  # noqa: ANN401 - JSON
    """A Converse request."""
    text = json.dumps({"modelId": SONNET, **body})
    (found,) = read(Source("request.json", text), jsonl=False).requests
    return found


def turn(role: str, *content: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """A message."""
    return {"role": role, "content": [{"text": c} if isinstance(c, str) else c for c in content]}


@pytest.mark.parametrize(
    ("body", "traffic"),
    [
        ({"messages": [turn("user", "Hi")]}, "single-shot"),
        ({"messages": [turn("user", "Hi")], "toolConfig": {"tools": [TOOL]}}, "agent"),
        ({"messages": [turn("user", "Hi", POINT)]}, "chat"),
        ({"messages": [turn("user", "A long story.", POINT, "Who?")]}, "document-qa"),
        ({"messages": [turn("user", "Hi"), turn("assistant", "Yes?"), turn("user", "A")]}, "chat"),
    ],
)
def test_traffic_is_inferred_from_the_shape(body: dict[str, Any], traffic: str) -> None:
    facts = Facts(request(**body))
    assert facts.traffic.name == traffic
    assert not facts.traffic.stated


def test_what_is_frozen_in_a_conversation_is_no_spot() -> None:
    clock = "Current time: 2026-11-20T09:41:27Z"
    talk = [turn("user", clock), turn("assistant", "Yes?"), turn("user", clock, POINT)]
    facts = Facts(request(system=[{"text": words(10)}], messages=talk))
    assert facts.spots == ()
    assert facts.lifetimes == ("static", "session", "session", "session")


def test_a_lone_message_is_filled_anew_each_time() -> None:
    clock = "Current time: 2026-11-20T09:41:27Z"
    facts = Facts(request(messages=[turn("user", clock, "A long story.", POINT, "Who?")]))
    assert [spot.text for spot in facts.spots] == ["2026-11-20T09:41:27Z"]
    assert facts.lifetimes == ("request", "session", "request")


def test_spots_belong_to_the_first_checkpoint_behind_them() -> None:
    facts = Facts(
        request(
            system=[
                {"text": words(10)},
                POINT,
                {"text": "Current time: 2026-11-20T09:41:27Z"},
                POINT,
                {"text": words(10)},
                POINT,
            ],
            messages=[turn("user", "Hi")],
        )
    )
    assert [len(prefix.spots) for prefix in facts.prefixes] == [0, 1, 0]
    assert [prefix.lifetime for prefix in facts.prefixes] == ["static", "request", "request"]
    assert facts.prefixes[0].survival > 0.9
    assert facts.prefixes[2].survival == 0


def test_a_body_of_nova_stays_possible_for_amazons_models_only() -> None:
    text = json.dumps({"messages": [turn("user", "Hi")]})
    (found,) = read(Source("request.json", text), jsonl=False).requests
    assert Facts(found, "us.amazon.nova-pro-v1:0").rivals == ("invoke-nova",)
    assert Facts(found).rivals == ("invoke-nova",)
    assert Facts(found, SONNET).rivals == ()


def test_overhead_counts_in_prefixes_but_in_no_block() -> None:
    facts = Facts(
        request(
            toolConfig={"tools": [TOOL, POINT]},
            messages=[turn("user", "Hi"), turn("assistant", "Yes?"), turn("user", "A", POINT)],
        )
    )
    tools, end = facts.prefixes
    assert tools.tokens.estimate == facts.tokens[0].estimate + facts.overhead.start.estimate
    blocks = sum(tokens.estimate for tokens in facts.tokens)
    frames = facts.overhead.start.estimate + 3 * facts.overhead.per_message.estimate
    assert end.tokens.estimate == facts.total.estimate == blocks + frames
    assert end.added.estimate == end.tokens.estimate - tools.tokens.estimate


def test_break_even_is_what_the_documentation_computes() -> None:
    rates = Rates({"5m": 1.25, "1h": 2.0}, 0.1, 3e-6)
    assert rates.break_even("5m") == pytest.approx(0.217, abs=5e-4)
    assert rates.break_even("1h") == pytest.approx(0.526, abs=5e-4)
    assert Rates({"5m": 1.0, "1h": 1.0}, 0.25, None).break_even("5m") == 0
    assert rates.usd_per_1000(1000) == pytest.approx(3.0)


def test_one_write_only_costs_a_quarter_more_and_steady_reading_a_tenth() -> None:
    rates = Rates({"5m": 1.25, "1h": 2.0}, 0.1, None)
    assert expected_cost(1000, [Segment(1000, "5m", 0.0)], rates) == pytest.approx(1250)
    assert expected_cost(1000, [Segment(1000, "5m", 1.0)], rates) == pytest.approx(100)
    assert expected_cost(1000, [], rates) == 1000


def test_nova_is_planned_with_writes_at_the_input_price() -> None:
    facts = Facts(request(messages=[turn("user", "Hi")])._replace(model_id="amazon.nova-lite-v1:0"))
    assert facts.rates.write["5m"] == 1.0
    assert facts.rates.read == pytest.approx(0.25)


def test_price_depends_on_the_profile() -> None:
    usd = {}
    for profile in ("global", "us", "us-gov"):
        prompt = request(messages=[turn("user", "Hi")])
        named = prompt._replace(model_id=f"{profile}.anthropic.claude-opus-5")
        usd[profile] = Facts(named).rates.usd
    assert usd == {
        "global": pytest.approx(5e-6),
        "us": pytest.approx(5.5e-6),
        "us-gov": pytest.approx(6e-6),
    }


def test_presets_are_sound() -> None:
    assert set(presets()) == {"agent", "chat", "document-qa", "single-shot"}
    for traffic in presets().values():
        assert traffic.calls >= 1
        assert traffic.gap > 0
        assert traffic.sessions > 0
        assert 0 < traffic.user_sessions <= traffic.sessions


def test_a_value_in_a_schema_is_known_by_its_property() -> None:
    schema = {
        "type": "object",
        "properties": {
            "session_id": {"type": "string", "default": "sess_8fK2jQ91xZ"},
            "branch": {"type": "string", "default": "main"},
            "workdir": {"type": "string", "default": "/workspace"},
            "day": {"type": "string", "const": "2026-11-20", "examples": ["2026-11-19"]},
            "api_version": {"type": "string", "enum": ["2023-06-01"]},
        },
    }
    tool = {"toolSpec": {"name": "book", "inputSchema": {"json": schema}}}
    facts = Facts(request(toolConfig={"tools": [tool]}, messages=[turn("user", "Hi")]))
    assert [(spot.text, spot.kind) for spot in facts.spots] == [
        ("sess_8fK2jQ91xZ", "session-id"),
        ("2026-11-20", "date"),
    ]


def test_what_a_document_is_about_is_its_own_affair() -> None:
    told = "## Memory\n- User lives in Leeds.\n- Has two cats.\n\n## Now\nToday is 2026-11-20."
    stamp = "Request ID: 7f3a1c52-90be-4c1e-8a57-2d0f6f3b9e41"
    source = {"text": f"{told}\n{stamp}"}
    document = {"document": {"name": "notes", "format": "txt", "source": source}}
    facts = Facts(request(messages=[turn("user", document, POINT, "Who?")]))
    assert [spot.kind for spot in facts.spots] == ["request-id"]
    facts = Facts(request(messages=[turn("user", f"{told}\n{stamp}", POINT, "Who?")]))
    assert [spot.kind for spot in facts.spots] == ["memory", "date", "request-id"]
