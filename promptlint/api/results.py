"""What the functions of the API give back: plain values, which nobody can change."""

from __future__ import annotations

from typing import Any, Generic, NamedTuple, TypeVar

from promptlint.findings import Finding, Severity
from promptlint.report.json import findings
from promptlint.report.prospects import Prospect
from promptlint.report.results import Result

T = TypeVar("T")


class Check(NamedTuple):
    """What was found in a request, or in several of one file.

    Attributes:
        path: the file, or what the request was called.
        form: how the requests are stored ("body", "wrapper", "jsonl", …); None if there is none.
        requests: how many there are.
        findings: in the order of the text. Their fixes are words: `promptlint.fix` makes them.
        reason: why there is no request, if there is none.
    """

    path: str
    form: str | None
    requests: int
    findings: tuple[Finding, ...]
    reason: str | None

    @property
    def worst(self) -> Severity | None:
        """The highest severity among the findings that are not suppressed; None without any."""
        return max((each.severity for each in self.findings if not each.suppressed), default=None)

    @property
    def ok(self) -> bool:
        """Whether nothing is a warning or an error: when `promptlint check` exits with 0."""
        return self.worst is None or self.worst < Severity.WARNING

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values: what `check --output-format json` says of the file."""
        return findings([_result(self)])


def _result(check: Check) -> Result:
    return Result(
        path=check.path,
        form=check.form,
        requests=check.requests,
        findings=check.findings,
        excerpts=(),
        reason=check.reason,
        error=None,
        prospect=Prospect.none,
    )


def check_of(result: Result) -> Check:
    """What callers get to see of a file's result."""
    return Check(result.path, result.form, result.requests, result.findings, result.reason)


class Fix(NamedTuple, Generic[T]):
    """A request in a better layout.

    Attributes:
        result: what was given, fixed, in its own kind: a new mapping of dicts and lists, text, or
            bytes; the new text of a file. Where there is nothing to change, it is the same.
        changed: whether something was to be changed.
        fixed: the findings that led to a change, in the order in which they were mended.
        left: what is left to say about the result.
        refused: why all is left as it is although there was something to mend.
        before, after: the text; of a mapping, as JSON.
    """

    result: T
    changed: bool
    fixed: tuple[Finding, ...]
    left: Check
    refused: str | None
    before: str
    after: str

    @property
    def diff(self) -> str:
        """The change as a unified diff; empty where there is none."""
        from promptlint.report.diff import patch

        return patch(self.left.path, self.before, self.after)
