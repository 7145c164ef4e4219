"""How often which rule, for `--statistics`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from promptlint import __version__
from promptlint.findings import Finding, Severity
from promptlint.report.results import Result, is_mendable
from promptlint.report.style import BAD, FAINT, GOOD, SEVERITIES, STRONG, Line, Page, Span, line
from promptlint.text import Grade

SCHEMA = 1


class Row(NamedTuple):
    """What a run found of one rule.

    Attributes:
        severity: the worst of its findings.
        findings: how many there are.
        mendable: how many a fix would mend.
        tokens, usd: at stake in all of them together; None where no finding says.
    """

    rule: str
    code: str
    severity: Severity
    findings: int
    mendable: int
    tokens: int | None
    usd: float | None


def rows(results: Iterable[Result], reach: Grade) -> list[Row]:
    """The rules of a run, those that are broken most often first. Suppressed findings are none.

    `reach`: how far fixes may go.
    """
    found: dict[str, list[Finding]] = {}
    for result in results:
        for finding in result.findings:
            if finding.suppressed is None:
                found.setdefault(finding.rule, []).append(finding)
    made = [_row(findings, reach) for findings in found.values()]
    return sorted(made, key=lambda row: (-row.findings, row.code))


def _row(findings: Sequence[Finding], reach: Grade) -> Row:
    tokens = [each.tokens for each in findings if each.tokens is not None]
    money = [
        each.usd_per_1000_requests for each in findings if each.usd_per_1000_requests is not None
    ]
    return Row(
        rule=findings[0].rule,
        code=findings[0].code,
        severity=max(each.severity for each in findings),
        findings=len(findings),
        mendable=sum(is_mendable(each, reach) for each in findings),
        tokens=sum(tokens) if tokens else None,
        usd=round(sum(money), 4) if money else None,
    )


def statistics(found: Sequence[Row], page: Page) -> Iterator[Line]:
    """One line a rule: how many, code, whether they can be mended, name, and what is at stake.

    The mark is `[*]` where all can be mended, `[-]` where some can, `[ ]` where none can.
    """
    numbers = max((len(f"{row.findings:,}") for row in found), default=0)
    names = max((len(row.rule) for row in found), default=0)
    prices = max((len(_money(row)) for row in found), default=0)
    per = " per 1,000 calls of each"
    if numbers + names + prices + len(per) + 17 > page.width:
        per, names, prices = "", 0, 0
    for row in found:
        money = _money(row)
        yield line(
            f"{row.findings:>{numbers},}  ",
            Span(row.code, SEVERITIES[row.severity.label]),
            "  ",
            Span(*_mark(row)),
            " ",
            Span(row.rule.ljust(names), STRONG),
            *(("  ", Span(f"{money:>{prices}}", BAD), Span(per, FAINT)) if money else ()),
        )


def _mark(row: Row) -> tuple[str, str]:
    if not row.mendable:
        return "[ ]", ""
    return ("[*]" if row.mendable == row.findings else "[-]"), GOOD


def _money(row: Row) -> str:
    return f"${row.usd:,.2f}" if row.usd is not None and row.usd >= 0.005 else ""


def as_json(found: Iterable[Row]) -> dict[str, Any]:
    """The same for programs."""
    return {
        "schema": SCHEMA,
        "version": __version__,
        "statistics": [
            {
                "rule": row.rule,
                "code": row.code,
                "severity": row.severity.label,
                "count": row.findings,
                "fixable": row.mendable,
                "tokens": row.tokens,
                "usd_per_1000_requests": row.usd,
            }
            for row in found
        ],
    }
