"""Cache maps as plain values, for programs, without the trees they were made from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from promptlint.catalog import Bounds
from promptlint.facts import Facts, Tokens, Traffic
from promptlint.findings import FoundSpot, Lifetime
from promptlint.layout.states import Judged, State
from promptlint.prompt import Block, BlockKind, DialectName, SectionName, Ttl
from promptlint.report.cache_map import CacheMap, Cost
from promptlint.report.json import SCHEMA, Object, bounds, spot, tokens

_SECTIONS: tuple[SectionName, ...] = ("tools", "system", "messages")


class LayoutModel(NamedTuple):
    """A model of the catalogue, and what it takes of checkpoints.

    Attributes:
        minimum: tokens that a prefix must have; a range where sources differ.
        fields: the sections that it caches.
    """

    id: str
    name: str
    minimum: Bounds
    max_checkpoints: int
    fields: tuple[SectionName, ...]
    ttls: tuple[Ttl, ...]


class LayoutBlock(NamedTuple):
    """A block in cache order. `tokens` are its own content; what stands around it is overhead."""

    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    section: SectionName
    role: str | None
    kind: BlockKind
    pointer: str
    tokens: Tokens
    lifetime: Lifetime
    spots: tuple[FoundSpot, ...]


class LayoutCheckpoint(NamedTuple):
    """A marker, and what it comes to.

    Attributes:
        after_block: the block it closes; None if it closes none.
        ttl: as it counts or, of a marker that is no checkpoint, as written.
        prefix_tokens: of all up to it, overhead included; None if it closes no block.
        minimum: tokens that a prefix must have.
        state: the first that fits of "refused", "redundant", "volatile", "below-minimum",
            "maybe-below-minimum", "effective".
    """

    pointer: str
    after_block: int | None
    ttl: str | None
    prefix_tokens: Tokens | None
    minimum: Bounds
    state: State


class BestPiece(NamedTuple):
    """A piece of the best layout: a block, or the characters `start` to `end` of its text."""

    pointer: str
    start: int | None
    end: int | None


class BestCheckpoint(NamedTuple):
    """A checkpoint of the best layout, after piece number `after`."""

    after: int
    ttl: Ttl


class BestLayout(NamedTuple):
    """The best layout that the grade allows: the pieces in their new order, and checkpoints."""

    order: tuple[BestPiece, ...]
    checkpoints: tuple[BestCheckpoint, ...]


class Layout(NamedTuple):
    """One request as the cache sees it.

    Attributes:
        path: the file it stands in, or what it was called.
        request: its number there, from 0.
        pointer: where it begins in its document.
        model: None where the request names none that the catalogue knows.
        overhead: tokens that stand in no block and count in prefixes.
        cost: expected, in US dollars per 1,000 requests or, where no price is known, relative to
            the cost without caching.
    """

    path: str
    request: int
    pointer: str
    dialect: DialectName
    model: LayoutModel | None
    overhead: Tokens
    blocks: tuple[LayoutBlock, ...]
    checkpoints: tuple[LayoutCheckpoint, ...]
    traffic: Traffic
    cost: Cost
    best: BestLayout

    def to_dict(self) -> Object:
        """The same as plain JSON values: what `layout --output-format json` says of a request."""
        model = self.model
        return {
            "path": self.path,
            "request": self.request,
            "pointer": self.pointer,
            "dialect": self.dialect,
            "model": None if model is None else _model_object(model),
            "overhead": tokens(self.overhead),
            "blocks": [_block_object(block) for block in self.blocks],
            "checkpoints": [_checkpoint_object(point) for point in self.checkpoints],
            "traffic": _traffic_object(self.traffic),
            "cost": {
                "now": round(self.cost.now, 6),
                "best": round(self.cost.best, 6),
                "uncached": round(self.cost.uncached, 6),
                "unit": self.cost.unit,
            },
            "best": {
                "order": [piece._asdict() for piece in self.best.order],
                "checkpoints": [point._asdict() for point in self.best.checkpoints],
            },
        }


def layouts(maps: Iterable[CacheMap]) -> Object:
    """What `layout --output-format json` prints."""
    return {"schema": SCHEMA, "requests": [layout_of(each).to_dict() for each in maps]}


def layout_of(cache_map: CacheMap) -> Layout:
    """What is kept of a cache map."""
    facts, best = cache_map.facts, cache_map.plan
    start, per_message = facts.overhead
    messages = {block.message for block in facts.request.blocks if block.message is not None}
    return Layout(
        path=cache_map.path,
        request=cache_map.number,
        pointer=facts.request.pointer(facts.request.root),
        dialect=facts.request.dialect,
        model=_model(facts),
        overhead=sum((per_message for _ in messages), start),
        blocks=tuple(_block(cache_map, block) for block in facts.request.blocks),
        checkpoints=tuple(_checkpoint(facts, each) for each in cache_map.judged),
        traffic=facts.traffic,
        cost=cache_map.cost,
        best=BestLayout(
            order=tuple(
                BestPiece(cache_map.pointer(entry.block), *(entry.part or (None, None)))
                for entry in best.row.entries
            ),
            checkpoints=tuple(BestCheckpoint(point.index, point.ttl) for point in best.points),
        ),
    )


def _model(facts: Facts) -> LayoutModel | None:
    model, caching = facts.found.model, facts.caching
    if model is None:
        return None
    return LayoutModel(
        id=model.id,
        name=model.name,
        minimum=caching.minimum,
        max_checkpoints=caching.max_checkpoints,
        fields=tuple(name for name in _SECTIONS if name in caching.fields),
        ttls=caching.ttls,
    )


def _block(cache_map: CacheMap, block: Block) -> LayoutBlock:
    facts = cache_map.facts
    return LayoutBlock(
        index=block.index,
        section=block.section,
        role=block.role,
        kind=block.kind,
        pointer=cache_map.pointer(block),
        tokens=facts.tokens[block.index],
        lifetime=facts.lifetimes[block.index],
        spots=cache_map.spots(block),
    )


def _checkpoint(facts: Facts, judged: Judged) -> LayoutCheckpoint:
    marker, prefix = judged.marker, judged.prefix
    after = marker.after
    written = marker.ttl if isinstance(marker.ttl, str) else None
    return LayoutCheckpoint(
        pointer=facts.request.pointer(marker.node),
        after_block=after.index if after else None,
        ttl=prefix.checkpoint.ttl if prefix else written,
        prefix_tokens=facts.cumulative[after.index] if after else None,
        minimum=facts.caching.minimum,
        state=judged.state,
    )


def _model_object(model: LayoutModel) -> Object:
    return {
        "id": model.id,
        "name": model.name,
        "minimum": bounds(model.minimum),
        "max_checkpoints": model.max_checkpoints,
        "fields": list(model.fields),
        "ttls": list(model.ttls),
    }


def _block_object(block: LayoutBlock) -> Object:
    return {
        **block._asdict(),
        "tokens": tokens(block.tokens),
        "spots": [spot(each) for each in block.spots],
    }


def _checkpoint_object(point: LayoutCheckpoint) -> Object:
    return {
        **point._asdict(),
        "prefix_tokens": None if point.prefix_tokens is None else tokens(point.prefix_tokens),
        "minimum": bounds(point.minimum),
    }


def _traffic_object(traffic: Traffic) -> Object:
    """The figures, and for those that were observed, in how many requests."""
    told = traffic._asdict() | {"measured": list(traffic.measured)}
    if not traffic.measured:
        del told["requests"], told["measured"]
    return told
