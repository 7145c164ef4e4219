"""The commands, and what happens when one cannot do its job."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import click

from promptlint import __version__
from promptlint.cli.help import Group
from promptlint.cli.output import FAILED, complain, drop_stdout, help_width, say

_COMMANDS = (
    "check",
    "fix",
    "layout",
    "diff",
    "baseline",
    "rule",
    "models",
    "config",
    "init",
    "completion",
)
_EXIT_CODES = (
    ("0", "Nothing found at or above --fail-on; after a fix, nothing left."),
    ("1", "Something found; with --diff, something to change."),
    ("2", "promptlint could not do its job."),
    ("130", "Interrupted."),
)


class Commands(Group):
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

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """What the exit codes mean, and where to read on."""
        from promptlint.rulepack import DOCUMENTATION

        with formatter.section("Exit codes"):
            formatter.write_dl(_EXIT_CODES)
        formatter.write_paragraph()
        formatter.write_text("'promptlint COMMAND --help' shows examples.")
        formatter.write_text(f"Documentation: {DOCUMENTATION}")


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", message="promptlint %(version)s")
def app() -> None:
    """Find, explain and mend what keeps Amazon Bedrock requests from being cached."""


def run(arguments: Sequence[str]) -> int:
    """Run a command; whatever goes wrong is one sentence on stderr and an exit code."""
    try:
        if "_PROMPTLINT_COMPLETE" in os.environ:  # a shell asks for completions
            from promptlint.cli.shells import answer

            return answer(app, os.environ["_PROMPTLINT_COMPLETE"])
        # Not `app.main`, which has its own ways with interrupts and broken pipes.
        with app.make_context(
            "promptlint", list(arguments), terminal_width=help_width()
        ) as context:
            app.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.exceptions.NoArgsIsHelpError as problem:
        say(problem.format_message())
        return FAILED
    except click.UsageError as problem:
        from promptlint.cli.usage import sentence

        complain(sentence(problem))
        return FAILED
    except click.ClickException as problem:
        problem.show()
        return FAILED
    except BrokenPipeError:
        drop_stdout()
        return 0
    except OSError as error:
        if error.filename is not None:
            return _internal(error)
        drop_stdout()  # what click itself prints has not gone through our hands
        complain(f"stdout cannot be written: {error.strerror}")
        return FAILED
    except Exception as error:  # noqa: BLE001 - nobody is to see a traceback
        return _internal(error)
    return 0


def _internal(error: BaseException) -> int:
    complain(f"{internal(error)}; please report this")
    return FAILED


def internal(error: BaseException) -> str:
    """A mistake of ours in one clause, with the place where it happened."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    at = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    words = " ".join(str(error).split())
    return f"internal error: {type(error).__name__}{f': {words}' * bool(words)}{at}"
