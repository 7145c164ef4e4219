"""Two files: from their requests to what is told of the difference."""

from __future__ import annotations

from typing import NamedTuple

from promptlint.cache.compare import Difference, Kind, Point, compare, surcharge
from promptlint.cache.replay import effective
from promptlint.engine.findings import Placer
from promptlint.engine.lint import FileReport, Settings, facts_of
from promptlint.facts import Facts, Tokens
from promptlint.facts.spots import spots_of
from promptlint.findings import Spot
from promptlint.report.difference import (
    Diff,
    DiffHindrance,
    DiffPlace,
    DiffPrefix,
    DiffRequest,
    DiffSide,
)
from promptlint.report.difference_words import hindered, sentence
from promptlint.report.excerpts import beginning, passage
from promptlint.text import Source, Span, common_start

# Characters of a text that are shown: on both sides of what differs, and of that itself.
_ROOM = 100


class _Sent(NamedTuple):
    """A request of a file. `number` counts from 0 there."""

    source: Source
    number: int
    facts: Facts


class Linted(NamedTuple):
    """A file that was read, and the settings that hold for it."""

    report: FileReport
    settings: Settings


def diff_of(before: Linted, after: Linted) -> Diff:
    """The last request of one file against the first of another.

    Raises:
        NoRequest: a file holds none.
    """
    old = _sent(before, len(before.report.some()) - 1)
    new = _sent(after, 0)
    compared = compare(old.facts, new.facts)
    stored, read = compared.stored, compared.read
    lost = sum(old.facts.loads[read:stored], Tokens.zero)
    usd = new.facts.rates.usd_per_1000(surcharge(new.facts, read, lost.estimate))
    reason = compared.hindrance
    return Diff(
        old=_request(old),
        new=_request(new),
        shared=_prefix(new.facts, compared.shared),
        stored=_prefix(old.facts, stored),
        read=_prefix(new.facts, read),
        lost=lost,
        usd_per_1000_requests=None if usd is None else round(usd, 4),
        difference=compared.difference and _place(old, new, compared.difference),
        hindrance=None if reason is None else DiffHindrance(reason, hindered(compared)),
    )


def _sent(linted: Linted, number: int) -> _Sent:
    report = linted.report
    facts = facts_of(report.some()[number], linted.settings).precise
    return _Sent(report.source or Source(report.path, ""), number, facts)


def _request(sent: _Sent) -> DiffRequest:
    request = sent.facts.request
    ends = {index for index, _ in effective(sent.facts)}
    return DiffRequest(
        path=sent.source.path,
        request=sent.number,
        pointer=request.pointer(request.root),
        dialect=request.dialect,
        model=sent.facts.model_id,
        checkpoints=tuple(
            request.pointer(point.marker.node)
            for point in request.checkpoints
            if point.after.index in ends
        ),
    )


def _prefix(facts: Facts, blocks: int) -> DiffPrefix:
    return DiffPrefix(blocks, facts.cumulative[blocks - 1] if blocks else Tokens.zero)


def _place(old: _Sent, new: _Sent, difference: Difference) -> DiffPlace:
    points = [(old, difference.old), (new, difference.new)]
    one, other = (point.node if point else None for _, point in points)
    spans: list[Span | None] = [None, None]
    if difference.kind == "text" and one is not None and other is not None:
        spans = [*_apart(one.string, other.string)]
    spots = (
        _spot(sent.facts, point, span)
        for (sent, point), span in zip(points, spans, strict=True)
        if point and span
    )
    spot = next((each for each in spots if each), None)
    sides = [
        point and _side(sent, point, span, difference.kind)
        for (sent, point), span in zip(points, spans, strict=True)
    ]
    block = next((point.block for _, point in points if point), None)
    return DiffPlace(
        kind=difference.kind,
        message=sentence(difference, spot),
        block=difference.block,
        section=block.section if block else None,
        spot=spot.kind if spot else None,
        lifetime=spot.lifetime if spot else None,
        old=sides[0],
        new=sides[1],
    )


def _apart(one: str, other: str) -> tuple[Span, Span]:
    """What is not the same in two texts, between what they begin and what they end with."""
    begin = common_start(one, other)
    same = common_start(one[begin:][::-1], other[begin:][::-1])
    return Span(begin, len(one) - same), Span(begin, len(other) - same)


def _spot(facts: Facts, point: Point, span: Span) -> Spot | None:
    """The volatile text that begins before the first other character and goes beyond it."""
    if point.block is None:
        return None
    for spot in spots_of(point.block, facts.words):
        if spot.node is point.node and spot.start <= span.start < spot.end:
            return spot
    return None


def _side(sent: _Sent, point: Point, span: Span | None, kind: Kind) -> DiffSide:
    placer = Placer(sent.source, sent.facts.request)
    node, words = point.node, sent.facts.words
    if span is not None:
        label = node.step if isinstance(node.step, str) and node.step != "text" else ""
        around = passage(node.string, span, _ROOM, words, label)
        return DiffSide(placer.part(node, *span), *span, *around)
    if point.missing:
        return DiffSide(placer.node(node), None, None, "", "", "")
    if point.block is not None and point.block.node is node:
        text = beginning(point.block, None, _ROOM, words)
        return DiffSide(placer.node(node), None, None, "", text, "")
    if kind in ("model", "parameter") or (kind == "value" and not node.children):
        return DiffSide(placer.node(node), None, None, "", node.raw[:_ROOM], "")
    key = node.step if isinstance(node.step, str) else ""
    return DiffSide(placer.key(node), None, None, "", key, "")
