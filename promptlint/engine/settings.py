"""What is asked for in a call or on a command line, and a configuration, as settings of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from promptlint import rulepack
from promptlint.config import GRADES, LEVELS, Config, hint
from promptlint.engine.lint import Settings
from promptlint.errors import BadOption
from promptlint.facts import Counter, Kept, Traffic, presets
from promptlint.findings import Severity
from promptlint.text import Grade

if TYPE_CHECKING:
    from promptlint.engine.clock import Clock
    from promptlint.facts.samples import Recorded


class Wishes(NamedTuple):
    """What somebody asks for. What is not said here, a configuration says, or a default.

    Attributes:
        select: names, codes, families or globs of rules; empty for those of the configuration.
            What is selected here is not ignored by a configuration.
        extend_select: the same, for rules besides.
        ignore: the same, for rules to leave out.
        severities: by rule, as users call it.
        model: the model to assume for requests that name none.
        traffic: the name of a preset, or figures.
        grade: how far fixes may go.
        keeps: what fixes leave as it is.
        samples: recorded requests to learn from.
        counter: who can count tokens exactly.
        clock: what measures how long things take.
        today: the day on which what is ignored for a time is judged; None if none has expired.
    """

    select: Sequence[str] = ()
    extend_select: Sequence[str] = ()
    ignore: Sequence[str] = ()
    severities: Mapping[str, str] = {}
    model: str | None = None
    traffic: str | Traffic | None = None
    grade: str | None = None
    keeps: frozenset[Kept] = frozenset()
    samples: tuple[Recorded, ...] = ()
    counter: Counter | None = None
    clock: Clock | None = None
    today: date | None = None


def today() -> date:
    """The day where the user is."""
    return datetime.now(UTC).astimezone().date()


def settings_for(wishes: Wishes, config: Config) -> Settings:
    """The settings of a run: what is asked for first, then the configuration, then defaults.

    Raises:
        BadOption: a wish names what is not known.
    """
    return Settings(
        rules=_rules(wishes, config),
        severities={**config.severity, **_severities(wishes.severities)},
        model=_model(wishes.model) or config.model,
        traffic=_traffic(wishes.traffic) or config.traffic,
        reach=_grade(wishes.grade) or config.grade or Grade.LAYOUT,
        counter=wishes.counter,
        words=config.words,
        options={name: rule.options for name, rule in config.rules.items()},
        reworded=config.rules,
        keeps=wishes.keeps,
        samples=wishes.samples,
        ignores=config.ignores,
        today=wishes.today,
        clock=wishes.clock,
    )


def _rules(wishes: Wishes, config: Config) -> frozenset[str]:
    select, ignore, besides = wishes.select, (*wishes.ignore,), (*wishes.extend_select,)
    if not select:
        ignore = ignore or config.ignore
        besides += config.extend_select
    ignore += config.ignore_here
    try:
        return rulepack.selected(select or config.select, ignore, besides)
    except rulepack.UnknownRule as problem:
        raise BadOption(str(problem)) from None


def _severities(wanted: Mapping[str, str]) -> Mapping[str, Severity]:
    found: dict[str, Severity] = {}
    for name, level in wanted.items():
        word = _known("severity", level, LEVELS)
        try:
            found[rulepack.find(name).name] = Severity.named(word)
        except rulepack.UnknownRule as problem:
            raise BadOption(str(problem)) from None
    return found


def _model(model_id: str | None) -> str | None:
    """The model to assume. A slip of the pen is refused, a model too new for us is not."""
    from promptlint import catalog

    reason = None if model_id is None else catalog.mistake(model_id)
    if reason:
        raise BadOption(reason)
    return model_id


def _traffic(wanted: str | Traffic | None) -> Traffic | None:
    if wanted is None:
        return None
    if isinstance(wanted, str):
        return presets()[_known("traffic", wanted, presets())]
    figures = wanted.calls, wanted.gap, wanted.sessions, wanted.user_sessions
    if not all(map(isfinite, figures)) or wanted.calls < 1 or wanted.gap <= 0 or min(figures) < 0:
        raise BadOption(
            "a traffic has at least 1 call per session, a gap of more than 0 seconds, and no "
            "negative number of sessions"
        )
    return wanted._replace(stated=True)


def _grade(name: str | None) -> Grade | None:
    return None if name is None else Grade.named(_known("grade", name, GRADES))


def _known(what: str, word: str, known: Iterable[str]) -> str:
    """A word that is one of some. Raises BadOption for any other."""
    words = tuple(known)
    if word not in words:
        raise BadOption(f"{word!r} is no {what} ({', '.join(words)}){hint(word, words)}")
    return word
