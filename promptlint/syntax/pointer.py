"""JSON Pointer, RFC 6901."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from promptlint.syntax.node import Node

_LONGEST_INDEX = 18


def format_pointer(path: Iterable[str | int]) -> str:
    """Keys and indexes as a JSON Pointer; the root is the empty string."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def parse_pointer(pointer: str) -> tuple[str, ...]:
    """The reference tokens of a JSON Pointer, unescaped.

    Raises:
        ValueError: a pointer that is not empty and does not begin with a slash.
    """
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        raise ValueError(f"{pointer!r} is not a JSON Pointer: it must begin with '/'")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/"))


def resolve(root: Node, pointer: str) -> Node | None:
    """The node that `pointer` names below `root`, or None.

    Raises:
        ValueError: `pointer` is no JSON Pointer.
    """
    node: Node | None = root
    for step in parse_pointer(pointer):
        if node is None:
            return None
        node = node.get(int(step) if node.is_array and _is_index(step) else step)
    return node


def _is_index(step: str) -> bool:
    """RFC 6901, section 4: ASCII digits without leading zeros."""
    digits = step.isascii() and step.isdigit() and len(step) <= _LONGEST_INDEX
    return digits and (step == "0" or not step.startswith("0"))
