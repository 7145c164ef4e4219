"""Decoded characters are found again in the text, and strings are written as JSON reads them."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_writing import ODD_STRINGS, RANDOMS, STRINGS, Hand, write_string

from promptlint.syntax import parse, quote
from promptlint.syntax.strings import escapes_all


@given(STRINGS, RANDOMS, st.floats(0, 1), st.data())
def test_fragments_are_found_in_their_spelling(
    text: str, random: Random, escapes: float, data: st.DataObject
) -> None:
    written = write_string(text, Hand(odd=random, escapes=escapes))
    before = data.draw(st.sampled_from(["", " ", "[1, "]))
    whole = before + written
    node = parse(whole, len(before)).root
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = node.map.span(start, end)
    assert json.loads(f'"{whole[slice(*span)]}"') == text[start:end]
    assert node.map.span(0, len(text)) == (node.start + 1, node.end - 1)
    assert [node.map.offset(at) for at in (start, end)] == list(span)


@pytest.mark.parametrize(
    ("raw", "index", "span"),
    [
        (r'"\ud83d\ude00x"', 0, (1, 13)),  # a pair is one character
        (r'"\ud83dx"', 1, (7, 8)),  # a lone surrogate is one, too
        (r'"\ude00\ud83d"', 1, (7, 13)),  # as are two in the wrong order
        (r'"\ude00\ude01"', 1, (7, 13)),
        (r'"\ud83d\ud83d\ude00"', 1, (7, 19)),
        (r'"\\ud83d"', 1, (3, 4)),  # an escaped backslash begins no escape
        (r'"\/\""', 1, (3, 5)),
        ('"\U0001f600x"', 1, (2, 3)),
    ],
)
def test_escapes_of_all_lengths(raw: str, index: int, span: tuple[int, int]) -> None:
    node = parse(raw).root
    assert node.map.span(index, index + 1) == span
    assert json.loads(f'"{raw[slice(*span)]}"') == node.string[index]


@given(ODD_STRINGS | st.text(), st.booleans())
def test_quoted_text_is_read_back(text: str, ascii_only: bool) -> None:
    quoted = quote(text, ascii_only=ascii_only)
    # Two lone surrogates in a row are a pair to everybody who reads them.
    assert json.loads(quoted) == json.loads(json.dumps(text))
    assert quoted.encode()
    assert len(quoted.splitlines()) == 1
    assert quoted.isascii() or not ascii_only


def test_characters_are_escaped_no_more_than_needed() -> None:
    assert quote("\u00e9/\U0001f600\x7f") == '"\u00e9/\U0001f600\x7f"'
    assert quote("\ud800\u2028") == r'"\ud800\u2028"'


@pytest.mark.parametrize(
    ("text", "all_escaped"),
    [
        (r'"caf\u00e9"', True),
        (r'"\\\u20ac"', True),
        ('"caf\u00e9 \\u20ac"', False),
        (r'"C:\\users"', False),  # no escape: the backslash is escaped
        (r'"\u001b[0m \u0026"', False),  # escapes, but of ASCII
        ('"plain"', False),
    ],
)
def test_the_habit_of_escaping_is_recognized(text: str, all_escaped: bool) -> None:
    assert escapes_all(text) is all_escaped
    assert quote("\u00fc", like=text) == (r'"\u00fc"' if all_escaped else '"\u00fc"')
