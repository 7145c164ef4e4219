"""The proof must catch a fix that does what it must not do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from filler import words

from promptlint import rulepack
from promptlint.checks import CHECKS
from promptlint.engine import fix
from promptlint.engine.fix import fix_source
from promptlint.engine.lint import Settings, check_source
from promptlint.engine.proof import NotProven, prove
from promptlint.forms import Stored, read
from promptlint.text import Grade, Source

SETTINGS = Settings(rules=frozenset(rulepack.load()))
Body = dict[str, Any]


def request() -> Body:
    """A sound request with two system texts and a conversation."""
    return {
        "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "system": [
            {"text": words(1500)},
            {"text": "Line one.\nLine two.\n"},
            {"cachePoint": {"type": "default"}},
        ],
        "messages": [{"role": "user", "content": [{"text": "Where?"}, {"text": "And when?"}]}],
    }


def stored(body: Body) -> Stored:
    """The body as a file would hold it."""
    return read(Source("request.json", json.dumps(body)), jsonl=False)


def loses_a_character(body: Body) -> None:
    body["system"][1]["text"] = "Line one.\nLine two\n"


def rewords(body: Body) -> None:
    body["system"][0]["text"] = words(1500).replace("depot", "topde", 1)


def moves_to_another_section(body: Body) -> None:
    body["messages"][0]["content"].append(body["system"].pop(1))


def doubles(body: Body) -> None:
    body["system"].append({"text": "Line one.\nLine two.\n"})


def adds_five_checkpoints(body: Body) -> None:
    body["system"] += [{"cachePoint": {"type": "default"}}] * 4


def drops_the_checkpoint(body: Body) -> None:
    del body["system"][2]


def becomes_another_api(body: Body) -> None:
    body["messages"] = [{"role": "user", "content": "Where?"}]
    body["anthropic_version"] = "bedrock-2023-05-31"


@pytest.mark.parametrize(
    ("change", "grade"),
    [
        (loses_a_character, Grade.LAYOUT),
        (loses_a_character, Grade.RELOCATE),
        (rewords, Grade.LAYOUT),
        (moves_to_another_section, Grade.LAYOUT),
        (doubles, Grade.RELOCATE),
        (adds_five_checkpoints, Grade.LAYOUT),
        (drops_the_checkpoint, Grade.LAYOUT),
        (becomes_another_api, Grade.SAFE),
        (moves_to_another_section, Grade.SAFE),
    ],
)
def test_a_bad_change_is_not_proven(change: Callable[[Body], None], grade: Grade) -> None:
    body = request()
    change(body)
    with pytest.raises(NotProven):
        prove(stored(request()), stored(body), grade, SETTINGS)


def test_a_permutation_is_proven_for_a_layout_but_not_as_safe() -> None:
    body = request()
    body["system"][:2] = body["system"][1::-1]
    prove(stored(request()), stored(body), Grade.LAYOUT, SETTINGS)
    with pytest.raises(NotProven, match="exactly the same"):
        prove(stored(request()), stored(body), Grade.SAFE, SETTINGS)


def test_a_move_to_the_messages_is_proven_for_relocate() -> None:
    old, new = request(), request()
    for body in (old, new):
        body["messages"].append({"role": "assistant", "content": [{"text": "Soon."}]})
        body["messages"].append({"role": "user", "content": [{"text": "Thanks."}]})
        body["system"][1]["text"] = "Current time: 2026-11-20T09:41:27Z\n"
    new["messages"][2]["content"].append(new["system"].pop(1))
    prove(stored(old), stored(new), Grade.RELOCATE, SETTINGS)
    with pytest.raises(NotProven, match="permutation"):
        prove(stored(old), stored(new), Grade.LAYOUT, SETTINGS)


def test_costs_are_compared_under_the_same_traffic() -> None:
    # The marker inside the message says "questions on a document"; without it, the shape says
    # "single shot", under which a session's text is worth nothing.
    point = {"cachePoint": {"type": "default"}}
    body = request()
    body["system"] = [
        {"text": words(1500)},
        point,
        {"text": "- Session: 7f3a1c52-90be-4c1e-8a57-2d0f6f3b9e41"},
        point,
    ]
    body["messages"] = [
        {
            "role": "user",
            "content": [
                {"text": "Current time: 2026-11-20T09:41:27Z"},
                point,
                {"text": "Be brief."},
            ],
        }
    ]
    report = fix_source(Source("request.json", json.dumps(body)), SETTINGS)
    assert report.failed is None


def test_what_was_proven_stays_where_more_would_not_pay() -> None:
    # Of two template languages the one that prevails in a text counts. Behind the checkpoint
    # "{apis}" is missing, so "${…}" prevails, and the next pass wants to take the text apart again.
    text = (
        "Services: {apis}\n\n"
        + words(1500)
        + "\n\nBranch: ${branch_name}\nBase: ${base_branch}"
        + "\n\nRequest: {user_request}\nPlan so far: {prev_plan}\n"
    )
    body = request()
    body["system"] = [{"text": text}, {"cachePoint": {"type": "default"}}]
    report = fix_source(Source("request.json", json.dumps(body)), SETTINGS)
    assert report.failed is None
    assert len(report.fixed) == 1
    assert json.loads(report.after)["system"][1] == {"cachePoint": {"type": "default"}}
    again = fix_source(Source("request.json", report.after), SETTINGS)
    assert again.after == report.after


def test_what_is_not_proven_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    body = request()
    body["system"][0]["text"] = "Current time: 2026-11-20T09:41:27Z\n\n" + words(1500)
    text = json.dumps(body)

    def refuse(*_: object) -> None:
        raise NotProven("not today")

    monkeypatch.setattr(fix, "prove", refuse)
    report = fix_source(Source("request.json", text), SETTINGS)
    assert report.failed == "volatile-prefix: not today"
    assert report.after == text


def test_a_check_that_crashes_is_a_finding_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from promptlint.engine import lint

    def crash(*_: object) -> None:
        raise RuntimeError("oh")

    monkeypatch.setattr(lint, "CHECKS", {**CHECKS, "cheaper-layout": crash})
    body = request()
    body["system"][0]["text"] = "Current time: 2026-11-20T09:41:27Z\n\n" + words(1500)
    found = check_source(Source("request.json", json.dumps(body)), SETTINGS).findings
    assert {"internal-error", "volatile-prefix"} <= {finding.rule for finding in found}
    assert any("cheaper-layout" in finding.message for finding in found)
