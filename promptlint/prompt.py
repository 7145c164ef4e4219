"""Floor 2: a request as the cache sees it, whatever wire format it was written in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from promptlint.syntax import Document, Node

DialectName = Literal["converse", "invoke-anthropic", "invoke-nova"]
SectionName = Literal["tools", "system", "messages"]
Ttl = Literal["5m", "1h"]

BlockKind = Literal[
    "tool",
    "text",
    "image",
    "document",
    "video",
    "audio",
    "tool_use",
    "tool_result",
    "reasoning",
    "guard",
    "citations",
    "search_result",
    "other",
]

# What a dialect can tell of a block beyond its kind.
Trait = Literal["pdf", "cited", "signed", "blank"]


class Block(NamedTuple):
    """One element in cache order.

    Attributes:
        index: its number in the request, in cache order (tools, system, messages).
        node: the JSON value of the element (a plain string where the format allows one).
        texts: the string values in it that the model reads as text, in the order of the file.
            Base64 data, identifiers and enumerations are not among them.
        message: number of the message it is in, None in tools and system.
        traits: "pdf" and "cited" for documents, "signed" for reasoning, "blank" for text that
            is only white space.
    """

    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    section: SectionName
    role: str | None
    kind: BlockKind
    node: Node
    texts: tuple[Node, ...]
    message: int | None
    traits: frozenset[Trait]


class BlockList(NamedTuple):
    """A list of the body that holds blocks: tools, system, or one message's content.

    `node` is the array, or a string where the format allows a bare string in its place.
    """

    section: SectionName
    role: str | None
    message: int | None
    node: Node


class Marker(NamedTuple):
    """Anything in the body that looks meant as a checkpoint, in any spelling and place.

    Attributes:
        node: the value under the marker's key.
        spelling: the key as written ("cachePoint", "cache_control", …).
        place: "item" an element of its own, "key" a key of the block that it closes, "merged" a
            key of a block in a dialect where it must be an item, "nested" inside a block's own
            content, "sdk" among the settings that an SDK keeps on a block or a message, "message"
            on a message object, "body" on the request itself.
        after: the block it closes; None if nothing stands before it in its own list.
        type, ttl: as written (decoded), None if absent; not necessarily legal.
        extras: keys beside type and ttl.
        fits: whether this dialect takes a marker of this spelling in this place, whatever the
            marker says. What a model takes is not judged here.
        legal: whether it fits and says what this dialect understands.
    """

    node: Node
    spelling: str
    place: Literal["item", "key", "merged", "nested", "sdk", "message", "body"]
    section: SectionName
    after: Block | None
    type: object
    ttl: object
    extras: tuple[str, ...]
    fits: bool
    legal: bool


class Checkpoint(NamedTuple):
    """A legal marker: the prefix up to and including block `after` is to be cached."""

    marker: Marker
    after: Block
    ttl: Ttl


def in_order(ttls: Sequence[Ttl]) -> bool:
    """Whether the service takes checkpoints of these TTLs one after the other: 1h before 5m."""
    return "1h" not in ttls[ttls.index("5m") if "5m" in ttls else len(ttls) :]


def fits_between(ttl: Ttl, index: int, others: Iterable[tuple[int, Ttl]]) -> bool:
    """Whether a checkpoint of this TTL can close block number `index` beside others.

    Args:
        others: the numbers of the blocks that they close, with their TTLs, themselves in order.
    """
    if ttl == "1h":
        return all(other == "1h" for place, other in others if place < index)
    return all(other == "5m" for place, other in others if place > index)


class Prompt(NamedTuple):
    """One request, provider-neutral.

    Attributes:
        root: the body's object in `document`.
        rivals: other dialects the body could be just as well; empty in most cases.
        model_id: as the body or its wrapper names it, and the string that says so.
        blocks: all blocks in cache order.
        lists: the lists they stand in.
        markers: everything that looks meant as a checkpoint, in cache order.
        checkpoints: the legal ones.
        tool_choice: "auto", "any", "tool", "none", or None where it is not said.
    """

    document: Document
    root: Node
    dialect: DialectName
    rivals: tuple[DialectName, ...]
    model_id: str | None
    model_node: Node | None
    blocks: tuple[Block, ...]
    lists: tuple[BlockList, ...]
    markers: tuple[Marker, ...]
    checkpoints: tuple[Checkpoint, ...]
    tool_choice: str | None

    def section(self, name: SectionName) -> tuple[Block, ...]:
        """The blocks of one section."""
        return tuple(block for block in self.blocks if block.section == name)

    def pointer(self, node: Node) -> str:
        """Where a node is, as users read it (see `Document.pointer`)."""
        return self.document.pointer(node)
