"""A spot while its evidence is weighed, and how competing spots are settled."""

from __future__ import annotations

from typing import NamedTuple

from promptlint.facts.volatile.reading.outline import Setting
from promptlint.findings import LIFETIMES, Confidence, Lifetime

# Weights: what is needed for each confidence, and what an unhelpful place takes away.
HIGH, MEDIUM, LOW = 3.0, 2.0, 1.0
_IN_SAMPLE, _IN_CODE = 3.0, 1.0
_ONE_THING = frozenset(
    ("date", "datetime", "directory", "home", "request-id", "session-id", "user-id", "email")
)
_TELLING = 8  # characters that a value must have to be known again
_MOST_REPEATED = 16
_EDGE = 200  # characters at either end of a text, where values are put in


class Verdict(NamedTuple):
    """A spot before overlaps are settled; the greater `weight` wins.

    `section`: it is a whole section, with all that stands in it.
    """

    start: int
    end: int
    kind: str
    lifetime: Lifetime
    weight: float
    evidence: str
    section: bool = False


def confidence(weight: float) -> Confidence:
    """How sure a weight makes us."""
    return "high" if weight >= HIGH else "medium" if weight >= MEDIUM else "low"


def discount(setting: Setting) -> float:
    """What a place inside an example or code takes from any weight."""
    return _IN_SAMPLE * setting.sample + _IN_CODE * setting.code


def at_edge(text: str, start: int, end: int) -> bool:
    """Whether a place is near the beginning or the end of the text."""
    return start < _EDGE or len(text) - end < _EDGE


def in_json(text: str, start: int) -> bool:
    """Whether a value is that of a key of JSON, as facts about a call often are."""
    return text[max(0, start - 4) : start].replace(" ", "").endswith('":"')


def is_alone(text: str, start: int, end: int) -> bool:
    """Whether a value fills its line."""
    before = text[max(0, start - 40) : start].rpartition("\n")[2]
    after = text[end : end + 40].partition("\n")[0]
    return not before.strip(" \t*_#[(-•>") and not after.strip(" \t*_)].")


def settle(found: list[Verdict]) -> list[Verdict]:
    """Of overlapping verdicts the weightiest stays, then the longest, then the first.

    A section that is likely takes in what stands in it, and lives as long as the shortest-lived.
    """
    kept: list[Verdict] = []
    for verdict in sorted(found, key=lambda v: (v.start, -v.section, -v.weight, -v.end)):
        if not kept or verdict.start >= kept[-1].end:
            kept.append(verdict)
        elif kept[-1].section and kept[-1].weight >= MEDIUM and verdict.end <= kept[-1].end:
            kept[-1] = _with(kept[-1], verdict)
        elif _rank(verdict) > _rank(kept[-1]):
            kept[-1] = verdict
    return kept


def _with(section: Verdict, inner: Verdict) -> Verdict:
    if inner.weight < MEDIUM:
        return section
    lifetime = max(section.lifetime, inner.lifetime, key=LIFETIMES.index)
    return section._replace(weight=max(section.weight, inner.weight), lifetime=lifetime)


def repeats(text: str, found: list[Verdict]) -> list[Verdict]:
    """The other places of values that are sure: today's date in one sentence is it in the next.

    Only values that name one thing (a full date, a path, an ID), and only a few of them, so that
    the time stays linear.
    """
    sure: dict[str, Verdict] = {}
    for verdict in found:
        value = text[verdict.start : verdict.end]
        if verdict.weight >= HIGH and verdict.kind in _ONE_THING and len(value) >= _TELLING:
            sure.setdefault(value, verdict)
            if len(sure) == _MOST_REPEATED:
                break
    again = []
    for value, verdict in sure.items():
        place = text.find(value)
        while place >= 0:
            end = place + len(value)
            if not text[max(0, place - 1) : place].isalnum() and not text[end : end + 1].isalnum():
                again.append(verdict._replace(start=place, end=end, weight=MEDIUM))
            place = text.find(value, end)
    return again


def _rank(verdict: Verdict) -> tuple[float, int]:
    return verdict.weight, verdict.end - verdict.start
