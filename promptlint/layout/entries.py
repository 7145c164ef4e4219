"""A request as a row of things that a checkpoint can follow, in their order or a better one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from promptlint.facts import Facts, takes_checkpoint
from promptlint.findings import LIFETIMES, Lifetime, Spot
from promptlint.operations import Keep, Text
from promptlint.prompt import Block, BlockList, Checkpoint
from promptlint.syntax.style import Slice
from promptlint.text import Span


class Entry(NamedTuple):
    """A whole block, or a part of a system text.

    Attributes:
        block: the block it is, or is a part of.
        part: the characters of the block's text that it holds, None for a whole block.
        target: the list it is to stand in.
        tokens: what it adds to a prefix.
        lifetime: its own.
        legal: whether a checkpoint may follow it.
        points: the user's checkpoints behind it.
        moved: whether it stands elsewhere than its author put it.
        new: whether the call before this one, in a conversation, did not have it yet.
    """

    block: Block
    part: Span | None
    target: BlockList
    tokens: float
    lifetime: Lifetime
    legal: bool
    points: tuple[Checkpoint, ...]
    moved: bool
    new: bool = False

    @property
    def item(self) -> Keep | Text:
        """The entry as an item of an `Arrange` operation."""
        if self.part is None:
            return Keep(self.block)
        return Text((Slice(self.block.texts[0], *self.part),))


class Row(NamedTuple):
    """All entries of a request in cache order, and the spots that only an author can move."""

    entries: tuple[Entry, ...]
    stuck: tuple[Spot, ...]

    @property
    def differs(self) -> bool:
        """Whether it is anything but whole blocks where their author put them."""
        return any(entry.moved or entry.part is not None for entry in self.entries)

    @property
    def moved(self) -> tuple[Entry, ...]:
        """The entries that stand elsewhere than their author put them."""
        return tuple(entry for entry in self.entries if entry.moved)


def as_written(facts: Facts) -> Row:
    """The blocks as they are."""
    blocks = facts.request.blocks
    return facts.remember("as written", lambda: Row(tuple(_whole(facts, b) for b in blocks), ()))


def sorted_by_lifetime(facts: Facts, *, relocate: bool) -> Row:
    """The same content with what lives longest first, as far as it may move.

    Tools are sorted whole; of system texts, self-contained lines move to the end of the system
    section or, with `relocate`, what would be lost there to the end of the newest user message.
    Messages keep their order, and so does everything within them.
    """
    tools: list[Entry] = []
    stays: list[Entry] = []
    goes: list[Entry] = []
    messages: list[Entry] = []
    stuck: list[Spot] = []
    held = _held_together(facts)
    for block in facts.request.blocks:
        if block.section == "tools":
            tools.append(_whole(facts, block))
        elif block.section == "messages":
            messages.append(_whole(facts, block))
        elif facts.lifetimes[block.index] == "static" or block.kind != "text":
            stays.append(_whole(facts, block))
        elif block.index in held:
            stays.append(_whole(facts, block))
            stuck += (spot for spot in facts.spots_in(block) if spot.confidence != "low")
        else:
            left, taken, unmoved = _divided(facts, block)
            stays += left
            goes += taken
            stuck += unmoved
    newest = _newest_user_list(facts) if relocate else None
    relocated: list[Entry] = []
    if newest is not None:
        relocated = [
            entry._replace(target=newest, new=True) for entry in goes if _may_relocate(facts, entry)
        ]
        goes = [entry for entry in goes if not _may_relocate(facts, entry)]
    system = _settled(merged(stays, stable(goes)))
    sections = (stable(tools), system, messages, stable(relocated))
    return Row(tuple(entry for section in sections for entry in section), tuple(stuck))


def _held_together(facts: Facts) -> set[int]:
    """The system texts that an element, a condition or a code block of several texts holds."""
    texts = [b for b in facts.request.blocks if b.section == "system" and b.kind == "text"]
    if len(texts) < 2 or all(facts.lifetimes[block.index] == "static" for block in texts):
        return set()
    from promptlint.layout.shape import Shape

    strings = [block.texts[0].string for block in texts]
    shape = Shape("\n".join(strings))
    begins = [shape.number(at) for at in accumulate((len(s) + 1 for s in strings), initial=0)]
    held: set[int] = set()
    for hold in shape.holds:
        if hold.kind in ("element", "record", "template", "fence", "comment"):
            first, last = bisect_right(begins, hold.first), bisect_right(begins, hold.last)
            held.update(block.index for block in texts[first - 1 : last] if first != last)
    return held


def _whole(facts: Facts, block: Block) -> Entry:
    return Entry(
        block=block,
        part=None,
        target=facts.list_of(block),
        tokens=facts.loads[block.index].estimate,
        lifetime=facts.lifetimes[block.index],
        legal=takes_checkpoint(facts.request, facts.caching, block),
        points=facts.points_after(block),
        moved=False,
        new=_is_new(facts, block),
    )


def _is_new(facts: Facts, block: Block) -> bool:
    """Whether a block came with the newest turn: what the model said last, and the reply to it."""
    first = facts.remember("newest turn", lambda: _newest_turn(facts))
    return first is not None and block.message is not None and block.message >= first


def _newest_turn(facts: Facts) -> int | None:
    """The message that the call before this one was answered with, if there was one."""
    if not facts.traffic.converses:
        return None
    roles = [found.role for found in facts.request.lists if found.message is not None]
    numbers = [found.message for found in facts.request.lists if found.message is not None]
    at = len(roles)
    for turn in ("user", "assistant"):  # a start of the answer to come may stand last
        while at and roles[at - 1] != turn:
            at -= 1
    while at > 1 and roles[at - 2] == "assistant":
        at -= 1
    return numbers[at - 1] if at > 1 else None


def _divided(facts: Facts, block: Block) -> tuple[list[Entry], list[Entry], list[Spot]]:
    """A system text as the entries that stay, the entries that go, and the spots that cannot."""
    from promptlint.layout.units import units_around

    node = block.texts[0]
    text = node.string
    spots = [spot for spot in facts.spots_in(block) if spot.confidence != "low"]
    units, unheld = units_around(text, [Span(spot.start, spot.end) for spot in spots])
    stuck = [spot for spot in spots if Span(spot.start, spot.end) in unheld]
    whole = _whole(facts, block)
    kept = "".join(text[a:b] for a, b in _between(units, len(text)))
    if units and not kept.strip():
        return [], [whole._replace(moved=True)], stuck
    stays = [
        _part(whole, span, _lifetime(stuck, span), moved=False)
        for gap in _between(units, len(text))
        for span in _cut_before_stuck(text, gap, stuck)
    ]
    goes = [_part(whole, Span(*unit), _lifetime(spots, Span(*unit)), moved=True) for unit in units]
    if stays:
        stays[-1] = stays[-1]._replace(points=whole.points)
    return stays, goes, stuck


def _part(whole: Entry, span: Span, lifetime: Lifetime, *, moved: bool) -> Entry:
    length = len(whole.block.texts[0].string)
    share = whole.tokens * (span.end - span.start) / length
    return whole._replace(part=span, tokens=share, lifetime=lifetime, points=(), moved=moved)


def _between(units: Sequence[tuple[int, int]], length: int) -> list[Span]:
    """What the units leave of a text."""
    edges = [0, *(edge for unit in units for edge in unit), length]
    gaps = (Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=True))
    return [gap for gap in gaps if gap.end > gap.start]


def _cut_before_stuck(text: str, gap: Span, stuck: Sequence[Spot]) -> list[Span]:
    """The gap, cut at the beginning of what holds the first stuck spot.

    A checkpoint can then follow what is before it.
    """
    from promptlint.layout.shape import Shape

    first = min((spot.start for spot in stuck if gap.start <= spot.start < gap.end), default=None)
    cut = None if first is None else Shape(text).cut_before(gap.start, first)
    if cut is None or not text[gap.start : cut].strip():
        return [gap]
    return [Span(gap.start, cut), Span(cut, gap.end)]


def _lifetime(spots: Sequence[Spot], span: Span) -> Lifetime:
    inside = [spot.lifetime for spot in spots if span.start <= spot.start < span.end]
    return LIFETIMES[max((LIFETIMES.index(lifetime) for lifetime in inside), default=0)]


def stable(entries: list[Entry]) -> list[Entry]:
    """Longest-lived first; what leaves its place for that counts as moved."""
    ordered = sorted(entries, key=lambda entry: LIFETIMES.index(entry.lifetime))
    return [
        entry._replace(moved=True) if entry is not before else entry
        for entry, before in zip(ordered, entries, strict=True)
    ]


def merged(stays: Sequence[Entry], goes: Sequence[Entry]) -> list[Entry]:
    """What goes stands behind what stays, but before the first of it that does not live as long."""
    found: list[Entry] = []
    done = 0
    for entry in stays:
        own = LIFETIMES.index(entry.lifetime)
        while done < len(goes) and LIFETIMES.index(goes[done].lifetime) < own:
            found.append(goes[done])
            done += 1
        found.append(entry)
    return [*found, *goes[done:]]


def _settled(entries: Sequence[Entry]) -> list[Entry]:
    """The same; a whole block with all before it that was before it has not moved after all."""
    indices = [entry.block.index for entry in entries]
    before = list(accumulate(indices, max, initial=-1))
    after = list(accumulate(reversed(indices), min, initial=len(indices) + max(indices, default=0)))
    return [
        entry._replace(moved=False)
        if entry.part is None and before[n] < indices[n] < after[len(indices) - 1 - n]
        else entry
        for n, entry in enumerate(entries)
    ]


def _newest_user_list(facts: Facts) -> BlockList | None:
    """The list of the newest message if that is a user's and the request is a conversation's."""
    request = facts.request
    last = max(
        (found.message for found in request.lists if found.message is not None), default=None
    )
    if last is None or not facts.traffic.converses or request.root.get("guardrailConfig"):
        return None
    newest = next(found for found in request.lists if found.message == last)
    return newest if newest.role == "user" else None


def _may_relocate(facts: Facts, entry: Entry) -> bool:
    """Whether text may change from the system's voice to the user's.

    Only what would not be read again, and nothing that grants permission or sets a role.
    """
    text = entry.block.texts[0].string
    words = (text if entry.part is None else text[entry.part.start : entry.part.end]).lower()
    return facts.traffic.survival(entry.lifetime, "5m") < facts.rates.break_even("5m") and not any(
        word in words for word in _AUTHORITY
    )


_AUTHORITY = (
    "you are ",
    "you must",
    "never ",
    "always ",
    "allowed",
    "permission",
    "permitted",
    "authoriz",
    "authoris",
    "role:",
    "admin",
    "do not ",
    "don't ",
)
