"""From a row of entries with checkpoints to operations on the lists of the body."""

from __future__ import annotations

from collections.abc import Sequence

from promptlint.layout.entries import Entry, Row
from promptlint.layout.scale import Chosen
from promptlint.operations import Arrange, Keep, Mark, Text
from promptlint.prompt import BlockList, Marker, Prompt
from promptlint.syntax.style import Slice

Item = Keep | Text | Mark


def arrangements(request: Prompt, row: Row, points: Sequence[Chosen]) -> tuple[Arrange, ...]:
    """What has to be done to the lists of a request; nothing for those that stay as they are."""
    wanted: dict[BlockList, list[Item]] = {found: [] for found in request.lists}
    spare = _spare_markers(request, points)
    chosen: dict[int, list[Chosen]] = {}
    for point in points:
        chosen.setdefault(point.index, []).append(point)
    tail: dict[BlockList, Entry] = {}
    for index, entry in enumerate(row.entries):
        items = wanted[entry.target]
        if not (items and _join(items, tail.get(entry.target), entry)):
            items.append(entry.item)
        tail[entry.target] = entry
        for point in chosen.get(index, ()):
            items.append(_mark(point, entry.target, spare))
    present = _present(request)
    return tuple(
        Arrange(target, tuple(_whole_again(item) for item in items))
        for target, items in wanted.items()
        if [_whole_again(item) for item in items] != present[target]
    )


def _present(request: Prompt) -> dict[BlockList, list[Item]]:
    """The lists as they are, in the same terms."""
    lists = {(found.section, found.message): found for found in request.lists}
    present: dict[BlockList, list[Item]] = {found: [] for found in request.lists}
    points: dict[int, list[Item]] = {}
    for point in request.checkpoints:
        points.setdefault(point.after.index, []).append(Mark(point.ttl, point.marker))
    for block in request.blocks:
        present[lists[block.section, block.message]] += [Keep(block), *points.get(block.index, ())]
    return present


def _join(items: list[Item], before: Entry | None, entry: Entry) -> bool:
    """Put a part of a block into one text with the part before it, where that changes nothing."""
    last = items[-1]
    if before is None or not isinstance(last, Text):
        return False
    if before.block is not entry.block or before.part is None or entry.part is None:
        return False
    text = entry.block.texts[0].string
    if before.moved != entry.moved or (entry.moved and text[before.part.end - 1] != "\n"):
        return False
    items[-1] = Text((*last.slices, Slice(entry.block.texts[0], *entry.part)))
    return True


def _whole_again(item: Item) -> Item:
    """Parts that make up a whole text in its old order are one slice."""
    if not isinstance(item, Text):
        return item
    joined: list[Slice] = []
    for part in item.slices:
        if joined and joined[-1].node is part.node and joined[-1].end == part.start:
            joined[-1] = joined[-1]._replace(end=part.end)
        else:
            joined.append(part)
    return Text(tuple(joined))


def _spare_markers(request: Prompt, points: Sequence[Chosen]) -> list[Marker]:
    """The user's markers that are to go: one of them may as well serve in a new place."""
    kept = {id(point.point.marker.node) for point in points if point.point is not None}
    return [point.marker for point in request.checkpoints if id(point.marker.node) not in kept]


def _mark(point: Chosen, target: BlockList, spare: list[Marker]) -> Mark:
    if point.point is not None:
        return Mark(point.ttl, point.point.marker)
    for marker in spare:
        after = marker.after
        here = after is not None and (after.section, after.message) == (
            target.section,
            target.message,
        )
        if here and (marker.ttl or "5m") == point.ttl and not marker.extras:
            spare.remove(marker)
            return Mark(point.ttl, marker)
    return Mark(None if point.ttl == "5m" else point.ttl, None)
