"""One value of a JSON document, with its place in the text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Literal, cast

from promptlint.syntax.pointer import format_pointer, is_index, parse_pointer
from promptlint.syntax.strings import StringMap
from promptlint.text import Span

Kind = Literal["object", "array", "string", "number", "literal"]

# Deeper documents are parsed, but no request is nested like that: their values are refused with
# a sentence, because whoever reads nested values recurses (`json.loads` does, too).
MAX_DEPTH = 500

_UNREAD = object()


class TooDeep(ValueError):
    """A value is nested in more than `MAX_DEPTH` containers, so it is not read."""


# One list for every node that is no container; nobody changes a node's children.
_NO_CHILDREN: list[Node] = []


class Node:
    """A value, its place, and (if it is a member of an object) its key's place.

    Attributes:
        kind: "literal" is true, false, null, and the NaN and Infinity that Python lets pass.
        text: the text that was parsed; offsets are code points in it.
        start, end: the value's characters, quotes and brackets included.
        lead: where the node begins in its container: at its key, if it has one.
        parent: the container it is in; None for the root.
        step: the key or the index that leads from `parent` to this node; None for the root.
        children: the element or member values in their order, duplicate keys included.
        height: containers nested in one another here, this one included; 0 for other kinds.
    """

    __slots__ = (
        "_key_end",
        "_map",
        "_value",
        "children",
        "end",
        "height",
        "kind",
        "lead",
        "parent",
        "start",
        "step",
        "text",
    )

    def __init__(  # noqa: PLR0913, PLR0917 - called for every value of a document: no detours
        self,
        kind: Kind,
        text: str,
        start: int,
        end: int,
        parent: Node | None,
        step: str | int | None,
        lead: int,
        key_end: int,
    ) -> None:
        self.kind = kind
        self.text = text
        self.start = start
        self.end = end
        self.parent = parent
        self.step = step
        self.lead = lead
        self._key_end = key_end
        self.children = _NO_CHILDREN
        self.height = 0
        self._value: object = _UNREAD
        self._map: StringMap | None = None

    def __repr__(self) -> str:
        return f"<{self.kind} {self.pointer or '(root)'} {self.start}:{self.end}>"

    @property
    def span(self) -> Span:
        """The value's characters, quotes and brackets included."""
        return Span(self.start, self.end)

    @property
    def key_span(self) -> Span | None:
        """The key's characters, quotes included; None for elements and the root."""
        return Span(self.lead, self._key_end) if isinstance(self.step, str) else None

    @property
    def raw(self) -> str:
        """The value as it is written."""
        return self.text[self.start : self.end]

    @property
    def is_object(self) -> bool:
        """Whether this is an object."""
        return self.kind == "object"

    @property
    def is_array(self) -> bool:
        """Whether this is an array."""
        return self.kind == "array"

    @property
    def is_string(self) -> bool:
        """Whether this is a string."""
        return self.kind == "string"

    @property
    def value(self) -> Any:  # noqa: ANN401 - JSON
        """What `json.loads` makes of this value (the last of duplicate keys wins).

        Raises:
            TooDeep: more than `MAX_DEPTH` containers are nested here.
        """
        if self._value is _UNREAD:
            if self.height > MAX_DEPTH:
                raise TooDeep(f"{self.height} levels of nesting are too deep to read")
            raw = self.raw
            plain = self.kind == "string" and "\\" not in raw
            self._value = raw[1:-1] if plain else json.loads(raw)
        return self._value

    @property
    def string(self) -> str:
        """The decoded string. Raises TypeError for any other kind of value."""
        if self.kind != "string":
            raise TypeError(f"{self!r} is not a string")
        return cast("str", self.value)

    @property
    def map(self) -> StringMap:
        """From characters of the decoded string to places in the text; built once."""
        if self._map is None:
            self._map = StringMap(self.text, self.start, self.end)
        return self._map

    def get(self, *path: str | int) -> Node | None:
        """The value reached by keys and indexes, or None where the path leaves the document."""
        node: Node | None = self
        for step in path:
            if node is None:
                return None
            node = _child(node, step)
        return node

    def get_string(self, *path: str | int) -> str | None:
        """The decoded string reached by `path`, or None if there is none."""
        node = self.get(*path)
        return node.string if node is not None and node.is_string else None

    @property
    def keys(self) -> list[str]:
        """An object's keys in their order, duplicates included; empty for other kinds."""
        return [cast("str", child.step) for child in self.children] if self.is_object else []

    @property
    def path(self) -> tuple[str | int, ...]:
        """Keys and indexes from the root to this node."""
        steps: list[str | int] = []
        node: Node | None = self
        while node is not None and node.step is not None:
            steps.append(node.step)
            node = node.parent
        return tuple(reversed(steps))

    @property
    def pointer(self) -> str:
        """RFC 6901 JSON Pointer from the root of this document."""
        return format_pointer(self.path)

    def walk(self) -> Iterator[Node]:
        """This node and everything in it, in the order of the text, without recursion."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def strings(self) -> Iterator[Node]:
        """All string values at or below this node, in the order of the text."""
        return (node for node in self.walk() if node.is_string)


def _child(node: Node, step: str | int) -> Node | None:
    if isinstance(step, int):
        inside = node.is_array and 0 <= step < len(node.children)
        return node.children[step] if inside else None
    if not node.is_object:
        return None
    return next((child for child in reversed(node.children) if child.step == step), None)


def resolve(root: Node, pointer: str) -> Node | None:
    """The node that `pointer` names below `root`, or None.

    Raises:
        ValueError: `pointer` is no JSON Pointer.
    """
    node: Node | None = root
    for step in parse_pointer(pointer):
        if node is None:
            return None
        node = node.get(int(step) if node.is_array and is_index(step) else step)
    return node
