"""The volatile texts of one block, and the blocks that are nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from promptlint.facts.volatile import Lexicon, Match, find_spots
from promptlint.findings import Spot
from promptlint.prompt import Block, Prompt
from promptlint.syntax import Node

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
    after = request.checkpoints[-1].after if request.checkpoints else None
    found: set[int] = set()
    for block in reversed(messages):
        if block.message != newest:
            break
        kinds = _made_for_one_call(block, words) if block.kind == "text" else None
        behind = after is not None and after.message == newest and block.index > after.index
        if lone and kinds == {"placeholder"}:
            continue
        if kinds and (behind or _is_dropped(kinds, messages, block, words)):
            found.add(block.index)
    return frozenset(found)


def _made_for_one_call(block: Block, words: Lexicon | None) -> set[str]:
    """The kinds of what surely changes from call to call in a block."""
    return {
        spot.kind
        for spot in spots_of(block, words)
        if spot.lifetime == "request" and spot.confidence != "low"
    }


def _is_dropped(
    kinds: set[str], messages: Sequence[Block], newest: Block, words: Lexicon | None
) -> bool:
    """Whether earlier messages of the user lack what each of them would have had."""
    earlier = [b for b in messages if b.role == "user" and b.message != newest.message]
    return bool(earlier) and not any(
        kinds & _made_for_one_call(block, words) for block in earlier if block.kind == "text"
    )


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
