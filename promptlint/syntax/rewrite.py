"""From a set of changes to edits: what stays, what moves, and the text between them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from promptlint.syntax.document import Document
from promptlint.syntax.node import Node
from promptlint.syntax.strings import quote
from promptlint.syntax.style import (
    Spacing,
    put_on_one_line,
    reindent,
    render,
    spacing_of,
    style_in,
)
from promptlint.text import Edit, Span, apply, common_start


class New(NamedTuple):
    """Something to add: a JSON value (see `style.render`), with a key where it is a member."""

    value: object
    key: str | None = None


Item = Node | New


class Rewrite:
    """The changes made to one document, on their way to edits.

    Args:
        document: what is changed.
        replaced: nodes and the values that take their place.
        items: containers and the elements or members they are to have.
    """

    def __init__(
        self,
        document: Document,
        replaced: Mapping[Node, object],
        items: Mapping[Node, Sequence[Item]],
    ) -> None:
        self._document = document
        self._text = document.text
        self._replaced = replaced
        self._items = items
        self._spacings: dict[Node, Spacing] = {}
        # Per arranged container, by their index in its new items: the children that stay in place.
        self._fixed: dict[Node, dict[int, Node]] = {}
        # The changes to be made in the file itself (under None) and in each item that moves.
        self._changes: dict[Node | None, list[Node]] = {None: []}
        for container, wanted in items.items():
            fixed = self._fixed[container] = _fixed_points(container, wanted)
            for index, item in enumerate(wanted):
                if isinstance(item, Node) and index not in fixed:
                    self._changes[item] = []
        self._staying = {node for fixed in self._fixed.values() for node in fixed.values()}
        for changed in {**replaced, **items}:
            self._assign(changed)

    def edits_of(self, moved: Node | None) -> list[Edit]:
        """The edits of everything that stays where it is, or of an item that moves."""
        found: list[Edit] = []
        for node in self._changes[moved]:
            found += self._replacement(node) if node in self._replaced else self._regions(node)
        return sorted(found, key=lambda edit: edit.span)

    def _assign(self, changed: Node) -> None:
        """Find out with what the change of a node goes, or whether it is moot."""
        node = changed
        while True:
            if node in self._changes:
                self._changes[node].append(changed)
            parent = node.parent
            if parent is None:
                self._changes[None].append(changed)
                return
            if parent in self._replaced or (parent in self._fixed and node not in self._staying):
                return
            node = parent

    def _replacement(self, node: Node) -> list[Edit]:
        """The edit that puts the new value in the place of `node`."""
        lines, parent = self._document.lines, node.parent
        style = style_in(parent, self._document.style, lines)
        new = render(self._replaced[node], style, lines.indent(node.start), lines)
        if parent is not None and not lines.broken(*parent.span):
            new = put_on_one_line(new, style.comma)
        if node.kind in {"number", "literal"}:
            # Part of a number could be an insertion at its end, where others may insert, too.
            return [Edit(node.span, new)] if new != node.raw else []
        return _trimmed(self._text, node.start, node.end, new)

    def _regions(self, container: Node) -> list[Edit]:
        """Rewrite what lies between two children that stay, where it differs."""
        items, fixed = self._items[container], self._fixed[container]
        begin = container.start + 1
        if not items:
            emptied = bool(container.children)
            return _trimmed(self._text, begin, container.end - 1, "") if emptied else []
        spacing = self._spacing(container)
        before = dict(zip(container.children[1:], container.children, strict=False))
        found: list[Edit] = []
        parts: list[str] = []
        for index, item in enumerate(items):
            if not index:
                parts.append(spacing.opening)
            elif isinstance(item, Node) and item in before:
                parts.append(self._text[before[item].end : item.lead])
            else:
                parts.append(spacing.gap)
            if index in fixed:
                found += _trimmed(self._text, begin, fixed[index].lead, "".join(parts))
                begin, parts = fixed[index].end, []
            else:
                parts.append(self._spelled(container, item))
        parts.append(spacing.tail)
        return found + _trimmed(self._text, begin, container.end - 1, "".join(parts))

    def _spelled(self, container: Node, item: Item) -> str:
        """The text of an item that is new in its place."""
        spacing, lines = self._spacing(container), self._document.lines
        if isinstance(item, New):
            raw = render(item.value, spacing.style, spacing.indent, lines)
            key = item.key
            if container.is_object and key is not None:
                raw = quote(key, ascii_only=spacing.style.ascii_only) + spacing.style.colon + raw
        else:
            key = str(item.step) if item.key_span else None
            begin = item.lead if container.is_object else item.start
            edits = [Edit(Span(s - begin, e - begin), new) for (s, e), new in self.edits_of(item)]
            raw = apply(self._text[begin : item.end], edits)
            raw = reindent(raw, lines.indent(item.lead), spacing.indent)
        if container.is_object and key is None:
            raise ValueError(f"{item!r} has no key, and is to become a member of {container!r}")
        return put_on_one_line(raw, spacing.style.comma) if spacing.one_line else raw

    def _spacing(self, container: Node) -> Spacing:
        spacing = self._spacings.get(container)
        if spacing is None:
            spacing = spacing_of(container, self._document.style, self._document.lines)
            self._spacings[container] = spacing
        return spacing


def _fixed_points(container: Node, items: Sequence[Item]) -> dict[int, Node]:
    """The largest set of old children that keep their order (a longest increasing subsequence)."""
    place = {child: number for number, child in enumerate(container.children)}
    # For every length: the smallest place on which a sequence ends, and the index of that item.
    places: list[int] = []
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for index, item in enumerate(items):
        number = place.get(item) if isinstance(item, Node) else None
        if number is not None:
            length = bisect_left(places, number)
            before[index] = ends[length - 1] if length else None
            places[length : length + 1] = [number]
            ends[length : length + 1] = [index]
    chain: list[int] = []
    last = ends[-1] if ends else None
    while last is not None:
        chain.append(last)
        last = before[last]
    return {index: item for index in chain if isinstance(item := items[index], Node)}


def _trimmed(text: str, start: int, end: int, new: str) -> list[Edit]:
    """The edit that makes `text[start:end]` into `new`, without what both begin and end with."""
    old = text[start:end]
    if old == new:
        return []
    head = common_start(old, new)
    tail = common_start(old[head:][::-1], new[head:][::-1])
    return [Edit(Span(start + head, end - tail), new[head : len(new) - tail])]
