"""Whether a body has the shape that a schema describes.

Checkpoints are left out of the picture, in whatever spelling: where they may stand depends on more
than the shape. So is what a template has still to fill in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Any, cast

from promptlint.dialects.markers import is_marker_item, is_marker_key
from promptlint.prompt import DialectName
from promptlint.resources import rules_folder
from promptlint.syntax import Node

Schema = dict[str, Any]

# Members of a stored body that are about it, not of it.
_REMARKS = ("_", "$", "//", "#")
_WORDS = ("true", "false", "null")  # among literals; not the NaN and Infinity that Python lets pass


@cache
def schema_of(dialect: DialectName) -> Schema:
    """The schema of a dialect's bodies."""
    path = rules_folder() / "schemas" / "requests" / f"{dialect}.schema.json"
    return cast("Schema", json.loads(path.read_bytes()))


def schema_for(root: Node, dialect: DialectName) -> Schema:
    """The schema that a body is to fit. A piece of a request may be a toolConfig itself."""
    schema = schema_of(dialect)
    if root.get("tools") is None or root.get("messages") is not None:
        return schema
    config = schema["$defs"].get("ToolConfiguration", {"properties": {}})
    return {**schema, "properties": {**config["properties"], **schema["properties"]}}


def fits(root: Node, dialect: DialectName) -> bool:
    """Whether the body at `root` has the shape of this dialect's bodies. Linear."""
    schema = schema_for(root, dialect)
    return _Shape(root, schema["$defs"]).fits(root, schema)


def parts_of(node: Node, root: Node) -> list[Node]:
    """The elements, or the members that count: without markers, and at the root without remarks."""
    if node.is_array:
        return [child for child in node.children if not is_marker_item(child)]
    last = {str(child.step): child for child in node.children}  # of the same key twice
    return [
        child
        for key, child in last.items()
        if not is_marker_key(key) and not (node is root and key.startswith(_REMARKS))
    ]


def holds_marker(node: Node) -> bool:
    """Whether what no schema knows is there for a checkpoint, as the settings of an SDK are."""
    return any(is_marker_key(below.step) for below in node.walk())


def members_set(parts: Iterable[Node], schema: Schema) -> list[Node]:
    """Of the members of a union those that are known, and not null."""
    return [child for child in parts if child.step in schema["properties"] and child.raw != "null"]


def is_kind(node: Node, wanted: str) -> bool:
    """Whether a value is of one of JSON Schema's types."""
    if wanted == "number":
        return node.kind == "number" or (node.kind == "literal" and node.raw not in _WORDS)
    if wanted == "integer":
        return node.kind == "number" and (_is_digits(node) or float(node.raw).is_integer())
    if wanted == "boolean":
        return node.raw in ("true", "false")
    return node.raw == "null" if wanted == "null" else node.kind == wanted


def _is_digits(node: Node) -> bool:
    return node.raw.lstrip("-").isdigit()


def unfilled(node: Node, *, wholly: bool) -> bool:
    """Whether a value is a template's, so that nobody knows yet what it will be."""
    if not node.is_string:
        return False
    from promptlint.facts.volatile.templates import templated

    found = templated(node.string)
    return found == "wholly" or (found == "partly" and not wholly)


class _Shape:
    """The keywords of JSON Schema that our schemas use, on nodes."""

    def __init__(self, root: Node, definitions: dict[str, Schema]) -> None:
        self.root = root
        self.definitions = definitions

    def fits(self, node: Node, schema: Schema) -> bool:
        """Whether a value fits. No schema holds itself, so the depth is bounded."""
        if "$ref" in schema:
            schema = self.definitions[schema["$ref"].removeprefix("#/$defs/")]
        wanted = schema.get("type", ())
        if wanted and not any(
            is_kind(node, kind) for kind in ((wanted,) if isinstance(wanted, str) else wanted)
        ):
            return unfilled(node, wholly=True)
        if node.is_object:
            return self.object_fits(node, schema)
        if node.is_array:
            return self.array_fits(node, schema)
        if node.is_string:
            return _string_fits(node, schema) or unfilled(node, wholly=False)
        return node.kind != "number" or _number_fits(float(node.raw), schema)

    def object_fits(self, node: Node, schema: Schema) -> bool:
        """Its members: those that must be there, and what they are."""
        parts = parts_of(node, self.root)
        by_key = {str(child.step): child for child in parts}
        if not by_key.keys() >= set(schema.get("required", ())):
            return False
        if "maxProperties" in schema and (len(members_set(parts, schema)) > 1 or not node.children):
            return False
        known, other = schema.get("properties", {}), schema.get("additionalProperties", True)
        for key, child in by_key.items():
            expected = known.get(key, other)
            if expected is False and not holds_marker(child):
                return False
            if expected and expected is not True and not self.fits(child, expected):
                return False
        cases = schema.get("allOf", [schema] if "if" in schema else ())
        return all(self.fits(node, c["then"]) for c in cases if _applies(by_key, c["if"]))

    def array_fits(self, node: Node, schema: Schema) -> bool:
        """How many elements, and what they are."""
        parts = parts_of(node, self.root)
        whole = len(parts) == len(node.children)
        if whole and len(parts) < schema.get("minItems", 0):
            return False
        if len(parts) > schema.get("maxItems", len(parts)):
            return False
        expected = schema.get("items")
        return not expected or all(self.fits(child, expected) for child in parts)


def _applies(members: dict[str, Node], condition: Schema) -> bool:
    """Whether an object has the members that a condition names, with the values it names."""
    for key in condition.get("required", ()):
        if key not in members:
            return False
    for key, expected in condition.get("properties", {}).items():
        member = members.get(key)
        if member is not None and not (member.is_string and member.string == expected["const"]):
            return False
    return True


def _number_fits(value: float, schema: Schema) -> bool:
    # Not the other way round: nothing is known of a number that is none.
    return not (value < schema.get("minimum", value) or value > schema.get("maximum", value))


def _string_fits(node: Node, schema: Schema) -> bool:
    if "enum" in schema and node.string not in schema["enum"]:
        return False
    if "pattern" in schema and not re.search(schema["pattern"], node.string):
        return False
    if "minLength" not in schema and "maxLength" not in schema:
        return True
    length = len(node.string)
    return bool(schema.get("minLength", 0) <= length <= schema.get("maxLength", length))
