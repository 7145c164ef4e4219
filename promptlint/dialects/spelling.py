"""Operations on a prompt's markers and lists, spelled as edits of the body."""

from __future__ import annotations

from collections.abc import Iterable

from promptlint.dialects.reading import Grammar, is_marker_item, is_marker_key
from promptlint.operations import Arrange, Keep, Mark, Operation, Text
from promptlint.prompt import Block, BlockList, Marker, Prompt
from promptlint.syntax import Node
from promptlint.syntax.style import Joined
from promptlint.syntax.surgery import New, Surgery
from promptlint.text import Edit


def edits_of(grammar: Grammar, prompt: Prompt, operations: Iterable[Operation]) -> tuple[Edit, ...]:
    """The edits of the prompt's document that carry out all operations together.

    Raises:
        ValueError: a checkpoint is wanted where the format has no place for one.
    """
    speller = _Speller(grammar, prompt)
    removals: list[Marker] = []
    arranges: list[Arrange] = []
    for operation in operations:
        if isinstance(operation, Arrange):
            arranges.append(operation)
        else:
            removals.append(operation.marker)
    speller.arranged = {arrange.target.node for arrange in arranges}
    for arrange in arranges:
        speller.arrange(arrange)
    for marker in removals:
        speller.remove(marker)
    return speller.surgery.edits()


class _Slot:
    """One element that a list is to have, and the marks behind it.

    `block` is an old block that stays, perhaps with another text; without one, `text` becomes a
    new text block.
    """

    __slots__ = ("block", "marks", "text")

    def __init__(self, block: Block | None, text: Joined | None = None) -> None:
        self.block = block
        self.text = text
        self.marks: list[Mark] = []


class _Speller:
    """What is known while one prompt's operations are spelled."""

    def __init__(self, grammar: Grammar, prompt: Prompt) -> None:
        self.grammar = grammar
        self.surgery = Surgery(prompt.document)
        self.arranged: set[Node] = set()  # lists that are given new items
        self.kept: set[Node] = set()  # markers that stay where they are
        self.gone: set[Node] = set()  # members and elements taken out
        self.markers_after: dict[Node, list[Marker]] = {}
        self.block_of: dict[Node, Block] = {}  # by the string of a text block
        for marker in prompt.markers:
            if marker.after is not None:
                self.markers_after.setdefault(marker.after.node, []).append(marker)
        for block in prompt.blocks:
            if block.kind == "text" and block.texts:
                self.block_of[block.texts[0]] = block

    # Removing

    def remove(self, marker: Marker) -> None:
        """Take a marker out, unless the new arrangement of its list keeps it."""
        if marker.node not in self.kept:
            self.drop_marker(marker.node)

    def drop_marker(self, value: Node) -> None:
        """Take out a marker's member, and the object around it that holds nothing else."""
        holder = value.parent
        if holder is None or value in self.gone:
            return
        self.gone.add(value)
        if not self.is_emptied(holder):
            self.surgery.remove(value)
        elif is_marker_item(holder) and holder.parent is not None and holder.parent.is_array:
            if holder.parent not in self.arranged:
                self.drop(holder)
        elif holder.step == "additionalModelRequestFields":
            self.drop(holder)
        else:
            self.surgery.remove(value)

    def is_emptied(self, container: Node) -> bool:
        """Whether nothing is left in an object or a list."""
        return all(child in self.gone for child in container.children)

    def drop(self, node: Node) -> None:
        """Take out an element or member; a toolConfig may not be left without tools."""
        self.gone.add(node)
        container = node.parent
        config = container.parent if container is not None else None
        if (
            container is not None
            and config is not None
            and container.step == "tools"
            and config.step == "toolConfig"
            and self.is_emptied(container)
        ):
            self.surgery.remove(config)
        else:
            self.surgery.remove(node)

    # Arranging

    def arrange(self, arrange: Arrange) -> None:
        """Give a list its new items."""
        target = arrange.target
        slots = self.slots(arrange)
        if target.node.is_string:
            self.arrange_string(target, slots)
            return
        items: list[Node | New] = []
        for slot in slots:
            if self.grammar.own == "item":
                items.append(self.element(target, slot, None))
                items += self.mark_items(target, slot)
            else:
                items.append(self.element(target, slot, self.key_mark(slot)))
        self.surgery.arrange(target.node, items)

    def slots(self, arrange: Arrange) -> list[_Slot]:
        """The elements to be, each with its marks."""
        slots: list[_Slot] = []
        used = {item.block.node for item in arrange.items if isinstance(item, Keep)}
        for item in arrange.items:
            if isinstance(item, Keep):
                slots.append(_Slot(item.block))
            elif isinstance(item, Text):
                slots.append(self.text_slot(arrange.target, item, used))
            elif slots:
                slots[-1].marks.append(item)
            else:
                raise ValueError("a checkpoint needs a block before it in its own list")
        return slots

    def text_slot(self, target: BlockList, item: Text, used: set[Node]) -> _Slot:
        """The old block where one has this very text; else one with another text, or a new one.

        An old block that takes other text keeps its place and its other members; each does so once.
        """
        first = item.slices[0]
        block = self.block_of.get(first.node)
        if block is not None and block.node not in used:
            whole = first.start == 0 and first.end == len(first.node.string)
            if len(item.slices) == 1 and whole:
                used.add(block.node)
                return _Slot(block)
            if block.node.parent is target.node and block.node.is_object:
                used.add(block.node)
                self.surgery.replace(first.node, Joined(item.slices))
                return _Slot(block)
        return _Slot(None, Joined(item.slices))

    def arrange_string(self, target: BlockList, slots: list[_Slot]) -> None:
        """A bare string stays one as long as it can."""
        if len(slots) == 1 and not slots[0].marks:
            slot = slots[0]
            if slot.text is not None:
                self.surgery.replace(target.node, slot.text)
                return
            if slot.block is not None and slot.block.node is target.node:
                return
        values: list[object] = []
        for slot in slots:
            mark = self.key_mark(slot) if self.grammar.own == "key" else None
            values.append(self.new_block(slot, mark))
            if self.grammar.own == "item":
                values += ({self.grammar.spelling: self.mark_value(m)} for m in slot.marks)
        self.surgery.replace(target.node, values)

    def element(self, target: BlockList, slot: _Slot, mark: Mark | None) -> Node | New:
        """A slot's block as an element of the list, with the key that marks it if there is one."""
        block = slot.block
        if block is None:
            return New(self.new_block(slot, mark))
        if block.node.is_string:
            stays = block.node.parent is target.node and mark is None
            return block.node if stays else New(self.new_block(slot, mark))
        own = self.markers_after.get(block.node, [])
        asked = {mark.marker.node for mark in slot.marks if mark.marker is not None}
        self.kept |= {marker.node for marker in own if marker.legal and marker.node in asked}
        if mark is not None:
            self.set_key(block, own, mark)
        for marker in own:
            if marker.place in ("key", "merged", "nested") and marker.node not in self.kept:
                self.drop_marker(marker.node)
        return block.node

    def new_block(self, slot: _Slot, mark: Mark | None) -> dict[str, object]:
        """An object that stands for a slot where its block cannot stay as it is written."""
        block = slot.block
        if block is None or block.node.is_string:
            value = self.grammar.text_block(slot.text if block is None else block.node)
        else:
            members = (child for child in block.node.children if not is_marker_key(child.step))
            value = {str(child.step): child for child in members}
        if mark is not None:
            value[self.grammar.spelling] = self.mark_value(mark)
        return value

    # Marks

    def key_mark(self, slot: _Slot) -> Mark | None:
        """The mark that is a key of the block; a block has one, and its inner markers stay."""
        own = self.markers_after.get(slot.block.node, []) if slot.block is not None else []
        inner = {marker.node for marker in own if marker.place == "nested" and marker.legal}
        keys = (m for m in slot.marks if m.marker is None or m.marker.node not in inner)
        return next(keys, None)

    def set_key(self, block: Block, own: list[Marker], mark: Mark) -> None:
        """Mark a block by its key, rewriting as little as possible of the one it has."""
        if not self.grammar.takes(block):
            raise ValueError(f"{self.grammar.name} has no place for a checkpoint on this block")
        if mark.marker is not None and mark.marker.node in self.kept:
            return
        spelling = self.grammar.spelling
        old = next((m for m in own if m.place == "key" and m.spelling == spelling), None)
        if old is None:
            value = self.mark_value(mark)
            if (null := block.node.get(spelling)) is not None:
                self.surgery.replace(null, value)
            else:
                self.surgery.items(block.node).append(New(value, spelling))
            return
        self.kept.add(old.node)
        self.rewrite(old, mark)

    def mark_items(self, target: BlockList, slot: _Slot) -> list[Node | New]:
        """A slot's marks as elements of their own, the old ones as far as they serve."""
        own = self.markers_after.get(slot.block.node, []) if slot.block is not None else []
        asked = {mark.marker.node for mark in slot.marks if mark.marker is not None}
        spare = [
            marker
            for marker in own
            if marker.place == "item"
            and marker.node not in asked
            and marker.spelling == self.grammar.spelling
            and marker.node.parent is not None
            and marker.node.parent.parent is target.node
            and len(marker.node.parent.children) == 1
        ]
        items: list[Node | New] = []
        for mark in slot.marks:
            if mark.marker is not None and mark.marker.place == "item" and mark.marker.node.parent:
                items.append(mark.marker.node.parent)
            elif mark.marker is None and spare:
                old = spare.pop(0)
                self.rewrite(old, mark)
                items.append(old.node.parent or old.node)
            else:
                items.append(New({self.grammar.spelling: self.mark_value(mark)}))
        return items

    def rewrite(self, old: Marker, mark: Mark) -> None:
        """Make an old marker in its right place say what `mark` says."""
        if mark.marker is not None or not old.legal or old.ttl != mark.ttl:
            self.surgery.replace(old.node, self.mark_value(mark))

    def mark_value(self, mark: Mark) -> object:
        """What stands under the marker's key: the user's own value, or a new one."""
        if mark.marker is not None:
            return mark.marker.node
        return {"type": self.grammar.type, **({"ttl": mark.ttl} if mark.ttl else {})}
