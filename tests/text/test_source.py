"""Files are decoded without losing a byte, and places in them are those that editors show."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.text import NotText, Position, Source

TEXTS = st.text(st.sampled_from('a\u00e9\u20ac\U0001f600\r\n\t\u2028" '), max_size=30)


@given(TEXTS, st.booleans())
def test_what_is_read_is_written_back(text: str, bom: bool) -> None:
    data = codecs.BOM_UTF8 * bom + text.encode()
    source = Source.decode("x.json", data)
    assert (source.text, source.bom) == (text, bom)
    assert source.encode() == data
    assert source.encode("new") == codecs.BOM_UTF8 * bom + b"new"


def test_only_the_first_byte_order_mark_is_taken_off() -> None:
    assert Source.decode("x", codecs.BOM_UTF8 * 2).text == "\ufeff"


@given(TEXTS)
def test_positions_count_code_points_from_one(text: str) -> None:
    source = Source("x", text)
    line = column = 1
    for offset, character in enumerate(text):
        assert source.position(offset) == Position(line, column)
        line, column = (line + 1, 1) if character == "\n" else (line, column + 1)
    assert source.position(len(text)) == Position(line, column)


@given(TEXTS)
def test_lines_come_without_their_endings(text: str) -> None:
    source = Source("x", text)
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    assert [source.line(number + 1) for number in range(len(lines))] == lines
    assert len(source.line_starts) == len(lines)


def test_a_carriage_return_moves_no_column() -> None:
    source = Source.decode("x", b'{\r\n  "a": 1\r\n}')
    assert source.position(source.text.index("1")) == Position(2, 8)
    assert source.line(2) == '  "a": 1'


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
@pytest.mark.parametrize("order", ["le", "be"])
def test_other_encodings_are_named(encoding: str, order: str) -> None:
    data = ("\ufeff" + "{}").encode(f"{encoding}-{order}")
    with pytest.raises(NotText, match=encoding.upper()) as caught:
        Source.decode("x", data)
    assert caught.value.position == Position(1, 1)


@pytest.mark.parametrize("bom", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize(
    ("data", "byte", "position"),
    [
        (b"\x80", "0x80", Position(1, 1)),
        ("\u00e9\r\n\u20ac\u20ac".encode() + b"\xff", "0xff", Position(2, 3)),
        (b'{"a": "\xe9"}', "0xe9", Position(1, 8)),  # Latin-1
        (b'"\xed\xa0\x80"', "0xed", Position(1, 2)),  # a surrogate, as some encoders write it
        (b"abc\xf0\x9f\x98", "0xf0", Position(1, 4)),  # cut off within a character
    ],
)
def test_broken_bytes_are_named_with_their_place(
    data: bytes, byte: str, position: Position, bom: bytes
) -> None:
    with pytest.raises(NotText, match=byte) as caught:
        Source.decode("x", bom + data)
    assert caught.value.position == position
    assert byte in caught.value.reason
