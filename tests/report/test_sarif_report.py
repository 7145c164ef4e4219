"""SARIF: against the schema of the standard, and against the files that it speaks of."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

import pytest
from effort import examples, takes_long
from filler import expand, words
from hostile_results import HOSTILE, as_it_is, results
from hypothesis import given, settings
from jsonschema import Draft7Validator
from promises import accepted_by_botocore
from test_examples import PAIRS, as_written, escaped, tabs
from test_examples import settings as of_example

from promptlint import __version__, rulepack
from promptlint.engine.lint import FileReport, Settings, check_bytes, check_file, check_source
from promptlint.findings import Severity, Suppressed
from promptlint.report import sarif as module
from promptlint.report.results import Result, result_of
from promptlint.report.sarif import sarif
from promptlint.text import Source

Object = dict[str, Any]

EVERY_RULE = Settings(frozenset(rulepack.load()))
SCHEMA = Path(__file__).parents[1] / "schemas" / "sarif-2.1.0.json"


@cache
def validator(definition: str | None = None) -> Draft7Validator:
    """The standard's schema, or what it says of one kind of object."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    if definition is None:
        return Draft7Validator(schema)
    part = {"$ref": f"#/definitions/{definition}", "definitions": schema["definitions"]}
    return Draft7Validator(part)


def run_of(found: list[Result]) -> Object:
    log = json.loads(sarif(found, rule=rulepack.rule, rename=as_it_is))
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def results_of(report: FileReport, *, replacements: bool = True) -> list[Object]:
    run = run_of([result_of(report, EVERY_RULE, replacements=replacements)])
    found: list[Object] = run["results"]
    for each in found:
        assert [*validator("result").iter_errors(each)] == []
    return found


def checked(text: str, path: str = "request.json") -> list[Object]:
    return results_of(check_source(Source(path, text), EVERY_RULE))


def cut(text: str, region: Object) -> str:
    """The characters of a region, by the standard's words: line feeds end lines, ends exclusive."""
    begins = [0, *(match.end() for match in re.finditer("\n", text))]
    start = begins[region["startLine"] - 1] + region["startColumn"] - 1
    end = begins[region["endLine"] - 1] + region["endColumn"] - 1
    assert 0 <= start <= end <= len(text)
    return text[start:end]


def mended(text: str, result: Object) -> str:
    """The text with the only fix of a result applied."""
    (fix,) = result["fixes"]
    (change,) = fix["artifactChanges"]
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert change["artifactLocation"] == location
    done, at = "", 0
    begins = [0, *(match.end() for match in re.finditer("\n", text))]
    for each in change["replacements"]:
        region = each["deletedRegion"]
        start = begins[region["startLine"] - 1] + region["startColumn"] - 1
        assert start >= at, "in the order of the file, without overlap"
        done += text[at:start] + each.get("insertedContent", {"text": ""})["text"]
        at = start + len(cut(text, region))
    return done + text[at:]


def value_at(value: Any, pointer: str) -> Any:  # noqa: ANN401 - JSON
    """What an RFC 6901 pointer leads to."""
    for step in pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        value = value[int(key) if isinstance(value, list) else key]
    return value


# --- the form ------------------------------------------------------------------------------------


def test_reports_on_all_fixtures_are_valid(root: Path) -> None:
    found = [
        result_of(check_file(str(path), EVERY_RULE, named=True), EVERY_RULE, replacements=True)
        for path in [*sorted((root / "fixtures").rglob("*.json*")), Path("not-there.json")]
    ]
    log = json.loads(sarif(found, rule=rulepack.rule, rename=as_it_is))
    assert [*validator().iter_errors(log)] == []
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert len(run["results"]) == sum(len(result.findings) for result in found) > 20
    assert any("fixes" in each for each in run["results"])
    assert any("relatedLocations" in each for each in run["results"])


def test_the_schema_is_strict() -> None:
    log = json.loads(sarif([], rule=rulepack.rule, rename=as_it_is))
    assert [*validator().iter_errors(log)] == []
    log["runs"][0]["result"] = []
    assert [*validator().iter_errors(log)] != []


def test_all_rules_are_told_with_what_github_asks_for() -> None:
    driver = run_of([])["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("promptlint", __version__)
    assert [rule["id"] for rule in driver["rules"]] == list(rulepack.load())
    for told in driver["rules"]:
        rule = rulepack.rule(told["id"])
        assert told["shortDescription"]["text"] == rule.summary
        assert 0 < len(told["fullDescription"]["text"]) <= 1024
        for part in ("text", "markdown"):
            assert rule.url in told["help"][part]
        assert told["helpUri"] == rule.url
        assert told["properties"]["code"] == rule.code
        assert rule.family in told["properties"]["tags"]
        level = {"error": "error", "warning": "warning", "info": "note"}[rule.severity.label]
        assert told["defaultConfiguration"] == {"level": level, "enabled": rule.default}


def test_the_words_of_the_house_are_told() -> None:
    own = rulepack.rule("volatile-prefix")._replace(why="Ask Ada.", own_url="https://x.invalid/")
    text = sarif([], rule=lambda name: own if name == own.name else rulepack.rule(name), rename=str)
    (run,) = json.loads(text)["runs"]
    (told,) = [rule for rule in run["tool"]["driver"]["rules"] if rule["id"] == own.name]
    assert told["fullDescription"]["text"] == "Ask Ada."
    assert told["helpUri"] == "https://x.invalid/"


@settings(max_examples=examples(30), deadline=None)
@given(found=results())
def test_any_result_is_valid_and_all_there(found: list[Result]) -> None:
    run = run_of(found)
    rules = run["tool"]["driver"]["rules"]
    findings = [finding for result in found for finding in result.findings]
    uris = {result.path: module._uri(result.path) for result in found}
    for told, finding in zip(run["results"], findings, strict=True):
        assert [*validator("result").iter_errors(told)] == []
        assert told["ruleId"] == rules[told["ruleIndex"]]["id"] == finding.rule
        place = told["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == uris[finding.path]
        assert place["region"]["startLine"] == finding.place.start.line
        assert ("suppressions" in told) == (finding.suppressed is not None)
        ids = [each["id"] for each in told.get("relatedLocations", ())]
        assert ids == [*range(1, max(len(finding.spots) - 1, 0) + len(finding.related) + 1)]
        messages = [told, *told.get("relatedLocations", ())]
        messages += [{"message": fix["description"]} for fix in told.get("fixes", ())]
        for text in (each["message"]["text"] for each in messages):
            assert "](" not in text, "it would be shown as a link"
            assert text.isprintable()
    (invocation,) = run["invocations"]
    errors = [result for result in found if result.error is not None]
    assert invocation["executionSuccessful"] is not bool(errors)
    assert len(invocation["toolExecutionNotifications"]) == len(errors)
    for notification in invocation["toolExecutionNotifications"]:
        assert [*validator("notification").iter_errors(notification)] == []


# RFC 3986, a relative reference without a colon in its first segment, or a file URI.
URI = re.compile(r"(file://)?([A-Za-z0-9._~-]|%[0-9A-F]{2}|/|(?<=^file:///[A-Za-z]):)*")


@settings(max_examples=examples(200), deadline=None)
@given(path=HOSTILE)
def test_a_uri_spells_the_bytes_of_the_path(path: str) -> None:
    uri = module._uri(path)
    assert URI.fullmatch(uri)
    raw = unquote_to_bytes(re.sub("^file:///?(?=/|[A-Za-z]:/)", "", uri))
    try:
        assert raw == path.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        assert raw == path.encode(errors="surrogatepass")


def test_paths_are_relative_to_the_repository_or_absolute() -> None:
    report = check_source(Source("x.json", "{"), EVERY_RULE)
    found = [result_of(report, EVERY_RULE)]
    for name, expected in {
        "prompts/a b.json": {"uri": "prompts/a%20b.json", "uriBaseId": "SRCROOT"},
        "../ü.json": {"uri": "../%C3%BC.json"},
        "/tmp/a:b.json": {"uri": "file:///tmp/a%3Ab.json"},  # noqa: S108 - a name only
        "D:/x.json": {"uri": "file:///D:/x.json"},
        "<stdin>": {"uri": "%3Cstdin%3E", "uriBaseId": "SRCROOT"},
    }.items():
        text = sarif(found, rule=rulepack.rule, rename={"x.json": name}.__getitem__)
        (told,) = json.loads(text)["runs"][0]["results"]
        assert told["locations"][0]["physicalLocation"]["artifactLocation"] == expected
        assert unquote(expected["uri"]).endswith(name)


# --- what it says of a file ----------------------------------------------------------------------

MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
CALL = "7f3a1c52-90be-4c1e-8a57-2d0f6f3b9e41"
VOLATILE: Object = {
    "modelId": MODEL,
    "system": [
        {
            "text": "🙂\t🎒é 𝄞\nCurrent time: 2026-11-20T09:41:27Z\n\n"
            f"{words(1500)}\n\nRequest ID: {CALL}"
        },
        {"cachePoint": {"type": "default"}},
    ],
    "messages": [{"role": "user", "content": [{"text": "Where is my parcel?"}]}],
}


def as_tabs(value: Object) -> str:
    return json.dumps(value, indent="\t", ensure_ascii=False)


def as_crlf(value: Object) -> str:
    return as_tabs(value).replace("\n", "\r\n")


def as_line(value: Object) -> str:
    return json.dumps(value, ensure_ascii=False)


def as_ascii(value: Object) -> str:
    return json.dumps(value, indent=2)


@pytest.mark.parametrize("write", [as_tabs, as_crlf, as_line, as_ascii])
def test_regions_are_the_characters_of_what_was_found(write: Any) -> None:  # noqa: ANN401
    text = write(VOLATILE)
    (told,) = checked(text)
    assert told["ruleId"] == "volatile-prefix"
    place = told["locations"][0]
    assert cut(text, place["physicalLocation"]["region"]) == "2026-11-20T09:41:27Z"
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "/system/0/text"
    call, marker = told["relatedLocations"]
    assert cut(text, call["physicalLocation"]["region"]) == CALL
    assert call["message"]["text"].startswith(f"{CALL} (")
    assert marker["logicalLocations"][0]["fullyQualifiedName"] == "/system/1/cachePoint"
    assert json.loads(cut(text, marker["physicalLocation"]["region"])) == {"type": "default"}
    assert told["properties"]["tokens"] > 1000
    assert told["properties"]["kinds"] == ["datetime", "request-id"]


def test_a_byte_order_mark_counts_for_nothing() -> None:
    text = as_line(VOLATILE)
    with_mark = check_bytes("x.json", b"\xef\xbb\xbf" + text.encode(), EVERY_RULE)
    without = check_bytes("x.json", text.encode(), EVERY_RULE)
    assert results_of(with_mark) == results_of(without)


@pytest.mark.parametrize("write", [as_written, tabs, escaped], ids=lambda write: write.__name__)
def test_every_region_holds_what_its_pointer_leads_to(write: Any) -> None:  # noqa: ANN401
    count = 0
    for rule, example in PAIRS:
        # A pointer does not tell the values of one key from one another.
        if example.bad is None or rule.stage == "file" or rule.name == "duplicate-key":
            continue
        text = write(expand(example.bad))
        report = check_source(Source("example.json", text), of_example(rule, example))
        shown = results_of(report, replacements=False)
        for told, finding in zip(shown, report.findings, strict=True):
            for number, place in enumerate(told["locations"] + told.get("relatedLocations", [])):
                pointer = place.get("logicalLocations", [{"fullyQualifiedName": ""}])[0]
                outer, _, inner = pointer["fullyQualifiedName"].partition("#")
                seen = cut(text, place["physicalLocation"]["region"])
                value = value_at(json.loads(text), outer)
                if inner:  # written in a string: once more
                    seen, value = json.loads(f'"{seen}"'), value_at(json.loads(value), inner)
                if number < len(finding.spots):
                    assert json.loads(f'"{seen}"') in value
                else:
                    assert json.loads(seen) == value
                count += 1
    assert count > 60


# --- fixes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("write", [as_tabs, as_crlf, as_line, as_ascii])
def test_a_fix_can_be_applied_by_anybody(write: Any) -> None:  # noqa: ANN401
    text = write(VOLATILE)
    (told,) = checked(text)
    after = mended(text, told)
    assert json.loads(after) != VOLATILE
    assert accepted_by_botocore(after)
    assert [each["ruleId"] for each in checked(after)] == []
    assert told["fixes"][0]["description"]["text"]


@takes_long
def test_fixes_of_real_requests_can_be_applied(corpus: Path) -> None:
    count = 0
    for path in sorted((corpus / "requests").glob("*.json")):
        text = path.read_bytes().decode()
        report = check_source(Source(path.name, text), EVERY_RULE)
        if not any(finding.fix and finding.fix.repair for finding in report.findings):
            continue
        for told, finding in zip(results_of(report), report.findings, strict=True):
            if "fixes" not in told:
                continue
            count += 1
            after = mended(text, told)
            json.loads(after)
            left = check_source(Source(path.name, after), EVERY_RULE).findings
            same = [each.fingerprint for each in left if each.rule == finding.rule]
            had = sum(each.rule == finding.rule for each in report.findings)
            assert len(same) < had or finding.fingerprint not in same
    assert count > 10


def test_secrets_stay_masked() -> None:
    secret = "sk-ant-api03-9fJq27xLmZ0bWcRtYuIoPaSdFgHjKl"  # noqa: S105 - made up
    system = [{"text": f"API key: {secret}\n\n{words(1500)}"}, {"cachePoint": {"type": "default"}}]
    report = check_source(Source("x.json", as_line({**VOLATILE, "system": system})), EVERY_RULE)
    assert report.findings
    found = [result_of(report, EVERY_RULE, replacements=True)]
    assert secret[8:] not in sarif(found, rule=rulepack.rule, rename=as_it_is)


# --- suppressed, too many, broken -----------------------------------------------------------------


def test_what_is_suppressed_is_told_with_the_reason() -> None:
    report = check_source(Source("x.json", as_line(VOLATILE)), EVERY_RULE)
    hidden = report.findings[0]._replace(suppressed=Suppressed("ignore", "reviewed in May"))
    (told,) = results_of(report._replace(findings=(hidden,)))
    assert told["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": "reviewed in May",
            "properties": {"by": "ignore"},
        }
    ]
    assert "fixes" not in told


def test_of_too_many_findings_the_least_severe_go(monkeypatch: pytest.MonkeyPatch) -> None:
    assert module.MOST_RESULTS == 25_000
    monkeypatch.setattr(module, "MOST_RESULTS", 3)
    report = check_source(Source("x.json", as_line(VOLATILE)), EVERY_RULE)
    result = result_of(report, EVERY_RULE)
    shown = [
        ("a", Severity.INFO, None),
        ("b", Severity.WARNING, None),
        ("c", Severity.ERROR, Suppressed("ignore", "known")),
        ("d", Severity.ERROR, None),
        ("e", Severity.WARNING, None),
    ]
    findings = tuple(
        report.findings[0]._replace(message=message, severity=severity, suppressed=suppressed)
        for message, severity, suppressed in shown
    )
    run = run_of([result._replace(findings=findings)])
    assert [each["message"]["text"] for each in run["results"]] == ["b", "d", "e"]
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["level"] == "warning"
    assert notification["message"]["text"].startswith("2 findings are left out")
    assert run["invocations"][0]["executionSuccessful"] is True


def test_a_file_that_cannot_be_read_is_a_notification() -> None:
    report = check_file("not-there.json", EVERY_RULE, named=True)
    run = run_of([result_of(report, EVERY_RULE)])
    assert run["results"] == []
    assert run["invocations"][0]["executionSuccessful"] is False
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == "not-there.json: there is no such file"


def test_a_file_that_is_no_text_has_a_place() -> None:
    found = results_of(check_bytes("x.json", b'{"a": "\xff"}', EVERY_RULE))
    region = found[0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 1, "startColumn": 8, "endLine": 1, "endColumn": 8}
    assert "logicalLocations" not in found[0]["locations"][0]
