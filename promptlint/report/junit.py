"""JUnit's XML, which CI servers show as tests: a suite for each file, a case for each finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from promptlint.findings import Finding, Severity
from promptlint.report.results import Result
from promptlint.report.safe_text import safe
from promptlint.rulepack import Rule

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def junit(
    results: Sequence[Result], *, rule: Callable[[str], Rule], rename: Callable[[str], str]
) -> str:
    """An XML document in ASCII. All text is printable, so XML 1.0 has a way to write it.

    Errors and warnings are failures, as they fail a run without further settings; an `info` is a
    case that passed and says something. A suppressed finding is skipped, a file that could not be
    read is an error, and a file without findings is a case that passed.
    """
    from xml.etree import ElementTree as ET

    suites = [_suite(result, safe(rename(result.path)), rule) for result in results]
    root = ET.Element("testsuites", {"name": "promptlint", **_sums(suites)})
    root.extend(suites)
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="us-ascii", xml_declaration=True)
    return document.decode("ascii") + "\n"


def _sums(suites: Iterable[Element]) -> dict[str, str]:
    keys = ("tests", "failures", "errors")
    return {key: str(sum(int(suite.get(key, "0")) for suite in suites)) for key in keys}


def _suite(result: Result, path: str, rule: Callable[[str], Rule]) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    suite = Element("testsuite", name=path, file=path)
    seen: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    if result.error is not None:
        case = SubElement(suite, "testcase", name=path, classname=path)
        SubElement(case, "error", message=safe(result.error), type="unreadable")
        outcomes["error"] += 1
    elif not result.findings:
        SubElement(suite, "testcase", name=path, classname=path)
    for finding in result.findings:
        name = _name(finding, several=result.requests > 1)
        seen[name] += 1
        if seen[name] > 1:
            name += f" ({seen[name]})"
        case = SubElement(suite, "testcase", name=name, classname=path)
        outcomes[_outcome(case, finding, path, rule)] += 1
    suite.set("tests", str(len(suite)))
    for key, outcome in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(key, str(outcomes[outcome]))
    return suite


def _name(finding: Finding, *, several: bool) -> str:
    """The same from one run to the next, edits elsewhere in the file included."""
    request = f"request {finding.request}: " if several and finding.request is not None else ""
    where = f" at {safe(finding.place.pointer)}" if finding.place.pointer else ""
    return f"{request}{finding.rule}{where}"


def _outcome(case: Element, finding: Finding, path: str, rule: Callable[[str], Rule]) -> str:
    """Say what came of a case; the name of the element that says it."""
    from xml.etree.ElementTree import SubElement

    line, column = finding.place.start
    message = safe(finding.message)
    text = f"{path}:{line}:{column}: {finding.severity.label} {finding.rule} {message}"
    if finding.suppressed is not None:
        reason = f"{finding.suppressed.by}: {safe(finding.suppressed.reason)}"
        SubElement(case, "skipped", message=reason).text = text
        return "skipped"
    text += f"\n{safe(rule(finding.rule).url)}"
    if finding.severity is Severity.INFO:
        SubElement(case, "system-out").text = text
        return "system-out"
    SubElement(case, "failure", message=message, type=finding.severity.label).text = text
    return "failure"
