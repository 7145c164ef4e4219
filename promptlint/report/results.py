"""What a run found, without the trees it was found in.

Small enough to be kept for all files, and to be sent from one process to another.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from promptlint.engine.lint import FileReport, Settings
from promptlint.findings import Finding, Replacement, Severity
from promptlint.report.prospects import Prospect, prospect
from promptlint.text import Grade

if TYPE_CHECKING:
    from promptlint.facts import Lexicon
    from promptlint.report.excerpts import Excerpt


class Result(NamedTuple):
    """One file, judged.

    Attributes:
        form: how its requests are stored, None where there are none.
        excerpts: for each finding, what stands around its place; empty if nobody asked for it.
        reason: why the file holds no request, if it holds none.
        error: why the file could not be read, if it could not.
        prospect: what fixes that go further would save.
        replacements: for each finding, what its own fix does to the file, in the file's order;
            none where it has none that is proven; empty if nobody asked for it.
    """

    path: str
    form: str | None
    requests: int
    findings: tuple[Finding, ...]
    excerpts: tuple[Excerpt | None, ...]
    reason: str | None
    error: str | None
    prospect: Prospect
    replacements: tuple[tuple[Replacement, ...], ...] = ()


class Counts(NamedTuple):
    """How many findings, by severity, and where.

    `suppressed` do not count; `known` are those of them that a baseline holds.
    """

    error: int
    warning: int
    info: int
    suppressed: int
    known: int
    requests: int
    files: int


def result_of(  # noqa: PLR0913 - each switch asks for one part of the result
    report: FileReport,
    settings: Settings,
    *,
    width: int | None = None,
    further: bool = False,
    thorough: bool = False,
    replacements: bool = False,
) -> Result:
    """What is kept of a file's report.

    Args:
        width: columns for the excerpts; None for no excerpts.
        further: whether to compute what fixes of the next grade would save …
        thorough: … also for requests without findings.
        replacements: whether to compute what the fix of each finding does to the file.
    """
    return Result(
        path=report.path,
        form=report.form,
        requests=report.requests,
        findings=tuple(light(finding) for finding in report.findings),
        excerpts=_excerpts(report, width, settings.words) if width and report.findings else (),
        reason=report.reason,
        error=report.error,
        prospect=prospect(report, settings, thorough=thorough) if further else Prospect.none,
        replacements=_replacements(report, settings) if replacements and report.findings else (),
    )


def _excerpts(report: FileReport, width: int, words: Lexicon | None) -> tuple[Excerpt | None, ...]:
    from promptlint.report.excerpts import excerpts

    return excerpts(report, width, words)


def _replacements(report: FileReport, settings: Settings) -> tuple[tuple[Replacement, ...], ...]:
    from promptlint.engine.offers import offers

    return offers(report, settings)


def light(finding: Finding) -> Finding:
    """The finding without the operations of its fix, which hold on to the whole tree."""
    if finding.fix is None or finding.fix.repair is None:
        return finding
    return finding._replace(fix=finding.fix._replace(repair=None))


def count(results: Iterable[Result]) -> Counts:
    """The findings of a run, counted; suppressed ones do not count as anything else."""
    by_severity = dict.fromkeys(Severity, 0)
    suppressed = known = requests = files = 0
    for result in results:
        requests += result.requests
        files += bool(result.requests or result.findings)
        for finding in result.findings:
            if finding.suppressed is None:
                by_severity[finding.severity] += 1
            else:
                suppressed += 1
                known += finding.suppressed.by == "baseline"
    return Counts(
        error=by_severity[Severity.ERROR],
        warning=by_severity[Severity.WARNING],
        info=by_severity[Severity.INFO],
        suppressed=suppressed,
        known=known,
        requests=requests,
        files=files,
    )


def counting(results: Iterable[Result], threshold: Severity) -> int:
    """How many findings are as bad as `threshold` or worse, and not suppressed."""
    return sum(
        finding.suppressed is None and finding.severity >= threshold
        for result in results
        for finding in result.findings
    )


def mendable(results: Iterable[Result], reach: Grade) -> int:
    """How many findings a fix of grade `reach` would mend."""
    return sum(is_mendable(finding, reach) for result in results for finding in result.findings)


def is_mendable(finding: Finding, reach: Grade) -> bool:
    """Whether a fix of grade `reach` would mend a finding that counts."""
    return (
        finding.suppressed is None
        and finding.fix is not None
        and finding.fix.grade is not Grade.MANUAL
        and finding.fix.grade >= reach
    )
