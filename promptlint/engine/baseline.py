"""The findings that a project had when it began with promptlint: known, and not counted.

Of each finding only its traces are kept. A finding is known if all of them are, each as often as it
was; so one that has grown by a clock is new.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from promptlint import __version__, rulepack
from promptlint.engine.paths import real_relative
from promptlint.findings import Finding, Suppressed
from promptlint.text import files

if TYPE_CHECKING:
    from promptlint.engine.coverage import Coverage

SCHEMA = 1


class BadBaseline(Exception):
    """A baseline that cannot be used. The message is one line with the file in front."""


class Known(NamedTuple):
    """What is known of one rule in one file: how many findings, and how often each trace."""

    findings: int
    traces: Mapping[str, int]


# What is known by the names of files, as seen from the baseline's folder, and the names of rules.
Entries = Mapping[str, Mapping[str, Known]]


class Baseline(NamedTuple):
    """A baseline file, read."""

    path: Path
    entries: Entries

    def covered(self, path: str, findings: Sequence[Finding]) -> list[Finding]:
        """The findings of one file, marked where they are known; what is ignored needs no more."""
        own = self.entries.get(self.name(path), {})
        left = {rule: Counter(known.traces) for rule, known in own.items()}
        mark = Suppressed("baseline", f"known since {self.path.name} was written")
        found = list(findings)
        for number, finding in enumerate(found):
            rest = left.get(finding.rule)
            needs = Counter(finding.traces)
            if finding.suppressed is None and rest is not None and needs <= rest:
                rest -= needs
                found[number] = finding._replace(suppressed=mark)
        return found

    def part(self, path: str) -> Baseline:
        """What is known of one file."""
        name = self.name(path)
        return Baseline(self.path, {name: self.entries[name]} if name in self.entries else {})

    def name(self, path: str) -> str:
        """What a file is called here."""
        return real_relative(path, self.path.parent)


def read(path: Path) -> Baseline:
    """Read a baseline. Raises BadBaseline, and files.FileRefused where there is no file to read."""
    return parse(path, files.read(path))


def parse(path: Path, data: bytes) -> Baseline:
    """The baseline that the bytes of a file hold. Raises BadBaseline."""
    try:
        value = json.loads(data.decode())
    except (ValueError, RecursionError):
        value = None
    wrong = _wrong(value)
    if wrong is not None:
        raise BadBaseline(_located(path, data, *wrong))
    entries = {
        name: {
            _current(rule): Known(told["count"], told["fingerprints"]) for rule, told in own.items()
        }
        for name, own in value["files"].items()
    }
    return Baseline(path, entries)


def dump(entries: Entries) -> str:
    """A baseline as it is written: one line for each trace, all in their order."""
    told = {
        name: {
            rule: {"count": known.findings, "fingerprints": dict(sorted(known.traces.items()))}
            for rule, known in sorted(own.items())
        }
        for name, own in sorted(entries.items())
    }
    return json.dumps({"schema": SCHEMA, "version": __version__, "files": told}, indent=2) + "\n"


def known(findings: Iterable[Finding]) -> dict[str, Known]:
    """What is to be known of some findings of one file, by rule."""
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        grouped.setdefault(finding.rule, []).append(finding)
    return {
        rule: Known(len(found), dict(Counter(trace for each in found for trace in each.traces)))
        for rule, found in grouped.items()
    }


def updated(old: Baseline, found: Mapping[str, Sequence[Finding]], coverage: Coverage) -> Entries:
    """What a baseline is to hold after a run: what was found, and of the rest what was not seen.

    Args:
        found: by the path of each file that was looked at, the findings that are to be known.
    """
    new = {old.name(path): known(findings) for path, findings in found.items()}
    for name, own in old.entries.items():
        path = old.path.parent / name
        if coverage.misses(path):
            continue
        unseen = {rule: it for rule, it in own.items() if not coverage.saw(path, rule)}
        new[name] = {**unseen, **new.get(name, {})}
    return {name: own for name, own in new.items() if own}


def missing(before: Entries, after: Entries) -> int:
    """How many findings of `before` are not in `after`: at least, since only traces are kept."""
    return sum(
        _gone(it, after.get(name, {}).get(rule, _NONE))
        for name, own in before.items()
        for rule, it in own.items()
    )


_NONE = Known(0, {})


def _gone(before: Known, after: Known) -> int:
    lost = (Counter(before.traces) - Counter(after.traces)).total()
    fewer = before.findings - after.findings
    return fewer if lost and fewer > 0 else min(lost, before.findings)


def size(entries: Entries) -> tuple[int, int]:
    """How many findings a baseline holds, and in how many files."""
    return sum(it.findings for own in entries.values() for it in own.values()), len(entries)


@cache
def _current(rule: str) -> str:
    """The name that a rule has today."""
    if rule in rulepack.names():
        return rule
    try:
        return rulepack.find(rule).name
    except rulepack.UnknownRule:
        return rule


# What is wrong in a document: the keys that lead there, and one clause.
_Wrong = tuple[tuple[str, ...], str]


def _wrong(value: Any) -> _Wrong | None:  # noqa: ANN401 - JSON
    """The first thing for which a document is no baseline of ours."""
    if not isinstance(value, dict) or not isinstance(value.get("files"), dict):
        return (), "this is no baseline of promptlint"
    if value.get("schema") != SCHEMA:
        return ("schema",), "this baseline is of another version of promptlint; write it anew"
    for name, own in value["files"].items():
        if not isinstance(own, dict):
            return ("files", name), "must be an object of rules"
        for rule, told in own.items():
            at = ("files", name, rule)
            if not isinstance(told, dict) or not isinstance(told.get("fingerprints"), dict):
                return at, "must be an object with a count and fingerprints"
            if not _is_count(told.get("count")):
                return (*at, "count"), "must be a whole number from 1 on"
            for trace, times in told["fingerprints"].items():
                if not _is_count(times):
                    return (*at, "fingerprints", trace), "must be a whole number from 1 on"
    return None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _located(path: Path, data: bytes, keys: Sequence[str], reason: str) -> str:
    """What is wrong, with its place, which our own parser knows."""
    from promptlint.syntax import Document, SyntaxProblem
    from promptlint.text import NotText, Source

    try:
        source = Source.decode(str(path), data)
        document = Document(source.text)
    except NotText as problem:
        return f"{path}:{problem.position.line}:{problem.position.column}: {problem.reason}"
    except SyntaxProblem as problem:
        line, column = source.position(problem.offset)
        return f"{path}:{line}:{column}: not JSON: {problem.reason}"
    node = document.root
    for key in keys:
        node = node.get(key) or node
    line, column = source.position(node.start)
    words = f"{'.'.join(keys)}: " if keys else ""
    return f"{path}:{line}:{column}: {words}{reason}"
