"""Which configuration, and which settings, hold for which file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from promptlint import rulepack
from promptlint.cli.known import baseline_file, baseline_of
from promptlint.cli.options import Given
from promptlint.cli.output import Trouble, complain, environment, say

if TYPE_CHECKING:
    from promptlint.config import Config, Layer
    from promptlint.engine.baseline import Baseline
    from promptlint.engine.choice import Choice
    from promptlint.engine.clock import Clock
    from promptlint.engine.lint import Settings
    from promptlint.engine.settings import Wishes
    from promptlint.facts import Counter, Kept
    from promptlint.facts.samples import Recorded
    from promptlint.rulepack import Rule

_Made = TypeVar("_Made")


def configurations(given: Given) -> Choice:
    """The configurations that the options of a command line ask for. Raises Trouble."""
    from promptlint.config import BadConfig, read_over
    from promptlint.engine.choice import Choice

    files = [each for each in given.config if "=" not in each or Path(each).exists()]
    settings = [each for each in given.config if each not in files]
    if given.isolated and files:
        raise Trouble("--config FILE and --isolated contradict each other")
    if len(files) > 1:
        raise Trouble(f"--config takes one file, and these are {len(files)}")
    variables = {} if given.isolated else environment()
    named = files[0] if files else variables.get("PROMPTLINT_CONFIG") or None
    over: list[Layer] = []
    wrong: list[str] = []
    try:
        over = read_over(variables, settings)
    except BadConfig as problem:
        wrong += problem.messages
    try:
        choice = Choice(
            Path(named) if named else None,
            search=not given.isolated,
            over=over,
            exclude=given.exclude,
        )
    except BadConfig as problem:
        wrong = [*problem.messages, *wrong]
    if wrong:
        raise Trouble("\n".join(wrong))
    return choice


def checked(function: Callable[[], _Made]) -> _Made:
    """What the function makes. Raises Trouble for a configuration that cannot be used."""
    from promptlint.config import BadConfig

    try:
        return function()
    except BadConfig as problem:
        raise Trouble(str(problem)) from None


class Chosen:
    """The settings of each file, made once for all files that share a configuration."""

    def __init__(self, given: Given, choice: Choice, only: frozenset[str] | None) -> None:
        self._choice = choice
        self._made: dict[int, tuple[Config, Settings]] = {}
        self._only = only
        self._given = given
        self._baselines: dict[Path, Baseline | None] = {}
        self._wishes = _wishes(given)

    def of_file(self, path: str) -> Settings:
        """The settings for a file. Raises Trouble."""
        return self.of(checked(partial(self._choice.of_file, path)))

    def of(self, config: Config) -> Settings:
        """The settings that a configuration comes to under the command line. Raises Trouble."""
        if id(config) not in self._made:
            self._made[id(config)] = config, self._settings(config)
        return self._made[id(config)][1]

    def rule(self, name: str) -> Rule:
        """The rule of this name with the words that some file's configuration gives it."""
        reworded = (settings.reworded.get(name) for _, settings in self._made.values())
        return next(filter(None, reworded), None) or rulepack.rule(name)

    def _settings(self, config: Config) -> Settings:
        from promptlint.engine.settings import settings_for
        from promptlint.errors import BadOption

        try:
            settings = settings_for(self._wishes, config)
        except BadOption as problem:
            raise Trouble(str(problem)) from None
        if self._only is not None:
            return settings._replace(rules=self._only)
        return settings._replace(baseline=self._baseline(config))

    def _baseline(self, config: Config) -> Baseline | None:
        """The baseline in force, the same one for all configurations that share it."""
        path = baseline_file(self._given, config)
        if path not in self._baselines:
            self._baselines[path] = baseline_of(self._given, config)
        return self._baselines[path]


def _wishes(given: Given) -> Wishes:
    """What a command line asks for. Raises Trouble."""
    from promptlint.engine.settings import Wishes, today

    return Wishes(
        select=_split(given.select),
        extend_select=_split(given.extend_select),
        ignore=_split(given.ignore),
        severities=_severities(given.severity_of),
        model=given.model,
        traffic=given.traffic,
        grade="safe" if given.safe else given.grade,
        keeps=_keeps(given),
        samples=_samples(given),
        counter=_counter(given),
        clock=_clock(given),
        today=today(),
    )


def _samples(given: Given) -> tuple[Recorded, ...]:
    """The recorded requests to learn from. Raises Trouble."""
    if given.samples is None:
        return ()
    from promptlint.engine.samples import read_samples

    path = given.samples.as_posix()
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


def _split(words: Iterable[str]) -> tuple[str, ...]:
    """Repeated and comma-separated words as one list."""
    return tuple(word.strip() for each in words for word in each.split(",") if word.strip())


def _severities(pairs: Sequence[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for pair in _split(pairs):
        name, equals, level = pair.partition("=")
        if not equals:
            raise Trouble(f"--severity-of takes RULE=LEVEL, not {pair!r}")
        found[name] = level
    return found


def remark_on_models(models: set[str | None]) -> None:
    """Say which of the stated models we do not know."""
    from promptlint import catalog

    for model_id in sorted(filter(None, models)):
        found = catalog.find(model_id)
        if found.model is None and not found.opaque:
            say(f"{model_id!r} is not in the catalogue, so its figures are taken to be unknown")


def _counter(given: Given) -> Counter | None:
    if not (given.count_tokens or given.count_all_tokens):
        return None
    from promptlint.integrations.count_tokens import CountTokens

    return CountTokens(complain, everything=given.count_all_tokens)


def _clock(given: Given) -> Clock | None:
    if not given.timing:
        return None
    from promptlint.engine.clock import Clock

    return Clock()
