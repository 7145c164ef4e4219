"""Which model the requests are for that name none: only what something in the repository tells."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from promptlint import catalog
from promptlint.engine.guesses.folders import Agreed, agreed, folders_of, usual
from promptlint.engine.survey import Asked, Survey, is_certain
from promptlint.facts.naming import VENDORS
from promptlint.prompt import DialectName

_IN_PATH = re.compile(r"(?:claude|nova)-[a-z0-9.-]*[a-z0-9]")


class Candidate(NamedTuple):
    """A model, and what tells that it is this one."""

    model: str
    why: str


def models_by_folder(survey: Survey) -> list[tuple[Agreed, str]]:
    """The models of requests that name none, where they agree, each with what tells it."""
    candidates = [
        (path, _candidate(path, asked, evidence))
        for evidence in [_Evidence(survey)]
        for path, asked in survey.requests
        if asked.model is None
    ]
    found = agreed(((path, each.model if each else "") for path, each in candidates), least=1)
    reasons: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for path, each in candidates:
        for folder in folders_of(path) if each else ():
            reasons[folder, each.model][each.why] += 1  # type: ignore[union-attr]
    return [(group, usual(reasons[group.folder, group.value])[0]) for group in found if group.value]


class _Evidence:
    """Where models are named: by requests, and by files that are none; below each folder."""

    def __init__(self, survey: Survey) -> None:
        self.named = _below((path, asked.model) for path, asked in survey.requests)
        self.mentioned = _below((each.path, each.model) for each in survey.mentions)
        self._mentions = survey.mentions

    def mentioning(self, model: str, folder: str) -> str:
        """The files below a folder that name a model: the first, and how many more."""
        paths = [m.path for m in self._mentions if m.model == model and _is_below(m.path, folder)]
        more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
        return paths[0] + more


def _below(named: Iterable[tuple[str, str | None]]) -> Mapping[str, Counter[str]]:
    """How often each model is named below each folder."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for path, model_id in named:
        if model_id is not None and is_certain(model_id):
            for folder in folders_of(path):
                counts[folder][model_id] += 1
    return counts


def _is_below(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")


def _candidate(path: str, asked: Asked, evidence: _Evidence) -> Candidate | None:
    """By the path itself, then by what is nearest: requests before other files."""
    own = _in_path(path)
    if own is not None and _fits(own, asked.dialect):
        return Candidate(own, "the path says so")
    for folder in folders_of(path):
        place = f"in {folder}/" if folder else "here"
        for counts in (evidence.named, evidence.mentioned):
            counted = {m: n for m, n in counts[folder].items() if _fits(m, asked.dialect)}
            if not counted:
                continue
            model = _prevailing(Counter(counted))
            if model is None:
                return None
            if counts is evidence.named:
                return Candidate(model, f"other requests {place} name it")
            return Candidate(model, f"named in {evidence.mentioning(model, folder)}")
    return None


def _fits(model_id: str, dialect: DialectName) -> bool:
    """Whether a model reads this dialect."""
    model = catalog.find(model_id).model
    return model is not None and VENDORS.get(dialect, model.vendor) == model.vendor


def _prevailing(counted: Counter[str]) -> str | None:
    """The ID of the model that most of them mean, spelled as it is most often."""
    models: Counter[str] = Counter()
    for model_id, count in counted.items():
        models[_base(model_id)] += count
    model, count = usual(models)
    if 2 * count <= models.total():
        return None
    return usual(Counter({each: n for each, n in counted.items() if _base(each) == model}))[0]


def _base(model_id: str) -> str:
    model = catalog.find(model_id).model
    return model.id if model else model_id


def _in_path(path: str) -> str | None:
    """The model that a path names: "claude-sonnet-4-5/ask.json", "prompts/nova_pro_ask.json"."""
    for found in _IN_PATH.findall(path.lower().replace("_", "-")):
        words = found.split("-")
        for end in range(len(words), 1, -1):
            name = "-".join(words[:end]).removesuffix(".json")
            if is_certain(name):
                return catalog.find(name).base_id
    return None
