"""GitLab's Code Quality report, against what its documentation and its source ask for."""

from __future__ import annotations

import json
from typing import Any

from effort import examples
from hostile_results import as_it_is, results
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from promptlint import rulepack
from promptlint.engine.lint import Settings, check_source
from promptlint.report.gitlab import gitlab
from promptlint.report.results import Result, result_of
from promptlint.report.safe_text import encodable, safe
from promptlint.text import Source

EVERY_RULE = Settings(frozenset(rulepack.load()))

# docs.gitlab.com, "Code Quality report format": these properties, with these severities; the lines
# as the specification of Code Climate has them, which it refers to.
DOCUMENTED = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "additionalProperties": False,
                "properties": {
                    "path": {"type": "string", "minLength": 1},
                    "lines": {
                        "type": "object",
                        "required": ["begin", "end"],
                        "additionalProperties": False,
                        "properties": {
                            "begin": {"type": "integer", "minimum": 1},
                            "end": {"type": "integer", "minimum": 1},
                        },
                    },
                },
            },
        },
    },
}


def written(found: list[Result]) -> list[dict[str, Any]]:
    text = gitlab(found, rule=rulepack.rule, rename=as_it_is)
    assert not text.startswith("\ufeff"), "GitLab takes no byte order mark"
    issues: list[dict[str, Any]] = json.loads(text)
    assert [*Draft202012Validator(DOCUMENTED).iter_errors(issues)] == []
    return issues


@settings(max_examples=examples(30), deadline=None)
@given(found=results())
def test_every_finding_that_counts_is_an_issue(found: list[Result]) -> None:
    issues = written(found)
    counting = [f for result in found for f in result.findings if f.suppressed is None]
    assert len(issues) == len(counting)
    for issue, finding in zip(issues, counting, strict=True):
        assert issue["check_name"] == finding.rule
        assert issue["description"] == f"{finding.rule}: {safe(finding.message)}"
        assert issue["location"]["path"] == encodable(finding.path)
        assert issue["location"]["lines"]["begin"] == finding.place.start.line
    # GitLab keeps one issue of those that share a fingerprint (`CodequalityReports`).
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    assert {issue["fingerprint"] for issue in issues} >= {f.fingerprint for f in counting}


REQUEST = {
    "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "system": [{"text": "Hi."}, {"cachePoint": {"type": "default", "ttl": "60m"}}],
    "messages": [{"role": "user", "content": [{"text": "Hello?"}]}],
}


def test_the_same_fault_in_several_lines_of_jsonl_is_several_issues() -> None:
    line = json.dumps(REQUEST)
    report = check_source(Source("x.jsonl", f"{line}\n{line}\n{line}\n"), EVERY_RULE)
    issues = [
        issue
        for issue in written([result_of(report, EVERY_RULE)])
        if issue["check_name"] == "invalid-ttl"
    ]
    assert [issue["location"]["lines"]["begin"] for issue in issues] == [1, 2, 3]
    assert len({issue["fingerprint"] for issue in issues}) == 3


def test_a_fingerprint_stays_when_lines_are_put_before() -> None:
    def prints(text: str) -> list[str]:
        report = check_source(Source("x.json", text), EVERY_RULE)
        return [issue["fingerprint"] for issue in written([result_of(report, EVERY_RULE)])]

    found = prints(json.dumps(REQUEST))
    assert found
    assert prints("\n\n" + json.dumps(REQUEST, indent=4)) == found
