"""Three tiers, each inside the one before: size, patterns of bytes, vocabulary."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.dialects import read
from promptlint.facts.tokens import (
    FAMILIES,
    Tokens,
    bound_block,
    bound_text,
    count_block,
    count_text,
    vocabulary,
)
from promptlint.prompt import DialectName
from promptlint.syntax import Document

ODD = ["a", "aA", "a1", "A.", "é", "É ", "Ⱦ", "😀", "漢", "\u0301", "\x00", "\ud800", "\n\n", "\t"]
RUNS = st.sampled_from([*ODD, " ", "#", "7", ". ", "a b ", "x\n", "Zm9v", "</B>", "{}", "Ab_"])
TEXTS = st.one_of(
    st.text(max_size=300),
    st.text(alphabet="aB3 .\n_{", max_size=300),
    st.text(alphabet="กขคابتיוαβγд漢字かな한글😀 a.", max_size=120),
    st.lists(RUNS, max_size=60).map("".join),
    st.lists(st.tuples(RUNS, st.integers(1, 700)), min_size=1, max_size=4).map(
        lambda parts: "".join(unit * times for unit, times in parts)
    ),
)
WHO = st.sampled_from([*FAMILIES, None])


def holds(outer: Tokens, inner: Tokens) -> bool:
    return outer.low <= inner.low <= inner.estimate <= inner.high <= outer.high


@given(TEXTS, WHO)
def test_each_tier_lies_inside_the_one_before(text: str, family: str | None) -> None:
    size = bound_text(text, family)
    quick, full = count_text(text, family, quick=True), count_text(text, family)
    assert 0 <= size.low <= size.estimate <= size.high
    assert holds(size, quick), (size, quick)
    assert holds(quick, full), (quick, full)


def test_each_tier_lies_inside_the_one_before_in_large_texts() -> None:
    for unit in ("a", " ", "#", "aA", "a1", "é", "😀", "lorem ipsum ", "\n", ". "):
        text = unit * (120_000 // len(unit))
        for family in FAMILIES:
            quick = count_text(text, family, quick=True)
            assert holds(bound_text(text, family), quick)
            assert holds(quick, count_text(text, family))


@given(TEXTS)
def test_a_real_tokenizer_of_this_kind_stays_within_what_the_size_allows(text: str) -> None:
    counted = vocabulary.count(text)
    size = bound_text(text, None)
    assert counted is not None
    # U+FFFD, by which tiktoken replaces a lone surrogate, has as many bytes.
    assert size.low <= counted <= size.high


@given(TEXTS.filter(str.isascii))
def test_ascii_has_at_most_a_token_per_byte(text: str) -> None:
    assert bound_text(text, "B").high <= len(text) + 3


def test_the_size_alone_decides_short_and_long_prompts() -> None:
    prose = "The committee met twice in the spring, and it agreed to put off the decision. "
    assert bound_text(prose * 12, "A").high < 1_024
    assert bound_text(prose * 200, "A").low > 1_024


@pytest.mark.parametrize("dialect", get_args(DialectName))
def test_blocks_have_the_tiers_of_their_texts(dialect: DialectName) -> None:
    parts = [
        {"type": "text", "text": "Two crates are missing. " * 30},
        {"type": "hologram", "caption": "A crate on a quay. " * 30},
        {"type": "thinking", "thinking": "Hm.", "signature": "A" * 900},
        {"type": "tool_result", "tool_use_id": "t", "content": "Two crates. " * 30},
        {"toolResult": {"toolUseId": "t", "content": [{"json": {"left": [3, 4, 5]}}]}},
        {"document": {"format": "txt", "name": "n", "source": {"text": "A crate. " * 9}}},
    ]
    document = Document(json.dumps({"messages": [{"role": "user", "content": parts}]}))
    blocks = read(document, document.root, dialect).blocks
    for block in blocks:
        for family in (*FAMILIES, None):
            quick = count_block(block, family, quick=True)
            outer, inner = bound_block(block, family), count_block(block, family)
            assert outer.low <= quick.low <= inner.low <= inner.high <= quick.high <= outer.high


def test_recorded_counts_lie_within_what_the_size_allows(corpus: Path) -> None:
    from scripts import token_pairs

    pairs = token_pairs.load(corpus)
    outside = []
    for pair in pairs:
        size = bound_text(pair.text, pair.family)
        if not size.low <= max(pair.tokens, 1) <= size.high:
            outside.append((pair.family, pair.tokens, size))
    assert len(pairs) > 300
    assert not outside
