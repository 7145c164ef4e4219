"""Structural edits: what to change is said of nodes; commas, quotes and indentation follow.

Any set of changes to one document can be collected in one `Surgery` and gives valid JSON; every
character that no change is about stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from promptlint.syntax.document import Document
from promptlint.syntax.node import Node
from promptlint.syntax.rewrite import Item, New, Rewrite
from promptlint.syntax.style import Style
from promptlint.text import Edit

__all__ = ["Item", "New", "Surgery"]


class Surgery:
    """Collects changes to one document and spells them as edits of its text.

    Time is linear in the changes and in the length of the containers that are changed, whatever
    the size of the document (finding a sorted order excepted). Only `insert`, and `remove` after
    `insert` or `items`, take time in proportion to the list on every call: for many of them in
    one container, use `arrange`.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self._replaced: dict[Node, object] = {}
        self._items: dict[Node, list[Item]] = {}
        # Removals from containers that have no list in `_items` yet.
        self._removed: dict[Node, set[Node]] = {}

    @property
    def style(self) -> Style:
        """How the document is written."""
        return self.document.style

    def replace(self, node: Node, value: object) -> None:
        """Put `value` (see `style.render`) in the place of `node`.

        Nodes in `value` are kept as they are written, without the changes made to them. Changes
        to what is inside `node` are moot.
        """
        self._replaced[node] = value

    def items(self, container: Node) -> list[Item]:
        """The elements or members that `container` is to have: a list to change in place.

        A node of another container of this document may be put in: it moves as it is written,
        with the changes made to it (and must be taken out there, or it is doubled).
        """
        if container not in self._items:
            removed = self._removed.pop(container, set())
            self._items[container] = [c for c in container.children if c not in removed]
        return self._items[container]

    def arrange(self, container: Node, items: Sequence[Item]) -> None:
        """Give `container` these elements or members, in this order."""
        self._items[container] = list(items)

    def remove(self, node: Node) -> None:
        """Take an element or member out. Raises ValueError for the root or a second removal."""
        container = node.parent
        if container is None:
            raise ValueError("the root of a document cannot be removed")
        if container in self._items:
            self._items[container].remove(node)
            return
        removed = self._removed.setdefault(container, set())
        if node in removed:
            raise ValueError(f"{node!r} is removed already")
        removed.add(node)

    def insert(self, container: Node, index: int, item: Item) -> None:
        """Put `item` before the element or member that is now number `index`."""
        self.items(container).insert(index, item)

    def edits(self) -> tuple[Edit, ...]:
        """All changes as edits of the document's text, in order and without overlap.

        Raises:
            ValueError: an item without a key is to become a member of an object.
        """
        for container in tuple(self._removed):
            self.items(container)
        return tuple(Rewrite(self.document, self._replaced, self._items).edits_of(None))
