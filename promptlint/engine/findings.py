"""From a problem in a request to a finding in a file."""

from __future__ import annotations

from promptlint.findings import Finding, FoundSpot, Note, Offer, Place, Problem, Severity, Spot
from promptlint.prompt import Prompt
from promptlint.rulepack import Rule
from promptlint.syntax import Node
from promptlint.text import Grade, Position, Source, Span

_SHOWN_OF_SECRET = 4


class Placer:
    """Turns places in a request into places in the file: the one way from offsets to lines."""

    def __init__(self, source: Source, request: Prompt) -> None:
        self.source = source
        self._request = request

    def node(self, node: Node) -> Place:
        """The place of a JSON value."""
        return self._place(node, node.span)

    def key(self, node: Node) -> Place:
        """The place of a member's key; of the value where it has none."""
        return self._place(node, node.key_span or node.span)

    def part(self, string: Node, start: int, end: int) -> Place:
        """The place of some characters of a string, counted in its decoded value."""
        return self._place(string, string.map.span(start, end))

    def spot(self, spot: Spot) -> FoundSpot:
        """The place of a volatile text, with the text masked where it may be secret."""
        place = self.part(spot.node, spot.start, spot.end)
        return FoundSpot(
            place=place,
            start=spot.start,
            end=spot.end,
            text=mask(spot.text) if spot.secret else spot.text,
            kind=spot.kind,
            lifetime=spot.lifetime,
            confidence=spot.confidence,
            evidence=spot.evidence,
        )

    def _place(self, node: Node, span: Span) -> Place:
        document = self._request.document
        return place_of(self.source, document.pointer(node), document.file_span(span))


def place_of(source: Source, pointer: str, span: Span) -> Place:
    """A place in a file, with lines and columns."""
    return Place(pointer, span, source.position(span.start), source.position(span.end))


def mask(text: str) -> str:
    """A text of which only the beginning may be shown."""
    return text[:_SHOWN_OF_SECRET] + "…" if len(text) > 2 * _SHOWN_OF_SECRET else "…"


def finding_of(
    problem: Problem, rule: Rule, severity: Severity, placer: Placer, number: int
) -> Finding:
    """A problem with its rule, its file and its place there, not yet with what it is known by.

    `number`: the request's, from 0.
    """
    spots = tuple(placer.spot(spot) for spot in problem.spots)
    place = spots[0].place if spots else placer.node(problem.node)
    fix = problem.fix
    return Finding(
        rule=rule.name,
        code=rule.code,
        severity=severity,
        message=rule.phrase(problem.words, problem.variant),
        path=placer.source.path,
        request=number,
        place=place,
        spots=spots,
        related=tuple(Note(placer.node(item.node), item.note) for item in problem.related),
        tokens=problem.tokens,
        usd_per_1000_requests=_rounded(problem.usd_per_1000),
        fix=fix and Offer(fix.grade, fix.title, None if fix.grade is Grade.MANUAL else fix),
        suppressed=None,
        fingerprint="",
        url=rule.url,
    )


def file_finding(
    rule: Rule, source: Source, span: Span | Position, message: str, what: str = ""
) -> Finding:
    """A finding about the file as such.

    Args:
        span: a Position where its text could not even be decoded.
        what: tells it from other findings of its rule in this file.
    """
    from promptlint.engine.traces import trace_of_file

    if isinstance(span, Position):
        place = Place("", Span(0, 0), span, span)
    else:
        place = place_of(source, "", span)
    return Finding(
        rule=rule.name,
        code=rule.code,
        severity=rule.severity,
        message=message,
        path=source.path,
        request=None,
        place=place,
        spots=(),
        related=(),
        tokens=None,
        usd_per_1000_requests=None,
        fix=None,
        suppressed=None,
        fingerprint="",
        url=rule.url,
        traces=(trace_of_file(rule.name, what),),
    )


def _rounded(usd: float | None) -> float | None:
    return None if usd is None else round(usd, 4)
