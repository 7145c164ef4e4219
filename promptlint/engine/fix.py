"""Fixing a file: pass after pass until nothing is left to do, each pass proven."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from promptlint.dialects import spell
from promptlint.engine.lint import FileReport, Settings, check_bytes, check_file, check_source
from promptlint.engine.proof import NotProven, prove
from promptlint.findings import Finding
from promptlint.operations import Repair
from promptlint.text import Edit, Grade, Overlap, Source, apply, files

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

    A file that cannot be written is reported as it is, with the reason in `refused`.
    """
    if not named:
        report = check_file(path, settings, named=False)
        if not report.requests:
            return FixReport(path, report.source, "", (), report, None, None)
    try:
        data = files.read(Path(path))
    except files.FileRefused:
        return FixReport(path, None, "", (), check_file(path, settings, named=True), None, None)
    first = check_bytes(path, data, settings)
    if first.source is None or first.stored is None:
        return FixReport(path, None, "", (), first, None, None)
    report = fix_source(first.source, settings)
    if not report.changed or not write:
        return report
    try:
        files.replace(Path(path), data, first.source.encode(report.after))
    except files.FileRefused as refusal:
        return _given_back(report, first, refused=str(refusal))
    return report


def fix_source(source: Source, settings: Settings) -> FixReport:
    """Fix a text. Nothing is written."""
    first = report = check_source(source, settings)
    duplicate = _duplicate_key(first)
    seen = {source.text}
    fixed: list[Finding] = []
    for _ in range(_MOST_PASSES):
        applied, edits = _pass(report, settings.reach)
        if not applied:
            break
        result = FixReport(source.path, source, source.text, (), first, None, None)
        if duplicate is not None:
            return result._replace(refused=duplicate)
        names = ", ".join(sorted({finding.rule for finding in applied}))
        try:
            assert report.source is not None
            text = apply(report.source.text, edits)
            if text in seen:
                raise NotProven("its fixes undo each other")
            seen.add(text)
            after = check_source(Source(source.path, text, bom=source.bom), settings)
            assert report.stored is not None and after.stored is not None
            grade = min(found.fix.grade for found in applied if found.fix)
            prove(report.stored, after.stored, grade, settings)
        except (NotProven, Overlap) as reason:
            return result._replace(failed=f"{names}: {reason}")
        fixed += applied
        report = after
    else:
        return FixReport(
            source.path, source, source.text, (), first, f"no end after {_MOST_PASSES} passes", None
        )
    after_text = source.text if not fixed or report.source is None else report.source.text
    return FixReport(source.path, source, after_text, tuple(fixed), report, None, None)


def _pass(report: FileReport, reach: Grade) -> tuple[list[Finding], list[Edit]]:
    """The findings to mend in one pass, and the edits of the file that do it.

    Safe fixes go first, by themselves: what they leave is what a new layout starts from. Of
    several fixes that want the same characters, the later ones wait for the next pass.
    """
    if report.stored is None:
        return [], []
    offered = [found for found in report.findings if _repair(found, reach)]
    safest = max((found.fix.grade for found in offered if found.fix), default=Grade.SAFE)
    applied: list[Finding] = []
    edits: list[Edit] = []
    done: dict[int, bool] = {}
    for finding in offered:
        repair = _repair(finding, reach)
        if repair is None or repair.grade is not safest or finding.request is None:
            continue
        if id(repair) not in done:
            request = report.stored.requests[finding.request]
            new = [request.document.file_edit(e) for e in spell(request, repair.operations)]
            done[id(repair)] = bool(new) and not _overlap(edits, new)
            if done[id(repair)]:
                edits += new
        if done[id(repair)]:
            applied.append(finding)
    return applied, edits


def _repair(finding: Finding, reach: Grade) -> Repair | None:
    """The finding's fix, if it can be applied within reach."""
    if finding.fix is None or finding.fix.repair is None or finding.fix.grade < reach:
        return None
    return finding.fix.repair


def _overlap(edits: Iterable[Edit], others: Iterable[Edit]) -> bool:
    return any(
        one.span.start <= two.span.end and two.span.start <= one.span.end
        for one in edits
        for two in others
    )


def _duplicate_key(report: FileReport) -> str | None:
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


def _given_back(report: FixReport, first: FileReport, refused: str) -> FixReport:
    before = report.before
    text = before.text if before else ""
    return FixReport(report.path, before, text, (), first, None, refused)
