"""What a command line and the configuration come to together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from promptlint.cli.options import SEVERITIES, Given
from promptlint.cli.output import Trouble, complain, is_terminal, page, say
from promptlint.report.style import Page

if TYPE_CHECKING:
    from promptlint.config import Config
    from promptlint.engine.lint import Settings
    from promptlint.engine.walk import Exclusion
    from promptlint.facts import Counter, Kept, Traffic
    from promptlint.facts.samples import Recorded
    from promptlint.findings import Severity


class Setup(NamedTuple):
    """What a run goes by: command line first, then configuration, then defaults."""

    given: Given
    settings: Settings
    fail_on: Severity
    output_format: str
    exclude: tuple[Exclusion, ...]
    page: Page


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
        keeps=_keeps(given),
        samples=_samples(given),
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


def _samples(given: Given) -> tuple[Recorded, ...]:
    """The recorded requests to learn from. Raises Trouble."""
    if given.samples is None:
        return ()
    from promptlint.engine.samples import read_samples

    path = str(given.samples)
    if not given.samples.exists():
        raise Trouble(f"{path}: there is no such file or folder")
    found = read_samples(path)
    for words in found.unread:
        complain(f"{words}; it is no sample")
    if not found.requests:
        raise Trouble(f"{path}: there are no recorded requests in it")
    return found.requests


def _keeps(given: Given) -> frozenset[Kept]:
    kept: list[Kept] = []
    if given.keep_order:
        kept.append("order")
    if given.keep_checkpoints:
        kept.append("checkpoints")
    return frozenset(kept)


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
