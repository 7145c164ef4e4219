"""`promptlint rule`."""

from __future__ import annotations

import click

from promptlint.cli.output import Trouble, page, put, put_lines


@click.command("rule")
@click.argument("name", required=False)
@click.option("--output-format", type=click.Choice(("full", "json")), default="full")
@click.option("--color", type=click.Choice(("auto", "always", "never")), default="auto")
def command(name: str | None, output_format: str, color: str) -> None:
    """Explain a rule, or list all.

    NAME is a rule's name, code or alias.
    """
    from promptlint import rulepack
    from promptlint.report.rules import as_json, explained, listed

    try:
        rules = [rulepack.find(name)] if name else list(rulepack.load().values())
    except rulepack.UnknownRule as problem:
        raise Trouble(str(problem)) from None
    sheet = page(color, None)
    if output_format == "json":
        from promptlint.report.json import dump

        put(dump(as_json(rules)))
    elif name:
        put_lines(explained(rules[0], sheet), sheet, None)
    else:
        put_lines(listed(rules, sheet), sheet, None)
