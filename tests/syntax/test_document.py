"""Documents inside strings: places and changes in them are places and changes in the file."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_writing import RANDOMS, Hand, hands, values, write, write_string

from promptlint.syntax import Document, SyntaxProblem
from promptlint.text import Edit, Span, apply


def wrap(text: str, random: Random) -> str:
    """A document that holds `text` in a string, written with escapes at random."""
    hand = Hand(odd=random, escapes=random.choice([0, 0.2, 1]))
    return '{ "before": "\u00e9\\n", "body":' + write_string(text, hand) + " }"


def unwrap(text: str, levels: int) -> str:
    for _ in range(levels):
        text = json.loads(text)["body"]
    return text


def open_up(text: str, levels: int) -> Document:
    document = Document(text)
    for _ in range(levels):
        body = document.root.get("body")
        assert body is not None
        document = Document.inside(document, body)
    return document


@given(values(), hands(), st.integers(1, 2), RANDOMS)
def test_nodes_are_found_in_the_file(
    value: object, hand: Hand, levels: int, random: Random
) -> None:
    text = write(value, hand)
    for _ in range(levels):
        text = wrap(text, random)
    document = open_up(text, levels)
    for node in document.root.walk():
        spelled = text[slice(*document.file_span(node.span))]
        for _ in range(levels):
            spelled = json.loads(f'"{spelled}"')
        assert spelled == node.raw
    assert document.pointer(document.root) == "#".join(["/body"] * levels) + "#"


@given(
    st.text(st.sampled_from('a "\\\n\t\u00e9\u2028\U0001f600'), max_size=9),
    st.text(st.sampled_from('b "\\\n\u00e9\u2028\ud83d\U0001f600'), max_size=4),
    st.integers(1, 2),
    RANDOMS,
    st.data(),
)
def test_a_change_inside_is_the_same_change_in_the_file(
    old: str, new: str, levels: int, random: Random, data: st.DataObject
) -> None:
    # Any text is a document once it is quoted; the change itself need not leave JSON behind.
    plain = write_string(old, Hand())
    start = data.draw(st.integers(0, len(plain)))
    end = data.draw(st.integers(start, len(plain)))
    edit = Edit(Span(start, end), new)
    text = plain
    for _ in range(levels):
        text = wrap(text, random)
    changed = apply(text, [open_up(text, levels).file_edit(edit)])
    assert unwrap(changed, levels) == apply(plain, [edit])
    assert changed.encode()


def test_a_held_document_keeps_to_the_escapes_around_it() -> None:
    text = r'{"body": "{\"a\": \"caf\u00e9\"}"}'
    document = open_up(text, 1)
    edit = document.file_edit(Edit(Span(0, 0), "\u20ac\n"))
    assert edit == Edit(Span(10, 10), r"\u20ac\n")
    plain = open_up(text.replace(r"\u00e9", "\u00e9"), 1)
    assert plain.file_edit(Edit(Span(0, 0), "\u20ac")).text == "\u20ac"


def test_a_line_of_a_file_is_a_document() -> None:
    text = '{"a": 1}\n{"a": 2, "a": [3]}\n'
    document = Document(text, 9, 27)
    assert document.root.value == {"a": [3]}
    assert document.file_span(document.root.span) == (9, 27)
    assert document.depth == 2
    assert [document.pointer(node) for node in document.duplicates] == ["/a"]


def test_what_is_no_document_is_refused() -> None:
    outer = Document('{"body": "[1, 2"}')
    with pytest.raises(SyntaxProblem) as caught:
        Document.inside(outer, outer.root.children[0])
    assert caught.value.offset == len("[1, 2")
