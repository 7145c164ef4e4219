"""Text to nodes: accepts what `json.loads` accepts, without recursion, in one pass."""

from __future__ import annotations

import json
import re
import sys
from typing import NamedTuple

from promptlint.syntax.node import Kind, Node
from promptlint.syntax.problems import SyntaxProblem, after_value, at_item

# Everything is possessive: no input makes these patterns go back over what they have read.
_SPACE = r"[ \t\n\r]*+"
_STRING = r'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+"'
_NUMBER = r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][-+]?[0-9]++)?+"
_VALUE = rf"({_STRING}|[\[{{]|{_NUMBER}|true|false|null|NaN|-?Infinity)"
# What may follow at once, so that most values take a single match: a comma or closing bracket.
_NEXT = rf"{_SPACE}[,\]}}]"
# Group 1 is the key, and empty in an element; group 2 is the value.
_ELEMENT = re.compile(rf"{_SPACE}(){_VALUE}(?:{_NEXT})?+")
_MEMBER = re.compile(rf"{_SPACE}({_STRING}){_SPACE}:{_SPACE}{_VALUE}(?:{_NEXT})?+")
_AFTER = re.compile(_NEXT)
_REST = re.compile(_SPACE)


_KINDS: dict[str, Kind] = {
    '"': "string",
    "{": "object",
    "[": "array",
    **dict.fromkeys("tfnNI", "literal"),
}
# Python reads no integers beyond a limit (4,300 digits unless it is changed); see `sys`.
_FEW_DIGITS = 640


class Parsed(NamedTuple):
    """A document's root, its greatest depth, and the members whose key an earlier one has."""

    root: Node
    depth: int
    duplicates: tuple[Node, ...]


def parse(  # noqa: C901, PLR0912 - one loop, because calls cost more than what they would do
    text: str, start: int = 0, end: int | None = None
) -> Parsed:
    """Read the JSON value that fills `text[start:end]`; offsets are those of `text`.

    Raises:
        SyntaxProblem: the text is not JSON.
    """
    end = len(text) if end is None else end
    element, member, after = _ELEMENT.match, _MEMBER.match, _AFTER.match
    duplicates: list[Node] = []
    # The innermost container that is open, its children so far, and the bracket it waits for.
    container: Node | None = None
    children: list[Node] = []
    closing = ""
    at = start
    while True:
        match = member(text, at, end) if closing == "}" else element(text, at, end)
        if match is None:
            raise at_item(text, at, end, container)
        at = match.end()
        lead, key_end = match.span(1)
        begin, stop = match.span(2)
        kind = _KINDS.get(text[begin]) or _number_kind(text, begin, stop)
        step: str | int | None = len(children) if container else None
        if closing == "}":
            step = text[lead + 1 : key_end - 1]
            if "\\" in step:
                step = json.loads(text[lead:key_end])
        node = Node(kind, text, begin, stop, container, step, lead, key_end)
        children.append(node)
        mark = text[at - 1] if at > stop else ""
        if kind == "object" or kind == "array":  # noqa: PLR1714 - faster than a set
            container, closing = node, "}" if kind == "object" else "]"
            node.children = children = []
            node.height = 1
            if not mark:
                continue
            if mark != closing:
                raise at_item(text, stop, end, node)
        elif container is None:
            return _parsed(node, stop, end, duplicates)
        while mark != ",":
            if mark != closing:
                raise after_value(text, stop, end, container)
            container.end = stop = at
            if closing == "}" and len(children) > 1:
                _find_duplicates(children, duplicates)
            done, container = container, container.parent
            if container is None:
                return _parsed(done, stop, end, duplicates)
            if container.height <= done.height:
                container.height = done.height + 1
            children = container.children
            closing = "}" if container.kind == "object" else "]"
            match = after(text, at, end)
            at = match.end() if match else at
            mark = text[at - 1] if match else ""


def _parsed(root: Node, stop: int, end: int, duplicates: list[Node]) -> Parsed:
    match = _REST.match(root.text, stop, end)
    if match and match.end() < end:
        raise SyntaxProblem("something follows the end of the JSON value", match.end())
    duplicates.sort(key=lambda node: node.start)
    return Parsed(root, root.height, tuple(duplicates))


def _number_kind(text: str, begin: int, stop: int) -> Kind:
    if stop - begin > _FEW_DIGITS:
        limit = sys.get_int_max_str_digits()
        digits = text[begin:stop].removeprefix("-")
        if 0 < limit < len(digits) and digits.isdigit():
            raise SyntaxProblem("this number has more digits than can be read", begin)
    return "literal" if text[stop - 1] == "y" else "number"


def _find_duplicates(children: list[Node], duplicates: list[Node]) -> None:
    """Add to `duplicates` the members whose key an earlier one has."""
    if len({child.step for child in children}) < len(children):
        seen: set[str | int | None] = set()
        for child in children:
            if child.step in seen:
                duplicates.append(child)
            seen.add(child.step)
