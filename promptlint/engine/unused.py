"""What is left to say of a configuration at the end of a run: entries that have had their day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from promptlint.config.ignores import Ignore
from promptlint.engine.coverage import Coverage
from promptlint.engine.findings import file_finding
from promptlint.engine.lint import FileReport, Settings, settled
from promptlint.engine.suppress import concerns, is_over, matches
from promptlint.findings import Finding
from promptlint.text import NotText, Position, Source, Span, files

UNUSED, EXPIRED = "unused-ignore", "expired-ignore"

_MOST_NAMED = 3


class _Remark(NamedTuple):
    """What there is to say of an entry. `findings`: how many it was for."""

    rule: str
    variant: str | None
    findings: int


def leftovers(
    found: Mapping[str, Sequence[Finding]], settings: Settings, coverage: Coverage
) -> list[FileReport]:
    """A report on each configuration file with entries that are not needed or have expired.

    Args:
        found: for each file that was looked at, by its path, all that was found in it; what does
            not count is among that.
    """
    needed: Counter[Ignore] = Counter()
    for path, findings in found.items():
        for ignore, numbers in matches(path, findings, settings.ignores):
            needed[ignore] += len(numbers)
    told: dict[Path, dict[Ignore, _Remark]] = {}
    for ignore in settings.ignores:
        remark = _remark(ignore, needed[ignore], found, settings, coverage)
        if remark is not None and remark.rule in coverage.rules and ignore.origin.path.is_file():
            told.setdefault(ignore.origin.path, {})[ignore] = remark
    return [_report(path, remarks, settings) for path, remarks in told.items()]


def _remark(
    ignore: Ignore, needed: int, paths: Iterable[str], settings: Settings, coverage: Coverage
) -> _Remark | None:
    over = is_over(ignore, settings.today)
    if over and needed:
        return _Remark(EXPIRED, None, needed)
    if needed or not coverage.is_all_of(ignore):
        return None
    if over:
        return _Remark(EXPIRED, "needless", 0)
    gone = not any(concerns(path, ignore) for path in paths)
    return _Remark(UNUSED, "gone" if gone else None, 0)


def _report(path: Path, remarks: Mapping[Ignore, _Remark], settings: Settings) -> FileReport:
    source = _read(path)
    found = [_finding(source, *each, settings) for each in remarks.items()]
    findings = settled(source.path, found, settings)
    return FileReport(source.path, None, findings, None, None, source, None)


def _finding(source: Source, ignore: Ignore, remark: _Remark, settings: Settings) -> Finding:
    rule = settings.rule(remark.rule)
    words: dict[str, object] = {
        "rules": _listed(sorted(ignore.rules)),
        "files": _listed(ignore.files) or "all files",
        "until": ignore.until,
        "findings": f"{remark.findings:,} finding{'s' * (remark.findings != 1)}",
    }
    what = "\0".join((*sorted(ignore.rules), "", *ignore.files))
    place = _line(source, ignore.origin.line)
    finding = file_finding(rule, source, place, rule.phrase(words, remark.variant), what)
    return finding._replace(severity=settings.severities.get(rule.name, rule.severity))


def _listed(words: Sequence[str]) -> str:
    shown = words[:_MOST_NAMED]
    more = len(words) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _read(path: Path) -> Source:
    """A configuration file. It was readable a moment ago; if it is not now, its lines are known."""
    try:
        return Source.decode(path.as_posix(), files.read(path))
    except (files.FileRefused, NotText):
        return Source(path.as_posix(), "")


def _line(source: Source, number: int) -> Span | Position:
    """What is written on a line; only its beginning where that is not known."""
    if number > len(source.line_starts):
        return Position(number, 1)
    text, start = source.line(number), source.line_starts[number - 1]
    stripped = text.strip()
    start += text.find(stripped)
    return Span(start, start + len(stripped))
