"""One request on the page: its maps, its bill, and what its plan changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from promptlint.report.bill import bills
from promptlint.report.cache_map import CacheMap, Cost
from promptlint.report.changes import changes, unplanned
from promptlint.report.doubts import doubts
from promptlint.report.excerpts import beginning
from promptlint.report.html.drawing import SPOT_WIDTH, drawing, marks_of, name_of, thumbnail
from promptlint.report.html.markup import Html, element, join, quote
from promptlint.report.html.tables import bill_bars, bill_table, blocks_table, mark_words
from promptlint.report.safe_text import fit
from promptlint.report.strips import Strip, strip_best, strip_now
from promptlint.report.words import about_model, about_traffic, lost, money, percent, tokens

_EXCERPT = 72
_WORTH_SAYING = 0.005  # less would read "0 %"


class Drawn(NamedTuple):
    """A request as markup, and what the summary says of it."""

    name: str
    title: str
    model: str
    tokens: int
    cost: Cost
    changed: bool
    thumbnail: Html
    article: Html

    @property
    def lost(self) -> float:
        """What a thousand requests, or one without known prices, cost more than they need to."""
        return lost(self.cost.now, self.cost.best, self.cost.unit)


def drawn(cache_map: CacheMap, number: int) -> Drawn:
    """A request drawn. `number`: its own on the page, for identifiers."""
    facts = cache_map.facts
    name = f"r{number}"
    now, best = strip_now(cache_map), strip_best(cache_map)
    start = cache_map.placer.node(facts.request.root).start
    title = f"{cache_map.path}:{start.line}:{start.column}"
    model = about_model(facts)
    parts = [
        element("h2", quote(title), id=f"{name}h"),
        element("p", f"{facts.request.dialect} · {model}", class_="about"),
        element("p", about_traffic(facts.traffic), class_="about"),
        element("p", *_verdict(cache_map), class_="verdict"),
        *_figure(cache_map, now, f"{name}n", "Now" if best else "Map"),
        *_misplaced(cache_map),
    ]
    if best is not None:
        parts += _figure(cache_map, best, f"{name}b", "At best")
    parts += _changes(cache_map)
    caption = f"What 1,000 requests are expected to cost: tokens in thousands{_unit(cache_map)}"
    billed = bills(cache_map)
    parts += [
        element("h3", "Cost"),
        bill_bars(facts, billed),
        bill_table(facts, billed, cache_map.cost, caption),
        *(element("p", f"{doubt[0].upper()}{doubt[1:]}.") for doubt in doubts(cache_map)),
        _tables(cache_map, now, best, name),
        element("p", element("a", "Back to the top", href="#top"), class_="back"),
    ]
    return Drawn(
        name=name,
        title=title,
        model=facts.found.model.name if facts.found.model else facts.model_id or "",
        tokens=facts.total.estimate,
        cost=cache_map.cost,
        changed=best is not None,
        thumbnail=thumbnail(now),
        article=element("article", *parts, id=name, aria_labelledby=f"{name}h"),
    )


def _unit(cache_map: CacheMap) -> str:
    if cache_map.cost.unit == "relative":
        return "; no price is known, so 100 % is the cost without caching"
    return ""


def _verdict(cache_map: CacheMap) -> Iterator[Html | str]:
    """The saving in one sentence."""
    cost, saving = cache_map.cost, cache_map.plan.saving
    per = " per 1,000 requests" if cost.unit == "usd_per_1000" else " of the cost without caching"
    now, best = money(cost.now, cost.unit), money(cost.best, cost.unit)
    if saving < _WORTH_SAYING:
        yield f"{now}{per}; no cheaper layout is known."
    else:
        less = element("span", f"{percent(saving)} less", class_="figure")
        yield element("strong", f"{now}{per} now, {best} at best: ", less)
        yield "."
    if any(judged.state == "refused" for judged in cache_map.judged):
        yield " The service would refuse the request as it is: that is what it would cost if not."


def _figure(cache_map: CacheMap, strip: Strip, name: str, title: str) -> Iterator[Html]:
    facts = cache_map.facts
    total = f"{tokens(strip.total)} tokens"
    frame = f", {tokens(strip.frame)} of them frame and hidden tool prompt"
    yield element("h3", title, " ", element("small", total + frame * bool(strip.frame.estimate)))
    label = f"{title}: blocks in cache order, each a link to its row in the table"
    yield drawing(facts, strip, name, label, _excerpts(cache_map, strip))
    points = [
        element("li", mark_words(short, mark, f"after {name_of(piece)}"))
        for short, piece, mark in marks_of(strip)
    ]
    yield element("ul", *points, class_="points") if points else element("p", "No checkpoints.")


def _excerpts(cache_map: CacheMap, strip: Strip) -> list[str]:
    words = cache_map.facts.words
    return [beginning(piece.block, piece.part, _EXCERPT, words) for piece in strip.pieces]


def _misplaced(cache_map: CacheMap) -> Iterator[Html]:
    """Markers behind which there is nothing to cache."""
    for judged in cache_map.judged:
        if judged.marker.after is None:
            pointer = element("code", cache_map.facts.request.pointer(judged.marker.node))
            yield element("p", pointer, f" closes no block: {judged.state}")


def _changes(cache_map: CacheMap) -> Iterator[Html]:
    plan = cache_map.plan
    items = [
        element(
            "li",
            element("b", change.verb),
            f" {change.what} ",
            *(["“", quote(change.quote), "” "] if change.quote else []),
            f"{change.where}: {change.why}",
        )
        for change in changes(cache_map, _EXCERPT)
    ]
    if items:
        yield element("h3", "What changes ", element("small", f"grade {plan.grade.label}"))
        yield element("ul", *items)
    if left := unplanned(cache_map):
        yield element("p", left[0].upper() + left[1:] + ".")
    if not items and plan.blocked:
        yield element("p", f"The order stays: {plan.blocked}.")
    stuck = [
        element(
            "li", quote(fit(cache_map.placer.spot(spot).text, SPOT_WIDTH)), f" ({spot.evidence})"
        )
        for spot in plan.stuck
    ]
    if stuck:
        yield element("p", "Inside prose, so only its author can take it out:")
        yield element("ul", *stuck)


def _tables(cache_map: CacheMap, now: Strip, best: Strip | None, name: str) -> Html:
    facts = cache_map.facts
    title = "Blocks now" if best else "Blocks"
    both = [blocks_table(facts, now, f"{name}n", title, _excerpts(cache_map, now))]
    if best is not None:
        both.append(
            blocks_table(facts, best, f"{name}b", "Blocks at best", _excerpts(cache_map, best))
        )
    summary = element("summary", "Every block in words")
    return element("details", summary, join(*both))
