"""The volatile texts of one block."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.facts.volatile import Lexicon, Match, find_spots
from promptlint.findings import Spot
from promptlint.prompt import Block
from promptlint.syntax import Node

# The kind of a spot on a tool's name that says that tools change places; nothing in them changes.
TOOL_ORDER = "tool-order"

# Keys of a JSON Schema whose values say something of the property that they belong to.
_VALUES = ("default", "const", "enum")
# What counts there: other values of properties ("status": "clean") are settings.
_MADE_UP = frozenset(
    (
        "date",
        "datetime",
        "epoch",
        "home",
        "uuid",
        "hash",
        "email",
        "jwt",
        "api-key",
        "session-id",
        "request-id",
        "user-id",
        "signed-url",
        "bearer",
        "placeholder",
    )
)


# What a document tells of people, dates and places is what it is about, and stays the same.
_MATERIAL = ("document", "search_result", "tool_result")
_MADE_NOW = _MADE_UP - {"date", "home", "email", "user-id", "placeholder"}


def spots_of(block: Block, words: Lexicon | None) -> Iterator[Spot]:
    """The spots in the texts of a block, in the order of the file."""
    for node in block.texts:
        label = _property(node) if block.section == "tools" else ""
        for match in find_spots(label + node.string, words):
            if block.kind in _MATERIAL and not _is_made_now(match):
                continue
            if not label or (match.kind in _MADE_UP and match.start >= len(label)):
                start, end = match.start - len(label), match.end - len(label)
                yield Spot(block, node, start, end, *match[2:])


def _is_made_now(match: Match) -> bool:
    """Whether a spot is surely a mark of the call itself: "Retrieved at: …"."""
    return match.confidence == "high" and match.kind in _MADE_NOW


def _property(node: Node) -> str:
    """The label of a value in a schema: the name of its property."""
    if isinstance(node.step, int) and node.parent is not None:
        node = node.parent
    if node.step not in _VALUES or node.parent is None:
        return ""
    return f"{node.parent.step}: "
