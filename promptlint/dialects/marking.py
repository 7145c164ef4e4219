"""Markers taken out, set and written anew, as edits of the body."""

from __future__ import annotations

from promptlint.dialects.markers import is_marker_item, is_marker_key, sdk_shell
from promptlint.dialects.reading import Grammar
from promptlint.operations import Mark
from promptlint.prompt import Block, Marker, Prompt
from promptlint.syntax import Node
from promptlint.syntax.style import Joined
from promptlint.syntax.surgery import New, Surgery


class Slot:
    """One element that a list is to have, and the marks behind it.

    `block` is an old block that stays, perhaps with another text; without one, `text` becomes a
    new text block.
    """

    __slots__ = ("block", "marks", "text")

    def __init__(self, block: Block | None, text: Joined | None = None) -> None:
        self.block = block
        self.text = text
        self.marks: list[Mark] = []


class Marking:
    """The changes to one prompt's markers, in the making."""

    def __init__(self, grammar: Grammar, prompt: Prompt) -> None:
        self.grammar = grammar
        self.surgery = Surgery(prompt.document)
        self.arranged: set[Node] = set()  # lists that are given new items
        self.kept: set[Node] = set()  # markers that stay where they are
        self.gone: set[Node] = set()  # members and elements taken out
        self.markers_after: dict[Node, list[Marker]] = {}
        for marker in prompt.markers:
            if marker.after is not None:
                self.markers_after.setdefault(marker.after.node, []).append(marker)

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
        if (shell := sdk_shell(value)) is not None:
            self.surgery.remove(shell)
        elif not self.is_emptied(holder):
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

    def put(self, block: Block, mark: Mark) -> None:
        """Set a checkpoint right behind a block."""
        node, container = block.node, block.node.parent
        if self.grammar.own == "key" and node.is_object:
            self.set_key(block, self.markers_after.get(node, []), mark)
            return
        item = {self.grammar.spelling: self.mark_value(mark)}
        if container is not None and container.is_array:
            if self.grammar.own == "key":
                self.surgery.replace(node, self.new_block(Slot(block), mark))
                return
            items = self.surgery.items(container)
            items.insert(items.index(node) + 1, New(item))
        elif self.grammar.own == "key":
            self.surgery.replace(node, [self.new_block(Slot(block), mark)])
        else:
            self.surgery.replace(node, [self.new_block(Slot(block), None), item])

    def respell(self, marker: Marker, mark: Mark) -> None:
        """Write the value of a marker anew, in its place."""
        self.kept.add(marker.node)
        self.surgery.replace(marker.node, self.mark_value(mark))

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

    def new_block(self, slot: Slot, mark: Mark | None) -> dict[str, object]:
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

    def rewrite(self, old: Marker, mark: Mark) -> None:
        """Make an old marker in its right place say what `mark` says."""
        if mark.marker is not None or not old.legal or old.ttl != mark.ttl:
            self.surgery.replace(old.node, self.mark_value(mark))

    def mark_value(self, mark: Mark) -> object:
        """What stands under the marker's key: the user's own value, or a new one."""
        if mark.marker is not None:
            return mark.marker.node
        return {"type": self.grammar.type, **({"ttl": mark.ttl} if mark.ttl else {})}
