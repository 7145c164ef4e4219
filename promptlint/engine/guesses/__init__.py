"""What a configuration for a repository could say, guessed from what is stored in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from promptlint.config import Config, Override, Patterns
from promptlint.engine.guesses.folders import agreed, folders_of, usual
from promptlint.engine.guesses.models import models_by_folder
from promptlint.engine.guesses.places import Place, anchored, exclusions, is_testimony, narrowed
from promptlint.engine.patterns import fits
from promptlint.engine.survey import Survey, is_certain
from promptlint.facts import presets
from promptlint.findings import LIFETIMES, Lifetime

__all__ = ["Guess", "Part", "Place", "Placeholder", "Proposal", "propose"]

# It takes so many requests to say how all of a folder come.
_ENOUGH = 3
# Who would have to read more than that is better off with what is inferred.
_MOST_PARTS = 8
# The traffic of requests whose shape tells nothing else.
_LONE = "single-shot"
_EXAMPLE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"


class Guess(NamedTuple):
    """A value, what speaks for it, and whether that is enough to state it."""

    value: str
    why: str
    stated: bool = True


class Placeholder(NamedTuple):
    """A placeholder, how long we take its values to stay the same, and the first file with it."""

    name: str
    lifetime: Lifetime
    path: str


class Part(NamedTuple):
    """What holds in one folder only."""

    folder: str
    model: Guess | None
    traffic: Guess | None


class Proposal(NamedTuple):
    """What a configuration could say; patterns and paths are relative to its folder.

    Attributes:
        include: None to look at all files with the usual names.
        survey: the files that a check would look at then, with their requests.
    """

    model: Guess
    traffic: Guess
    include: tuple[str, ...] | None
    exclude: tuple[Place, ...]
    placeholders: tuple[Placeholder, ...]
    parts: tuple[Part, ...]
    survey: Survey

    @property
    def keys(self) -> list[str]:
        """The keys that are in force."""
        said = {
            "model": self.model.stated,
            "traffic": self.traffic.stated,
            "include": self.include,
            "exclude": any(place.out for place in self.exclude),
            "overrides": self.parts,
        }
        return [key for key, value in said.items() if value]

    def config(self, top: Path) -> Config:
        """What it comes to once it is written into a folder."""
        out = tuple(place.pattern for place in self.exclude if place.out)
        traffic = presets()
        return Config(
            model=self.model.value if self.model.stated else None,
            traffic=traffic[self.traffic.value] if self.traffic.stated else None,
            include=Patterns(top, self.include) if self.include else None,
            exclude=Patterns(top, out) if out else None,
            overrides=tuple(
                Override(
                    files=Patterns(top, (anchored(part.folder),)),
                    model=part.model.value if part.model else None,
                    traffic=traffic[part.traffic.value] if part.traffic else None,
                    placeholders={},
                    ignore=(),
                    origin=part.folder,
                )
                for part in self.parts
            ),
        )


def propose(survey: Survey) -> Proposal:
    """What a configuration could say of a repository."""
    exclude = tuple(exclusions(survey.files))
    out = Patterns(Path(), tuple(place.pattern for place in exclude if place.out))
    files = tuple(file for file in survey.files if not fits(Path(file.path), out))
    mentions = tuple(each for each in survey.mentions if is_testimony(each.path))
    kept = survey._replace(files=files, mentions=mentions)
    models, traffics = _models(kept), _traffics(kept)
    folders = sorted({folder for found in (models, traffics) for folder in found if folder})
    return Proposal(
        model=models.get("") or _no_model(kept, apart=bool(models)),
        traffic=traffics.get("") or _no_traffic(kept, apart=bool(traffics)),
        include=narrowed(files),
        exclude=exclude,
        placeholders=tuple(_placeholders(kept)),
        parts=tuple(Part(folder, models.get(folder), traffics.get(folder)) for folder in folders),
        survey=kept,
    )


def _models(survey: Survey) -> Mapping[str, Guess]:
    """The model of requests that name none, by folder; "" for all."""
    total = sum(1 for _ in survey.requests)
    return _few(
        {
            each.folder: Guess(each.value, f"{_of(each.total, total)}, and {why}")
            for each, why in models_by_folder(survey)
        }
    )


def _traffics(survey: Survey) -> Mapping[str, Guess]:
    """How requests come, by folder; "" for all.

    A lone message may be the first of a conversation that nobody has recorded further. So it is
    no more than offered that there are single shots, but for a folder inside one of others.
    """
    found = agreed(((path, asked.traffic) for path, asked in survey.requests), _ENOUGH)
    guesses: dict[str, Guess] = {}
    for each in found:
        look = f"{_of(each.agreeing, each.total)} look like it"
        inside = not guesses.keys().isdisjoint(folders_of(f"{each.folder}/"))
        if each.value != _LONE or inside:
            guesses[each.folder] = Guess(each.value, look)
        elif not each.folder:
            look += ", if no call continues another"
            guesses[""] = Guess(each.value, look, stated=False)
    return _few(guesses)


def _few(guesses: dict[str, Guess]) -> dict[str, Guess]:
    """The same, or only what is said of all if there is too much to read."""
    if len(guesses) <= _MOST_PARTS:
        return guesses
    return {folder: guess for folder, guess in guesses.items() if not folder}


def _no_model(survey: Survey, *, apart: bool) -> Guess:
    """The model that most requests name, as an example."""
    models = [asked.model for _, asked in survey.requests]
    named = Counter(each for each in models if each is not None and is_certain(each))
    value = usual(named)[0] if named else _EXAMPLE
    total, silent = len(models), models.count(None)
    if apart:
        why = "see the folders below"
    elif not total:
        why = "there are no requests yet"
    elif not silent:
        why = "here every one names its own" if total > 1 else "the one here names its own"
    else:
        why = f"{_of(silent, total)} here, and nothing tells which it is"
    return Guess(value, why, stated=False)


def _no_traffic(survey: Survey, *, apart: bool) -> Guess:
    """The traffic that most requests look like, as an example."""
    looks = Counter(asked.traffic for _, asked in survey.requests)
    if apart:
        why = "see the folders below"
    elif not looks:
        why = "there are no requests yet"
    elif looks.total() < _ENOUGH:
        why = "too few requests to tell"
    else:
        why = "mixed here, so left to each"
    return Guess(usual(looks)[0] if looks else "chat", why, stated=False)


def _of(count: int, total: int) -> str:
    return f"all {total}" if count == total and total > 1 else f"{count} of {total}"


def _placeholders(survey: Survey) -> Iterator[Placeholder]:
    """All placeholders by name; of one name the shortest lifetime."""
    found: dict[str, Placeholder] = {}
    for path, asked in survey.requests:
        for name, lifetime in asked.placeholders:
            known = found.setdefault(name, Placeholder(name, lifetime, path))
            shortest = max(known.lifetime, lifetime, key=LIFETIMES.index)
            found[name] = known._replace(lifetime=shortest)
    return (found[name] for name in sorted(found))
