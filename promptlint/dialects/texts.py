"""Strings of a block that a model reads: helpers that the dialects share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from promptlint.syntax import Node

_SCHEMA_TEXTS = ("description", "title", "default", "const")


def at(node: Node, *keys: str) -> Iterator[Node]:
    """The strings that stand directly under these keys of an object."""
    for key in keys:
        if (found := node.get(key)) is not None and found.is_string:
            yield found


def strings_below(node: Node | None) -> Iterator[Node]:
    """All string values at or below a node."""
    if node is not None:
        yield from node.strings()


def elements(node: Node | None) -> Sequence[Node]:
    """The elements of a list; nothing for any other value."""
    return node.children if node is not None and node.is_array else ()


def schema_texts(schema: Node | None) -> Iterator[Node]:
    """Descriptions, titles, defaults and enums in a JSON Schema, not names, types and examples."""
    if schema is None:
        return
    for node in schema.walk():
        listed = node.parent is not None and node.parent.step == "enum"
        if node.is_string and (listed or node.step in _SCHEMA_TEXTS) and not _in_examples(node):
            yield node


def _in_examples(node: Node) -> bool:
    """Whether a string is a part of a sample value."""
    above = node.parent
    while above is not None and above.step not in ("properties", "items"):
        if above.step in ("examples", "example"):
            return True
        above = above.parent
    return False


def texts_of_parts(node: Node | None) -> Iterator[Node]:
    """The `text` strings of a list of parts, or the string itself where there is no list."""
    if node is not None and node.is_string:
        yield node
    for part in elements(node):
        yield from at(part, "text")


def is_true(node: Node | None) -> bool:
    """Whether a value is the literal true."""
    return node is not None and node.raw == "true"
