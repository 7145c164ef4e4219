"""The volatile texts of one block, and the blocks that are nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from promptlint.facts.volatile import Lexicon, Match, find_spots
from promptlint.findings import Spot
from promptlint.prompt import Block, Prompt
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
# Who keeps what stands in each message keeps it in one of so many texts before the newest.
_EARLIER = 16


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


def renewed(request: Prompt, words: Lexicon | None) -> frozenset[int]:
    """The blocks of a conversation's newest message that no later request will hold.

    Vendors say to put what changes behind the last checkpoint, at the end of the newest user
    message, anew for each call. The same is done without a checkpoint: then the messages before
    show it, since none of them has kept what stood there when it was the newest.
    """
    messages = request.section("messages")
    if not messages or messages[-1].role != "user":
        return frozenset()
    newest = messages[-1].message
    lone = messages[0].message == newest
    if lone and not request.section("tools"):
        return frozenset()  # a template, rather, and its fields
    last = request.checkpoints[-1].after if request.checkpoints else None
    end = last.index if last is not None and last.message == newest else len(request.blocks)
    made = {b.index: _made_for_one_call(b, words) for b in messages if b.message == newest}
    made = {index: kinds for index, kinds in made.items() if kinds}
    if lone:
        return frozenset(n for n, kinds in made.items() if n > end and kinds != {"placeholder"})
    kept: set[str] = set()
    if any(index <= end for index in made):
        earlier = (b for b in reversed(messages) if b.role == "user" and b.message != newest)
        texts = islice((block for block in earlier if block.kind == "text"), _EARLIER)
        kept = {kind for block in texts for kind in _made_for_one_call(block, words)}
    return frozenset(index for index, kinds in made.items() if index > end or not kinds & kept)


def _made_for_one_call(block: Block, words: Lexicon | None) -> set[str]:
    """The kinds of what surely changes from call to call in a text."""
    if block.kind != "text":
        return set()
    return {
        spot.kind
        for spot in spots_of(block, words)
        if spot.lifetime == "request" and spot.confidence != "low"
    }


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
