"""Tokens of blocks and of what stands around them."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from promptlint.catalog import find
from promptlint.dialects import read
from promptlint.facts.facts import Facts
from promptlint.facts.tokens import Tokens, count_block, count_text, overhead
from promptlint.prompt import DialectName, Prompt
from promptlint.syntax import Document

SONNET = "anthropic.claude-sonnet-4-5-20250929-v1:0"


def prompt_of(body: dict[str, object], dialect: DialectName = "converse") -> Prompt:
    document = Document(json.dumps(body))
    return read(document, document.root, dialect)


def count(content: object, dialect: DialectName = "converse", family: str | None = "A") -> Tokens:
    """Tokens of the only block of a request."""
    body: dict[str, object] = {"messages": [{"role": "user", "content": [content]}]}
    (block,) = prompt_of(body, dialect).blocks
    return count_block(block, family)


def pdf(pages: int) -> bytes:
    objects = b"".join(b"%d 0 obj <</Type /Page /Parent 1 0 R>> endobj\n" % n for n in range(pages))
    return b"%PDF-1.4\n1 0 obj <</Type /Pages /Kids []>> endobj\n" + objects


def test_a_pdf_is_counted_by_its_pages() -> None:
    def seen(pages: int) -> Tokens:
        source = {
            "type": "base64",
            "media_type": "application/pdf",
            "data": base64.b64encode(pdf(pages)).decode(),
        }
        return count({"type": "document", "source": source}, "invoke-anthropic")

    assert seen(1).low <= 1_599 <= seen(1).high  # a blank page, recorded
    assert seen(1).low <= 2_670 <= seen(1).high  # a full one
    assert seen(10).low > 9 * seen(1).low
    unknown = count({"type": "document", "source": {"type": "url", "url": "x"}}, "invoke-anthropic")
    assert unknown.high > 100_000


def test_converse_reads_a_pdf_as_text_unless_it_is_cited() -> None:
    document = {
        "format": "pdf",
        "name": "report",
        "source": {"bytes": base64.b64encode(pdf(2)).decode()},
    }
    plain = count({"document": document})
    cited = count({"document": {**document, "citations": {"enabled": True}}})
    assert plain.low <= 112 <= plain.high  # recorded: two nearly empty pages
    assert cited.low > 2_000


def test_a_text_document_counts_as_its_text() -> None:
    text = "Every parcel is weighed twice before it leaves the depot. " * 40
    data = base64.b64encode(text.encode()).decode()
    document = {"format": "txt", "name": "notes", "source": {"bytes": data}}
    own, around = count_text(text, "A"), count({"document": document})
    assert own.low - 5 <= around.low <= own.low + 5
    assert around.high >= own.high
    as_text = {"format": "txt", "name": "notes", "source": {"text": text}}
    assert count({"document": as_text}).estimate == pytest.approx(around.estimate, abs=40)


def test_a_part_in_a_tool_result_counts_as_it_does_alone() -> None:
    gif = base64.b64encode(b"GIF89a" + (540).to_bytes(2, "little") + (360).to_bytes(2, "little"))
    picture = {"image": {"format": "gif", "source": {"bytes": gif.decode()}}}
    parts = [{"text": "Two crates are missing."}, picture, {"json": {"left": 3}}]
    whole = count({"toolResult": {"toolUseId": "t", "content": parts}})
    alone = count(parts[0]) + count(parts[1])
    assert whole.low >= alone.low
    assert whole.high > alone.high
    nested = {"type": "tool_result", "tool_use_id": "t", "content": "Two crates are missing."}
    assert count(nested, "invoke-anthropic").low >= count(parts[0]).low


def test_reasoning_may_be_dropped_or_be_longer_than_it_looks() -> None:
    signature = "A" * 30_000
    shown = count(
        {"type": "thinking", "thinking": "Hm.", "signature": signature}, "invoke-anthropic"
    )
    assert shown.low == 0
    assert shown.high >= 10_000


def test_an_unknown_kind_is_not_dropped() -> None:
    tokens = count({"type": "hologram", "caption": "A crate on a quay. " * 50}, "invoke-anthropic")
    assert tokens.low == 0
    assert tokens.high >= count_text("A crate on a quay. " * 50, "A").high


TOOL = {
    "name": "track_parcel",
    "description": "Find where a parcel is.",
    "schema": {"type": "object", "properties": {"number": {"type": "string"}}},
}


def tool_request(dialect: DialectName, **choice: object) -> Prompt:
    """A request with one tool, as each dialect writes it."""
    messages = [{"role": "user", "content": [{"text": "Where is it?", "type": "text"}]}]
    if dialect == "invoke-anthropic":
        tool = {key: TOOL[key] for key in ("name", "description")}
        tools = [{**tool, "input_schema": TOOL["schema"]}]
        return prompt_of({"tools": tools, "messages": messages, **choice}, dialect)
    spec = {"name": TOOL["name"], "description": TOOL["description"]}
    config = {"tools": [{"toolSpec": {**spec, "inputSchema": {"json": TOOL["schema"]}}}], **choice}
    return prompt_of({"toolConfig": config, "messages": messages}, dialect)


def test_a_tool_costs_the_same_however_it_is_written() -> None:
    written = [
        count_block(tool_request(dialect).section("tools")[0], "A")
        for dialect in ("converse", "invoke-anthropic")
    ]
    assert written[0] == written[1]
    definition = json.dumps(
        {"name": TOOL["name"], "description": TOOL["description"], "input_schema": TOOL["schema"]}
    )
    assert written[0] == count_text(definition, "A")


@pytest.mark.parametrize(
    ("model", "auto", "forced"),
    [
        ("anthropic.claude-opus-5", 286, 406),
        ("anthropic.claude-opus-4-8", 290, 410),
        ("anthropic.claude-opus-4-7", 675, 804),
        ("anthropic.claude-opus-4-6-v1", 497, 589),
        (SONNET, 496, 588),
        ("us." + SONNET, 496, 588),
        ("anthropic.claude-opus-4-1-20250805-v1:0", 313, 315),
        ("anthropic.claude-3-7-sonnet-20250219-v1:0", 346, 313),
        ("anthropic.claude-3-haiku-20240307-v1:0", 264, 340),
    ],
)
def test_the_hidden_tool_prompt_is_the_documented_one(model: str, auto: int, forced: int) -> None:
    found = find(model).model
    plain = overhead(prompt_of({"messages": [], "system": [{"text": "x"}]}), found).start
    for choice, documented in (("auto", auto), ("any", forced)):
        tokens = overhead(tool_request("converse", toolChoice={choice: {}}), found).start
        assert tokens.estimate - plain.estimate == documented
        assert tokens.low < documented + plain.estimate < tokens.high


def test_generations_without_a_documented_figure_get_a_wide_one() -> None:
    found = find("anthropic.claude-opus-5-5").model
    tokens = overhead(tool_request("converse"), found).start
    assert tokens.high - tokens.low > 400


def test_an_unknown_model_gets_the_frames_of_all_that_the_dialect_allows() -> None:
    claude = overhead(tool_request("invoke-anthropic"), None).start
    any_model = overhead(tool_request("converse"), None).start
    assert any_model.low <= claude.low
    assert any_model.high >= claude.high
    nova = overhead(tool_request("invoke-nova"), find("amazon.nova-2-lite-v1:0").model).start
    assert any_model.low <= nova.low
    assert nova.high <= any_model.high


# The documentation's own examples of a count.
def test_the_vendors_examples_lie_inside() -> None:
    hello = prompt_of(
        {
            "system": "You are a scientist",
            "messages": [{"role": "user", "content": "Hello, Claude"}],
        },
        "invoke-anthropic",
    )
    total = Facts(hello, SONNET).total
    assert total.low <= 14 <= total.high


def test_recorded_requests_lie_inside(corpus: Path) -> None:
    misses = []
    requests = 0
    for line in (corpus / "recordings.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["op"] not in ("converse", "invoke"):
            continue
        document = Document(json.dumps(row["request"]))
        dialect: DialectName = "converse" if row["op"] == "converse" else "invoke-anthropic"
        facts = Facts(read(document, document.root, dialect, model_id=row["model"]), row["model"])
        if facts.family is None or not facts.request.blocks:
            continue
        requests += 1
        total = facts.total
        if not total.low <= row["total_input_tokens"] <= total.high:
            misses.append((row["total_input_tokens"], total, row["source"]))
    assert requests >= 80
    assert len(misses) <= 0.05 * requests, misses
