"""Workflow commands, read as the runner of GitHub Actions reads them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

from effort import examples
from hostile_results import as_it_is, results
from hypothesis import given, settings

from promptlint import rulepack
from promptlint.engine.lint import Settings, check_file, check_source
from promptlint.findings import Suppressed
from promptlint.report.github import github
from promptlint.report.results import Result, result_of
from promptlint.report.safe_text import encodable, safe
from promptlint.text import Source

EVERY_RULE = Settings(frozenset(rulepack.load()))


class Command(NamedTuple):
    """A command, understood."""

    name: str
    properties: dict[str, str]
    message: str


def commands(text: str) -> list[Command]:
    """The commands in a log; a line that is none is an error here.

    The rules are those of the runner: `ActionCommand.TryParseV2` for the syntax, with .NET's
    `Split` that passes over empty parts, and `ValidateLinesAndColumns` for what goes together.
    """
    return [_command(line) for line in re.split(r"\r\n|\r|\n", text) if line]


def _command(line: str) -> Command:
    line = line.lstrip()
    assert line.startswith("::")
    head, found, message = line[2:].partition("::")
    assert found
    name, _, rest = head.partition(" ")
    assert name in {"error", "warning", "notice"}
    properties: dict[str, str] = {}
    for pair in filter(None, rest.strip().split(",")):
        key, _, value = pair.lstrip("=").partition("=")
        if value.lstrip("="):
            properties[key.lower()] = _unescaped(value.lstrip("="), "\r\n:,%")
    _validate(properties)
    return Command(name, properties, _unescaped(message, "\r\n%"))


def _unescaped(text: str, signs: str) -> str:
    for sign in signs:
        text = text.replace(f"%{ord(sign):02X}", sign)
    return text


def _validate(properties: dict[str, str]) -> None:
    line, end_line = properties.get("line"), properties.get("endline")
    column, end_column = properties.get("col"), properties.get("endcolumn")
    assert (line is None) == (end_line is None)
    assert (column is None) == (end_column is None)
    if line is not None and end_line is not None:
        assert int(end_line) >= int(line) >= 1
    if column is not None and end_column is not None:
        assert line == end_line, "the runner would drop the columns"
        assert int(end_column) >= int(column) >= 1


def written(found: list[Result]) -> list[Command]:
    return commands(github(found, rule=rulepack.rule, rename=as_it_is))


@settings(max_examples=examples(30), deadline=None)
@given(found=results())
def test_every_command_comes_out_as_it_went_in(found: list[Result]) -> None:
    told = written(found)
    expected = [
        (result, finding)
        for result in found
        for finding in (*((None,) if result.error is not None else ()), *result.findings)
        if finding is None or finding.suppressed is None
    ]
    assert len(told) == len(expected)
    for command, (result, finding) in zip(told, expected, strict=True):
        path = encodable(result.path)
        assert command.properties["file"] == ("./" if path.startswith("=") else "") + path
        if finding is None:
            assert command.name == "error"
            assert command.message == f"{safe(result.path)}: {safe(result.error or '')}"
            continue
        assert (
            command.name
            == {"error": "error", "warning": "warning", "info": "notice"}[finding.severity.label]
        )
        assert command.properties["title"] == f"promptlint ({finding.rule})"
        (line, column), end = finding.place.start, finding.place.end
        assert command.properties["line"] == str(line)
        assert command.properties["endline"] == str(end.line)
        if line == end.line:
            assert command.properties["col"] == str(column)
            assert command.properties["endcolumn"] == str(end.column)
        assert command.message.startswith(f"{safe(result.path)}:{line}:{column}: {finding.rule}: ")
        assert command.message.endswith(safe(finding.message))
        assert command.message.isprintable()


def test_a_finding_of_a_file_is_told_with_its_place(root: Path) -> None:
    path = root / "fixtures" / "stories" / "clock-in-system" / "request.json"
    report = check_file(str(path), EVERY_RULE, named=True)
    found = github(
        [result_of(report, EVERY_RULE)], rule=rulepack.rule, rename=lambda _: "prompts/a.json"
    )
    assert found == (
        "::error file=prompts/a.json,line=5,endLine=5,col=105,endColumn=125,"
        "title=promptlint (volatile-prefix)::prompts/a.json:5:105: volatile-prefix: "
        f"{report.findings[0].message.replace('%', '%25')}\n"
    )


def test_what_is_suppressed_is_not_told() -> None:
    request = {"modelId": "us.anthropic.claude-3-haiku-20240307-v1:0", "messages": [], "system": []}
    report = check_source(Source("x.json", json.dumps(request) + "]"), EVERY_RULE)
    result = result_of(report, EVERY_RULE)
    assert len(written([result])) == len(result.findings) == 1
    hidden = result.findings[0]._replace(suppressed=Suppressed("baseline", "known"))
    assert written([result._replace(findings=(hidden,))]) == []
