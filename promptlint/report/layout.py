"""The cache map of a request as text: blocks in cache order, checkpoints, cost."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.facts import Facts, Tokens
from promptlint.layout import Move
from promptlint.layout.states import Judged, State
from promptlint.prompt import Block
from promptlint.report.cache_map import CacheMap
from promptlint.report.safe_text import columns, fit, safe, wrap
from promptlint.report.style import (
    BAD,
    FAINT,
    GOOD,
    MARKED,
    PLACE,
    STRONG,
    Line,
    Page,
    Span,
    line,
)
from promptlint.report.words import minimum, money, percent, tokens

_STATES: dict[State, str] = {
    "refused": BAD,
    "redundant": "yellow",
    "volatile": BAD,
    "below-minimum": BAD,
    "maybe-below-minimum": "yellow",
    "effective": GOOD,
}
_LIFETIMES = {"static": "", "day": "yellow", "user": "yellow", "session": "", "request": MARKED}
_NAME = 21
_TOKENS = 9
_LIFETIME = 7
_WORTH_SAYING = 0.005  # less would read "0 %"
_EIGHTHS = " ▏▎▍▌▋▊▉"


def cache_map_text(cache_map: CacheMap, page: Page) -> Iterator[Line]:
    """The map, an empty line at its end."""
    yield from _heading(cache_map, page.width)
    yield line()
    yield from _blocks(cache_map, page.width)
    yield from _misplaced(cache_map, page.width)
    yield line()
    yield from _costs(cache_map, page.width)
    yield line()


def _heading(cache_map: CacheMap, width: int) -> Iterator[Line]:
    facts = cache_map.facts
    (at_line, at_column) = cache_map.placer.node(facts.request.root).start
    place = f"{safe(cache_map.path)}:{at_line}:{at_column}"
    yield line(Span(place, PLACE), f"  {facts.request.dialect}")
    for words in wrap(_about_model(facts), width - 2):
        yield line("  ", words)
    traffic = facts.traffic
    said = "" if traffic.stated else " (inferred from the request)"
    shape = (
        f"traffic {traffic.name}{said}: calls per session {traffic.calls:g}, seconds between them "
        f"{traffic.gap:g}, sessions per hour {traffic.sessions:g}"
    )
    for words in wrap(shape, width - 2):
        yield line("  ", words)


def _about_model(facts: Facts) -> str:
    name = safe(facts.model_id) if facts.model_id else "no model named"
    if facts.found.model is not None:
        name = f"{facts.found.model.name} ({name})"
    elif facts.found.opaque:
        name += " (an ID that names no model)"
    elif facts.model_id:
        name += " (not in the catalogue)"
    caching = facts.caching
    if caching.supported is False:
        return f"{name}: takes no checkpoints"
    return f"{name}: at most {caching.max_checkpoints} checkpoints, from {minimum(caching)} tokens"


def _blocks(cache_map: CacheMap, width: int) -> Iterator[Line]:
    facts = cache_map.facts
    largest = max((own.estimate for own in facts.tokens), default=0)
    closing: dict[int, list[Judged]] = {}
    for judged in cache_map.judged:
        if judged.marker.after is not None:
            closing.setdefault(judged.marker.after.index, []).append(judged)
    section = None
    for block in facts.request.blocks:
        if block.section != section:
            section = block.section
            yield line(Span(section, STRONG))
        yield _bar(facts, block, largest, width)
        for spot in cache_map.spots(block):
            begin = spot.place.start
            words = f"{begin.line}:{begin.column} {spot.kind} {spot.text} ({spot.evidence})"
            shown = fit(words, width - 9)
            yield line(" " * 7, Span("^ ", MARKED), Span(shown, _LIFETIMES[spot.lifetime]))
        for judged in closing.get(block.index, ()):
            yield _checkpoint(facts, judged, width)


def _bar(facts: Facts, block: Block, largest: int, width: int) -> Line:
    own = facts.tokens[block.index].estimate
    lifetime = facts.lifetimes[block.index]
    name = block.kind if block.role is None else f"{block.role} {block.kind}"
    room = max(width - 4 - 1 - _NAME - 1 - 1 - _TOKENS - 2 - _LIFETIME, 4)
    eighths = round(own * room * 8 / largest) if largest else 0
    if own:
        eighths = max(eighths, 1)
    bar = "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
    return line(
        f"{block.index:>4} {fit(name, _NAME):<{_NAME}} ",
        Span(f"{bar:<{room}}", _LIFETIMES[lifetime]),
        f" {own:>{_TOKENS},}  ",
        Span(lifetime, _LIFETIMES[lifetime]),
    )


def _checkpoint(facts: Facts, judged: Judged, width: int) -> Line:
    marker = judged.marker
    ttl = judged.prefix.checkpoint.ttl if judged.prefix else safe(str(marker.ttl or ""))
    prefix = tokens(facts.cumulative[marker.after.index]) if marker.after else "nothing"
    what = "checkpoint" if judged.prefix else f"no checkpoint: {safe(marker.spelling)}"
    begin = f" ── {fit(what, 30)}{f' {ttl}' * bool(ttl)} ── prefix {prefix} "
    end = f" {judged.state}"
    fill = "─" * max(width - columns(begin) - len(end), 2)
    return line(Span(begin + fill, FAINT), Span(end, _STATES[judged.state]))


def _misplaced(cache_map: CacheMap, width: int) -> Iterator[Line]:
    """Markers behind which there is nothing to cache."""
    for judged in cache_map.judged:
        if judged.marker.after is None:
            pointer = safe(cache_map.facts.request.pointer(judged.marker.node))
            yield line(
                Span(fit(f" ── {pointer} closes no block", width - 9), FAINT),
                " ",
                Span(judged.state, _STATES[judged.state]),
            )


def _costs(cache_map: CacheMap, width: int) -> Iterator[Line]:
    facts, best, cost = cache_map.facts, cache_map.plan, cache_map.cost
    start = facts.overhead.start
    if start != Tokens.zero:
        yield line(f"  frame and tool prompt  {tokens(start)} tokens")
    yield line(f"  whole request          {tokens(facts.total)} tokens")
    unit = "per 1,000 requests" if cost.unit == "usd_per_1000" else "of the cost without caching"
    now, least, uncached = (money(value, cost.unit) for value in cost[:3])
    saving = f", {percent(best.saving)} less" if best.saving >= _WORTH_SAYING else ""
    yield line(f"  cost now               {now} {unit}")
    yield line(f"  at best                {least}{saving}")
    yield line(f"  without caching        {uncached}")
    if best.operations:
        words = f"best ({best.grade.label}): {_best(cache_map)}"
    elif best.blocked:
        words = f"the order stays: {best.blocked}"
    else:
        words = "no better layout is known"
    for text in wrap(safe(words), width - 2):
        yield line("  ", text)


def _best(cache_map: CacheMap) -> str:
    """The best layout in words."""
    best = cache_map.plan
    moves = [_move(cache_map, move) for move in best.moves]
    points = []
    for point in best.points:
        entry = best.row.entries[point.index]
        part = f" (its characters up to {entry.part.end:,})" if entry.part else ""
        points.append(f"{point.ttl} after block {entry.block.index}{part}")
    said = [f"move {', '.join(moves)}"] if moves else []
    said.append(f"checkpoints {', '.join(points)}" if points else "no checkpoints")
    return "; ".join(said)


def _move(cache_map: CacheMap, move: Move) -> str:
    block = move.entry.block
    source, target = block.section, move.entry.target.section
    where = "" if source == target else f" to {target}"
    if move.start is None or move.end is None:
        return f"block {block.index}{where}"
    text = block.texts[0].string[move.start : move.end].strip()
    spots = cache_map.spots(block)
    secret = any(spot.text not in text for spot in spots if move.start <= spot.start < move.end)
    words = "a line" if secret else f"“{fit(text, 40)}”"
    return f"{words} of block {block.index}{where}"
