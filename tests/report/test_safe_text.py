"""What a terminal is sent: every character seen, none obeyed."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.report.safe_text import columns, fit, head, safe, safe_lines, tail, wrap

# Every code point, lone surrogates included, and those that terminals obey more often.
HOSTILE = "\x00\x07\x08\x1b\x7f\x80\x9b\xa0\xad\u200b\u200d\u202e\u2028\u2066\ufeff\ud800\U000e0041"
TEXTS = st.text(
    st.one_of(st.characters(), st.characters(categories=["Cs"]), st.sampled_from(HOSTILE))
)
OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def obeyed(text: str) -> set[str]:
    return {sign for sign in text if unicodedata.category(sign) in OBEYED}


@given(TEXTS)
def test_nothing_that_a_terminal_obeys_survives(text: str) -> None:
    assert obeyed(safe(text)) == set()
    safe(text).encode("utf-8")


@given(TEXTS)
def test_lines_keep_their_line_feeds_only(text: str) -> None:
    assert obeyed(safe_lines(text)) <= {"\n"}
    assert safe_lines(text).count("\n") == text.count("\n")


@given(st.text(st.characters(categories=["L", "N", "P", "S"])))
def test_what_can_be_seen_stays(text: str) -> None:
    assert safe(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", "\\x1b[2J"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("one\r\n\ttwo", "one\\r\\n\\ttwo"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("ça va 你好 🙂", "ça va 你好 🙂"),
    ],
)
def test_an_escape_is_written_as_programmers_write_it(text: str, shown: str) -> None:
    assert safe(text) == shown


@given(TEXTS, st.integers(2, 30))
def test_what_is_cut_fits_and_is_safe(text: str, width: int) -> None:
    for part in (head(text, width), tail(text, width), fit(text, width)):
        assert columns(part) <= width
        assert obeyed(part) == set()
    assert safe(text).startswith(head(text, width))
    assert safe(text).endswith(tail(text, width))
    if columns(safe(text)) <= width:
        assert fit(text, width) == safe(text)


def test_no_escape_is_cut_in_two() -> None:
    assert head("ab\x1b", 5) == "ab"
    assert head("ab\x1b", 6) == "ab\\x1b"
    assert tail("\u202eab", 7) == "ab"


@given(TEXTS, st.integers(2, 40))
def test_wrapped_lines_fit_and_lose_no_word(text: str, width: int) -> None:
    lines = wrap(safe(text), width)
    assert all(columns(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == safe(text).replace(" ", "")


@pytest.mark.parametrize(("text", "wide"), [("abc", 3), ("你好", 4), ("e\u0301", 1), ("", 0)])
def test_columns_are_the_terminals(text: str, wide: int) -> None:
    assert columns(text) == wide
