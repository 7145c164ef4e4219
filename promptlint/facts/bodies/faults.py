"""What is wrong with the shape of a body, in words about the request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, cast

from promptlint.facts.bodies.shape import holds_marker, members_set, parts_of, schema_for, unfilled
from promptlint.prompt import DialectName
from promptlint.syntax import Node

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

# Our schemas say nothing of what is deeper.
_DEEPEST = 24
_LONGEST = 40  # characters of a value that is shown
_TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}
_KINDS = {"object": "an object", "array": "a list", "string": "a string", "number": "a number"}


class Fault(NamedTuple):
    """One thing that is wrong.

    Attributes:
        node: the innermost value that is at fault; what has a member too much has that member.
        kind: "unknown" for a member that nobody knows, "null" for a null that means nothing.
        words: a clause about the request.
        others: how many other places have the same fault.
    """

    node: Node
    kind: Literal["wrong", "unknown", "null"]
    words: str
    others: int


def faults(root: Node, dialect: DialectName) -> list[Fault]:
    """What keeps the body at `root` from being one of this dialect, in the order of the text.

    The same fault in many places is one. Empty where `fits` is true, and only there.
    """
    from jsonschema import Draft202012Validator

    body = _Body(root)
    errors = Draft202012Validator(schema_for(root, dialect)).iter_errors(body.value(root))
    # By what is wrong and where in the schema; there by node, for jsonschema names each member
    # that is missing by itself.
    found: dict[object, dict[Node, Fault]] = {}
    for error in errors:
        reading = _Reading(body, error, dialect)
        path = tuple(map(str, error.absolute_schema_path))
        for fault in reading.faults():
            name = fault.node.step if fault.kind == "unknown" else None
            alike = (path, fault.kind, reading.missing(), name)
            found.setdefault(alike, {}).setdefault(fault.node, fault)
    grouped = [
        min(places.values(), key=lambda fault: fault.node.start)._replace(others=len(places) - 1)
        for places in found.values()
    ]
    return sorted(grouped, key=lambda fault: fault.node.start)


class _Body:
    """A body as our schemas are to see it, and the way back from there to its nodes."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self._parts: dict[Node, dict[str | int, Node]] = {}

    def parts(self, node: Node) -> dict[str | int, Node]:
        """The elements or members that count, by index or key."""
        if node not in self._parts:
            parts = parts_of(node, self.root)
            self._parts[node] = (
                {str(child.step): child for child in parts}
                if node.is_object
                else dict(enumerate(parts))
            )
        return self._parts[node]

    def value(self, node: Node, depth: int = 0) -> object:
        """The value of a node without what does not count."""
        if not (node.is_object or node.is_array):
            return node.value
        parts = self.parts(node) if depth < _DEEPEST else {}
        values = {step: self.value(child, depth + 1) for step, child in parts.items()}
        return values if node.is_object else list(values.values())

    def at(self, path: Iterable[str | int]) -> Node:
        """The node that a path through the value leads to."""
        node = self.root
        for step in path:
            node = self.parts(node)[step]
        return node


class _Reading:
    """What one complaint of jsonschema means."""

    def __init__(self, body: _Body, error: ValidationError, dialect: DialectName) -> None:
        self.root = body.root
        self.node = body.at(error.absolute_path)
        self.parts = body.parts(self.node) if self.node.children else {}
        self.keyword = str(error.validator)
        self.asked: Any = error.validator_value
        self.schema = cast("dict[str, Any]", error.schema)
        self.dialect = dialect
        self.place = _place(self.root, self.node)

    def faults(self) -> Iterator[Fault]:
        """None where the complaint is about a checkpoint or about a template."""
        node = self.node
        if self.keyword == "additionalProperties":
            absent = set(self.schema.get("required", ())) - self.parts.keys()
            for key, child in self.strangers().items():
                meant = _closest(key, self.schema["properties"])
                hint = f" (did you mean {_quoted(meant)}?)" if meant else ""
                # Else that it is absent says it all.
                if meant not in absent and not holds_marker(child):
                    yield Fault(child, "unknown", f"{_place(self.root, child)}{hint}", 0)
        elif self.keyword == "type" and node.raw == "null" and self.dialect == "converse":
            yield Fault(node, "null", self.place, 0)
        elif not self.excused():
            yield Fault(node, "wrong", f"{self.place} {self.of_value() or self.of_size()}", 0)

    def excused(self) -> bool:
        """Whether it is no fault of the body's shape."""
        node = self.node
        if self.keyword in ("minItems", "minProperties"):
            return bool(node.children)
        if self.keyword == "maxProperties":
            return len(members_set(self.parts.values(), self.schema)) < 2
        return unfilled(node, wholly=self.keyword == "type")

    def strangers(self) -> dict[str, Node]:
        """The members that the schema does not know."""
        known = self.schema.get("properties", {})
        return {str(key): child for key, child in self.parts.items() if key not in known}

    def missing(self) -> tuple[str, ...]:
        """The members that are asked for and not there."""
        if self.keyword != "required":
            return ()
        return tuple(key for key in self.asked if key not in self.parts)

    def absent(self, key: str) -> str:
        """A member that is not there, with the one that may be meant for it."""
        meant = _closest(key, self.strangers()) if self.schema.get("properties") else None
        return f"{_quoted(key)} (is {_quoted(meant)} meant?)" if meant else _quoted(key)

    def of_value(self) -> str:
        """What a value must be; nothing where the fault is what an object or a list holds."""
        asked = self.asked
        match self.keyword:
            case "type":
                return f"must be {_types(asked)}, not {_kind(self.node)}"
            case "enum":
                among = ", ".join(map(_quoted, asked))
                return f"must be {'one of ' * (len(asked) > 1)}{among}, not {_shown(self.node)}"
            case "pattern" if "description" in self.schema:
                return f"must be {self.schema['description']}, not {_shown(self.node)}"
            case "pattern":
                return f"must match {asked}, which {_shown(self.node)} does not"
            case "minimum":
                return f"must be at least {asked}, not {_shown(self.node)}"
            case "maximum":
                return f"must be at most {asked}, not {_shown(self.node)}"
        return ""

    def of_size(self) -> str:
        """What a value lacks, or has too much of."""
        asked = self.asked
        match self.keyword:
            case "required":
                return f"has no {' and no '.join(map(self.absent, self.missing()))}"
            case "minProperties":
                members = ", ".join(map(_quoted, self.schema["properties"]))
                return f"is empty, and must have one of {members}"
            case "maxProperties":
                several = members_set(self.parts.values(), self.schema)
                keys_set = " and ".join(_quoted(str(child.step)) for child in several)
                return f"has {keys_set}, and may have only one of them"
            case "maxItems":
                return f"has {len(self.node.children):,} elements, and may have {asked:,} at most"
            case "maxLength":
                return f"has {len(self.node.string):,} characters, and may have {asked:,} at most"
        return "must not be empty"


def _closest(key: str, known: Iterable[str]) -> str | None:
    """What may be meant by a key that is not known."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(key, list(known), n=1, cutoff=0.75)), None)


def _place(root: Node, node: Node) -> str:
    """Where a value is, as code would say it: "messages[0].content"."""
    steps = node.path[len(root.path) :]
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return path.removeprefix(".") or "the body"


def _quoted(key: str) -> str:
    return f'"{key}"'


def _types(asked: str | list[str]) -> str:
    names = [asked] if isinstance(asked, str) else asked
    return " or ".join(_TYPES[name] for name in names if name != "null")


def _kind(node: Node) -> str:
    return _KINDS.get(node.kind, node.raw)


def _shown(node: Node) -> str:
    """A value as it is written, or what it begins with."""
    raw = node.raw
    return raw if len(raw) <= _LONGEST else f"{raw[: _LONGEST - 1]}…"
