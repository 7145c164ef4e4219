"""One file: bytes to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, TypeVar

from promptlint import rulepack
from promptlint.checks import CHECKS, ON_DEMAND
from promptlint.engine.findings import Placer, file_finding, finding_of
from promptlint.errors import NoRequest
from promptlint.facts import Counter, Facts, Kept, Lexicon, Traffic
from promptlint.findings import Finding, Problem, Severity
from promptlint.forms import Stored, claims_to_be_request, looks_like_request, read
from promptlint.prompt import Prompt
from promptlint.rulepack import Rule
from promptlint.syntax import Document, SyntaxProblem
from promptlint.text import Grade, NotText, Position, Source, Span, files

if TYPE_CHECKING:
    from datetime import date

    from promptlint.config.ignores import Ignore
    from promptlint.engine.baseline import Baseline
    from promptlint.engine.clock import Clock
    from promptlint.facts.samples import Recorded

_P = ParamSpec("_P")
_T = TypeVar("_T")

_JSONL = (".jsonl", ".ndjson")


class Settings(NamedTuple):
    """What one run of the engine needs to know of the configuration.

    Attributes:
        rules: names of the rules in force.
        severities: severities that the user has set, by rule name.
        model: the model to assume for requests that name none.
        traffic: None to infer it.
        reach: how far fixes may go.
        options: options of rules, by rule name.
        counter: who can count tokens exactly, if the user wants that.
        words: the lexicon of volatile text, None for ours.
        keeps: what fixes leave as it is.
        reworded: the rules that users have changed, by name.
        samples: recorded requests to learn from.
        ignores: findings that do not count.
        today: the day on which those that hold for a time are judged; None if none has expired.
        baseline: findings that were known before; None without one.
        clock: what measures how long things take, if the user wants to know.
    """

    rules: frozenset[str]
    severities: Mapping[str, Severity] = {}
    model: str | None = None
    traffic: Traffic | None = None
    reach: Grade = Grade.LAYOUT
    options: Mapping[str, Mapping[str, Any]] = {}
    counter: Counter | None = None
    words: Lexicon | None = None
    keeps: frozenset[Kept] = frozenset()
    reworded: Mapping[str, Rule] = {}
    samples: tuple[Recorded, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    today: date | None = None
    baseline: Baseline | None = None
    clock: Clock | None = None

    def timed(
        self, phase: str, function: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs
    ) -> _T:
        """Call a function; where there is a clock, measure that as a phase of the run."""
        if self.clock is None:
            return function(*args, **kwargs)
        return self.clock.measure("phase", phase, function, *args, **kwargs)

    def rule(self, name: str) -> Rule:
        """The rule of this name with the words in force. Raises KeyError."""
        return self.reworded.get(name) or rulepack.rule(name)


class _Options(Mapping[str, Any]):
    """A rule's options: the user's over those of its file, which is read if one is asked for."""

    def __init__(self, rule: str, given: Mapping[str, Any]) -> None:
        self._rule = rule
        self._given = given

    @cached_property
    def _all(self) -> Mapping[str, Any]:
        return {**rulepack.rule(self._rule).options, **self._given}

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 - a value of TOML
        return self._given[key] if key in self._given else self._all[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


class FileReport(NamedTuple):
    """What was found in one file.

    Attributes:
        form: how the requests are stored, None where there is none.
        reason: why the file holds no request, if it holds none.
        error: why the file could not be read, if it could not.
        source, stored: None where the file could not be read.
    """

    path: str
    form: str | None
    findings: tuple[Finding, ...]
    reason: str | None
    error: str | None
    source: Source | None
    stored: Stored | None

    @property
    def requests(self) -> int:
        """How many requests the file holds."""
        return len(self.stored.requests) if self.stored else 0

    def some(self) -> tuple[Prompt, ...]:
        """The requests, of which there is at least one. Raises NoRequest."""
        if self.stored is not None and self.stored.requests:
            return self.stored.requests
        for finding in self.findings:
            line, column = finding.place.start
            raise NoRequest(f"{self.path}:{line}:{column}: {finding.message}")
        if self.error is not None:
            raise NoRequest(f"{self.path}: {self.error}")
        raise NoRequest(f"{self.path}: no request here: {self.reason}")


def check_file(path: str, settings: Settings, *, named: bool) -> FileReport:
    """Lint one file.

    Args:
        named: whether the user named it. A file met on a walk is passed over without parsing
            where it cannot hold a request, and broken JSON counts there only if the bytes say
            that it is meant for Bedrock.
    """
    try:
        data = settings.timed("reading files", files.read, Path(path))
    except files.FileRefused as refusal:
        return FileReport(path, None, (), None, str(refusal), None, None)
    if not named and not looks_like_request(data):
        return FileReport(
            path, None, (), "none of the keys that requests have are in it", None, None, None
        )
    return check_bytes(path, data, settings, strict=named or claims_to_be_request(data))


def check_bytes(path: str, data: bytes, settings: Settings, *, strict: bool = True) -> FileReport:
    """Lint the bytes of a file. `strict`: whether broken JSON is a finding."""
    try:
        source = Source.decode(path, data)
    except NotText as problem:
        source = Source(path, "")
        broken = _broken(source, problem.position, problem.reason, settings) if strict else ()
        found = settled(path, broken, settings)
        return FileReport(path, None, found, problem.reason, None, source, None)
    return check_source(source, settings, strict=strict)


def check_source(source: Source, settings: Settings, *, strict: bool = True) -> FileReport:
    """Lint a text."""
    stored = settings.timed("parsing", read, source, jsonl=is_jsonl(source))
    findings: list[Finding] = []
    for broken in stored.broken if strict else ():
        findings += _broken(source, broken.span, broken.reason, settings)
    for number, request in enumerate(stored.requests):
        findings += _judge(source, request, number, settings)
    return FileReport(
        path=source.path,
        form=stored.form,
        findings=settled(source.path, findings, settings),
        reason=stored.reason,
        error=None,
        source=source,
        stored=stored,
    )


def is_jsonl(source: Source) -> bool:
    """Whether each line is a document: by the file's name or, without one that tells, its text."""
    name = source.path.lower()
    if name.endswith((".json", *_JSONL)):
        return not name.endswith(".json")
    first, _, rest = source.text.lstrip().partition("\n")
    if not first.startswith("{") or not rest.lstrip().startswith("{"):
        return False
    try:
        Document(first)
    except SyntaxProblem:
        return False
    return True


def facts_of(request: Prompt, settings: Settings) -> Facts:
    """The facts that the checks of one request share."""
    counter = settings.counter
    kind = Facts if settings.clock is None else settings.clock.facts
    return kind(
        request,
        settings.model,
        settings.traffic,
        quick=counter is None or not counter.everything,
        reach=settings.reach,
        counter=counter,
        words=settings.words,
        keeps=settings.keeps,
        samples=settings.samples,
    )


def _broken(
    source: Source, where: Span | Position, reason: str, settings: Settings
) -> tuple[Finding, ...]:
    if "invalid-json" not in settings.rules:
        return ()
    rule = settings.rule("invalid-json")
    finding = file_finding(rule, source, where, rule.phrase({"reason": reason}))
    return (finding._replace(severity=settings.severities.get(rule.name, rule.severity)),)


def settled(path: str, found: Sequence[Finding], settings: Settings) -> tuple[Finding, ...]:
    """The findings of a file in order, with fingerprints; those that do not count are marked."""
    if not found:
        return ()
    from promptlint.engine.suppress import ignored
    from promptlint.engine.traces import with_fingerprints

    findings = sorted(found, key=lambda finding: (finding.place.span, finding.code))
    findings = with_fingerprints(path, findings)
    if settings.ignores:
        findings = ignored(path, findings, settings.ignores, settings.today)
    if settings.baseline is not None:
        findings = settings.baseline.covered(path, findings)
    return tuple(findings)


def _judge(source: Source, request: Prompt, number: int, settings: Settings) -> Iterator[Finding]:
    facts = facts_of(request, settings)
    placer = Placer(source, request)
    for name, problem in _problems(facts, settings):
        rule = settings.rule(name)
        severity = rule.severity if problem.severity is None else problem.severity
        if name in CHECKS:  # a crash is as bad as it is
            severity = settings.severities.get(name, severity)
        finding = finding_of(problem, rule, severity, placer, number)
        yield finding._replace(traces=_traces(finding, problem, facts))


def _traces(finding: Finding, problem: Problem, facts: Facts) -> tuple[str, ...]:
    from promptlint.engine.traces import traces_of

    return traces_of(finding, problem, facts)


def _problems(facts: Facts, settings: Settings) -> Iterator[tuple[str, Problem]]:
    """What the checks in force find, each problem with the name of its rule."""
    checks = CHECKS if settings.clock is None else settings.clock.timed(CHECKS)
    for name, check in checks.items():
        if name not in settings.rules or (name in ON_DEMAND and name not in settings.options):
            continue
        options = _Options(name, settings.options.get(name, {}))
        try:
            problems = list(check(facts.request, facts, options))
        except Exception as error:  # noqa: BLE001 - one broken check must not silence the others
            words: dict[str, object] = {"check": name, "error": f"{type(error).__name__}: {error}"}
            yield "internal-error", Problem(facts.request.root, words)
            continue
        for problem in problems:
            yield name, problem
