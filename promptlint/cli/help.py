"""What `--help` shows: options by what they are about, and examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

# Options that no section names stand before all others.
_OWN = "Options"
_SECTIONS = {
    "Fixes": ("fix", "diff", "stdout", "grade", "safe"),
    "Rules": ("select", "extend_select", "ignore", "severity_of"),
    "Known findings": ("add_ignore", "baseline", "no_baseline"),
    "Requests": (
        "model",
        "traffic",
        "samples",
        "keep_order",
        "keep_checkpoints",
        "count_tokens",
        "count_all_tokens",
    ),
    "Files": ("exclude", "force_exclude", "skip_unrelated", "stdin_filename", "show_files"),
    "Output": (
        "output_format",
        "output",
        "html",
        "statistics",
        "timing",
        "color",
        "quiet",
        "verbose",
    ),
    "Exit code": ("fail_on", "exit_zero"),
    "Configuration": ("config", "isolated"),
    "Others": ("jobs", "version", "help"),
}
_TITLES = {name: title for title, names in _SECTIONS.items() for name in names}

# Columns of the text beside an option or an example, at least.
_NARROWEST = 14
_WIDEST_TERM = 26

# A command line, without the program's name, and what it is good for.
Example = tuple[str, str]


class Command(click.Command):
    """A command whose help has sections and examples."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - click's
        examples: Sequence[Example] = (),
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, section by section."""
        write_options(self, ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The examples."""
        write_examples(self.examples, formatter)


class Group(click.Group):
    """Commands below one name, with a better word for those who mistyped."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, but for what is said where there is no such command."""
        if self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing:
            from promptlint.cli.usage import no_such_command

            ctx.fail(no_such_command(args, ctx, self.list_commands(ctx)))
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands first: they are what one looks for."""
        self.format_commands(ctx, formatter)
        write_options(self, ctx, formatter)


def write_options(
    command: click.Command, ctx: click.Context, formatter: click.HelpFormatter
) -> None:
    """The options of a command, each under the title of its section, in columns that align."""
    rows: dict[str, list[tuple[str, str]]] = {title: [] for title in (_OWN, *_SECTIONS)}
    for param in command.get_params(ctx):
        record = param.get_help_record(ctx)
        if record is not None and isinstance(param, click.Option):
            rows[_title(param)].append(record)
    sections = {title: records for title, records in rows.items() if records}
    if len(sections) == 1:
        sections = dict(zip([_OWN], sections.values(), strict=True))
    room = min(_WIDEST_TERM, formatter.width - formatter.indent_increment - _NARROWEST)
    terms = (len(term) for records in sections.values() for term, _ in records)
    column = max((length for length in terms if length <= room), default=room)
    for title, records in sections.items():
        with formatter.section(title):
            formatter.write_dl([(term.ljust(column), text) for term, text in records], column)


def _title(option: click.Option) -> str:
    # What click calls its own --help differs from version to version.
    return _TITLES.get("help" if "--help" in option.opts else option.name or "", _OWN)


def write_examples(examples: Sequence[Example], formatter: click.HelpFormatter) -> None:
    """Command lines to begin with, each with a word on it above."""
    if not examples:
        return
    with formatter.section("Examples"):
        for line in _lines(examples, formatter.width - formatter.current_indent):
            formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


def _lines(examples: Sequence[Example], width: int) -> Iterator[str]:
    from promptlint.report.safe_text import wrap

    for command, words in examples:
        yield from (f"# {part}" for part in wrap(words, width - 2))
        yield f"promptlint {command}" if not command.startswith("eval") else command
