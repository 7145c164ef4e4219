"""Fixing a file: pass after pass until nothing is left to do, each pass proven."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from promptlint.dialects import spell
from promptlint.engine.lint import FileReport, Settings, check_file, check_source
from promptlint.engine.proof import NotCheaper, NotProven, prove
from promptlint.findings import Finding
from promptlint.operations import Arrange, PutMarker, Repair
from promptlint.syntax import Node
from promptlint.text import Edit, Grade, Overlap, Source, Span, apply, files

_MOST_PASSES = 10


class FixReport(NamedTuple):
    """What a fix did, or would do, to one file.

    Attributes:
        path: the file.
        before: the text as it was, None where the file could not be read.
        after: the text as it is to be: the same object as `before.text` if nothing changes.
        fixed: findings that led to a change, in the order in which they were mended.
        remaining: what is left to say about the new text.
        failed: why the text was given back unchanged although there was something to mend.
        refused: why the file is not to be written.
    """

    path: str
    before: Source | None
    after: str
    fixed: tuple[Finding, ...]
    remaining: FileReport
    failed: str | None
    refused: str | None

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return self.before is not None and self.after != self.before.text


def fix_file(path: str, settings: Settings, *, named: bool, write: bool) -> FixReport:
    """Fix one file, and write it if `write`.

    A file that is not to be written is reported as it is, with the reason in `refused`.
    """
    first = check_file(path, settings, named=named)
    if first.source is None or first.stored is None:
        return _untouched(first)
    report = fix_report(first, settings)
    if not report.changed or not write:
        return report
    source = first.source
    try:
        files.replace(Path(path), source.encode(), source.encode(report.after))
    except files.FileRefused as refusal:
        return _untouched(first, refused=str(refusal))
    return report


def fix_source(source: Source, settings: Settings) -> FixReport:
    """Fix a text. Nothing is written."""
    return fix_report(check_source(source, settings), settings)


def fix_report(first: FileReport, settings: Settings) -> FixReport:
    """Fix the text that was linted. Nothing is written."""
    now, fixed, seen = first, list[Finding](), set[str]()
    for _ in range(_MOST_PASSES):
        applied, edits = _pass(now, settings.reach)
        if not applied or now.source is None:
            return _stopped(first, fixed, now)
        duplicate = duplicate_key(now)
        if duplicate is not None:
            return _untouched(first, refused=duplicate)
        seen.add(now.source.text)
        before = now
        try:
            now = proven(now, apply(now.source.text, edits), applied, settings)
        except (NotProven, Overlap) as reason:
            if fixed and isinstance(reason, NotCheaper):
                # Text that has moved may be judged otherwise. What was proven before stands.
                return _stopped(first, fixed, before)
            return _untouched(first, failed=f"{_rules(applied)}: {reason}")
        fixed += applied
        if _text(now) in seen:
            return _untouched(first, failed=f"{_rules(applied)}: the fixes undo each other")
    return _untouched(first, failed=f"{_rules(fixed)}: no end after {_MOST_PASSES} passes")


def _stopped(first: FileReport, fixed: Sequence[Finding], last: FileReport) -> FixReport:
    """The report on a file that was mended as far as it can be."""
    return FixReport(first.path, first.source, _text(last), tuple(fixed), last, None, None)


def proven(
    before: FileReport, text: str, applied: Sequence[Finding], settings: Settings
) -> FileReport:
    """The new text, linted. Raises NotProven if it is not what the fixes promise."""
    source = before.source
    after = check_source(Source(before.path, text, bom=source is not None and source.bom), settings)
    if before.stored is None or after.stored is None:
        raise NotProven("the result holds no request")
    grade = min(found.fix.grade for found in applied if found.fix)
    prove(before.stored, after.stored, grade, settings)
    return after


def _text(report: FileReport) -> str:
    return report.source.text if report.source else ""


def _rules(findings: Iterable[Finding]) -> str:
    return ", ".join(sorted({finding.rule for finding in findings}))


def _untouched(
    first: FileReport, *, failed: str | None = None, refused: str | None = None
) -> FixReport:
    """The report on a file that stays as it is."""
    return FixReport(first.path, first.source, _text(first), (), first, failed, refused)


def _pass(report: FileReport, reach: Grade) -> tuple[list[Finding], list[Edit]]:
    """The findings to mend in one pass, and the edits of the file that do it.

    Safe fixes go first, by themselves: what they leave is what a new layout starts from. Of
    several fixes that want the same characters, arrange the same list, or want a checkpoint behind
    the same block, the later ones wait for the next pass.
    """
    if report.stored is None:
        return [], []
    offered = [found for found in report.findings if repair_of(found, reach)]
    safest = max((found.fix.grade for found in offered if found.fix), default=Grade.SAFE)
    applied: list[Finding] = []
    edits: list[Edit] = []
    taken: list[Span] = []
    claimed: set[Node] = set()  # lists and blocks
    done: dict[int, bool] = {}
    for finding in offered:
        repair = repair_of(finding, reach)
        if repair is None or repair.grade is not safest or finding.request is None:
            continue
        if id(repair) not in done:
            request = report.stored.requests[finding.request]
            new = [request.document.file_edit(e) for e in spell(request, repair.operations)]
            nodes = set(_claimed(repair))
            free = all(_is_free(taken, edit.span) for edit in new) and not nodes & claimed
            done[id(repair)] = bool(new) and free
            if done[id(repair)]:
                claimed |= nodes
                edits += new
                for edit in new:
                    insort(taken, edit.span)
        if done[id(repair)]:
            applied.append(finding)
    return applied, edits


def _claimed(repair: Repair) -> Iterator[Node]:
    """The lists that a fix arranges, and the blocks that it wants a checkpoint behind."""
    for operation in repair.operations:
        if isinstance(operation, Arrange):
            yield operation.target.node
        elif isinstance(operation, PutMarker):
            yield operation.block.node


def repair_of(finding: Finding, reach: Grade) -> Repair | None:
    """The finding's fix, if it can be applied within reach."""
    if finding.fix is None or finding.fix.repair is None or finding.fix.grade < reach:
        return None
    return finding.fix.repair


def _is_free(taken: Sequence[Span], span: Span) -> bool:
    """Whether a span neither overlaps nor touches any of some others, which are sorted."""
    at = bisect_left(taken, span)
    near = taken[max(at - 1, 0) : at + 1]
    return not any(other.start <= span.end and span.start <= other.end for other in near)


def duplicate_key(report: FileReport) -> str | None:
    """Why the file is left alone if an object in it has the same key twice."""
    if report.stored is None or report.source is None:
        return None
    for request in report.stored.requests:
        if request.document.duplicates:
            twin = request.document.duplicates[0]
            span = twin.key_span or twin.span
            line, column = report.source.position(request.document.file_span(span).start)
            return (
                f"the key {twin.step!r} stands twice in one object (line {line}, column {column})"
            )
    return None
