"""The options that commands share, and what they come to together with the configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from promptlint.cli.output import Trouble, complain, is_terminal, page, say
from promptlint.report.style import Page

if TYPE_CHECKING:
    from promptlint.config import Config
    from promptlint.engine.lint import Settings
    from promptlint.engine.walk import Exclusion
    from promptlint.facts import Counter, Traffic
    from promptlint.findings import Severity

_Command = TypeVar("_Command", bound=Callable[..., Any])

PRESETS = ("agent", "chat", "document-qa", "single-shot")
SEVERITIES = ("error", "warning", "info")
GRADES = ("safe", "layout", "relocate")


class Given(NamedTuple):
    """The options of a command line, as given; those that a command does not have are unset."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity_of: tuple[str, ...] = ()
    fail_on: str | None = None
    model: str | None = None
    traffic: str | None = None
    count_tokens: bool = False
    count_all_tokens: bool = False
    grade: str | None = None
    safe: bool = False
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    skip_unrelated: bool = False
    stdin_filename: str | None = None
    config: Path | None = None
    isolated: bool = False
    output_format: str | None = None
    output: Path | None = None
    color: str = "auto"
    quiet: bool = False
    verbose: bool = False
    jobs: int | None = None
    exit_zero: bool = False


class Setup(NamedTuple):
    """What a run goes by: command line first, then configuration, then defaults."""

    given: Given
    settings: Settings
    fail_on: Severity
    output_format: str
    exclude: tuple[Exclusion, ...]
    page: Page


def _all(*options: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    return lambda command: reduce(lambda made, option: option(made), reversed(options), command)


def paths(*, required: bool) -> Callable[[_Command], _Command]:
    """The paths to look at."""
    metavar = "PATH..." if required else "[PATH]..."
    return click.argument("paths", metavar=metavar, nargs=-1, required=required)


rule_options = _all(
    click.option(
        "--select",
        multiple=True,
        metavar="RULES",
        help="Only these rules (names, codes, families, globs, ALL).",
    ),
    click.option("--ignore", multiple=True, metavar="RULES", help="All but these rules."),
    click.option(
        "--severity-of", multiple=True, metavar="RULE=LEVEL", help="Give a rule another severity."
    ),
    click.option(
        "--fail-on",
        type=click.Choice(SEVERITIES),
        help="Exit with 1 from this severity on.  [default: warning]",
    ),
    click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found."),
)
request_options = _all(
    click.option("--model", metavar="ID", help="The model of requests that name none."),
    click.option(
        "--traffic",
        type=click.Choice(PRESETS),
        help="How requests come; otherwise inferred from each request.",
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
file_options = _all(
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
        "--stdin-filename", metavar="NAME", help="The name to use for - (standard input)."
    ),
)
config_options = _all(
    click.option(
        "--config",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Use this configuration file.",
    ),
    click.option("--isolated", is_flag=True, help="Use no configuration file."),
    click.option(
        "--color",
        type=click.Choice(("auto", "always", "never")),
        default="auto",
        help="Colours; NO_COLOR and FORCE_COLOR count, too.",
    ),
)
run_options = _all(
    config_options,
    click.option("-q", "--quiet", is_flag=True, help="No summary and no remarks."),
    click.option("-v", "--verbose", is_flag=True, help="Say of each file what it holds."),
)


def output_options(*formats: str) -> Callable[[_Command], _Command]:
    """Where the report goes, and how it looks."""
    default = "full on a terminal, else concise" if "concise" in formats else formats[0]
    return _all(
        click.option("--output-format", type=click.Choice(formats), help=f"[default: {default}]"),
        click.option(
            "-o",
            "--output",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Write the report into a file.",
        ),
    )


jobs_option = click.option(
    "-j", "--jobs", type=click.IntRange(min=1), metavar="N", help="Use N processes."
)


def prepare(given: Given) -> Setup:
    """Put options and configuration together. Raises Trouble."""
    from promptlint.engine.lint import Settings
    from promptlint.engine.walk import Exclusion
    from promptlint.findings import Severity
    from promptlint.text import Grade

    config = configuration(given)
    grade = "safe" if given.safe else given.grade
    settings = Settings(
        rules=_rules(given, config),
        severities={**config.severity, **_severities(given.severity_of)},
        model=_model(given.model or config.model, quiet=given.quiet),
        traffic=_traffic(given.traffic) or config.traffic,
        reach=Grade.named(grade) if grade else config.grade or Grade.LAYOUT,
        counter=_counter(given),
        words=config.words,
        options={name: rule.options for name, rule in config.rules.items()},
        reworded=config.rules,
    )
    fallback = "full" if is_terminal() and given.output is None else "concise"
    return Setup(
        given=given,
        settings=settings,
        fail_on=Severity.named(given.fail_on) if given.fail_on else _or_warning(config.fail_on),
        output_format=given.output_format or config.output_format or fallback,
        exclude=(
            Exclusion(config.path.parent if config.path else Path(), config.exclude),
            Exclusion(Path(), given.exclude),
        ),
        page=page(given.color, given.output),
    )


def _or_warning(level: Severity | None) -> Severity:
    from promptlint.findings import Severity

    return Severity.WARNING if level is None else level


def configuration(given: Given) -> Config:
    """The configuration that the options of a command line ask for. Raises Trouble."""
    from promptlint.config import BadConfig, Config, find, load

    if given.isolated and given.config is not None:
        raise Trouble("--config and --isolated contradict each other")
    path = None if given.isolated else given.config or find(Path())
    try:
        return load(path) if path else Config()
    except BadConfig as problem:
        raise Trouble(str(problem)) from None


def _rules(given: Given, config: Config) -> frozenset[str]:
    """The rules in force. What is selected on the command line is not ignored by a file."""
    from promptlint import rulepack

    select, ignore = _split(given.select), _split(given.ignore)
    if not select:
        ignore = ignore or config.ignore
    try:
        return rulepack.selected(select or config.select, ignore)
    except rulepack.UnknownRule as problem:
        raise Trouble(str(problem)) from None


def _split(words: Iterable[str]) -> tuple[str, ...]:
    """Repeated and comma-separated words as one list."""
    return tuple(word.strip() for each in words for word in each.split(",") if word.strip())


def _severities(pairs: Sequence[str]) -> Mapping[str, Severity]:
    from promptlint import rulepack
    from promptlint.config import hint
    from promptlint.findings import Severity

    found: dict[str, Severity] = {}
    for pair in _split(pairs):
        name, equals, level = pair.partition("=")
        if not equals:
            raise Trouble(f"--severity-of takes RULE=LEVEL, not {pair!r}")
        if level not in SEVERITIES:
            words = ", ".join(SEVERITIES)
            raise Trouble(f"{level!r} is no severity ({words}){hint(level, SEVERITIES)}")
        try:
            found[rulepack.find(name).name] = Severity.named(level)
        except rulepack.UnknownRule as problem:
            raise Trouble(str(problem)) from None
    return found


def _model(model_id: str | None, *, quiet: bool) -> str | None:
    """The model to assume. A slip of the pen is refused, a model too new for us is not."""
    if model_id is None:
        return None
    from promptlint.catalog import find

    found = find(model_id)
    if found.model is not None or found.opaque:
        return model_id
    if found.closest:
        raise Trouble(f"there is no model {model_id!r}; did you mean {found.closest!r}?")
    if found.base_id is None or "." not in found.base_id:
        raise Trouble(f"{model_id!r} is no model ID of Bedrock; `promptlint models` lists them")
    if not quiet:
        say(f"{model_id!r} is not in the catalogue, so its figures are taken to be unknown")
    return model_id


def _counter(given: Given) -> Counter | None:
    if not (given.count_tokens or given.count_all_tokens):
        return None
    from promptlint.integrations.count_tokens import CountTokens

    return CountTokens(complain, everything=given.count_all_tokens)


def _traffic(name: str | None) -> Traffic | None:
    if name is None:
        return None
    from promptlint.facts import presets

    return presets()[name]
