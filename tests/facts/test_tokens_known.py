"""Texts, tools and images whose tokens a service has told, one by one."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from promptlint.catalog import find
from promptlint.dialects import read
from promptlint.facts.tokens import Tokens, bound_text, count_block, count_text, overhead
from promptlint.facts.tokens.images import count_image
from promptlint.syntax import Document

FAMILIES = {"claude-3/4": "A", "claude-new": "B", "nova1": "N1", "nova2": "N2"}


@cache
def stored(corpus: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((corpus / "tokens.json").read_text(encoding="utf-8"))
    return found


def check_text(text: str, lowest: int, highest: int) -> None:
    """All tiers of family A must hold both counts, the last one closely."""
    full = count_text(text, "A")
    for tokens in (bound_text(text, "A"), count_text(text, "A", quick=True), full):
        assert tokens.low <= lowest <= highest <= tokens.high
    assert full.estimate == pytest.approx(lowest, rel=0.06)
    assert full.high <= 1.4 * full.low


def test_the_instructions_that_an_aws_blog_caches(corpus: Path) -> None:
    # Claude 3.7 Sonnet: 1,038 tokens read from the cache when only the document had changed.
    named = [row for row in stored(corpus)["pairs"] if row["id"] == "aws-blog-instructions"]
    if not named:
        pytest.skip("the text of the instructions is not among the recorded ones")
    check_text(named[0]["text"], 1_038, 1_038)


def test_the_play_that_an_aws_sample_caches(corpus: Path) -> None:
    # Claude 3.7 Sonnet on Bedrock: 50,113, 50,114 and 50,120 in three notebooks.
    play = corpus / "texts" / "RomeoAndJuliet.txt"
    if not play.is_file():
        pytest.skip("the play is not here")
    check_text(play.read_text(encoding="utf-8"), 50_113, 50_120)


# Some recordings of Claude 4.5 have the hidden tool prompt of Claude 4, about 300 tokens.
EARLIER = {"auto": 196, "none": 196, "any": 275, "tool": 275}


def test_recorded_tool_definitions_lie_inside(corpus: Path) -> None:
    rows = [row for row in stored(corpus)["tool_pairs"] if row["nturn"] == 0]
    misses, widths = [], []
    for row in rows:
        body: dict[str, object] = {"tools": row["defs"], "messages": []}
        if row["choice"]:
            body["tool_choice"] = {"type": row["choice"]}
        document = Document(json.dumps(body))
        prompt = read(document, document.root, "invoke-anthropic")
        frame = overhead(prompt, find(row["model"]).model)
        family = FAMILIES[row["fam"]]
        tools = sum((count_block(tool, family) for tool in prompt.section("tools")), Tokens.zero)
        text = row["text_est"]  # another estimate, good to about a tenth
        rest = Tokens(int(0.89 * text) - 2, round(text), int(1.14 * text) + 3)
        tokens = frame.start + tools + rest
        for _ in range(max(row["nmsg"], 1)):
            tokens += frame.per_message
        shifts = (0, EARLIER[row["choice"] or "auto"]) if "-4-5" in row["model"] else (0,)
        if not any(tokens.low <= row["true"] + shift <= tokens.high for shift in shifts):
            misses.append((row["model"], row["true"], tokens))
        widths.append(tokens.high / tokens.low)
    assert len(rows) >= 80
    assert len(misses) <= 0.08 * len(rows), misses
    assert median(widths) <= 1.25


def test_recorded_images_of_any_size_lie_inside(corpus: Path) -> None:
    recorded, grid = stored(corpus)["media"][:2]
    images = [("A", *row) for row in recorded["checks"]]
    for width, height, newer, older in grid["rows_w_h_claude55_claude45"]:
        # Both columns have the text of the request in them: 77 and 65 tokens.
        images += [("B", width, height, newer - 77), ("A", width, height, older - 65)]
    assert len(images) >= 25
    for family, width, height, true in images:
        tokens = count_image((width, height), family)
        assert tokens.low <= true <= tokens.high, (family, width, height, true, tokens)
