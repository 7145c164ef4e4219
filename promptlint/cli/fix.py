"""`promptlint fix`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import click

from promptlint.cli.check import excerpt_width, report
from promptlint.cli.files import (
    STDIN,
    Target,
    find_targets,
    remark,
    reported,
    show,
    show_times,
    work,
)
from promptlint.cli.help import Command
from promptlint.cli.options import (
    Given,
    baseline_options,
    file_options,
    fix_options,
    jobs_option,
    paths,
    report_options,
    request_options,
    rule_options,
    run_options,
)
from promptlint.cli.output import FAILED, Trouble, complain, put, put_bytes, put_lines, say
from promptlint.cli.setup import Setup, prepare
from promptlint.cli.suppressions import Run, leftovers, remark_on_baseline
from promptlint.report.results import Result

if TYPE_CHECKING:
    from promptlint.engine.fix import FixReport
    from promptlint.report.style import Line


class Mended(NamedTuple):
    """One file, fixed.

    Attributes:
        left: what is left to say of it.
        rules: names of the rules whose findings were mended, one for each.
        before, after: its text; the same where nothing changes, None where there is none.
        output: the file's new bytes, or its old ones if it is left alone; None if unread.
        trouble: why it was left alone although there was something to mend.
    """

    left: Result
    rules: tuple[str, ...]
    before: str | None
    after: str | None
    output: bytes | None
    trouble: str | None

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return self.before != self.after


@click.command(
    "fix",
    cls=Command,
    examples=(
        ("fix --diff request.json", "look first"),
        ("fix --safe prompts", "only what leaves the model's view as it is"),
        ("fix --grade relocate request.json", "as far as it can go"),
        ("fix - < request.json > fixed.json", "as a filter"),
    ),
)
@paths(required=True)
@fix_options
@rule_options
@baseline_options
@request_options
@report_options
@file_options
@run_options
@jobs_option
@click.pass_context
def command(
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    diff: bool,
    stdout: bool,
    **options: Any,  # noqa: ANN401 - one for each field of Given
) -> None:
    """Rewrite requests to the best layout.

    PATH is a file, a folder, or - to read standard input and write the result to standard output.
    Exits with 0 if nothing is left to say, 1 if findings are left (with --diff: if something
    would change), 2 if promptlint could not do its job.
    """
    mend_all(ctx, paths, Given(**options), diff=diff, stdout=stdout)


def mend_all(
    ctx: click.Context, paths: Sequence[str], given: Given, *, diff: bool, stdout: bool
) -> NoReturn:
    """Fix what the paths mean, as the options want it, and exit. Raises Trouble."""
    if given.safe and given.grade not in (None, "safe"):
        raise Trouble(f"--safe and --grade {given.grade} contradict each other")
    if STDIN in paths and len(paths) > 1:
        raise Trouble("- stands for the one thing to fix; name files in a call of their own")
    setup = prepare(given)
    stdout = stdout or STDIN in paths
    timed = setup.settings.timed
    found = timed("looking for files", find_targets, paths, setup)
    if given.show_files:
        ctx.exit(show(found))
    if stdout and not diff and len(found.targets) > 1:
        raise Trouble(f"--stdout takes one file, and these are {len(found.targets):,}")
    mend_one = partial(
        mend,
        write=not (diff or stdout),
        width=excerpt_width(setup),
        further=not given.quiet,
    )
    mended = list(work(mend_one, found.targets, setup))
    left = [each.left for each in mended]
    failed = remark(found, left, setup)
    failed |= _complain(mended)
    done = Run(paths, found.targets, left, setup, failed=failed)
    # Where nothing is written, the files are not what is left.
    rest = [] if diff or stdout else leftovers(done, excerpt_width(setup))
    if diff:
        timed("report", _show_diffs, mended, setup)
    else:
        shown = [*reported(found.targets, left), *rest]
        timed("report", _show_left, shown, mended, setup, stdout=stdout)
    _summarize(mended, [*left, *rest], setup, dry=diff)
    if not (diff or stdout):
        remark_on_baseline(done)
    show_times(setup)
    ctx.exit(FAILED if failed else _status(mended, [*left, *rest], setup, diff=diff))


def mend(target: Target, *, write: bool, width: int | None, further: bool) -> Mended:
    """Fix one file. Whatever happens, it is a result, and the input is not lost."""
    from promptlint.cli.app import internal
    from promptlint.report.prospects import Prospect
    from promptlint.report.results import result_of

    settings = target.settings
    try:
        done = settings.timed("fixing", _fixed, target, write=write)
        readable = done.before if done.remaining.stored is not None else None
        output = readable.encode(done.after) if readable else target.data
        return Mended(
            left=result_of(done.remaining, settings, width=width, further=further, thorough=True),
            rules=tuple(finding.rule for finding in done.fixed),
            before=readable.text if readable else None,
            after=done.after if readable else None,
            output=output if done.changed or target.data is None else target.data,
            trouble=done.failed or done.refused,
        )
    except Exception as error:  # noqa: BLE001 - the sentence says where
        left = Result(target.path, None, 0, (), (), None, internal(error), Prospect.none)
        return Mended(left, (), None, None, target.data, None)


def _fixed(target: Target, *, write: bool) -> FixReport:
    from promptlint.engine.fix import fix_file, fix_report
    from promptlint.engine.lint import check_bytes

    settings = target.settings
    if target.data is None:
        return fix_file(target.path, settings, named=target.named, write=write)
    return fix_report(check_bytes(target.path, target.data, settings), settings)


def _complain(mended: Sequence[Mended]) -> bool:
    for each in mended:
        if each.trouble is not None:
            complain(f"{each.left.path}: left as it is: {each.trouble}")
    return any(each.trouble is not None for each in mended)


def _show_diffs(mended: Sequence[Mended], setup: Setup) -> None:
    """Patches that tools can apply; on a terminal, and in colour, for the eyes instead.

    For the eyes there are the maps before and after as well.
    """
    from promptlint.cli.output import is_terminal
    from promptlint.report.diff import patch

    target = setup.given.output
    changes = [
        (each.left.path, each.before or "", each.after or "") for each in mended if each.changed
    ]
    if target is None and (setup.page.color or is_terminal()):
        lines = (line for change in changes for line in _for_the_eyes(*change, setup))
        put_lines(lines, setup.page, target)
    else:
        put("".join(patch(*change) for change in changes), target)


def _for_the_eyes(path: str, before: str, after: str, setup: Setup) -> Iterator[Line]:
    from promptlint.report.cache_map import changed_maps
    from promptlint.report.diff import shown
    from promptlint.report.layout import change_text

    yield from shown(path, before, after, setup.page)
    yield ()
    for maps in changed_maps(path, before, after, setup.chosen.of_file(path)):
        yield from change_text(*maps, setup.page)


def _show_left(
    left: Sequence[Result], mended: Sequence[Mended], setup: Setup, *, stdout: bool
) -> None:
    """What is left to say; where stdout is for the result, it goes to stderr."""
    if not stdout:
        report(left, setup)
        return
    for each in mended:
        if each.output is not None:
            put_bytes(each.output)
    if setup.given.output is not None:
        report(left, setup)
        return
    from promptlint.report.concise import concise
    from promptlint.report.style import text_of

    for words in text_of(concise(left), setup.page._replace(color=False)).splitlines():
        say(words)


def _summarize(
    mended: Sequence[Mended], left: Sequence[Result], setup: Setup, *, dry: bool
) -> None:
    if setup.given.quiet:
        return
    from promptlint.report.summary import of_fix

    for each in mended:
        if each.changed and not dry:
            say(f"{each.left.path}: mended {', '.join(sorted(set(each.rules)))}")
    lines = of_fix(
        left,
        setup.settings.reach,
        fixed=sum(len(each.rules) for each in mended),
        files=sum(each.changed for each in mended),
        dry=dry,
    )
    for words in lines:
        say(words)


def _status(mended: Sequence[Mended], left: Sequence[Result], setup: Setup, *, diff: bool) -> int:
    from promptlint.report.results import counting

    if setup.given.exit_zero:
        return 0
    if diff:
        return int(any(each.changed for each in mended))
    return int(counting(left, setup.fail_on) > 0)
