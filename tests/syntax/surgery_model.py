"""Surgery beside a model that knows no text: the same changes made to plain Python values."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random

from hypothesis import strategies as st
from json_writing import values

from promptlint.syntax import Document, Node
from promptlint.syntax.surgery import New, Surgery
from promptlint.text import apply


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


def made_of(
    strings: st.SearchStrategy[str], operations: Sequence[object] = ALL
) -> st.SearchStrategy[Operations]:
    return st.lists(st.tuples(st.sampled_from(operations), values(strings)), max_size=8)
