"""Results with anything in them: paths and messages that try to break out of a format."""

from __future__ import annotations

from hypothesis import strategies as st

from promptlint import rulepack
from promptlint.findings import (
    Finding,
    FoundSpot,
    Note,
    Offer,
    Place,
    Replacement,
    Severity,
    Suppressed,
)
from promptlint.report.prospects import Prospect
from promptlint.report.results import Result
from promptlint.text import Grade, Position, Span

# What one format or another gives a meaning to, and what no encoding or no XML can hold.
SIGNS = (
    "aZ0 \n\r\t:,;=%&<>\"'`|[](){}#/\\.$\0\x1b\x7f\x85\u2028\u202e\ufeff\ufffe\ud800\udcff\udfff🙂é"
)
HOSTILE = st.one_of(
    st.text(st.sampled_from(SIGNS), min_size=1, max_size=12),
    st.text(min_size=1, max_size=12),
    st.sampled_from(
        [
            "::error::x",
            "%0A",
            "%25",
            "]]>",
            "<!--",
            "[x](1)",
            "{0}",
            "##[error]x",
            "=x",
            " x ",
            "C:/x",
            "/x",
            "../x",
            "a::b",
            "\ud83d",
        ]
    ),
)
RULES = st.sampled_from(sorted(rulepack.names()))


@st.composite
def places(draw: st.DrawFn) -> Place:
    line, column = draw(st.integers(1, 99)), draw(st.integers(1, 99))
    lines, more = draw(st.integers(0, 2)), draw(st.integers(0, 5))
    end = Position(line + lines, column + more if not lines else more + 1)
    pointer = draw(st.one_of(st.just(""), HOSTILE.map("/{}".format)))
    return Place(pointer, Span(0, 0), Position(line, column), end)


SPOTS = st.builds(
    FoundSpot,
    place=places(),
    start=st.integers(0, 9),
    end=st.integers(10, 19),
    text=HOSTILE,
    kind=st.sampled_from(["date", "uuid"]),
    lifetime=st.just("day"),
    confidence=st.just("high"),
    evidence=HOSTILE,
)


@st.composite
def findings(draw: st.DrawFn, path: str) -> Finding:
    rule = rulepack.rule(draw(RULES))
    return Finding(
        rule=rule.name,
        code=rule.code,
        severity=draw(st.sampled_from(Severity)),
        message=draw(HOSTILE),
        path=path,
        request=draw(st.one_of(st.none(), st.integers(0, 3))),
        place=draw(places()),
        spots=tuple(draw(st.lists(SPOTS, max_size=2))),
        related=tuple(draw(st.lists(st.builds(Note, places(), HOSTILE), max_size=2))),
        tokens=draw(st.one_of(st.none(), st.integers(0, 9999))),
        usd_per_1000_requests=draw(
            st.one_of(st.none(), st.floats(0, 99).map(lambda x: round(x, 4)))
        ),
        fix=draw(
            st.one_of(st.none(), st.builds(Offer, st.sampled_from(Grade), HOSTILE, st.none()))
        ),
        suppressed=draw(
            st.one_of(
                st.none(),
                st.none(),
                st.builds(Suppressed, st.sampled_from(["ignore", "baseline"]), HOSTILE),
            )
        ),
        fingerprint=draw(st.sampled_from(["0123456789abcdef", "fedcba9876543210"])),
        url=rule.url,
    )


REPLACEMENTS = st.builds(
    lambda place, text: Replacement(place.start, place.end, text),
    places(),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=9),
)


@st.composite
def results(draw: st.DrawFn) -> list[Result]:
    """Some files; one that cannot be read has no findings."""
    made: list[Result] = []
    for path in draw(st.lists(HOSTILE, min_size=1, max_size=3, unique=True)):
        error = draw(st.one_of(st.none(), st.none(), HOSTILE))
        found = [] if error is not None else draw(st.lists(findings(path), max_size=3))
        offered = [draw(st.lists(REPLACEMENTS, max_size=2)) for _ in found]
        made.append(
            Result(
                path=path,
                form="body" if found else None,
                requests=draw(st.integers(0, 4)) if found else 0,
                findings=tuple(found),
                excerpts=(),
                reason=None,
                error=error,
                prospect=Prospect.none,
                replacements=tuple(map(tuple, offered)) if draw(st.booleans()) else (),
            )
        )
    return made


def as_it_is(path: str) -> str:
    """No renaming."""
    return path
