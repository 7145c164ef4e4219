"""The commands, and what happens when one cannot do its job."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from promptlint import __version__
from promptlint.cli.output import FAILED, complain, drop_stdout

_COMMANDS = ("check", "fix", "layout", "diff", "rule", "models", "config", "init")


class Commands(click.Group):
    """Commands that are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Their names, in the order in which one meets them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, None if there is none."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"promptlint.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, with a better word for those who mistyped."""
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            ctx.fail(f"there is no command {name!r}{_meant(name)}")
        return super().resolve_command(ctx, args)


def _meant(name: str) -> str:
    if Path(name).exists():
        return f"; did you mean 'promptlint check {name}'?"
    from promptlint.config import hint

    return hint(name, _COMMANDS)


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, message="promptlint %(version)s")
def app() -> None:
    """Find, explain and mend what keeps Amazon Bedrock requests from being cached."""


def run(arguments: Sequence[str]) -> int:
    """Run a command; whatever goes wrong is one sentence on stderr and an exit code."""
    if "_PROMPTLINT_COMPLETE" in os.environ:  # a shell asks for completions
        app.main(list(arguments), prog_name="promptlint")
    try:
        # Not `app.main`, which has its own ways with interrupts and broken pipes.
        with app.make_context("promptlint", list(arguments)) as context:
            app.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as problem:
        problem.show()
        return FAILED
    except BrokenPipeError:
        drop_stdout()
        return 0
    except Exception as error:  # noqa: BLE001 - nobody is to see a traceback
        complain(f"{internal(error)}; please report this")
        return FAILED
    return 0


def internal(error: BaseException) -> str:
    """A mistake of ours in one clause, with the place where it happened."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    at = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    words = " ".join(str(error).split())
    return f"internal error: {type(error).__name__}{f': {words}' * bool(words)}{at}"
