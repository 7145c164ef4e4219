"""Findings for people: what is wrong, where, why it matters, what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from promptlint import rulepack
from promptlint.findings import Finding
from promptlint.report.safe_text import columns, fit, safe, wrap
from promptlint.report.style import (
    BAD,
    FAINT,
    GOOD,
    MARKED,
    PLACE,
    SEVERITIES,
    STRONG,
    Line,
    Page,
    Span,
    line,
)
from promptlint.rulepack import Rule
from promptlint.text import Grade

if TYPE_CHECKING:
    from promptlint.report.excerpts import Excerpt
    from promptlint.report.results import Result

# Columns that an excerpt loses to its margin.
MARGIN = 6

_LABEL = 10
_MOST_PLACES = 5
_COMMANDS = {
    Grade.SAFE: "promptlint fix --safe",
    Grade.LAYOUT: "promptlint fix",
    Grade.RELOCATE: "promptlint fix --grade relocate",
}


def full(
    results: Iterable[Result], page: Page, rule: Callable[[str], Rule] = rulepack.rule
) -> Iterator[Line]:
    """All findings, each with its excerpt and its way out, an empty line after each.

    `rule`: gives the rule of a name with the words in force.
    """
    for result in results:
        shown = result.excerpts or (None,) * len(result.findings)
        for finding, excerpt in zip(result.findings, shown, strict=True):
            if finding.suppressed is None:
                yield from _finding(finding, rule, excerpt, page.width)
                yield line()


def _finding(
    finding: Finding, rule: Callable[[str], Rule], excerpt: Excerpt | None, width: int
) -> Iterator[Line]:
    yield from _heading(finding, width)
    for words in wrap(safe(finding.message), width - 2):
        yield line("  ", words)
    if excerpt is not None:
        yield from _picture(excerpt)
    yield from _stakes(finding, width)
    yield from _remedy(finding, rule, width)
    yield from _places(finding, width)


def _heading(finding: Finding, width: int) -> Iterator[Line]:
    (at_line, at_column), label = finding.place.start, finding.severity.label
    place = f"{safe(finding.path)}:{at_line}:{at_column}"
    name = line(
        Span(label, SEVERITIES[label]),
        " ",
        Span(finding.rule, STRONG),
        Span(f" ({finding.code})", FAINT),
    )
    room = width - columns(place) - sum(len(part.text) for part in name)
    if room > 0:
        yield line(Span(place, PLACE), " ", *name)
    else:
        yield line(Span(place, PLACE))
        yield line("  ", *name)


def _picture(excerpt: Excerpt) -> Iterator[Line]:
    indent = " " * (MARGIN - 2)
    carets = "^" * max(columns(excerpt.marked), 1)
    yield line()
    yield line(
        Span(f"{indent}| ", FAINT), excerpt.before, Span(excerpt.marked, MARKED), excerpt.after
    )
    yield line(Span(f"{indent}| ", FAINT), " " * columns(excerpt.before), Span(carets, MARKED))
    yield line()


def _stakes(finding: Finding, width: int) -> Iterator[Line]:
    stakes: list[str] = []
    if finding.tokens is not None:
        stakes.append(f"about {finding.tokens:,} tokens per request")
    usd = finding.usd_per_1000_requests
    if usd is not None and usd >= 0.005:
        stakes.append(f"${usd:,.2f} per 1,000 requests")
    if stakes:
        yield from _labelled("at stake", ", ".join(stakes), BAD, width)


def _remedy(finding: Finding, rule: Callable[[str], Rule], width: int) -> Iterator[Line]:
    offer = finding.fix
    if offer is None:
        advice = _first_sentence(rule(finding.rule).remedy)
        if advice:
            yield from _labelled("to do", safe(advice), GOOD, width)
    elif offer.grade is Grade.MANUAL:
        yield from _labelled("to do", safe(offer.title), GOOD, width)
    else:
        words = f"{safe(offer.title)} ({offer.grade.label}): {_COMMANDS[offer.grade]}"
        yield from _labelled("fix", words, GOOD, width)


def _places(finding: Finding, width: int) -> Iterator[Line]:
    places = [
        (spot.place, f"{spot.text} ({spot.kind}, {spot.evidence})") for spot in finding.spots[1:]
    ]
    places += [(note.place, note.note) for note in finding.related]
    for place, words in places[:_MOST_PLACES]:
        where = f"{place.start.line}:{place.start.column}"
        text = fit(words, width - _LABEL - len(where) - 4)
        yield line("  ", Span("see".ljust(_LABEL), FAINT), Span(where, PLACE), f"  {text}")
    if len(places) > _MOST_PLACES:
        yield line("  ", " " * _LABEL, f"and {len(places) - _MOST_PLACES} more")


def _labelled(label: str, text: str, style: str, width: int) -> Iterator[Line]:
    first = True
    for words in wrap(text, width - _LABEL - 2):
        yield line("  ", Span(label.ljust(_LABEL) if first else " " * _LABEL, style), words)
        first = False


def _first_sentence(text: str) -> str:
    joined = " ".join(text.split())
    return re.split(r"(?<=[.!?])\s", joined, maxsplit=1)[0]
