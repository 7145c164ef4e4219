"""Where two requests part, for people."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.report.difference import Diff, DiffPlace, DiffSide
from promptlint.report.safe_text import columns, head, safe, tail, wrap
from promptlint.report.style import BAD, FAINT, GOOD, MARKED, PLACE, Line, Page, Span, line
from promptlint.report.words import tokens

_LABEL = 12
_MARGIN = 10


def difference_text(diff: Diff, page: Page) -> Iterator[Line]:
    """Where NEW leaves what OLD has stored, why, and what it comes to."""
    leaves = diff.shared.blocks < diff.stored.blocks
    if diff.difference is not None and leaves:
        yield from _place(diff, diff.difference, page.width)
        yield line()
    yield from _balance(diff, page.width)
    if diff.hindrance is not None:
        label = "besides" if leaves else "because"
        yield from _labelled(label, diff.hindrance.message, BAD, page.width)
    if not leaves:
        yield from _labelled("difference", _behind(diff), FAINT, page.width)


def _place(diff: Diff, difference: DiffPlace, width: int) -> Iterator[Line]:
    sides = ("old", difference.old), ("new", difference.new)
    for (name, side), request in zip(sides, (diff.old, diff.new), strict=True):
        if side is not None:
            place = Span(_at(request.path, side), PLACE)
            yield line(Span(f"{name.upper()} ", FAINT), place)
    for words in wrap(safe(difference.message), width - 2):
        yield line("  ", words)
    shown = [(name, side) for name, side in sides if side is not None and side.before + side.text]
    if shown:
        yield line()
    for name, side in shown:
        yield from _excerpt(name, side, width - _MARGIN)


def _behind(diff: Diff) -> str:
    """What differs where it does no harm."""
    difference = diff.difference
    if difference is None:
        return "none: the content is the same"
    side, path = difference.new, diff.new.path
    if side is None:
        side, path = difference.old, diff.old.path
    where = "" if side is None else f" ({_at(path, side)})"
    behind = "" if not diff.stored.blocks else "behind what is stored: "
    return f"{behind}{safe(difference.message)}{where}"


def _at(path: str, side: DiffSide) -> str:
    begin = side.place.start
    return f"{safe(path)}:{begin.line}:{begin.column}"


def _excerpt(name: str, side: DiffSide, room: int) -> Iterator[Line]:
    marked = safe(side.text)
    if columns(marked) > room * 2 // 3:
        marked = head(side.text, room * 2 // 3 - 1) + "…"
    left = room - columns(marked)
    before = safe(side.before)
    if columns(before) > left // 2:
        before = "…" + tail(side.before, left // 2 - 1)
    after = safe(side.after)
    if columns(after) > left - columns(before):
        after = head(side.after, left - columns(before) - 1) + "…"
    carets = "^" * max(columns(marked), 1)
    yield line(Span(f"    {name} | ", FAINT), before, Span(marked, MARKED), after)
    yield line(Span("        | ", FAINT), " " * columns(before), Span(carets, MARKED))


def _balance(diff: Diff, width: int) -> Iterator[Line]:
    """What is stored, read and lost."""
    if not diff.stored.blocks:
        words = "nothing by OLD: it has no checkpoint that takes effect"
        yield from _labelled("stored", words, BAD, width)
        return
    yield from _labelled("stored", f"{tokens(diff.stored.tokens)} tokens by OLD", FAINT, width)
    if diff.ok:
        yield from _labelled("read", "all of it by NEW", GOOD, width)
        return
    read = f"{tokens(diff.read.tokens)} tokens" if diff.read.blocks else "nothing"
    yield from _labelled("read", f"{read} by NEW", FAINT, width)
    usd = diff.usd_per_1000_requests
    cost = f", ${usd:,.2f} per 1,000 requests" if usd is not None and usd >= 0.005 else ""
    words = f"about {diff.lost.estimate:,} tokens per request{cost}"
    yield from _labelled("lost", words, BAD, width)


def _labelled(label: str, text: str, style: str, width: int) -> Iterator[Line]:
    for number, words in enumerate(wrap(text, width - _LABEL - 2)):
        shown = label if not number else ""
        yield line("  ", Span(shown.ljust(_LABEL), style), words)
