"""JSON Pointers are those of RFC 6901."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.syntax import format_pointer, parse, parse_pointer, resolve

# The document and the table of RFC 6901, section 5.
RFC = r"""{"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5,
"k\"l": 6, " ": 7, "m~n": 8}"""


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/foo", ["bar", "baz"]),
        ("/foo/0", "bar"),
        ("/", 0),
        ("/a~1b", 1),
        ("/c%d", 2),
        ("/e^f", 3),
        ("/g|h", 4),
        ("/i\\j", 5),
        ('/k"l', 6),
        ("/ ", 7),
        ("/m~0n", 8),
    ],
)
def test_the_examples_of_the_standard(pointer: str, value: object) -> None:
    root = parse(RFC).root
    node = resolve(root, pointer)
    assert node is not None
    assert node.value == value
    assert node.pointer == pointer
    assert resolve(root, "") is root


@pytest.mark.parametrize(
    "pointer",
    [
        "/foo/2",
        "/foo/01",
        "/foo/-",
        "/foo/-1",
        "/foo/\u0661",
        "/foo/" + "1" * 9999,
        "/bar",
        "/foo/0/x",
    ],
)
def test_what_names_nothing_resolves_to_nothing(pointer: str) -> None:
    assert resolve(parse(RFC).root, pointer) is None


@given(st.lists(st.text(st.sampled_from("~/01a "), max_size=4)))
def test_pointers_are_taken_apart_as_they_were_put_together(steps: list[str]) -> None:
    assert parse_pointer(format_pointer(steps)) == tuple(steps)


def test_a_pointer_begins_with_a_slash() -> None:
    with pytest.raises(ValueError, match="begin with '/'"):
        parse_pointer("foo")
