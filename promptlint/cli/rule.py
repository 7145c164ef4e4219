"""`promptlint rule`."""

from __future__ import annotations

from pathlib import Path

import click

from promptlint.cli.options import Given, config_options, configuration
from promptlint.cli.output import Trouble, page, put, put_lines


@click.command("rule")
@click.argument("name", required=False)
@click.option("--output-format", type=click.Choice(("full", "json")), default="full")
@config_options
def command(
    name: str | None, output_format: str, config: Path | None, isolated: bool, color: str
) -> None:
    """Explain a rule, or list all, as the configuration has them.

    NAME is a rule's name, code or alias.
    """
    from promptlint import rulepack
    from promptlint.report.rules import as_json, explained, listed

    try:
        rules = [rulepack.find(name)] if name else list(rulepack.load().values())
    except rulepack.UnknownRule as problem:
        raise Trouble(str(problem)) from None
    changed = configuration(Given(config=config, isolated=isolated)).rules
    rules = [changed.get(rule.name, rule) for rule in rules]
    sheet = page(color, None)
    if output_format == "json":
        from promptlint.report.json import dump

        put(dump(as_json(rules)))
    elif name:
        put_lines(explained(rules[0], sheet), sheet, None)
    else:
        put_lines(listed(rules, sheet), sheet, None)
