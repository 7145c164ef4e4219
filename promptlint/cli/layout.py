"""`promptlint layout`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from promptlint.cli.files import STDIN, Target, find_targets
from promptlint.cli.help import Command
from promptlint.cli.options import (
    GRADES,
    Given,
    file_options,
    output_options,
    paths,
    request_options,
    run_options,
)
from promptlint.cli.output import FAILED, Trouble, complain, put, put_bytes, put_lines, say
from promptlint.cli.progress import with_progress
from promptlint.cli.setup import Setup, prepare
from promptlint.report.safe_text import safe

if TYPE_CHECKING:
    from promptlint.report.cache_map import CacheMap
    from promptlint.report.html import Pages


@click.command(
    "layout",
    cls=Command,
    examples=(
        ("layout request.json", "blocks, tokens, checkpoints and cost of a request"),
        ("layout --html map.html prompts", "the same as a page for the browser"),
        ("layout --samples recorded.jsonl request.json", "by what recorded requests show"),
    ),
)
@paths(required=True)
@request_options
@output_options("full", "json")
@click.option(
    "--grade", type=click.Choice(GRADES), help="How far the plan may go.  [default: layout]"
)
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="Draw the maps into a page of HTML (- for standard output), besides what --output-format "
    "or -o ask for.",
)
@file_options
@run_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    html: Path | None,
    **options: Any,  # noqa: ANN401
) -> None:
    """Show requests as the cache sees them.

    Blocks in cache order with their tokens and lifetimes, checkpoints with what they come to, and
    the cost now and at best. PATH is a file, a folder, or - for standard input.
    """
    reports = html is None or options["output_format"] or options["output"]
    if html is not None:
        _refuse(html, options["output"], alone=not reports)
    form = options.pop("output_format") or "full"
    setup = prepare(Given(**options), only=frozenset({"invalid-json"}))
    targets, failed = find_targets(paths, setup)
    surveyor = Surveyor(setup)
    maps = surveyor.maps(targets)
    if html is not None:
        from promptlint.report.html import Pages

        drawn = Pages()
        maps = drawn.watch(maps)
    if not reports:
        for _ in maps:
            pass
    elif form == "json":
        from promptlint.report.json import dump
        from promptlint.report.layouts import layouts

        put(dump(layouts(maps)), setup.given.output)
    else:
        from promptlint.report.layout import cache_map_text

        lines = (line for each in maps for line in cache_map_text(each, setup.page))
        put_lines(lines, setup.page, setup.given.output)
    if html is not None:
        _put_page(drawn, html, quiet=setup.given.quiet)
    ctx.exit(FAILED if failed or surveyor.failed else 0)


def _refuse(html: Path, output: Path | None, *, alone: bool) -> None:
    """Refuse a page that would get in the way of something else. Raises Trouble."""
    if str(html) == STDIN:
        if not alone and output is None:
            raise Trouble("two reports cannot share stdout: give one of them a file")
    elif html.is_file() and not _is_page(html):
        raise Trouble(f"{html}: is there already and is no page of HTML, so it stays as it is")
    elif output is not None and output.absolute() == html.absolute():
        raise Trouble(f"{html}: cannot hold two reports")


def _is_page(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            begin = file.read(15)
    except OSError as error:
        raise Trouble(f"{path}: cannot be read: {error.strerror}") from None
    return not begin or begin.lower() == b"<!doctype html>"


def _put_page(drawn: Pages, html: Path, *, quiet: bool) -> None:
    if str(html) == STDIN:
        put_bytes(drawn.text().encode())
        return
    put(drawn.text(), html)
    if not quiet:
        count = len(drawn)
        requests = "1 request" if count == 1 else f"{count:,} requests"
        say(f"Drew the cache maps of {requests} into {safe(str(html))}")


class Surveyor:
    """Reads files one after the other; `failed` once one of them could not be read."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self.failed = False

    def maps(self, targets: list[Target]) -> Iterator[CacheMap]:
        """The maps of all requests, file by file; what is wrong with a file is said on the way."""
        quiet = self._setup.given.quiet
        for target in with_progress(iter(targets), len(targets), quiet=quiet):
            yield from self._maps(target)

    def _maps(self, target: Target) -> list[CacheMap]:
        from promptlint.cli.app import internal
        from promptlint.engine.lint import check_bytes, check_file
        from promptlint.report.cache_map import cache_maps

        settings, given = target.settings, self._setup.given
        try:
            if target.data is None:
                report = check_file(target.path, settings, named=target.named)
            else:
                report = check_bytes(target.path, target.data, settings)
            found = cache_maps(report, settings)
        except Exception as error:  # noqa: BLE001 - the sentence says where
            complain(f"{target.path}: {internal(error)}")
            self.failed = True
            return []
        if report.error is not None:
            complain(f"{target.path}: {report.error}")
        for finding in report.findings:
            line, column = finding.place.start
            complain(f"{target.path}:{line}:{column}: {finding.message}")
        if not (found or report.findings or report.error or given.quiet) and target.named:
            say(f"{target.path}: no request here: {report.reason}")
        self.failed |= bool(report.error or report.findings)
        return found
