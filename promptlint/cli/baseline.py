"""`promptlint baseline`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import click

from promptlint.cli.adding import contents, save
from promptlint.cli.check import judge
from promptlint.cli.chosen import checked
from promptlint.cli.files import STDIN, Target, find_targets, remark, work
from promptlint.cli.help import Command, Group
from promptlint.cli.known import baseline_file, read_baseline
from promptlint.cli.options import (
    Given,
    baseline_option,
    file_options,
    jobs_option,
    paths,
    request_options,
    run_options,
    selection_options,
    together,
)
from promptlint.cli.output import FAILED, Trouble, say
from promptlint.cli.setup import Setup, prepare
from promptlint.cli.suppressions import Run, marked
from promptlint.report.results import Result
from promptlint.report.summary import counted

_options = together(
    paths(required=False),
    selection_options,
    request_options,
    file_options,
    baseline_option,
    run_options,
    jobs_option,
)


@click.group("baseline", cls=Group)
def command() -> None:
    """Keep a list of findings that are known and do not count.

    It is promptlint-baseline.json beside the configuration or, without one, at the top of the
    repository. Once it is there, check and fix go by it.
    """


@command.command(
    "write",
    cls=Command,
    examples=(
        ("baseline write", "all that is found in this folder is known from now on"),
        ("baseline write prompts", "the same of one folder; what else is known stays known"),
    ),
)
@_options
@click.pass_context
def write(ctx: click.Context, /, paths: tuple[str, ...], **options: Any) -> None:  # noqa: ANN401
    """Write down all that is found, so that from now on only what is new counts.

    PATH is a file or a folder (default: this one). What the baseline has on other files and other
    rules stays in it.
    """
    given = Given(**options)
    run = _run(paths, prepare(given._replace(baseline=None, no_baseline=True)))
    for path, results in _lists(run, given).items():
        _update(path, results, None, run)
    ctx.exit(FAILED if run.failed else 0)


@command.command(
    "prune",
    cls=Command,
    examples=(("baseline prune", "take out what has been mended in the meantime"),),
)
@_options
@click.pass_context
def prune(ctx: click.Context, /, paths: tuple[str, ...], **options: Any) -> None:  # noqa: ANN401
    """Take out what is not found any more; nothing is added.

    PATH is a file or a folder (default: this one). What the baseline has on other files and other
    rules stays in it.
    """
    given = Given(**options)
    run = _run(paths, prepare(given))
    lists = _lists(run, given)
    there = [path for path in lists if path.exists()]
    if not there:
        raise Trouble(f"{next(iter(lists))}: there is no such file to take anything out of")
    for path in there:
        _update(path, lists[path], "baseline", run)
    ctx.exit(FAILED if run.failed else 0)


def _run(paths: tuple[str, ...], setup: Setup) -> Run:
    if STDIN in paths:
        raise Trouble("a baseline is about files, and - is none")
    paths = paths or (".",)
    found = find_targets(paths, setup)
    results = list(work(partial(judge, width=None, further=False), found.targets, setup))
    failed = remark(found, results, setup)
    return Run(paths, found.targets, results, setup, failed)


def _lists(run: Run, given: Given) -> dict[Path, list[tuple[Target, Result]]]:
    """The files that were looked at, by the baseline that holds for them."""
    choice = run.setup.choice
    lists: dict[Path, list[tuple[Target, Result]]] = {baseline_file(given, choice.base): []}
    for target, result in run.files:
        config = checked(partial(choice.of_file, target.path))
        lists.setdefault(baseline_file(given, config), []).append((target, result))
    return lists


def _update(
    path: Path, looked_at: Sequence[tuple[Target, Result]], by: str | None, run: Run
) -> None:
    """Put what was found in the place of what was known, and say what that comes to.

    `by`: "baseline" to keep only what was known, None for all that counts.
    """
    from promptlint.engine.baseline import Baseline, dump, missing, size, updated

    before = contents(path)
    old = Baseline(path, {}) if before is None else read_baseline(path)
    coverage = run.coverage([run.setup.settings, *(target.settings for target, _ in looked_at)])
    new = updated(old, {r.path: marked(r, by) for _, r in looked_at}, coverage)
    if new != old.entries:
        save(path, before, dump(new))
    if run.setup.given.quiet or not (looked_at or old.entries):
        return
    findings, files = size(new)
    changes = ((missing(new, old.entries), "new"), (missing(old.entries, new), "gone"))
    said = ", ".join(f"{number:,} {what}" for number, what in changes if number) or "as before"
    say(f"{path}: {counted(findings, 'finding')} in {counted(files, 'file')} ({said})")
