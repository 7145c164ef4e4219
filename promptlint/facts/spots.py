"""The volatile texts of one block."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.facts.volatile import Lexicon, find_spots
from promptlint.findings import Spot
from promptlint.prompt import Block
from promptlint.syntax import Node

# Keys of a JSON Schema whose values say something of the property that they belong to.
_VALUES = ("default", "const")


def spots_of(block: Block, words: Lexicon | None) -> Iterator[Spot]:
    """The spots in the texts of a block, in the order of the file."""
    for node in block.texts:
        label = _property(node) if block.section == "tools" else ""
        for match in find_spots(label + node.string, words):
            if match.start >= len(label):
                start, end = match.start - len(label), match.end - len(label)
                yield Spot(block, node, start, end, *match[2:])


def _property(node: Node) -> str:
    """The label of a value in a schema: the name of its property."""
    if node.step not in _VALUES or node.parent is None:
        return ""
    return f"{node.parent.step}: "
