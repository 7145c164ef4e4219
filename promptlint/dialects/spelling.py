"""Operations on a prompt's markers and lists, spelled as edits of the body."""

from __future__ import annotations

from collections.abc import Iterable

from promptlint.dialects.marking import Marking, Slot
from promptlint.dialects.reading import Grammar
from promptlint.operations import Arrange, Keep, Mark, Operation, PutMarker, Respell, Text
from promptlint.prompt import Block, BlockList, Marker, Prompt
from promptlint.syntax import Node
from promptlint.syntax.style import Joined
from promptlint.syntax.surgery import New
from promptlint.text import Edit


def edits_of(grammar: Grammar, prompt: Prompt, operations: Iterable[Operation]) -> tuple[Edit, ...]:
    """The edits of the prompt's document that carry out all operations together.

    Raises:
        ValueError: a checkpoint is wanted where the format has no place for one.
    """
    speller = _Speller(grammar, prompt)
    wanted = list(operations)
    speller.arranged = {done.target.node for done in wanted if isinstance(done, Arrange)}
    removals: list[Marker] = []
    for operation in wanted:
        if isinstance(operation, Arrange):
            speller.arrange(operation)
        elif isinstance(operation, PutMarker):
            speller.put(operation.block, Mark(operation.ttl, None))
        elif isinstance(operation, Respell):
            speller.respell(operation.marker, Mark(operation.ttl, None))
        else:
            removals.append(operation.marker)
    for marker in removals:
        speller.remove(marker)
    return speller.surgery.edits()


class _Speller(Marking):
    """What is known while one prompt's operations are spelled."""

    def __init__(self, grammar: Grammar, prompt: Prompt) -> None:
        super().__init__(grammar, prompt)
        self.block_of: dict[Node, Block] = {}  # by the string of a text block
        for block in prompt.blocks:
            if block.kind == "text" and block.texts:
                self.block_of[block.texts[0]] = block

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

    def slots(self, arrange: Arrange) -> list[Slot]:
        """The elements to be, each with its marks."""
        slots: list[Slot] = []
        used = {item.block.node for item in arrange.items if isinstance(item, Keep)}
        for item in arrange.items:
            if isinstance(item, Keep):
                slots.append(Slot(item.block))
            elif isinstance(item, Text):
                slots.append(self.text_slot(arrange.target, item, used))
            elif slots:
                slots[-1].marks.append(item)
            else:
                raise ValueError("a checkpoint needs a block before it in its own list")
        return slots

    def text_slot(self, target: BlockList, item: Text, used: set[Node]) -> Slot:
        """The old block where one has this very text; else one with another text, or a new one.

        An old block that takes other text keeps its place and its other members; each does so once.
        """
        first = item.slices[0]
        block = self.block_of.get(first.node)
        if block is not None and block.node not in used:
            whole = first.start == 0 and first.end == len(first.node.string)
            if len(item.slices) == 1 and whole:
                used.add(block.node)
                return Slot(block)
            if block.node.parent is target.node and block.node.is_object:
                used.add(block.node)
                self.surgery.replace(first.node, Joined(item.slices))
                return Slot(block)
        return Slot(None, Joined(item.slices))

    def arrange_string(self, target: BlockList, slots: list[Slot]) -> None:
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

    def element(self, target: BlockList, slot: Slot, mark: Mark | None) -> Node | New:
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

    def key_mark(self, slot: Slot) -> Mark | None:
        """The mark that is a key of the block; a block has one, and its inner markers stay."""
        own = self.markers_after.get(slot.block.node, []) if slot.block is not None else []
        inner = {marker.node for marker in own if marker.place == "nested" and marker.legal}
        keys = (m for m in slot.marks if m.marker is None or m.marker.node not in inner)
        return next(keys, None)

    def mark_items(self, target: BlockList, slot: Slot) -> list[Node | New]:
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
