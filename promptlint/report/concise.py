"""One line for each finding: for logs, editors and grep."""

from __future__ import annotations

from collections.abc import Iterable

from promptlint.report.results import Result
from promptlint.report.safe_text import safe
from promptlint.report.style import FAINT, PLACE, SEVERITIES, STRONG, Line, Span, line


def concise(results: Iterable[Result]) -> list[Line]:
    """`path:line:column: severity rule-name message`."""
    return [
        line(
            Span(safe(finding.path), PLACE),
            Span(f":{finding.place.start.line}:{finding.place.start.column}: ", FAINT),
            Span(finding.severity.label, SEVERITIES[finding.severity.label]),
            " ",
            Span(finding.rule, STRONG),
            f" {safe(finding.message)}",
        )
        for result in results
        for finding in result.findings
        if finding.suppressed is None
    ]
