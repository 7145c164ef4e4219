"""`promptlint check`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from promptlint.cli.adding import add_ignores, refuse_to_add
from promptlint.cli.files import (
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
from promptlint.cli.output import FAILED, Trouble, put, put_lines, say
from promptlint.cli.setup import Setup, prepare
from promptlint.cli.suppressions import Run, leftovers, remark_on_baseline

if TYPE_CHECKING:
    from promptlint.report.results import Result


@click.command(
    "check",
    cls=Command,
    examples=(
        ("check", "the requests in this folder"),
        ("check --select prefix --fail-on error prompts", "one family of rules, in a folder"),
        ("check --output-format json -o report.json request.json", "for a program"),
        ("check --statistics prompts", "how often which rule"),
        ("check --fix --diff prompts", "what `promptlint fix` would change"),
        ("check - < request.json", "standard input"),
    ),
)
@paths(required=False)
@click.option(
    "--add-ignore",
    metavar="REASON",
    help="Write what is found into the configuration, to be passed over from now on.",
)
@click.option("--fix", is_flag=True, help="Mend what is found, as `promptlint fix` does.")
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
    fix: bool,
    diff: bool,
    stdout: bool,
    **options: Any,  # noqa: ANN401 - one for each field of Given
) -> None:
    """Find what keeps requests from being cached.

    PATH is a file, a folder (default: this one) or - for standard input. Exits with 0 if nothing
    was found, 1 if something was, 2 if promptlint could not do its job.
    """
    from promptlint.report.formats import WITH_REPLACEMENTS
    from promptlint.report.results import counting
    from promptlint.report.summary import of_check

    given, paths = Given(**options), paths or (".",)
    _refuse(given, mends=fix or diff, stdout=stdout)
    if fix or diff:
        from promptlint.cli.fix import mend_all

        mend_all(ctx, paths, given, diff=diff, stdout=stdout)
    refuse_to_add(given, paths)
    setup = prepare(given)
    timed = setup.settings.timed
    found = timed("looking for files", find_targets, paths, setup)
    if given.show_files:
        ctx.exit(show(found))
    judge_one = partial(
        judge,
        width=excerpt_width(setup),
        further=not given.quiet,
        replacements=setup.writes(*WITH_REPLACEMENTS),
    )
    results = list(work(judge_one, found.targets, setup))
    failed = remark(found, results, setup)
    done = Run(paths, found.targets, results, setup, failed=failed)
    if given.add_ignore is not None:
        failed |= not add_ignores(done, given.add_ignore)
        ctx.exit(FAILED if failed else 0)
    rest = leftovers(done, excerpt_width(setup))
    timed("report", report, [*reported(found.targets, results), *rest], setup)
    results = [*results, *rest]
    if not given.quiet:
        for words in of_check(results, setup.settings.reach):
            say(words)
    remark_on_baseline(done)
    show_times(setup)
    faulty = counting(results, setup.fail_on) > 0 and not given.exit_zero
    ctx.exit(FAILED if failed else int(faulty))


def _refuse(given: Given, *, mends: bool, stdout: bool) -> None:
    """Refuse options that do not go together. Raises Trouble."""
    if mends and given.add_ignore is not None:
        raise Trouble("--add-ignore is about what is found, and --fix mends it")
    for option, said in (("--stdout", stdout), ("--grade", given.grade), ("--safe", given.safe)):
        if said and not mends:
            raise Trouble(f"{option} is about fixes, so --fix has to stand beside it")


def judge(
    target: Target, *, width: int | None = None, further: bool = False, replacements: bool = False
) -> Result:
    """One file's result. Whatever happens, it is a result: others are waiting."""
    from promptlint.cli.app import internal
    from promptlint.engine.lint import check_bytes, check_file
    from promptlint.forms import claims_to_be_request
    from promptlint.report.prospects import Prospect
    from promptlint.report.results import Result, result_of

    settings = target.settings
    try:
        if target.data is None:
            found = check_file(target.path, settings, named=target.named)
        else:
            strict = target.named or claims_to_be_request(target.data)
            found = check_bytes(target.path, target.data, settings, strict=strict)
        return settings.timed(
            "excerpts and prospects",
            result_of,
            found,
            settings,
            width=width,
            further=further,
            replacements=replacements,
        )
    except Exception as error:  # noqa: BLE001 - the sentence says where
        return Result(target.path, None, 0, (), (), None, internal(error), Prospect.none)


def excerpt_width(setup: Setup) -> int | None:
    """How wide excerpts may be; None where no report has any."""
    if not setup.writes("full") or setup.given.statistics:
        return None
    from promptlint.report.terminal import MARGIN

    return setup.page.width - MARGIN


def report(results: Sequence[Result], setup: Setup) -> None:
    """Findings in the forms that the user wants, to where the user wants them."""
    if setup.given.statistics:
        from promptlint.cli.statistics import put_statistics

        put_statistics(results, setup)
        return
    for form, file in setup.outputs:
        if form == "concise":
            from promptlint.report.concise import concise

            put_lines(concise(results), setup.page_for(file), file)
        elif form == "full":
            from promptlint.report.terminal import full

            page = setup.page_for(file)
            put_lines(full(results, page, setup.chosen.rule), page, file)
        else:
            from promptlint.engine.paths import repository_paths
            from promptlint.report.formats import writer

            rename = repository_paths()
            put(writer(form)(results, rule=setup.chosen.rule, rename=rename), file)
