"""`promptlint models`."""

from __future__ import annotations

import click

from promptlint.cli import suggest
from promptlint.cli.help import Command
from promptlint.cli.output import Trouble, page, put, put_lines


@click.command(
    "models",
    cls=Command,
    examples=(
        ("models", "all that are known"),
        ("models us.anthropic.claude-sonnet-4-5-20250929-v1:0", "one, and who says what of it"),
    ),
)
@click.argument("model_id", metavar="[ID]", required=False, shell_complete=suggest.model)
@click.option("--output-format", type=click.Choice(("full", "json")), default="full")
@click.option(
    "--color",
    type=click.Choice(("auto", "always", "never")),
    default="auto",
    help="Colours; NO_COLOR and FORCE_COLOR count, too.",
)
def command(model_id: str | None, output_format: str, color: str) -> None:
    """Show what is known of a model, and who says so, or list all models.

    ID is a model ID, an inference profile or an ARN.
    """
    from promptlint.catalog import every, find
    from promptlint.report.models import as_json, explained, listed

    models = every()
    if model_id is not None:
        found = find(model_id)
        if found.opaque:
            words = "stands for a model without naming it: only AWS knows which"
            put(f"{model_id} {words}\n" if output_format == "full" else "")
            models = ()
        elif found.model is None:
            meant = f"; did you mean {found.closest!r}?" if found.closest else ""
            raise Trouble(f"there is no model {model_id!r} in the catalogue{meant}")
        else:
            models = (found.model,)
    sheet = page(color, None)
    if output_format == "json":
        from promptlint.report.json import dump

        put(dump(as_json(models, claims=model_id is not None)))
    elif model_id is None:
        put_lines(listed(models, sheet), sheet, None)
    elif models:
        put_lines(explained(models[0], sheet), sheet, None)
