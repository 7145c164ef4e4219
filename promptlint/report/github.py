"""Workflow commands of GitHub Actions: lines in a log that become annotations.

How they are read is in the runner's source (`ActionCommand`), how they are to be escaped in that
of the toolkit (`command.ts`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from promptlint.findings import Finding, Severity
from promptlint.report.results import Result
from promptlint.report.safe_text import encodable, safe
from promptlint.rulepack import Rule

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_DATA = str.maketrans(_DATA)
_IN_PROPERTY = str.maketrans({**_DATA, ":": "%3A", ",": "%2C"})


def github(
    results: Sequence[Result],
    *,
    rule: Callable[[str], Rule],  # noqa: ARG001 - all machine formats take it
    rename: Callable[[str], str],
) -> str:
    """A command for each finding that counts, and for each file that could not be read.

    The log shows nothing of a command but its message, so that says the place and the rule, too.
    """
    return "".join(line for result in results for line in _of_file(result, rename(result.path)))


def _of_file(result: Result, path: str) -> Iterator[str]:
    if result.error is not None:
        yield _command(
            "error", f"{safe(path)}: {safe(result.error)}", title="promptlint", file=path
        )
    for finding in result.findings:
        if finding.suppressed is None:
            yield _of_finding(finding, path)


def _of_finding(finding: Finding, path: str) -> str:
    start, end = finding.place.start, finding.place.end
    # The runner drops columns where there are several lines.
    columns = {"col": start.column, "endColumn": end.column} if start.line == end.line else {}
    return _command(
        _COMMANDS[finding.severity],
        f"{safe(path)}:{start.line}:{start.column}: {finding.rule}: {safe(finding.message)}",
        file=path,
        line=start.line,
        endLine=end.line,
        **columns,
        title=f"promptlint ({finding.rule})",
    )


def _command(name: str, message: str, *, file: str, **properties: object) -> str:
    # The runner takes an equals sign at the beginning of a value for a second separator, and trims
    # the white space behind the last value, which is the title's.
    known = {"file": f"./{file}" if file.startswith("=") else file, **properties}
    told = ",".join(
        f"{key}={encodable(str(value)).translate(_IN_PROPERTY)}" for key, value in known.items()
    )
    return f"::{name} {told}::{message.translate(_IN_DATA)}\n"
