"""JUnit's XML, against the schema that Jenkins reads it by."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from effort import examples
from hostile_results import as_it_is, results
from hypothesis import given, settings

from promptlint import rulepack
from promptlint.engine.lint import Settings, check_file
from promptlint.report.junit import junit
from promptlint.report.results import Result, result_of
from promptlint.report.safe_text import safe

EVERY_RULE = Settings(frozenset(rulepack.load()))
OUTCOMES = ("failure", "error", "skipped", "system-out")


@pytest.fixture(scope="module")
def schema(root: Path) -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(root / "tests" / "schemas" / "junit-10.xsd")


def written(found: list[Result], schema: xmlschema.XMLSchema) -> ET.Element:
    text = junit(found, rule=rulepack.rule, rename=as_it_is)
    root = ET.fromstring(text)  # noqa: S314 - our own
    schema.validate(root)
    return root


def outcomes(element: ET.Element) -> dict[str, int]:
    return {name: len(element.findall(f".//testcase/{name}")) for name in OUTCOMES}


@settings(max_examples=examples(30), deadline=None)
@given(found=results())
def test_any_result_is_valid_and_counted(found: list[Result], schema: xmlschema.XMLSchema) -> None:
    root = written(found, schema)
    assert [suite.get("name") for suite in root] == [safe(result.path) for result in found]
    for suite, result in zip(root, found, strict=True):
        counting = [finding for finding in result.findings if finding.suppressed is None]
        assert outcomes(suite) == {
            "failure": sum(finding.severity.label != "info" for finding in counting),
            "error": int(result.error is not None),
            "skipped": len(result.findings) - len(counting),
            "system-out": sum(finding.severity.label == "info" for finding in counting),
        }
        cases = suite.findall("testcase")
        assert len(cases) == max(1, len(result.findings))
        # A server tells tests apart by these two.
        assert len({(case.get("classname"), case.get("name")) for case in cases}) == len(cases)
        assert suite.get("tests") == str(len(cases))
        for key, name in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert suite.get(key) == str(outcomes(suite)[name])
        messages = [each.get("message") for each in suite.iter("failure")]
        assert messages == [safe(f.message) for f in counting if f.severity.label != "info"]
    for key in ("tests", "failures", "errors"):
        assert root.get(key) == str(sum(int(suite.get(key, "")) for suite in root))


def test_a_clean_file_passes_and_a_missing_one_is_an_error(
    root: Path, schema: xmlschema.XMLSchema
) -> None:
    paths = [
        str(root / "fixtures" / "clean" / "converse-single.json"),
        str(root / "fixtures" / "stories" / "clock-in-system" / "request.json"),
        "not-there.json",
    ]
    found = [result_of(check_file(path, EVERY_RULE, named=True), EVERY_RULE) for path in paths]
    told = written(found, schema)
    assert [[child.tag for child in case] for case in told.iter("testcase")] == [
        [],
        ["failure"],
        ["error"],
    ]
    failure = told.find(".//failure")
    assert failure is not None
    finding = found[1].findings[0]
    assert failure.text == (
        f"{paths[1]}:5:105: error volatile-prefix {finding.message}\n{finding.url}"
    )
    case = told.find(".//testcase[failure]")
    assert case is not None
    assert case.get("name") == "volatile-prefix at /system/0/text"
