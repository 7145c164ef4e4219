"""`promptlint diff`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from promptlint.cli import suggest
from promptlint.cli.files import STDIN, STDIN_NAME, read_stdin
from promptlint.cli.help import Command
from promptlint.cli.options import Given, model_option, output_options, run_options
from promptlint.cli.output import FAILED, Trouble, complain, put, put_lines, say
from promptlint.cli.setup import Setup, prepare

if TYPE_CHECKING:
    from promptlint.engine.lint import FileReport
    from promptlint.report.comparing import Linted


@click.command(
    "diff",
    cls=Command,
    examples=(
        ("diff request.json prompts/request.json", "what of the first the second can read"),
        ("diff --output-format json request.json request.json", "for a program"),
    ),
)
@click.argument("old", shell_complete=suggest.file)
@click.argument("new", shell_complete=suggest.file)
@model_option
@output_options("full", "json")
@run_options
@click.pass_context
def command(ctx: click.Context, /, old: str, new: str, **options: Any) -> None:  # noqa: ANN401
    """Show where NEW leaves what OLD has stored in the cache.

    OLD and NEW are files, or one of them is - for standard input. Of several requests in a file,
    the last of OLD and the first of NEW count: what is sent one after the other. Exits with 0 if
    NEW reads all that OLD has stored, 1 if it does not, 2 if promptlint could not do its job.
    """
    from promptlint.errors import NoRequest
    from promptlint.report.comparing import diff_of

    if old == new == STDIN:
        raise Trouble("- stands for one of the two requests")
    form = options.pop("output_format") or "full"
    setup = prepare(Given(**options), only=frozenset({"invalid-json"}))
    before, after = _read(old, setup), _read(new, setup)
    try:
        diff = diff_of(before, after)
    except NoRequest as problem:
        raise Trouble(str(problem)) from None
    broken = [_remark(before.report, "last", setup), _remark(after.report, "first", setup)]
    if form == "json":
        from promptlint.report.json import dump

        put(dump(diff.to_dict()), setup.given.output)
    else:
        from promptlint.report.difference_text import difference_text

        put_lines(difference_text(diff, setup.page), setup.page, setup.given.output)
    ctx.exit(FAILED if any(broken) else int(not diff.ok))


def _read(path: str, setup: Setup) -> Linted:
    from promptlint.engine.lint import check_bytes, check_file
    from promptlint.report.comparing import Linted

    if path == STDIN:
        settings = setup.settings
        return Linted(check_bytes(STDIN_NAME, read_stdin(), settings), settings)
    name = path.replace(os.sep, "/")
    settings = setup.chosen.of_file(name)
    return Linted(check_file(name, settings, named=True), settings)


def _remark(report: FileReport, which: str, setup: Setup) -> bool:
    """Say what is to be said of a file beside its request; whether a part of it is broken."""
    for finding in report.findings:
        line, column = finding.place.start
        complain(f"{report.path}:{line}:{column}: {finding.message}")
    if report.requests > 1 and not setup.given.quiet:
        say(f"{report.path}: the {which} of {report.requests:,} requests")
    elif setup.given.verbose:
        say(f"{report.path}: {report.form}")
    return bool(report.findings)
