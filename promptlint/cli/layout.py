"""`promptlint layout`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from promptlint.cli.files import Target, find_targets
from promptlint.cli.options import (
    Given,
    file_options,
    output_options,
    paths,
    request_options,
    run_options,
)
from promptlint.cli.output import FAILED, complain, put, put_lines, say
from promptlint.cli.setup import Setup, prepare

if TYPE_CHECKING:
    from promptlint.report.cache_map import CacheMap


@click.command("layout")
@paths(required=True)
@request_options
@output_options("full", "json")
@file_options
@run_options
@click.pass_context
def command(ctx: click.Context, /, paths: tuple[str, ...], **options: Any) -> None:  # noqa: ANN401
    """Show requests as the cache sees them.

    Blocks in cache order with their tokens and lifetimes, checkpoints with what they come to, and
    the cost now and at best. PATH is a file, a folder, or - for standard input.
    """
    setup = prepare(Given(**options)._replace(output_format=options["output_format"] or "full"))
    setup = setup._replace(settings=setup.settings._replace(rules=frozenset({"invalid-json"})))
    targets, failed = find_targets(paths, setup)
    surveyor = Surveyor(setup)
    if setup.output_format == "json":
        from promptlint.report.json import dump, layouts

        put(dump(layouts(surveyor.maps(targets))), setup.given.output)
    else:
        from promptlint.report.layout import cache_map_text

        lines = (
            line for each in surveyor.maps(targets) for line in cache_map_text(each, setup.page)
        )
        put_lines(lines, setup.page, setup.given.output)
    ctx.exit(FAILED if failed or surveyor.failed else 0)


class Surveyor:
    """Reads files one after the other; `failed` once one of them could not be read."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self.failed = False

    def maps(self, targets: list[Target]) -> Iterator[CacheMap]:
        """The maps of all requests, file by file; what is wrong with a file is said on the way."""
        for target in targets:
            yield from self._maps(target)

    def _maps(self, target: Target) -> list[CacheMap]:
        from promptlint.cli.app import internal
        from promptlint.engine.lint import check_bytes, check_file
        from promptlint.report.cache_map import cache_maps

        settings, given = self._setup.settings, self._setup.given
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
