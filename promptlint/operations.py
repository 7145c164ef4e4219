"""Floor 2: what a fix does to a prompt, said without any wire format; dialects spell it."""

from __future__ import annotations

from typing import NamedTuple

from promptlint.prompt import Block, BlockList, Marker, Ttl
from promptlint.syntax.style import Slice
from promptlint.text import Grade


class RemoveMarker(NamedTuple):
    """Take a marker out of the body."""

    marker: Marker


class PutMarker(NamedTuple):
    """Set a checkpoint right behind a block; what else is in its list stays as it is written."""

    block: Block
    ttl: Ttl | None


class Respell(NamedTuple):
    """Write a marker, where it stands, as the wire format writes one with this TTL."""

    marker: Marker
    ttl: Ttl | None


class Keep(NamedTuple):
    """A block that stays as it is written, without the markers on it."""

    block: Block


class Text(NamedTuple):
    """A text block put together from parts of the text of this section's blocks."""

    slices: tuple[Slice, ...]


class Mark(NamedTuple):
    """A checkpoint after the item before it. `marker`: the user's own, kept as written."""

    ttl: Ttl | None
    marker: Marker | None


class Arrange(NamedTuple):
    """Give one list of the body these items, in this order, in place of those it has."""

    target: BlockList
    items: tuple[Keep | Text | Mark, ...]


Operation = RemoveMarker | PutMarker | Respell | Arrange


class Repair(NamedTuple):
    """A fix as a check proposes it: its title, how far it goes, and what it does."""

    title: str
    grade: Grade
    operations: tuple[Operation, ...]
