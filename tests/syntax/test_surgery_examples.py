"""Surgery as users see it: what is added looks like the rest, and nothing else changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from promptlint.syntax import Document, Node
from promptlint.syntax.style import Joined, Slice
from promptlint.syntax.surgery import New, Surgery
from promptlint.text import Edit, Span, apply


def operate(text: str, *steps: Callable[[Surgery, Node], None]) -> str:
    document = Document(text)
    surgery = Surgery(document)
    for step in steps:
        step(surgery, document.root)
    return apply(text, surgery.edits())


def append(
    value: object, *path: str | int, key: str | None = None
) -> Callable[[Surgery, Node], None]:
    def step(surgery: Surgery, root: Node) -> None:
        container = root.get(*path)
        assert container is not None
        surgery.items(container).append(New(value, key))

    return step


@pytest.mark.parametrize(
    ("before", "value", "path", "after"),
    [
        ("[ ]", 1, (), "[1]"),
        ('{"a":[]}', 1, ("a",), '{"a":[1]}'),
        ('{"a":[1,2],"b":{ }}', [3, 4], ("a",), '{"a":[1,2,[3,4]],"b":{ }}'),
        ('{"a": [{"b": 1}]}', {"c": {"d": "e"}}, ("a",), '{"a": [{"b": 1}, {"c": {"d": "e"}}]}'),
        # One line in a file that takes a line for everything else.
        ('{\n "a": [1, 2],\n "b": {\n  "c": 1\n }\n}', {"d": 1}, ("a",),
         '{\n "a": [1, 2, {"d": 1}],\n "b": {\n  "c": 1\n }\n}'),
        ('{\r\n\t"a": [\r\n\t]\r\n}', [1], ("a",),
         '{\r\n\t"a": [\r\n\t\t[\r\n\t\t\t1\r\n\t\t]\r\n\t]\r\n}'),
        # Elements that begin on the line on which the one before them ends.
        ('[{\n  "a": 1\n}, {\n  "a": 2\n}]', {"a": 3}, (),
         '[{\n  "a": 1\n}, {\n  "a": 2\n}, {\n  "a": 3\n}]'),
        # Neighbours differ: one of them takes its lines.
        ("[\n [1],\n [\n  2\n ]\n]", [3], (), "[\n [1],\n [\n  2\n ],\n [\n  3\n ]\n]"),
        # Small containers are on one line everywhere, so a new one is, too.
        ('{\n "a": [\n  1\n ],\n "b": {"c": 1}\n}', {"d": 1}, ("a",),
         '{\n "a": [\n  1,\n  {"d": 1}\n ],\n "b": {"c": 1}\n}'),
        # What separates lines here does not separate what is on a line.
        ('{"a": 1,\n "b": [2]}', 3, ("b",), '{"a": 1,\n "b": [2, 3]}'),
        # White space of that length is nobody's habit.
        ("[1," + " " * 300 + "2]", 3, (), "[1," + " " * 300 + "2, 3]"),
        ("[\n1\n]", [2], (), "[\n1,\n[2]\n]"),
        (r'["\u00e9"]', "\u20ac", (), r'["\u00e9", "\u20ac"]'),
        ('["\u00e9"]', "\u20ac\u2028\ud800", (), '["\u00e9", "\u20ac\\u2028\\ud800"]'),
    ],
)  # fmt: skip
def test_what_is_added_looks_like_the_rest(
    before: str, value: object, path: tuple[str, ...], after: str
) -> None:
    assert operate(before, append(value, *path)) == after


def test_a_member_takes_the_spacing_of_its_neighbours() -> None:
    assert operate('{"a" :1 , "b" :2}', append(3, key="c")) == '{"a" :1 , "b" :2 , "c" :3}'


@pytest.mark.parametrize(
    ("before", "indexes", "after"),
    [
        ("[1, 2 ,3]", [0], "[2 ,3]"),
        ("[1, 2 ,3]", [1], "[1 ,3]"),
        ("[1, 2 ,3]", [2], "[1, 2]"),
        ("[ 1, 2 ]", [0, 1], "[]"),
        ("[\n  1,\n  2\n]", [1], "[\n  1\n]"),
        ("[\n  1,\n  2\n]", [0], "[\n  2\n]"),
        ("[\n  1,\n  2\n]", [1, 0], "[]"),
    ],
)
def test_removals_leave_no_comma_behind(before: str, indexes: list[int], after: str) -> None:
    def remove(surgery: Surgery, root: Node) -> None:
        for index in indexes:
            surgery.remove(root.children[index])

    assert operate(before, remove) == after


def test_what_moves_into_a_line_loses_its_line_breaks() -> None:
    def move(surgery: Surgery, root: Node) -> None:
        node = root.children[1].children[0]
        surgery.remove(node)
        surgery.items(root.children[0]).append(node)

    before = '{\n  "a": [1, 2],\n  "b": [\n    {\n      "c": 1,\n      "d": " x "\n    }\n  ]\n}'
    assert operate(before, move) == '{\n  "a": [1, 2, {"c": 1, "d": " x "}],\n  "b": []\n}'

    def replace(surgery: Surgery, root: Node) -> None:
        surgery.replace(root.children[0].children[1], root.children[1].children[0])

    after = before.replace("2", '{"c": 1, "d": " x "}', 1)
    assert operate(before, replace) == after

    def fill(surgery: Surgery, root: Node) -> None:
        surgery.insert(root.children[0].children[1], 0, root.children[1].children[0])

    assert operate(before.replace("2", "[ ]"), fill) == before.replace(
        "2", '[{"c": 1, "d": " x "}]'
    )


def test_edits_hold_only_what_differs() -> None:
    document = Document("[\n  1,\n  20,\n  3\n]")
    _, other, last = document.root.children
    surgery = Surgery(document)
    surgery.insert(document.root, 1, New("new"))
    surgery.remove(last)
    assert surgery.edits() == (
        Edit(Span(other.start, other.start), '"new",\n  '),
        Edit(Span(other.end, last.end), ""),
    )
    document = Document('["a long text"]')
    surgery = Surgery(document)
    surgery.replace(document.root.children[0], "a longer text")
    assert surgery.edits() == (Edit(Span(8, 8), "er"),)


def test_changes_go_with_what_moves() -> None:
    def swap(surgery: Surgery, root: Node) -> None:
        first, second = root.children
        surgery.arrange(root, [second, first])
        surgery.remove(first.children[0])
        surgery.replace(second.children[0], "new")

    assert operate('[{"a": 1, "b": 2}, ["old"]]', swap) == '[["new"], {"b": 2}]'


def test_a_string_is_joined_from_slices_as_they_are_spelled() -> None:
    def join(surgery: Surgery, root: Node) -> None:
        one, other = root.children
        surgery.replace(one, Joined((Slice(other, 1, 3), Slice(one, 0, 1))))

    assert operate(r'["\u0061b", "x\u00e9\ty"]', join) == r'["\u00e9\t\u0061", "x\u00e9\ty"]'


def test_a_replacement_may_hold_what_it_replaces() -> None:
    def wrap(surgery: Surgery, root: Node) -> None:
        surgery.replace(root.children[0], [{"text": root.children[0]}])

    assert operate('{"system": "a\\/b"}', wrap) == '{"system": [{"text": "a\\/b"}]}'


def test_neighbouring_insertions_keep_their_places() -> None:
    def change(surgery: Surgery, root: Node) -> None:
        surgery.replace(root.children[0], 12)
        surgery.replace(root.children[1], 92)
        surgery.insert(root, 1, New(5))

    assert operate("[1,2]", change) == "[12,5,92]"


def test_removing_twice_or_the_root_is_refused() -> None:
    document = Document("[1, 2]")
    for surgery in (Surgery(document), Surgery(document)):
        with pytest.raises(ValueError, match="root"):
            surgery.remove(document.root)
        surgery.remove(document.root.children[0])
        with pytest.raises(ValueError, match=r"removed|not in list"):
            surgery.remove(document.root.children[0])
        assert surgery.items(document.root) == [document.root.children[1]]
        with pytest.raises(ValueError, match="not in list"):
            surgery.remove(document.root.children[0])


@pytest.mark.parametrize("item", [New(1), "element"])
def test_a_member_needs_a_key(item: New | str) -> None:
    document = Document('{"a": [1]}')
    surgery = Surgery(document)
    element = document.root.children[0].children[0]
    surgery.insert(document.root, 0, element if isinstance(item, str) else item)
    with pytest.raises(ValueError, match="key"):
        surgery.edits()


def test_values_nested_deeply_are_written() -> None:
    value: object = 0
    for _ in range(20_000):
        value = [value]
    changed = operate("[]", append(value))
    assert changed == "[" * 20_001 + "0" + "]" * 20_001
