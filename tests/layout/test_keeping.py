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
