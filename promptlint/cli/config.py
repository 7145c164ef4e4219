"""`promptlint config`."""

from __future__ import annotations

from functools import partial

import click

from promptlint.cli import suggest
from promptlint.cli.chosen import checked, configurations
from promptlint.cli.help import Command
from promptlint.cli.options import Given, config_options
from promptlint.cli.output import page, put, put_lines
from promptlint.cli.setup import usual_format


@click.command(
    "config",
    cls=Command,
    examples=(
        ("config", "the settings of this folder"),
        ("config prompts/request.json", "those of a file, which may be others"),
        ("config --schema > promptlint.schema.json", "for an editor"),
    ),
)
@click.argument("path", metavar="[PATH]", required=False, shell_complete=suggest.file)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a configuration.")
@click.option("--output-format", type=click.Choice(("full", "json")), default="full")
@config_options
def command(
    path: str | None,
    *,
    schema: bool,
    output_format: str,
    config: tuple[str, ...],
    isolated: bool,
    color: str,
) -> None:
    """Show the settings in force, each with where it comes from.

    PATH is a file or a folder, whose settings may differ from those of the current one.
    """
    from promptlint.engine.walk import SUFFIXES
    from promptlint.report.json import dump
    from promptlint.report.settings import as_json, settings, shown

    if schema:
        from promptlint.config.schema import configuration_schema

        put(dump(configuration_schema()))
        return
    given = Given(config=config, isolated=isolated)
    choice = configurations(given)
    held = checked(partial(choice.of_path, path or "."))
    found = settings(held, usual_format(given), SUFFIXES)
    sheet = page(color, None)
    if output_format == "json":
        put(dump(as_json(path or ".", held, found)))
    else:
        put_lines(shown(path or ".", held, found, sheet), sheet, None)
