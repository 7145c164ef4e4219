"""What is left to say, at the end of a run, of what did not count in it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from promptlint.cli.files import STDIN, Target
from promptlint.cli.output import say
from promptlint.cli.setup import Setup
from promptlint.report.results import Result
from promptlint.report.summary import counted

if TYPE_CHECKING:
    from promptlint.engine.coverage import Coverage
    from promptlint.engine.lint import Settings
    from promptlint.findings import Finding

# Keys of a configuration by which nothing is judged otherwise, or which the rules in force show.
_HARMLESS = frozenset(
    ("select", "extend_select", "ignore", "severity", "fail_on", "output_format", "baseline")
)


# Settings, each with a result that they have led to.
Group = list[tuple["Settings", Result | None]]


class Run(NamedTuple):
    """A run that has come to its end.

    Attributes:
        paths: as they were typed.
        results: one for each target.
        failed: whether something could not be looked at.
    """

    paths: Sequence[str]
    targets: Sequence[Target]
    results: Sequence[Result]
    setup: Setup
    failed: bool

    @property
    def files(self) -> list[tuple[Target, Result]]:
        """The files that were looked at; standard input is none."""
        return [
            (target, result)
            for target, result in zip(self.targets, self.results, strict=True)
            if target.data is None and result.error is None
        ]

    def coverage(self, settings: Iterable[Settings]) -> Coverage:
        """What was looked at, of what is judged by these settings."""
        from promptlint.checks import ON_DEMAND
        from promptlint.engine.coverage import Coverage
        from promptlint.engine.paths import real

        # What is excluded on this command line, others may look at.
        walks = not self.setup.given.exclude
        rules = [each.rules - (ON_DEMAND - each.options.keys()) for each in settings]
        return Coverage(
            rules=frozenset().union(*rules),
            files={real(target.path): target.named for target, _ in self.files},
            folders=tuple(real(path) for path in self.paths if walks and Path(path).is_dir()),
            as_usual=not (self.failed or STDIN in self.paths or _judges_otherwise(self.setup)),
        )

    def groups(self, of: Callable[[Settings], object]) -> list[Group]:
        """The results with their settings, together where `of` gives the same object for these.

        The first group begins with the settings of the current folder, which led to no result.
        """
        base = self.setup.settings
        grouped: dict[int, Group] = {id(of(base)): [(base, None)]}
        for target, result in zip(self.targets, self.results, strict=True):
            grouped.setdefault(id(of(target.settings)), []).append((target.settings, result))
        return list(grouped.values())


def _judges_otherwise(setup: Setup) -> bool:
    """Whether this command line finds what the configuration alone would not, or the reverse."""
    given = setup.given
    stated = (
        given.model,
        given.traffic,
        given.samples,
        given.keep_order,
        given.keep_checkpoints,
        given.count_tokens,
        given.count_all_tokens,
        given.grade,
        given.safe,
    )
    return any(stated) or any(layer.said.keys() - _HARMLESS for layer in setup.choice.over)


def marked(result: Result, by: str | None) -> list[Finding]:
    """The findings that are marked so: by "ignore", by "baseline", or by nothing (None)."""
    return [
        found
        for found in result.findings
        if (found.suppressed.by if found.suppressed else None) == by
    ]


def leftovers(run: Run, width: int | None) -> list[Result]:
    """Entries of configurations that nothing needs or that have expired, as findings in them."""
    reports: list[Result] = []
    for group in run.groups(lambda settings: settings.ignores):
        settings = group[0][0]
        if settings.ignores:
            from promptlint.engine import unused
            from promptlint.report.results import result_of

            coverage = run.coverage(settings for settings, _ in group)
            found = {result.path: result.findings for _, result in group if result}
            reports += (
                result_of(report, settings, width=width)
                for report in unused.leftovers(found, settings, coverage)
            )
    return reports


def remark_on_baseline(run: Run) -> None:
    """Say what of a baseline is not found any more."""
    if run.setup.given.quiet:
        return
    looked_at = {id(result) for _, result in run.files}
    for group in run.groups(lambda settings: settings.baseline):
        old = group[0][0].baseline
        if old is not None:
            from promptlint.engine.baseline import missing, updated

            found = {
                result.path: marked(result, "baseline")
                for _, result in group
                if result and id(result) in looked_at
            }
            coverage = run.coverage(settings for settings, _ in group)
            gone = missing(old.entries, updated(old, found, coverage))
            if gone:
                is_, it = ("is", "it") if gone == 1 else ("are", "them")
                entries = counted(gone, "entry", "entries")
                say(f"{old.path}: {entries} {is_} needed no more; `{_prune(run)}` takes {it} out")


def _prune(run: Run) -> str:
    """The command that takes out what this run has missed."""
    given = run.setup.given
    command = ["promptlint", "baseline", "prune"]
    for setting in given.config:
        command += ["--config", setting]
    command += ["--isolated"] if given.isolated else []
    command += ["--baseline", str(given.baseline)] if given.baseline else []
    return shlex.join([*command, *(path for path in run.paths if path != ".")])
