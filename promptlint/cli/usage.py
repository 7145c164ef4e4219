"""What is wrong with a command line, in one sentence that says what may have been meant."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import click


def sentence(problem: click.UsageError) -> str:
    """What is wrong, in one clause, with the word that was probably meant or where to read on."""
    said = _said(problem)
    if "did you mean" in said or problem.ctx is None:
        return said
    return f"{said} (see '{problem.ctx.command_path} --help')"


def _said(problem: click.UsageError) -> str:
    if isinstance(problem, click.NoSuchOption) and problem.ctx is not None:
        return _no_such_option(problem.option_name, problem.ctx)
    if isinstance(problem, click.MissingParameter) and problem.ctx is not None and problem.param:
        name = problem.param.make_metavar(problem.ctx).rstrip(".")
        return f"{problem.ctx.info_name} needs {name}"
    if isinstance(problem, click.BadParameter) and problem.param is not None:
        kind = problem.param.type
        if isinstance(kind, click.Choice):
            return _no_such_value(problem, problem.param, [str(each) for each in kind.choices])
    words = problem.format_message().rstrip(".")
    return words[:1].lower() + words[1:]


def _no_such_option(name: str, ctx: click.Context) -> str:
    from promptlint.config import hint

    said = f"there is no option {name!r}"
    meant = hint(name, [word for param in ctx.command.get_params(ctx) for word in param.opts])
    if not meant and isinstance(ctx.command, click.Group):
        meant = _behind_a_command(name, ctx, ctx.command)
    return said + meant


def _behind_a_command(name: str, ctx: click.Context, group: click.Group) -> str:
    """The same option where a command has it: it stands behind the command, not before."""
    for each in group.list_commands(ctx):
        command = group.get_command(ctx, each)
        if command and any(name in param.opts for param in command.get_params(ctx)):
            return f"; did you mean '{ctx.command_path} {each} {name}'?"
    return ""


def _no_such_value(
    problem: click.BadParameter, param: click.Parameter, choices: Sequence[str]
) -> str:
    from promptlint.config import hint

    option = max(param.opts, key=len) if isinstance(param, click.Option) else param.name or ""
    given = re.search(r"(['\"])(.*?)\1", problem.message)  # it comes first, in every language
    value = given[2] if given else ""
    words = ", ".join(choices)
    return f"{value!r} is no value of {option} ({words}){hint(value, choices)}"


def no_such_command(args: Sequence[str], ctx: click.Context, known: Sequence[str]) -> str:
    """What is said where the first word is no command."""
    from promptlint.config import hint

    meant = next(_meant(args, ctx, known), None)
    return f"there is no command {args[0]!r}" + (
        f"; did you mean '{ctx.command_path} {meant}'?" if meant else hint(args[0], known)
    )


def _meant(args: Sequence[str], ctx: click.Context, known: Sequence[str]) -> Iterator[str]:
    """Command lines that another habit may have led to this one."""
    name = args[0]
    if name == "help":
        yield f"{args[1]} --help" if args[1:] and args[1] in known else "--help"
    if ctx.parent is not None:
        return
    if name == "version":
        yield "--version"
    if name == "-" or Path(name).exists() or "/" in name or Path(name).suffix:
        yield f"check {shlex.quote(name)}"
