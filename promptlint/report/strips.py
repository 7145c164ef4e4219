"""A request as a strip of pieces in cache order, now and after its plan: what a map draws."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from promptlint.facts import Facts, Tokens, compare, shortest
from promptlint.findings import FoundSpot, Lifetime, Spot
from promptlint.layout.entries import Entry, as_written
from promptlint.layout.states import Judged, State, accepted
from promptlint.prompt import Block, SectionName
from promptlint.report.cache_map import CacheMap
from promptlint.text import Span


class Mark(NamedTuple):
    """A checkpoint, or what is meant as one.

    Attributes:
        label: "checkpoint", "new checkpoint", or what it is if it is none.
        ttl: as it counts or, if it is no checkpoint, as written; "" if not known.
        prefix: tokens up to it.
        pointer: where it stands in the file; None if it is new.
    """

    label: str
    ttl: str
    prefix: Tokens
    state: State
    pointer: str | None


class PlacedSpot(NamedTuple):
    """A spot, and how far into its piece it begins: 0 to 1."""

    found: FoundSpot
    at: float


class Piece(NamedTuple):
    """A block or a part of one, where a strip has it.

    Attributes:
        pointer: where its block stands in the file.
        part: its characters in the block's text; None for a whole block.
        section, role: where it stands in this strip.
        own: tokens of its own content; of a part, its share by characters.
        prefix: tokens up to its end, all overhead included.
        moved: whether it stands elsewhere than its author put it.
        marks: what stands right behind it.
    """

    block: Block
    pointer: str
    part: Span | None
    section: SectionName
    role: str | None
    own: Tokens
    prefix: Tokens
    lifetime: Lifetime
    spots: tuple[PlacedSpot, ...]
    moved: bool
    marks: tuple[Mark, ...]

    @property
    def begin(self) -> int:
        """The token it begins at, estimated."""
        return self.prefix.estimate - self.own.estimate


class Strip(NamedTuple):
    """All of a request. `frame`: tokens before its first piece, the hidden tool prompt included."""

    frame: Tokens
    pieces: tuple[Piece, ...]

    @property
    def total(self) -> Tokens:
        """Tokens of all of it."""
        return self.pieces[-1].prefix if self.pieces else self.frame


class Crossing(NamedTuple):
    """Where a prefix reaches the minimum: with the piece of that number, None if nowhere."""

    tokens: int
    piece: int | None


def strip_now(cache_map: CacheMap) -> Strip:
    """The request as it is, with all its markers."""
    facts = cache_map.facts
    entries = as_written(facts).entries
    closing: dict[int, tuple[Mark, ...]] = {}
    for judged in cache_map.judged:
        after = judged.marker.after
        if after is not None:
            mark = _mark_now(facts, judged, after)
            closing[after.index] = (*closing.get(after.index, ()), mark)
    return _strip(cache_map, entries, [closing.get(entry.block.index, ()) for entry in entries])


def strip_best(cache_map: CacheMap) -> Strip | None:
    """The request as the plan would have it; None if that changes nothing."""
    plan = cache_map.plan
    if not plan.operations:
        return None
    bare = _strip(cache_map, plan.row.entries, [()] * len(plan.row.entries))
    marks = _marks_best(cache_map, bare)
    pieces = zip(bare.pieces, marks, strict=True)
    return bare._replace(pieces=tuple(piece._replace(marks=own) for piece, own in pieces))


def crossings(facts: Facts, strip: Strip) -> tuple[Crossing, ...]:
    """Where the minimum is reached: at two places where it is a range.

    What is out of reach is said once; where nothing is cached, nothing is said.
    """
    if facts.caching.supported is False:
        return ()
    reached = [piece.prefix.estimate for piece in strip.pieces]
    found: list[Crossing] = []
    for bound in sorted(set(facts.caching.minimum)):
        piece = next((n for n, tokens in enumerate(reached) if tokens >= bound), None)
        found.append(Crossing(bound, piece))
        if piece is None:
            break
    return tuple(found)


def _strip(
    cache_map: CacheMap, entries: Sequence[Entry], marks: Sequence[tuple[Mark, ...]]
) -> Strip:
    facts = cache_map.facts
    frame = facts.overhead.start
    owns = [_own_tokens(facts, entry) for entry in entries]
    loads = list(_loads(facts, entries, owns))
    prefixes = list(accumulate(loads, initial=frame))[1:]
    pieces = (
        Piece(
            block=entry.block,
            pointer=cache_map.pointer(entry.block),
            part=entry.part,
            section=entry.target.section,
            role=entry.target.role,
            own=own,
            prefix=prefix,
            lifetime=entry.lifetime,
            spots=tuple(_spots(cache_map, entry)),
            moved=entry.moved,
            marks=behind,
        )
        for entry, own, prefix, behind in zip(entries, owns, prefixes, marks, strict=True)
    )
    return Strip(frame, tuple(pieces))


def _own_tokens(facts: Facts, entry: Entry) -> Tokens:
    whole = facts.tokens[entry.block.index]
    if entry.part is None:
        return whole
    length = len(entry.block.texts[0].string)
    low, estimate, high = whole
    size = entry.part.end - entry.part.start
    # The ends are rounded and then subtracted, so that the parts of a block add up to it.
    before, after = ((2 * estimate * end + length) // (2 * length) for end in entry.part)
    return Tokens(low * size // length, after - before, -(-high * size // length))


def _loads(facts: Facts, entries: Sequence[Entry], owns: Sequence[Tokens]) -> Iterator[Tokens]:
    """What each entry adds to a prefix: its own and the frame of a message that it begins."""
    message = None
    for entry, own in zip(entries, owns, strict=True):
        begins = entry.target.message not in (None, message)
        message = entry.target.message
        yield own + facts.overhead.per_message if begins else own


def _spots(cache_map: CacheMap, entry: Entry) -> Iterator[PlacedSpot]:
    facts, block = cache_map.facts, entry.block
    for spot, found in zip(facts.spots_in(block), cache_map.spots(block), strict=True):
        if entry.part is None or entry.part.start <= spot.start < entry.part.end:
            yield PlacedSpot(found, _how_far(entry, spot))


def _how_far(entry: Entry, spot: Spot) -> float:
    if entry.part is not None:
        return (spot.start - entry.part.start) / (entry.part.end - entry.part.start)
    sizes = [len(node.string) for node in entry.block.texts]
    number = next(n for n, node in enumerate(entry.block.texts) if node is spot.node)
    return (sum(sizes[:number]) + spot.start) / (sum(sizes) or 1)


def _mark_now(facts: Facts, judged: Judged, after: Block) -> Mark:
    marker, prefix, state = judged
    return Mark(
        label="checkpoint" if prefix else f"no checkpoint: {marker.spelling}",
        ttl=prefix.checkpoint.ttl if prefix else str(marker.ttl or ""),
        prefix=facts.cumulative[after.index],
        state=state,
        pointer=facts.request.pointer(marker.node),
    )


def _marks_best(cache_map: CacheMap, strip: Strip) -> list[tuple[Mark, ...]]:
    """The plan's checkpoints behind each piece."""
    facts, plan = cache_map.facts, cache_map.plan
    found: list[list[Mark]] = [[] for _ in strip.pieces]
    for point in plan.points:
        kept = point.point
        upto = strip.pieces[: point.index + 1]
        lifetime = shortest(piece.lifetime for piece in upto)
        expands = any(spot.found.kind == "placeholder" for piece in upto for spot in piece.spots)
        survival = facts.traffic.survival(lifetime, point.ttl)
        state: State = "effective"
        if kept is not None and not accepted(facts, kept):
            state = "refused"
        elif not facts.rates.pays(survival, point.ttl):
            state = "volatile"
        else:
            reached = compare(upto[-1].prefix, facts.caching.minimum, expands=expands)
            if reached != "above":
                state = "below-minimum" if reached == "below" else "maybe-below-minimum"
        found[point.index].append(
            Mark(
                label="checkpoint" if kept else "new checkpoint",
                ttl=point.ttl,
                prefix=upto[-1].prefix,
                state=state,
                pointer=facts.request.pointer(kept.marker.node) if kept else None,
            )
        )
    return [tuple(marks) for marks in found]
