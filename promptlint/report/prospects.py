"""What fixes that go a grade further would save."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from promptlint.engine.lint import FileReport, Settings, facts_of
from promptlint.layout import plan
from promptlint.text import Grade


class _Costs(NamedTuple):
    now: float
    reached: float
    further: float


class Prospect(_Costs):
    """Expected cost of some requests, in fresh-token equivalents.

    `now` as they are, `reached` after the fixes that the settings allow, `further` after those
    of the next grade. Two prospects add up.
    """

    __slots__ = ()

    none: ClassVar[Prospect]

    def __add__(self, other: Prospect) -> Prospect:  # type: ignore[override]
        return Prospect(*(one + two for one, two in zip(self, other, strict=True)))

    @property
    def saving(self) -> float:
        """The share of today's cost that the next grade saves beyond what is reached."""
        return (self.reached - self.further) / self.now if self.now else 0.0


Prospect.none = Prospect(0.0, 0.0, 0.0)


def next_grade(reach: Grade) -> Grade | None:
    """The grade that goes one step further than `reach`, None after the last that is applied."""
    return {Grade.SAFE: Grade.LAYOUT, Grade.LAYOUT: Grade.RELOCATE}.get(reach)


def prospect(report: FileReport, settings: Settings, *, thorough: bool) -> Prospect:
    """The prospect of one file: of the requests in which a finding that counts is about the layout.

    Args:
        thorough: look at all requests in which something changes, findings or not.
    """
    further = next_grade(settings.reach)
    if further is None or report.stored is None:
        return Prospect.none
    found = {
        finding.request
        for finding in report.findings
        if (finding.spots or (finding.fix and finding.fix.repair)) and not finding.suppressed
    }
    total = Prospect.none
    for number, request in enumerate(report.stored.requests):
        quick = facts_of(request, settings)
        if number not in found and not (thorough and quick.spots):
            continue
        facts = quick.precise
        reached = plan(facts, settings.reach)
        beyond = plan(facts, further)
        if beyond.operations:
            total += Prospect(reached.cost_now, reached.cost_best, beyond.cost_best)
        else:
            total += Prospect(reached.cost_now, reached.cost_best, reached.cost_best)
    return total
