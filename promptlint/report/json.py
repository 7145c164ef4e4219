"""Findings for programs.

The fields are a contract: some may be added, none changes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from promptlint import __version__
from promptlint.catalog import Bounds, Caching
from promptlint.facts import Tokens
from promptlint.findings import Finding, FoundSpot
from promptlint.report.results import Result, count

SCHEMA = 1

Object = dict[str, Any]


def dump(value: Object | Sequence[Object]) -> str:
    """A JSON document in ASCII, so that it survives every encoding and every terminal."""
    return json.dumps(value, indent=2) + "\n"


def findings(results: Sequence[Result]) -> Object:
    """What `check --output-format json` prints."""
    counts = count(results)
    return {
        "schema": SCHEMA,
        "version": __version__,
        "files": [
            {"path": result.path, "form": result.form, "requests": result.requests}
            for result in results
        ],
        "findings": [_finding(finding) for result in results for finding in result.findings],
        "summary": {
            "error": counts.error,
            "warning": counts.warning,
            "info": counts.info,
            "suppressed": counts.suppressed,
            "requests": counts.requests,
        },
    }


def _finding(finding: Finding) -> Object:
    place, fix, suppressed = finding.place, finding.fix, finding.suppressed
    return {
        "rule": finding.rule,
        "code": finding.code,
        "severity": finding.severity.label,
        "message": finding.message,
        "path": finding.path,
        "request": finding.request,
        "line": place.start.line,
        "column": place.start.column,
        "end_line": place.end.line,
        "end_column": place.end.column,
        "pointer": place.pointer,
        "spots": [spot(each) for each in finding.spots],
        "related": [
            {
                "pointer": note.place.pointer,
                "line": note.place.start.line,
                "column": note.place.start.column,
                "note": note.note,
            }
            for note in finding.related
        ],
        "tokens": finding.tokens,
        "usd_per_1000_requests": finding.usd_per_1000_requests,
        "fix": None if fix is None else {"grade": fix.grade.label, "title": fix.title},
        "suppressed": None if suppressed is None else suppressed._asdict(),
        "fingerprint": finding.fingerprint,
        "url": finding.url,
    }


def spot(found: FoundSpot) -> Object:
    """A spot with its place."""
    return {
        "pointer": found.place.pointer,
        "start": found.start,
        "end": found.end,
        "text": found.text,
        "kind": found.kind,
        "lifetime": found.lifetime,
        "confidence": found.confidence,
        "line": found.place.start.line,
        "column": found.place.start.column,
        "end_line": found.place.end.line,
        "end_column": found.place.end.column,
    }


def terms(caching: Caching) -> Object:
    """What a model takes of checkpoints, in the words of the contract."""
    sections = ("tools", "system", "messages")
    return {
        "minimum": bounds(caching.minimum),
        "max_checkpoints": caching.max_checkpoints,
        "fields": [name for name in sections if name in caching.fields],
        "ttls": list(caching.ttls),
    }


def tokens(count: Tokens) -> Object:
    """A number of tokens with its bounds."""
    return {"low": count.low, "estimate": count.estimate, "high": count.high}


def bounds(known: Bounds) -> Object:
    """The two ends of a range."""
    return {"low": known.low, "high": known.high}
