"""What the wire formats have in common: lists of blocks, and markers in any spelling and place.

A dialect describes itself as a `Grammar`; `read_prompt` walks a body with it. Nothing in a body
makes the walk fail: what does not fit is a block of kind "other", or no block at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple, cast

from promptlint.dialects.markers import (
    is_marker_item,
    marker_members,
    nested_markers,
    sdk_markers,
)
from promptlint.dialects.texts import elements
from promptlint.prompt import (
    Block,
    BlockKind,
    BlockList,
    Checkpoint,
    DialectName,
    Marker,
    Prompt,
    SectionName,
    Trait,
    Ttl,
)
from promptlint.syntax import MAX_DEPTH, Document, Node

Place = Literal["item", "key", "merged", "nested", "sdk", "message", "body"]


class Grammar(NamedTuple):
    """One wire format.

    Attributes:
        name: the dialect.
        spelling: the only spelling of a marker that the format takes.
        type: the only `type` a marker may have.
        own: where a marker that closes a block stands: an element of its own, or a key of it.
        tools: the list of tools, if the body has one.
        kind, texts, traits: what a block is, the strings of it that the model reads (in any
            order), and what else can be told.
        holds: whether a marker may stand on (or, as "nested", inside) this block.
        takes: whether there is a place for a marker right after this block.
        tool_choice: the forced or free choice of a tool, as the body says it.
        text_block: a text block with this text (a string, a node, or a joined string).
    """

    name: DialectName
    spelling: str
    type: str
    own: Literal["item", "key"]
    tools: Callable[[Node], Node | None]
    kind: Callable[[Node], BlockKind]
    texts: Callable[[Node, BlockKind], Iterator[Node]]
    traits: Callable[[Node, BlockKind], Iterator[Trait]]
    holds: Callable[[Block, Node, Place], bool]
    takes: Callable[[Block], bool]
    tool_choice: Callable[[Node], str | None]
    text_block: Callable[[object], dict[str, object]]


def read_prompt(
    grammar: Grammar,
    document: Document,
    root: Node,
    rivals: tuple[DialectName, ...],
    model: tuple[str | None, Node | None],
) -> Prompt:
    """The body at `root` as a Prompt. Never raises, whatever the body holds."""
    draft = _Draft(grammar)
    if (tools := grammar.tools(root)) is not None:
        draft.add_list("tools", None, None, tools)
        config = tools.parent
        if config is not None and config is not root:
            draft.add_loose(config, "tools", "body", draft.last())
    if (system := root.get("system")) is not None:
        draft.add_list("system", None, None, system)
    for number, message in enumerate(elements(root.get("messages"))):
        draft.add_message(number, message)
    for holder in (root, root.get("additionalModelRequestFields")):
        if holder is not None:
            draft.add_loose(holder, "messages", "body", draft.last())
    model_id, model_node = model if model != (None, None) else _own_model(root)
    return Prompt(
        document,
        root,
        grammar.name,
        rivals,
        model_id,
        model_node,
        tuple(draft.blocks),
        tuple(draft.lists),
        tuple(draft.markers),
        tuple(checkpoint for marker in draft.markers for checkpoint in _checkpoint(marker)),
        grammar.tool_choice(root),
    )


def _own_model(root: Node) -> tuple[str | None, Node | None]:
    """The model as the body itself names it."""
    for key in ("modelId", "model"):
        if (node := root.get(key)) is not None and node.is_string:
            return node.string, node
    return None, None


class _Draft:
    """A prompt in the making."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.blocks: list[Block] = []
        self.lists: list[BlockList] = []
        self.markers: list[Marker] = []

    def last(self) -> Block | None:
        """The last block so far."""
        return self.blocks[-1] if self.blocks else None

    def add_list(
        self, section: SectionName, role: str | None, message: int | None, node: Node
    ) -> None:
        """Take in a list of blocks, or the bare string in its place; pass over anything else."""
        if not node.is_array and not node.is_string:
            return
        target = BlockList(section, role, message, node)
        self.lists.append(target)
        if node.is_string:
            self._add_block(target, node)
            return
        before: Block | None = None
        for element in node.children:
            if is_marker_item(element):
                for value in element.children:
                    self._add_marker(value, "item", section, before)
            else:
                before = self._add_block(target, element)
                for value in nested_markers(element):
                    self._add_marker(value, "nested", section, before)
                for value in sdk_markers(element):
                    self._add_marker(value, "sdk", section, before)
                place: Place = "key" if self.grammar.own == "key" else "merged"
                for value in marker_members(element):
                    self._add_marker(value, place, section, before)

    def add_message(self, number: int, message: Node) -> None:
        """Take in a message: its content, and the markers on the message itself."""
        before = len(self.blocks)
        if (content := message.get("content")) is not None:
            self.add_list("messages", message.get_string("role"), number, content)
        last = self.last() if len(self.blocks) > before else None
        self.add_loose(message, "messages", "message", last)

    def add_loose(
        self, holder: Node, section: SectionName, place: Place, after: Block | None
    ) -> None:
        """Take in the markers that stand on something that is no block."""
        for value in sdk_markers(holder):
            self._add_marker(value, "sdk", section, after)
        for value in marker_members(holder):
            self._add_marker(value, place, section, after)

    def _add_block(self, target: BlockList, node: Node) -> Block:
        grammar = self.grammar
        if node.is_string:
            kind: BlockKind = "text"
            texts: tuple[Node, ...] = (node,)
        else:
            kind = "tool" if target.section == "tools" else grammar.kind(node)
            texts = tuple(sorted(grammar.texts(node, kind), key=lambda text: text.start))
        traits = set(grammar.traits(node, kind))
        if kind == "text" and texts and not any(text.string.strip() for text in texts):
            traits.add("blank")
        block = Block(
            len(self.blocks),
            target.section,
            target.role,
            kind,
            node,
            texts,
            target.message,
            frozenset(traits),
        )
        self.blocks.append(block)
        return block

    def _add_marker(
        self, value: Node, place: Place, section: SectionName, after: Block | None
    ) -> None:
        kind, ttl = value.get("type"), value.get("ttl")
        spelling = cast("str", value.step)
        extras = tuple(key for key in value.keys if key not in ("type", "ttl"))
        fits = (
            spelling == self.grammar.spelling
            and after is not None
            and self.grammar.holds(after, value, place)
        )
        legal = (
            fits
            and value.is_object
            and kind is not None
            and kind.is_string
            and kind.string == self.grammar.type
            and (ttl is None or (ttl.is_string and ttl.string in ("5m", "1h")))
            and not extras
        )
        self.markers.append(
            Marker(
                value,
                spelling,
                place,
                section,
                after,
                plain_value(kind) if kind else None,
                plain_value(ttl) if ttl else None,
                extras,
                fits,
                legal,
            )
        )


def plain_value(node: Node) -> object:
    """A node's value; as it is written where it is nested too deep to be read."""
    return node.raw if node.height > MAX_DEPTH else cast("object", node.value)


def _checkpoint(marker: Marker) -> Iterator[Checkpoint]:
    if marker.legal and marker.after is not None and marker.place != "body":
        yield Checkpoint(marker, marker.after, cast("Ttl", marker.ttl or "5m"))
