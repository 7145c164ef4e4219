"""The page: what it is, a summary with the dearest request first, and the requests."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from os.path import commonprefix
from pathlib import Path

from promptlint import __version__
from promptlint.findings import LIFETIMES
from promptlint.report.cache_map import CacheMap
from promptlint.report.changes import CHANGES
from promptlint.report.html.drawing import SIGNS, TONES
from promptlint.report.html.markup import Html, element, quote, verbatim
from promptlint.report.html.palette import variables
from promptlint.report.html.request import Drawn, drawn
from promptlint.report.words import difference, money

_FOLDER = Path(__file__).parent


class Pages:
    """Takes one map after the other and keeps only what is drawn of it."""

    def __init__(self) -> None:
        self._drawn: list[Drawn] = []

    def watch(self, maps: Iterable[CacheMap]) -> Iterator[CacheMap]:
        """The same maps, each drawn as it passes."""
        for each in maps:
            self._drawn.append(drawn(each, len(self._drawn)))
            yield each

    def __len__(self) -> int:
        return len(self._drawn)

    def text(self) -> str:
        """The whole page."""
        count = len(self._drawn)
        title = "Cache map" if count == 1 else f"Cache maps of {count:,} requests"
        style = variables() + (_FOLDER / "page.css").read_text(encoding="utf-8")
        script = (_FOLDER / "page.js").read_text(encoding="utf-8")
        head = element(
            "head",
            element("meta", charset="utf-8"),
            element("meta", http_equiv="Content-Security-Policy", content=_policy(style, script)),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="referrer", content="no-referrer"),
            element("title", title),
            verbatim("style", style),
        )
        # The dearest first; what has no price stands behind what has one.
        ranked = sorted(self._drawn, key=lambda each: (each.cost.unit == "relative", -each.lost))
        body = element(
            "body",
            element("header", element("h1", title, id="top"), *_legend()),
            element("main", *_summary(ranked), *(each.article for each in ranked)),
            element("footer", element("p", f"Made by promptlint {__version__}.")),
            verbatim("script", script),
        )
        return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


def _policy(style: str, script: str) -> str:
    """Nothing is loaded; of styles and scripts only our own count, known by their hashes.

    Style attributes hold the geometry of the drawings.
    """
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src {_hash(style)}",
            "style-src-attr 'unsafe-inline'",
            f"script-src {_hash(script)}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def _legend() -> Iterator[Html]:
    lifetimes = (
        element(
            "li",
            element("i", class_=f"swatch {lifetime}", aria_hidden="true"),
            f" {lifetime}: {CHANGES[lifetime]}",
        )
        for lifetime in LIFETIMES
    )
    frame = element(
        "li", element("i", class_="swatch frame", aria_hidden="true"), " frames, hidden tool prompt"
    )
    states = (
        element("li", element("b", SIGNS[state], class_=f"flag {TONES[state]}"), f" {state}")
        for state in SIGNS
    )
    yield element(
        "p",
        "A request from left to right in the order in which it is cached; its width is its tokens. "
        "A cached prefix reaches from the left edge to a checkpoint (C1, C2 …), and must reach to "
        "the minimum at least. ▲ marks text that changes from call to call. Point at a block, or "
        "go to it with the keyboard, to read what it is.",
    )
    yield element("ul", *lifetimes, frame, class_="legend", aria_label="Lifetimes")
    yield element("ul", *states, class_="legend", aria_label="States of checkpoints")


def _summary(ranked: Sequence[Drawn]) -> Iterator[Html]:
    if not ranked:
        yield element("p", "No request was found.")
        return
    if len(ranked) == 1:
        return
    priced = [each.cost for each in ranked if each.cost.unit == "usd_per_1000"]
    now, best = sum(cost.now for cost in priced), sum(cost.best for cost in priced)
    yield element("h2", "Summary")
    if priced:
        yield element(
            "p",
            element("strong", f"{difference(now, best, 'usd_per_1000')} of "),
            element("strong", f"{money(now, 'usd_per_1000')} can be saved"),
            f" if each of the {len(priced):,} requests with a known price comes 1,000 times.",
        )
    folder = _folder([each.title for each in ranked])
    caption = (
        "Requests by what they lose, per 1,000 of them; those without a known price come last, in "
        "percent of their cost without caching"
    )
    if folder:
        caption += f". All are in {folder}"
    columns = ("Request", "Lost", "Now", "At best", "Tokens", "Map", "Model")
    head = element("tr", *(element("th", words, scope="col") for words in columns))
    yield element("p", caption, id="ranked", class_="about")
    yield element(
        "div",
        element(
            "table",
            element("thead", head),
            element("tbody", *(_row(each, folder) for each in ranked)),
            class_="summary",
            aria_labelledby="ranked",
        ),
        class_="scroll",
        role="region",
        tabindex="0",
        aria_labelledby="ranked",
    )


def _row(each: Drawn, folder: str) -> Html:
    unit = each.cost.unit
    figures = (money(each.cost.now, unit), money(each.cost.best, unit))
    title = quote(each.title.removeprefix(folder))
    return element(
        "tr",
        element("th", element("a", title, href=f"#{each.name}"), scope="row"),
        element("td", difference(each.cost.now, each.cost.best, unit) if each.lost else "–"),
        *(element("td", figure) for figure in figures),
        element("td", f"{each.tokens:,}"),
        element("td", each.thumbnail),
        element("td", quote(each.model) if each.model else "not known"),
    )


def _folder(titles: Sequence[str]) -> str:
    """The folder that all paths begin with, its slash included; "" for none."""
    shared = commonprefix(titles)  # noqa: RUF071 - cut at a slash
    return shared[: shared.rfind("/") + 1]
