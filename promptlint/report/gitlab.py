"""GitLab's Code Quality report, the part of Code Climate's format that GitLab reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from promptlint.findings import Finding, Severity
from promptlint.report.json import Object, dump
from promptlint.report.results import Result
from promptlint.report.safe_text import encodable, safe
from promptlint.rulepack import Rule

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def gitlab(
    results: Sequence[Result],
    *,
    rule: Callable[[str], Rule],  # noqa: ARG001 - all machine formats take it
    rename: Callable[[str], str],
) -> str:
    """A list of the findings that count, in ASCII. Of each fingerprint GitLab keeps one."""
    seen: Counter[str] = Counter()
    issues: list[Object] = []
    for result in results:
        path = encodable(rename(result.path))
        for finding in result.findings:
            if finding.suppressed is None:
                issues.append(_issue(finding, path, seen[finding.fingerprint]))
                seen[finding.fingerprint] += 1
    return dump(issues)


def _issue(finding: Finding, path: str, before: int) -> Object:
    """`before`: how many findings before this one have the same fingerprint."""
    return {
        "description": f"{finding.rule}: {safe(finding.message)}",
        "check_name": finding.rule,
        "fingerprint": _fingerprint(finding.fingerprint, before),
        "severity": _SEVERITIES[finding.severity],
        "location": {
            "path": path,
            "lines": {"begin": finding.place.start.line, "end": finding.place.end.line},
        },
    }


def _fingerprint(known: str, before: int) -> str:
    """The finding's own, or one made from it where others have it, too, as in lines of JSONL."""
    if not before:
        return known
    from hashlib import sha256

    return sha256(f"{known} {before}".encode()).hexdigest()[: len(known)]
