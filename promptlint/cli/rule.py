"""`promptlint rule`."""

from __future__ import annotations

import click

from promptlint.cli import suggest
from promptlint.cli.chosen import configurations
from promptlint.cli.help import Command
from promptlint.cli.options import Given, config_options
from promptlint.cli.output import Trouble, page, put, put_lines


@click.command(
    "rule",
    cls=Command,
    examples=(
        ("rule volatile-prefix", "why it matters, what to do, examples, sources"),
        ("rule PL101", "the same by its code"),
        ("rule prefix", "a family"),
        ("rule --output-format json", "all rules, for a program"),
    ),
)
@click.argument("name", required=False, shell_complete=suggest.rule)
@click.option("--output-format", type=click.Choice(("full", "json")), default="full")
@config_options
def command(
    name: str | None, output_format: str, config: tuple[str, ...], isolated: bool, color: str
) -> None:
    """Explain a rule, or list all, as the configuration has them.

    NAME is a rule's name, code or alias. A family, or a glob over names or codes, lists what it
    fits.
    """
    from promptlint import rulepack
    from promptlint.report.rules import as_json, explained, listed

    several = not name or name in rulepack.FAMILIES or any(sign in name for sign in "*?[")
    try:
        fitting = rulepack.matching(name or "ALL") if several else {rulepack.find(name or "").name}
    except rulepack.UnknownRule as problem:
        raise Trouble(str(problem)) from None
    changed = configurations(Given(config=config, isolated=isolated)).base.rules
    shipped = (rule for rule in rulepack.load().values() if rule.name in fitting)
    rules = [changed.get(rule.name, rule) for rule in shipped]
    sheet = page(color, None)
    if output_format == "json":
        from promptlint.report.json import dump

        put(dump(as_json(rules)))
    elif not several:
        put_lines(explained(rules[0], sheet), sheet, None)
    else:
        put_lines(listed(rules, sheet), sheet, None)
