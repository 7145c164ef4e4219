"""`promptlint completion`."""

from __future__ import annotations

import click

from promptlint.cli.help import Command
from promptlint.cli.output import put

_SHELLS = ("bash", "zsh", "fish")


@click.command(
    "completion",
    cls=Command,
    examples=(
        ('eval "$(promptlint completion bash)"', "for ~/.bashrc"),
        ("completion zsh > _promptlint", "zsh: into a folder of your $fpath"),
        ("completion fish > promptlint.fish", "fish: into ~/.config/fish/completions"),
    ),
)
@click.argument("shell", type=click.Choice(_SHELLS))
def command(shell: str) -> None:
    """Print a script that lets a shell complete commands, options, rules and models.

    SHELL is bash, zsh or fish.
    """
    from promptlint.cli.shells import script

    put(script(shell))
