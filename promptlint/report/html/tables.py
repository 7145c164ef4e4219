"""The same as a strip, as a table: for who cannot see it, or wants every word of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from promptlint.facts import Facts
from promptlint.report.bill import Bills
from promptlint.report.cache_map import Cost
from promptlint.report.changes import CHANGES
from promptlint.report.html.drawing import SIGNS, SPOT_WIDTH, TONES, marks_of, name_of, pointer_of
from promptlint.report.html.markup import Html, element, join, quote, text
from promptlint.report.safe_text import fit
from promptlint.report.strips import Mark, Strip, crossings
from promptlint.report.words import minimum_reached, money, tokens

_HEADINGS = ("Block", "Tokens", "Prefix", "Lifetime", "Text, spots, place")
_BILLS = ("Now", "At best", "Without caching")


def blocks_table(
    facts: Facts, strip: Strip, name: str, caption: str, excerpts: Sequence[str]
) -> Html:
    """The pieces of a strip with checkpoints and the minimum between them.

    Args:
        name: what the identifiers of its rows begin with.
    """
    body = element("tbody", *_rows(facts, strip, name, excerpts))
    return scroller(caption, element("table", *_top(caption, _HEADINGS), body))


def _top(caption: str, columns: Sequence[str]) -> tuple[Html, Html]:
    """A table's caption and the names of its columns."""
    head = element("tr", *(element("th", words, scope="col") for words in columns))
    return element("caption", caption), element("thead", head)


def scroller(label: str, table: Html) -> Html:
    """A table that scrolls by itself where it is too wide, by keyboard as well."""
    return element("div", table, class_="scroll", role="region", tabindex="0", aria_label=label)


def mark_words(short: str, mark: Mark, where: str) -> Html:
    """A checkpoint in words."""
    return join(
        element("b", f"{short} {SIGNS[mark.state]}", class_=f"flag {TONES[mark.state]}"),
        f" {mark.label} {mark.ttl}".rstrip(),
        f" {where}: prefix {tokens(mark.prefix)} tokens, ",
        element("b", mark.state, class_=TONES[mark.state]),
    )


def _rows(facts: Facts, strip: Strip, name: str, excerpts: Sequence[str]) -> Iterator[Html]:
    reached = crossings(facts, strip)
    marks = iter(marks_of(strip))
    for number, (piece, excerpt) in enumerate(zip(strip.pieces, excerpts, strict=True)):
        first = element("th", f"{piece.section}: {name_of(piece)}", scope="row")
        said = [element("p", "“", quote(excerpt), "”")] if excerpt else []
        said += [
            element(
                "p",
                f"▲ {spot.place.start.line}:{spot.place.start.column} {spot.kind} ",
                quote(fit(spot.text, SPOT_WIDTH)),
                f" ({spot.evidence}): {CHANGES[spot.lifetime]}, confidence {spot.confidence}",
            )
            for spot, _ in piece.spots
        ]
        said.append(element("p", element("code", pointer_of(piece))))
        yield element(
            "tr",
            first,
            element("td", tokens(piece.own)),
            element("td", tokens(piece.prefix)),
            element("td", _swatch(piece.lifetime), f" {piece.lifetime}"),
            element("td", *said),
            id=f"{name}{number}",
            tabindex="-1",
        )
        for crossing in reached:
            if crossing.piece == number:
                yield _across(minimum_reached(crossing.tokens, facts.caching.minimum, there=True))
        for _ in piece.marks:
            short, _, mark = next(marks)
            place = f" at {mark.pointer}" if mark.pointer else ""
            yield _across(mark_words(short, mark, "here" + place))
    for crossing in reached:
        if crossing.piece is None:
            yield _across(minimum_reached(crossing.tokens, facts.caching.minimum, there=False))


def _across(words: Html | str) -> Html:
    return element("tr", element("td", words, colspan=str(len(_HEADINGS))), class_="between")


def _classes(facts: Facts, bills: Bills) -> tuple[tuple[str, float, list[float]], ...]:
    """The classes of tokens, each with its price and the tokens of the three bills."""
    rates = facts.rates
    return (
        ("read", rates.read, [bill.read for bill in bills]),
        ("write 5m", rates.write["5m"], [bill.write_5m for bill in bills]),
        ("write 1h", rates.write["1h"], [bill.write_1h for bill in bills]),
        ("fresh", 1.0, [bill.fresh for bill in bills]),
    )


def _swatch(name: str) -> Html:
    kind = name.partition(" ")[0]
    return element("i", class_=f"swatch {kind}", aria_hidden="true")


def bill_bars(facts: Facts, bills: Bills) -> Html:
    """The bills as bars, the dearest of them in full width; for the eye only."""
    most = max(bill.price(facts.rates) for bill in bills) or 1.0
    rows: list[Html] = []
    for number, title in enumerate(_BILLS):
        parts = (
            (name.partition(" ")[0], 100 * amounts[number] * factor / most)
            for name, factor, amounts in _classes(facts, bills)
        )
        bar = (
            element("i", class_=name, style=f"width:{share:.2f}%") for name, share in parts if share
        )
        rows += [element("span", title), element("div", *bar)]
    return element("div", *rows, class_="bars", aria_hidden="true")


def bill_table(facts: Facts, bills: Bills, cost: Cost, caption: str) -> Html:
    """What a thousand requests cost by class of tokens, now, at best and without caching."""
    rates = facts.rates
    whole = bills.uncached.price(rates) or 1.0

    def priced(amount: float, factor: float) -> Html:
        usd = rates.usd_per_1000(amount * factor)
        unit = "relative" if usd is None else "usd_per_1000"
        price = money(amount * factor / whole if usd is None else usd, unit)
        return join(f"{amount:,.0f}", element("small", price)) if amount else text("–")

    rows = [
        element(
            "tr",
            element("th", _swatch(name), f" {name} (×{factor:g})", scope="row"),
            *(element("td", priced(amount, factor)) for amount in amounts),
        )
        for name, factor, amounts in _classes(facts, bills)
        if any(amounts)
    ]
    sums = element(
        "tr",
        element("th", "cost", scope="row"),
        *(element("td", element("b", money(value, cost.unit))) for value in cost[:3]),
    )
    parts = (element("tbody", *rows), element("tfoot", sums))
    top = _top(caption, ("Class", *_BILLS))
    return scroller(caption, element("table", *top, *parts, class_="bill"))
