"""The options that commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from promptlint.cli import suggest

_Command = TypeVar("_Command", bound=Callable[..., Any])

PRESETS = ("agent", "chat", "document-qa", "single-shot")
SEVERITIES = ("error", "warning", "info")
GRADES = ("safe", "layout", "relocate")
FORMATS = ("full", "concise", "json", "sarif", "github", "gitlab", "junit")


class Given(NamedTuple):
    """The options of a command line, as given; those that a command does not have are unset."""

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity_of: tuple[str, ...] = ()
    fail_on: str | None = None
    model: str | None = None
    traffic: str | None = None
    samples: Path | None = None
    keep_order: bool = False
    keep_checkpoints: bool = False
    count_tokens: bool = False
    count_all_tokens: bool = False
    grade: str | None = None
    safe: bool = False
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    skip_unrelated: bool = False
    stdin_filename: str | None = None
    config: tuple[str, ...] = ()
    isolated: bool = False
    output_format: tuple[str, ...] = ()
    output: Path | None = None
    color: str = "auto"
    quiet: bool = False
    verbose: bool = False
    jobs: int | None = None
    exit_zero: bool = False
    add_ignore: str | None = None
    baseline: Path | None = None
    no_baseline: bool = False
    show_files: bool = False
    statistics: bool = False
    timing: bool = False


def together(*options: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    """Several options as one."""
    return lambda command: reduce(lambda made, option: option(made), reversed(options), command)


def paths(*, required: bool) -> Callable[[_Command], _Command]:
    """The paths to look at."""
    metavar = "PATH..." if required else "[PATH]..."
    return click.argument(
        "paths", metavar=metavar, nargs=-1, required=required, shell_complete=suggest.file
    )


selection_options = together(
    click.option(
        "--select",
        multiple=True,
        metavar="RULES",
        shell_complete=suggest.rules,
        help="Only these rules (names, codes, families, globs, ALL).",
    ),
    click.option(
        "--extend-select",
        multiple=True,
        metavar="RULES",
        shell_complete=suggest.rules,
        help="These rules besides.",
    ),
    click.option(
        "--ignore",
        multiple=True,
        metavar="RULES",
        shell_complete=suggest.rules,
        help="All but these rules.",
    ),
)
rule_options = together(
    selection_options,
    click.option(
        "--severity-of",
        multiple=True,
        metavar="RULE=LEVEL",
        shell_complete=suggest.severity,
        help="Give a rule another severity.",
    ),
    click.option(
        "--fail-on",
        type=click.Choice(SEVERITIES),
        help="Exit with 1 from this severity on.  [default: warning]",
    ),
    click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found."),
)
model_option = click.option(
    "--model",
    metavar="ID",
    shell_complete=suggest.model,
    help="The model of requests that name none.",
)
request_options = together(
    model_option,
    click.option(
        "--traffic",
        type=click.Choice(PRESETS),
        help="How requests come; otherwise inferred from each request.",
    ),
    click.option(
        "--samples",
        type=click.Path(path_type=Path),
        metavar="PATH",
        help="Recorded requests of the same prompts (a file or a folder): what differs in them "
        "and how they come counts more than what is assumed.",
    ),
    click.option("--keep-order", is_flag=True, help="Plan no other order of texts and tools."),
    click.option(
        "--keep-checkpoints", is_flag=True, help="Plan no other checkpoints than there are."
    ),
    click.option(
        "--count-tokens",
        is_flag=True,
        help="Ask Bedrock's CountTokens about prefixes whose size is in doubt: over the network, "
        "with your AWS credentials. Needs the extra `aws`.",
    ),
    click.option(
        "--count-all-tokens", is_flag=True, help="Ask Bedrock's CountTokens about all prefixes."
    ),
)
file_options = together(
    click.option(
        "--exclude", multiple=True, metavar="PATTERN", help="Leave out files (gitignore patterns)."
    ),
    click.option(
        "--force-exclude", is_flag=True, help="Leave out excluded files even if they are named."
    ),
    click.option(
        "--skip-unrelated", is_flag=True, help="Say nothing of named files that hold no request."
    ),
    click.option(
        "--stdin-filename",
        metavar="NAME",
        shell_complete=suggest.file,
        help="The name to use for - (standard input).",
    ),
)
config_options = together(
    click.option(
        "--config",
        multiple=True,
        metavar="FILE|KEY=VALUE",
        shell_complete=suggest.file,
        help="Use this configuration file; or set one key, over all files.",
    ),
    click.option("--isolated", is_flag=True, help="Use no configuration file and no variables."),
    click.option(
        "--color",
        type=click.Choice(("auto", "always", "never")),
        default="auto",
        help="Colours; NO_COLOR and FORCE_COLOR count, too.",
    ),
)
run_options = together(
    config_options,
    click.option("-q", "--quiet", is_flag=True, help="No summary and no remarks."),
    click.option("-v", "--verbose", is_flag=True, help="Say of each file what it holds."),
)


_output_option = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the report into a file.",
)
fix_options = together(
    click.option("--diff", is_flag=True, help="Show the change and write nothing."),
    click.option("--stdout", is_flag=True, help="Write the result to stdout, not into the file."),
    click.option(
        "--grade", type=click.Choice(GRADES), help="How far fixes may go.  [default: layout]"
    ),
    click.option("--safe", is_flag=True, help="Short for --grade safe."),
)
report_options = together(
    click.option(
        "--output-format",
        multiple=True,
        metavar="FORMAT[=FILE]",
        shell_complete=suggest.output_format,
        help=f"{', '.join(FORMATS)}; with =FILE into a file besides, several at once.  "
        "[default: full on a terminal, github in a job of GitHub Actions, else concise]",
    ),
    _output_option,
    click.option(
        "--statistics", is_flag=True, help="Count by rule instead of listing what is found."
    ),
    click.option(
        "--timing", is_flag=True, help="Say what takes how long, of one process, on stderr."
    ),
    click.option(
        "--show-files", is_flag=True, help="List the files that would be looked at, and exit."
    ),
)


def output_options(*formats: str) -> Callable[[_Command], _Command]:
    """Where a report other than of findings goes, and how it looks."""
    return together(
        click.option(
            "--output-format", type=click.Choice(formats), help=f"[default: {formats[0]}]"
        ),
        _output_option,
    )


baseline_option = click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The file of known findings.  [default: promptlint-baseline.json]",
)
baseline_options = together(
    baseline_option,
    click.option("--no-baseline", is_flag=True, help="Let known findings count, too."),
)
jobs_option = click.option(
    "-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Use N processes."
)
