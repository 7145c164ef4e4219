"""Surgery against a model that knows no text: the same changes made to plain Python values."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from json_writing import NEAT, ODD_STRINGS, RANDOMS, Hand, hands, values, write  # noqa: TC002 - ours

from promptlint.syntax import Document, New, Node, Surgery
from promptlint.syntax.style import Joined, Slice
from promptlint.text import Edit, Span, apply

Pairs = tuple[tuple[str, object], ...]


class Cell:
    """A value that changes: a container's items (with their keys), or a plain value."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.value: object = pairs(node.raw)
        self.items: list[tuple[str | int | None, object]] = [
            (child.step, Cell(child)) for child in node.children
        ]
        self.replaced = False

    def read(self) -> object:
        if self.replaced or not (self.node.is_object or self.node.is_array):
            return self.value
        if self.node.is_array:
            return [read(cell) for _, cell in self.items]
        return tuple((key, read(cell)) for key, cell in self.items)

    def holds(self, other: Cell) -> bool:
        inside = (cell for _, cell in self.items if isinstance(cell, Cell))
        return self is other or any(cell.holds(other) for cell in inside)


def read(cell: object) -> object:
    return cell.read() if isinstance(cell, Cell) else pairs(json.dumps(cell))


def pairs(text: str) -> object:
    """JSON with objects as tuples of members, so that order and duplicates count."""
    return json.loads(text, object_pairs_hook=tuple)


class Patient:
    """A document under surgery, beside the model of what it is to become."""

    def __init__(self, text: str, random: Random) -> None:
        self.document = Document(text)
        self.surgery = Surgery(self.document)
        self.root = Cell(self.document.root)
        self.random = random
        self.nodes = list(self.document.root.walk())
        self.cells = {cell.node: cell for cell in self._all(self.root)}
        # Nodes that are taken out of their container, perhaps to be put in elsewhere.
        self.gone: set[Node] = set()
        # Nodes that go or are replaced, and containers that get something.
        self.struck: set[Node] = set()
        self.filled: set[Node] = set()

    def _all(self, cell: Cell) -> list[Cell]:
        inner = [self._all(child) for _, child in cell.items if isinstance(child, Cell)]
        return [cell, *(found for part in inner for found in part)]

    def replace(self, new: object) -> None:
        node = self.random.choice(self.nodes)
        cell = self.cells[node]
        wrapped = self.random.random() < 0.2
        self.surgery.replace(node, {"was": [node, new]} if wrapped else new)
        cell.value = (("was", [pairs(node.raw), read(new)]),) if wrapped else read(new)
        cell.replaced = True
        self.struck.add(node)

    def take_out(self) -> Node | None:
        node = self.random.choice(self.nodes)
        if node.parent is None or node in self.gone:
            return None
        self.gone.add(node)
        self.struck.add(node)
        self.surgery.remove(node)
        items = self.cells[node.parent].items
        items[:] = [(key, cell) for key, cell in items if cell is not self.cells[node]]
        return node

    def remove(self, _new: object) -> None:
        self.take_out()

    def insert(self, new: object) -> None:
        container = self._container()
        if container is None:
            return
        items = self.cells[container].items
        index = self.random.randint(0, len(items))
        key = "n\u00e9w" if container.is_object else None
        self.surgery.insert(container, index, New(new, key))
        items.insert(index, (key, new))
        self.filled.add(container)

    def permute(self, _new: object) -> None:
        container = self._container()
        if container is None:
            return
        ours = self.surgery.items(container)
        theirs = self.cells[container].items
        order = list(range(len(theirs)))
        self.random.shuffle(order)
        self.surgery.arrange(container, [ours[index] for index in order])
        theirs[:] = [theirs[index] for index in order]

    def move(self, _new: object) -> None:
        target = self._container()
        if target is None or (node := self.take_out()) is None:
            return
        cell = self.cells[node]
        if cell.holds(self.cells[target]) or (target.is_object and not node.key_span):
            return  # Then it was just a removal.
        items = self.cells[target].items
        index = self.random.randint(0, len(items))
        self.surgery.insert(target, index, node)
        items.insert(index, (node.step, cell))

    def _container(self) -> Node | None:
        containers = [node for node in self.nodes if node.is_array or node.is_object]
        return self.random.choice(containers) if containers else None

    def operate(self, made: Operations) -> None:
        for operation, new in made:
            operation(self, new)

    def finish(self) -> str:
        edits = self.surgery.edits()
        assert list(edits) == sorted(edits, key=lambda edit: edit.span)
        for one, other in pairwise(edits):
            assert one.span.end <= other.span.start
            assert one.span != other.span
        changed = apply(self.document.text, edits)
        assert repr(pairs(changed)) == repr(self.root.read())
        assert changed.encode()
        return changed


Operations = list[tuple[Callable[[Patient, object], None], object]]
LOCAL = [Patient.replace, Patient.remove, Patient.insert]
ALL = [*LOCAL, Patient.permute, Patient.move]
PLAIN = st.text("ab\n", max_size=3)


def made_of(
    strings: st.SearchStrategy[str], operations: Sequence[object] = ALL
) -> st.SearchStrategy[Operations]:
    return st.lists(st.tuples(st.sampled_from(operations), values(strings)), max_size=8)


@settings(max_examples=300)
@given(values(), hands(), made_of(ODD_STRINGS), RANDOMS)
def test_any_set_of_changes_gives_the_changed_value(
    value: object, hand: Hand, made: Operations, random: Random
) -> None:
    text = write([value, {"k": value, "l": [value]}], hand)
    patient = Patient(text, random)
    patient.operate(made)
    changed = patient.finish()
    assert "\n" in text or "\n" not in changed
    assert "\r\n" not in text or "\n" not in changed.replace("\r\n", "")


@settings(max_examples=300)
@given(values(PLAIN), st.sampled_from(NEAT), made_of(PLAIN), RANDOMS)
def test_a_neat_document_stays_as_neat_as_it_was(
    value: object, hand: Hand, made: Operations, random: Random
) -> None:
    # The first member shows the habits that a document may be too small to show.
    habits = {"habits": [[1, 2], {"a": 1}], "rest": [value, {"k": value, "l": [value]}]}
    patient = Patient(write(habits, hand), random)
    patient.nodes = list(patient.nodes[0].children[1].walk())
    patient.operate(made)
    assert patient.finish() == write(patient.root.read(), hand)


@given(values(), hands(), made_of(ODD_STRINGS, LOCAL), RANDOMS)
def test_no_edit_reaches_into_what_was_not_changed(
    value: object, hand: Hand, made: Operations, random: Random
) -> None:
    patient = Patient(write([value, {"k": value, "l": [value]}], hand), random)
    patient.operate(made)
    edits = patient.surgery.edits()
    busy = patient.filled | patient.struck
    for changed in tuple(busy):
        busy.update(ancestors(changed))
    for node in patient.nodes:
        if node not in busy and not patient.struck.intersection(ancestors(node)):
            for (start, end), _ in edits:
                assert end <= node.lead or start >= node.end


def ancestors(node: Node) -> list[Node]:
    found = []
    while node.parent is not None:
        node = node.parent
        found.append(node)
    return found


@given(values(), hands())
def test_no_changes_are_no_edits(value: object, hand: Hand) -> None:
    document = Document(write(value, hand))
    surgery = Surgery(document)
    assert surgery.edits() == ()
    for node in document.root.walk():
        if node.is_array or node.is_object:
            surgery.items(node)
            surgery.arrange(node, node.children)
    assert surgery.edits() == ()


@given(values(), hands(), RANDOMS)
def test_changes_inside_a_string_go_through_its_escapes(
    value: object, hand: Hand, random: Random
) -> None:
    plain = write([value, {"k": value}], hand)
    outer = json.dumps({"body": json.dumps({"body": plain}, ensure_ascii=random.random() < 0.5)})
    document = Document(outer)
    for _ in range(2):
        string = document.root.get("body")
        assert string is not None
        document = Document.inside(document, string)
    patient = Patient(plain, random)
    patient.document, patient.surgery = document, Surgery(document)
    patient.root = Cell(document.root)
    patient.nodes = list(document.root.walk())
    patient.cells = {cell.node: cell for cell in patient._all(patient.root)}
    patient.operate([(Patient.remove, None), (Patient.insert, "\u20ac\n"), (Patient.move, None)])
    changed = patient.finish()
    edits = [document.file_edit(edit) for edit in patient.surgery.edits()]
    assert json.loads(json.loads(apply(outer, edits))["body"])["body"] == changed


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
