"""SARIF 2.1.0, for code scanning and editors.

What GitHub makes of it, and how much of it, is said in its documentation under "SARIF support for
code scanning" and "SARIF results exceed one or more limits".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from promptlint import __version__, rulepack
from promptlint.findings import Finding, Place, Replacement, Severity
from promptlint.report.explain import paragraphs
from promptlint.report.json import dump
from promptlint.report.results import Result
from promptlint.report.safe_text import encodable, safe
from promptlint.rulepack import Rule
from promptlint.text import Position

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# The name goes up when the same finding gets another fingerprint.
FINGERPRINT = "promptlint/v1"

# GitHub refuses a file with more results in a run, and shows so many places and characters.
MOST_RESULTS = 25_000
_MOST_PLACES = 100
_LONGEST_TEXT = 1_024

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEMS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "recommendation",
}

Object = dict[str, Any]


def sarif(
    results: Sequence[Result], *, rule: Callable[[str], Rule], rename: Callable[[str], str]
) -> str:
    """One run with all rules, in ASCII.

    Findings are told with their fixes where `Result.replacements` has them, suppressed ones with
    the reason. Beyond 25,000 findings the least severe are left out, and a notification says so.
    """
    rules = [rule(name) for name in rulepack.load()]
    numbers = {each.name: number for number, each in enumerate(rules)}
    uris = {result.path: _uri(rename(result.path)) for result in results}
    found = [
        _result(finding, numbers[finding.rule], uris[finding.path], replacements)
        for finding, replacements in _most_important(results)
    ]
    failed = any(result.error is not None for result in results)
    run = {
        "tool": {
            "driver": {
                "name": "promptlint",
                "version": __version__,
                "semanticVersion": __version__,
                "informationUri": rulepack.DOCUMENTATION,
                "rules": [_rule(each) for each in rules],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not failed,
                "toolExecutionNotifications": [*_notifications(results, uris, len(found))],
            }
        ],
        "originalUriBaseIds": {
            "SRCROOT": {"description": {"text": "The top folder of the repository."}}
        },
        "defaultEncoding": "utf-8",
        "columnKind": "unicodeCodePoints",
        "results": found,
    }
    return dump({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _most_important(
    results: Sequence[Result],
) -> Iterator[tuple[Finding, tuple[Replacement, ...]]]:
    """The findings, each with what mends it; of too many those that count most, in their order."""
    every = [
        pair
        for result in results
        for pair in zip(
            result.findings,
            result.replacements or ((),) * len(result.findings),
            strict=True,
        )
    ]
    ranked = sorted(
        range(len(every)),
        key=lambda n: (every[n][0].suppressed is not None, -every[n][0].severity),
    )
    return (every[number] for number in sorted(ranked[:MOST_RESULTS]))


def _notifications(results: Sequence[Result], uris: dict[str, str], told: int) -> Iterator[Object]:
    for result in results:
        if result.error is not None:
            yield {
                "level": "error",
                "message": _message(f"{result.path}: {result.error}"),
                "locations": [{"physicalLocation": _artifact(uris[result.path])}],
            }
    left_out = sum(len(result.findings) for result in results) - told
    if left_out:
        words = f"{left_out:,} findings are left out: a run takes {MOST_RESULTS:,} at most."
        yield {"level": "warning", "message": _message(words)}


def _rule(rule: Rule) -> Object:
    level = _LEVELS[rule.severity]
    why, remedy = _plain(rule.why), _plain(rule.remedy)
    sources = [f"{source.title} ({source.date}): {source.url}" for source in rule.references]
    links = [f"- [{source.title}]({source.url}) ({source.date})" for source in rule.references]
    return {
        "id": rule.name,
        "shortDescription": {"text": _cut(safe(rule.summary))},
        "fullDescription": {"text": _cut(why.replace("\n\n", " "))},
        "help": {
            "text": "\n\n".join(
                (rule.summary + ".", why, "What to do: " + remedy, *sources, rule.url)
            ),
            "markdown": "\n\n".join(
                (
                    f"**{rule.summary}**",
                    encodable(rule.why),
                    "## What to do",
                    encodable(rule.remedy),
                    *(["## Sources", "\n".join(links)] if links else []),
                    f"[{rule.name} in the documentation]({rule.url})",
                )
            ),
        },
        "helpUri": rule.url,
        "defaultConfiguration": {"level": level, "enabled": rule.default},
        "properties": {
            "code": rule.code,
            "family": rule.family,
            "tags": ["prompt-caching", rule.family],
            "problem.severity": _PROBLEMS[rule.severity],
        },
    }


def _plain(text: str) -> str:
    """A rule's text without the line breaks that are its file's."""
    return "\n\n".join("\n".join(map(safe, items)) for items in paragraphs(text))


def _result(finding: Finding, rule: int, uri: str, replacements: tuple[Replacement, ...]) -> Object:
    related = [*_related(finding, uri)][:_MOST_PLACES]
    told: Object = {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": _message(finding.message),
        "locations": [_location(finding.place, uri)],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
    }
    if related:
        told["relatedLocations"] = related
    if finding.suppressed is not None:
        told["suppressions"] = [
            {
                "kind": "external",
                "status": "accepted",
                "justification": safe(finding.suppressed.reason),
                "properties": {"by": finding.suppressed.by},
            }
        ]
    if finding.fix is not None and replacements:
        told["fixes"] = [
            {
                "description": _message(finding.fix.title),
                "artifactChanges": [
                    {
                        **_artifact(uri),
                        "replacements": [_replacement(each) for each in replacements],
                    }
                ],
            }
        ]
    told["properties"] = {key: value for key, value in _more(finding) if value is not None}
    return told


def _related(finding: Finding, uri: str) -> Iterator[Object]:
    """The places beside the first: the other spots, and what else the finding speaks of."""
    places = [
        (spot.place, f"{spot.text} ({spot.kind}, {spot.evidence})") for spot in finding.spots[1:]
    ]
    places += [(note.place, note.note) for note in finding.related]
    for number, (place, words) in enumerate(places, start=1):
        yield {"id": number, **_location(place, uri), "message": _message(words)}


def _more(finding: Finding) -> Iterator[tuple[str, object]]:
    """What our own JSON says besides, under the same names."""
    yield "code", finding.code
    yield "request", finding.request
    yield "tokens", finding.tokens
    yield "usd_per_1000_requests", finding.usd_per_1000_requests
    yield "kinds", [*dict.fromkeys(spot.kind for spot in finding.spots)] or None
    yield "fix_grade", finding.fix and finding.fix.grade.label


def _location(place: Place, uri: str) -> Object:
    told: Object = {
        "physicalLocation": {**_artifact(uri), "region": _region(place.start, place.end)}
    }
    if place.pointer:
        told["logicalLocations"] = [
            {"fullyQualifiedName": encodable(place.pointer), "kind": "value"}
        ]
    return told


def _replacement(replacement: Replacement) -> Object:
    told: Object = {"deletedRegion": _region(replacement.start, replacement.end)}
    if replacement.text:
        told["insertedContent"] = {"text": replacement.text}
    return told


def _region(start: Position, end: Position) -> Object:
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }


def _artifact(uri: str) -> Object:
    """Relative to the repository's top, or absolute where a file is not in it."""
    location = {"uri": uri}
    if not uri.startswith(("file:", "../")):
        location["uriBaseId"] = "SRCROOT"
    return {"artifactLocation": location}


def _uri(path: str) -> str:
    """A path as a URI reference; bytes of it that are no UTF-8 are kept, too."""
    try:
        data = path.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        data = path.encode(errors="surrogatepass")
    if path.startswith("/"):
        return f"file://{quote(data)}"
    if path[1:3] == ":/" and path[0].isascii() and path[0].isalpha():
        return f"file:///{quote(data, safe='/:')}"
    return quote(data)


def _message(text: str) -> Object:
    """A text on one line, in which nothing passes for a link."""
    return {"text": _cut(safe(text).replace("](", "] ("))}


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"
