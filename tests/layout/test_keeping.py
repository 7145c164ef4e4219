"""--keep-order and --keep-checkpoints: what a plan leaves alone, and what it still does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from promptlint.cli import main

ROOT = Path(__file__).parents[2]


Fixed = Callable[..., Any]


@pytest.fixture
def fixed(capsys: pytest.CaptureFixture[str]) -> Fixed:
    """What `promptlint fix` makes of a story's request."""

    def run(story: str, *flags: str) -> Any:  # noqa: ANN401
        path = ROOT / "fixtures/stories" / story / "request.json"
        main(["fix", "--stdout", "-q", "--isolated", *flags, str(path)])
        return json.loads(capsys.readouterr().out)

    return run


def system_texts(body: Any) -> list[str]:  # noqa: ANN401
    return [block["text"] for block in body["system"] if "text" in block]


def points(body: Any) -> int:  # noqa: ANN401
    return json.dumps(body).count('"cachePoint"')


def test_the_order_can_be_kept(fixed: Fixed) -> None:
    before = fixed("clock-in-system", "--safe")
    moved = fixed("clock-in-system")
    assert system_texts(moved) != system_texts(before)
    kept = fixed("clock-in-system", "--keep-order")
    assert system_texts(kept) == system_texts(before)


def test_the_checkpoints_can_be_kept(fixed: Fixed) -> None:
    before = fixed("no-checkpoint", "--safe")
    assert points(before) == 0
    assert points(fixed("no-checkpoint")) > 0
    assert points(fixed("no-checkpoint", "--keep-checkpoints")) == 0
    # Order is another matter.
    texts = system_texts(fixed("clock-in-system", "--keep-checkpoints"))
    assert texts == system_texts(fixed("clock-in-system"))


def test_what_several_texts_hold_together_stays(fixed: Fixed, tmp_path: Path) -> None:
    """A condition or an element that begins in one text and ends in another."""
    for opening, closing in (("{% if a %}", "{% endif %}"), ("<env>", "</env>")):
        static = "Answer in a kind and helpful way. " * 600
        texts = [opening, "Current time: 2026-11-20T09:41:27Z", closing, static]
        body: dict[str, Any] = {
            "modelId": "anthropic.claude-sonnet-4-5-20250929-v1:0",
            "system": [*({"text": text} for text in texts), {"cachePoint": {"type": "default"}}],
            "messages": [{"role": "user", "content": [{"text": "Hello"}]}],
        }
        path = tmp_path / "request.json"
        path.write_text(json.dumps(body, indent=2), encoding="utf-8")
        assert system_texts(fixed(str(tmp_path))) == texts
        body["system"] = body["system"][1:2] + body["system"][3:]
        path.write_text(json.dumps(body, indent=2), encoding="utf-8")
        assert system_texts(fixed(str(tmp_path))) == [texts[3], texts[1]]
