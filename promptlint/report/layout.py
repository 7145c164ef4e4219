"""The cache map of a request as text: blocks in cache order, checkpoints, cost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from promptlint.facts import Facts, Tokens
from promptlint.layout.states import State
from promptlint.report.bill import Bill, bills
from promptlint.report.cache_map import CacheMap
from promptlint.report.changes import changes, unplanned
from promptlint.report.doubts import doubts
from promptlint.report.safe_text import columns, fit, safe, wrap
from promptlint.report.strips import (
    Crossing,
    Mark,
    Piece,
    Strip,
    crossings,
    strip_best,
    strip_now,
)
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
from promptlint.report.words import (
    about_model,
    about_traffic,
    minimum_reached,
    money,
    percent,
    tokens,
)

_STATES: dict[State, str] = {
    "refused": BAD,
    "redundant": "yellow",
    "volatile": BAD,
    "below-minimum": BAD,
    "maybe-below-minimum": "yellow",
    "effective": GOOD,
}
_LIFETIMES = {"static": "", "day": "yellow", "user": "yellow", "session": "", "request": MARKED}
_UNITS = {"usd_per_1000": "per 1,000 requests", "relative": "of the cost without caching"}
_NAME = 21
_TOKENS = 9
_SHORTEST_BAR = 4
_LIFETIME = 7
_WORTH_SAYING = 0.005  # less would read "0 %"
_QUOTE = 40
_LONG_RUN = 3
_EIGHTHS = " ▏▎▍▌▋▊▉"


def cache_map_text(cache_map: CacheMap, page: Page) -> Iterator[Line]:
    """The map now and, where the plan changes something, at best; an empty line at its end."""
    now, best = strip_now(cache_map), strip_best(cache_map)
    yield from _heading(cache_map, page.width)
    yield line()
    if best is not None:
        yield line(Span("NOW", STRONG))
    largest = max((piece.own.estimate for piece in now.pieces), default=0)
    yield from _strip(cache_map.facts, now, largest, page.width)
    yield from _misplaced(cache_map, page.width)
    if best is not None:
        yield line()
        grade = f" (grade {cache_map.plan.grade.label})"
        yield line(Span("AT BEST", STRONG), grade)
        yield from _strip(cache_map.facts, best, largest, page.width, changed=True)
    yield line()
    yield from _costs(cache_map, page.width)
    yield line()


def change_text(before: CacheMap, after: CacheMap, page: Page) -> Iterator[Line]:
    """The maps of a request before and after a fix, an empty line at its end."""
    strips = strip_now(before), strip_now(after)
    largest = max((piece.own.estimate for strip in strips for piece in strip.pieces), default=0)
    yield line(Span(_place(before), PLACE))
    pairs = zip(("BEFORE", "AFTER"), (before, after), strips, strict=True)
    for title, cache_map, strip in pairs:
        cost = cache_map.cost
        price = f"  {money(cost.now, cost.unit)} {_UNITS[cost.unit]}"
        yield line(Span(title, STRONG), price)
        yield from _strip(cache_map.facts, strip, largest, page.width)
        yield line()


def _heading(cache_map: CacheMap, width: int) -> Iterator[Line]:
    facts = cache_map.facts
    yield line(Span(_place(cache_map), PLACE), f"  {facts.request.dialect}")
    for said in (about_model(facts), about_traffic(facts.traffic)):
        for words in wrap(safe(said), width - 2):
            yield line("  ", words)


def _place(cache_map: CacheMap) -> str:
    begin = cache_map.placer.node(cache_map.facts.request.root).start
    return f"{safe(cache_map.path)}:{begin.line}:{begin.column}"


def _strip(
    facts: Facts, strip: Strip, largest: int, width: int, *, changed: bool = False
) -> Iterator[Line]:
    """The pieces of a strip, the `largest` with the longest bar.

    Args:
        changed: whether to show in short what is as it was.
    """
    reached = crossings(facts, strip)
    section = None
    for number, pieces in _runs(strip, [each.piece for each in reached], changed=changed):
        piece = pieces[-1]
        if piece.section != section:
            section = piece.section
            yield line(Span(section, STRONG))
        yield _bar(pieces, largest, width)
        for spot, _ in () if changed and not piece.moved else piece.spots:
            begin = spot.place.start
            words = f"{begin.line}:{begin.column} {spot.kind} {spot.text} ({spot.evidence})"
            shown = fit(words, width - 9)
            yield line(" " * 7, Span("^ ", MARKED), Span(shown, _LIFETIMES[spot.lifetime]))
        for crossing in reached:
            if crossing.piece == number:
                yield from _minimum(facts, crossing, width)
        for mark in piece.marks:
            yield from _checkpoint(mark, width)
    for crossing in reached:
        if crossing.piece is None:
            yield from _minimum(facts, crossing, width)


def _runs(
    strip: Strip, halts: Sequence[int | None], *, changed: bool
) -> Iterator[tuple[int, list[Piece]]]:
    """The pieces one by one or, where much is as it was, as runs; with the number of the last."""
    run: list[Piece] = []
    for number, piece in enumerate(strip.pieces):
        run.append(piece)
        following = strip.pieces[number + 1 : number + 2]
        goes_on = all(_is_alike(piece, other) for other in following) and following
        if changed and goes_on and not piece.marks and number not in halts:
            continue
        if len(run) < _LONG_RUN:
            yield from ((number - len(run) + 1 + n, [each]) for n, each in enumerate(run))
        else:
            yield number, run
        run = []


def _is_alike(one: Piece, other: Piece) -> bool:
    """Whether two neighbours are whole blocks as they were, and would look the same."""
    as_was = not (one.moved or other.moved or one.part or other.part)
    return as_was and (one.section, one.lifetime) == (other.section, other.lifetime)


def _bar(pieces: Sequence[Piece], largest: int, width: int) -> Line:
    piece = pieces[-1]
    own = sum(each.own.estimate for each in pieces)
    lifetime = piece.lifetime
    index = f"{pieces[0].block.index:>4}"
    if len(pieces) > 1:
        name = f"to {piece.block.index}, as they are"
    else:
        said = [piece.block.kind if piece.role is None else f"{piece.role} {piece.block.kind}"]
        said += ["moved"] * piece.moved or ["part"] * (piece.part is not None)
        name = ", ".join(said)
    others = 4 + 1 + 1 + 1 + _TOKENS + 2 + _LIFETIME
    names = min(_NAME, width - others - _SHORTEST_BAR)
    room = width - others - names
    eighths = round(own * room * 8 / largest) if largest else 0
    if own:
        eighths = max(eighths, 1)
    bar = "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
    if len(pieces) > 1:
        bar = ""
    return line(
        f"{index} {fit(name, names):<{names}} ",
        Span(f"{bar:<{room}}", _LIFETIMES[lifetime]),
        f" {own:>{_TOKENS},}  ",
        Span(lifetime, _LIFETIMES[lifetime]),
    )


def _minimum(facts: Facts, crossing: Crossing, width: int) -> Iterator[Line]:
    there = crossing.piece is not None
    words = minimum_reached(crossing.tokens, facts.caching.minimum, there=there)
    *first, last = wrap(words, width - 5)
    for number, text in enumerate((*first, f"{last} ")):
        shown = f"    {text}" if number else f" ┄┄ {text}"
        fill = max(width - columns(shown), 0) if text.endswith(" ") else 0
        yield line(Span(shown + "┄" * fill, FAINT))


def _checkpoint(mark: Mark, width: int) -> Iterator[Line]:
    begin = f" ── {fit(mark.label, 30)} {safe(mark.ttl)}".rstrip()
    end = f" {mark.state}"
    rooms = (tokens(mark.prefix), f"{mark.prefix.estimate:,}")
    spelled = (f"{begin} ── prefix {each} " for each in rooms)
    whole = next((each for each in spelled if columns(each) + 2 + len(end) <= width), None)
    if whole is None:  # a narrow terminal
        yield line(Span(fit(begin, width), FAINT))
        whole = f"    prefix {mark.prefix.estimate:,} "
    fill = "─" * max(width - columns(whole) - len(end), 2)
    yield line(Span(whole + fill, FAINT), Span(end, _STATES[mark.state]))


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


def _cost(label: str, price: str, bill: Bill, width: int) -> Iterator[Line]:
    """A price, with the tokens of one request that make it up, by class."""
    made_of = ", ".join(f"{count:,.0f} {name}" for name, count in bill.classes())
    yield from _labelled(label, f"{price} ({made_of})", width)


def _labelled(label: str, words: str, width: int) -> Iterator[Line]:
    for number, text in enumerate(wrap(words, width - 25)):
        yield line(f"  {label if not number else '':<23}{text}")


def _costs(cache_map: CacheMap, width: int) -> Iterator[Line]:
    facts, best, cost = cache_map.facts, cache_map.plan, cache_map.cost
    start = facts.overhead.start
    if start != Tokens.zero:
        yield from _labelled("frame and tool prompt", f"{tokens(start)} tokens", width)
    yield from _labelled("whole request", f"{tokens(facts.total)} tokens", width)
    unit = _UNITS[cost.unit]
    now, least, uncached = (money(value, cost.unit) for value in cost[:3])
    saving = f", {percent(best.saving)} less" if best.saving >= _WORTH_SAYING else ""
    bill = bills(cache_map)
    yield from _cost("cost now", f"{now} {unit}", bill.now, width)
    yield from _cost("at best", f"{least}{saving}", bill.best, width)
    yield from _cost("without caching", uncached, bill.uncached, width)
    for doubt in doubts(cache_map):
        for number, text in enumerate(wrap(doubt, width - 4)):
            yield line("    " if number else "  ? ", text)
    for each in changes(cache_map, _QUOTE):
        quote = f" “{each.quote}”" if each.quote else ""
        words = f"{each.verb} {each.what}{quote} {each.where}: {each.why}"
        for number, text in enumerate(wrap(words, width - 4)):
            yield line("  - " if not number else "    ", text)
    if left := unplanned(cache_map):
        for number, text in enumerate(wrap(left, width - 4)):
            yield line("    " if number else "  - ", text)
    if not best.operations:
        words = f"the order stays: {best.blocked}" if best.blocked else "no better layout is known"
        for text in wrap(words, width - 2):
            yield line("  ", text)
