"""What a repository holds that a configuration for it would speak of."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from promptlint import catalog
from promptlint.config import Patterns, find
from promptlint.engine.lint import Settings, facts_of, is_jsonl
from promptlint.engine.walk import Filter, Walk, walk
from promptlint.facts import Facts
from promptlint.findings import LIFETIMES, Lifetime, Spot
from promptlint.forms import looks_like_request, parts
from promptlint.prompt import DialectName
from promptlint.text import NotText, Source, files

# Where the ID of a model stands that no request names: the code that sends it, and its settings.
_SOURCES = (
    *("*.py", "*.ts", "*.tsx", "*.js", "*.mjs", "*.cjs", "*.java", "*.kt", "*.scala", "*.go"),
    *("*.rb", "*.rs", "*.cs", "*.php", "*.swift", "*.sh", "*.tf", "*.tfvars", "*.hcl", "*.env"),
    *("*.yaml", "*.yml", "*.toml", "*.ini", "*.cfg", "*.properties", "*.json", ".env*"),
)
_LARGEST_SOURCE = 1_000_000  # bytes; longer ones are data
_MODEL_ID = re.compile(
    rb"(?<![\w.-])(?:[a-z]{2,6}(?:-gov)?\.)?(?:anthropic\.claude|amazon\.nova)-[a-z0-9.:-]*[a-z0-9]"
)
# A placeholder around one plain name: "{{ name }}", "${name}", "%(name)s", "{{ name | upper }}".
_PLACEHOLDER = re.compile(r"[^\w\s]{1,4}\s*([A-Za-z_][\w.]*)\s*(?:\|[^{}]*)?[^\w\s]{1,4}[sdrf]?")


class Asked(NamedTuple):
    """One request.

    Attributes:
        model: the ID that it is sent to; None if it names none, or one that hides the model.
        traffic: the name of what its shape suggests.
        wording: the same for requests with the same instructions, whatever changes in them.
        placeholders: names of placeholders, and how long we take their values to stay the same.
    """

    model: str | None
    dialect: DialectName
    traffic: str
    wording: str
    placeholders: tuple[tuple[str, Lifetime], ...]


class Seen(NamedTuple):
    """A file that a walk meets. `path`: relative to the top, with slashes."""

    path: str
    requests: tuple[Asked, ...]


class Mention(NamedTuple):
    """A file that is no request and names a model."""

    path: str
    model: str


class Survey(NamedTuple):
    """All of it. `nested`: configurations further down, for which another one would not hold."""

    files: tuple[Seen, ...]
    mentions: tuple[Mention, ...]
    nested: tuple[str, ...]

    @property
    def requests(self) -> Iterator[tuple[str, Asked]]:
        """All requests, with the paths of their files."""
        return ((file.path, asked) for file in self.files for asked in file.requests)

    @property
    def names_all(self) -> bool:
        """Whether every request says which model it is for."""
        return all(asked.model is not None for _, asked in self.requests)


def look(path: str, settings: Settings) -> tuple[Asked, ...]:
    """The requests of one file; none if it cannot be read, which a check will say."""
    try:
        data = files.read(Path(path))
        source = Source.decode(path, data) if looks_like_request(data) else None
    except (files.FileRefused, NotText):
        return ()
    if source is None:
        return ()
    held = parts(source, jsonl=is_jsonl(source))
    return tuple(_asked(facts_of(request, settings)) for part in held for request in part.requests)


def within(top: Path, path: str) -> str:
    """A path that a walk from the top has met, relative to the top."""
    return Path(os.path.relpath(path, top)).as_posix()


class Nested:
    """The configurations below a top, asked for files."""

    def __init__(self, top: Path) -> None:
        self._top = top.resolve()
        self._known: dict[Path, Path | None] = {}

    def of(self, path: str) -> Path | None:
        """The configuration that holds for a file, if it stands below the top."""
        folder = Path(path).parent
        if folder not in self._known:
            found = find(folder)
            below = found is not None and self._top in found.parent.resolve().parents
            self._known[folder] = found if below else None
        return self._known[folder]


def mentions(top: Path) -> Iterator[Mention]:
    """The models that sources and settings name, in the order of files."""
    include = Patterns(top, _SOURCES)
    for each in walk([str(top)], lambda _: Filter(include=include)):
        for model_id in sorted(_named_in(each)):
            yield Mention(within(top, each.path), model_id)


def _named_in(file: Walk) -> set[str]:
    path = Path(file.path)
    try:
        data = path.read_bytes() if path.stat().st_size <= _LARGEST_SOURCE else b""
    except OSError:
        return set()
    if b"claude" not in data and b"nova" not in data:
        return set()
    names = {found.decode() for found in _MODEL_ID.findall(data)}
    return {name for name in names if is_certain(name)}


def is_certain(model_id: str) -> bool:
    """Whether an ID names one model of the catalogue."""
    model = catalog.find(model_id).model
    return model is not None and not model.is_family


def _asked(facts: Facts) -> Asked:
    request = facts.request
    own = request.model_id
    hides = own is None or catalog.is_placeholder(own) or catalog.find(own).opaque
    return Asked(
        model=None if hides else own,
        dialect=request.dialect,
        traffic=facts.traffic.name,
        wording=_wording(facts),
        placeholders=_placeholders(facts.spots),
    )


def _wording(facts: Facts) -> str:
    """A digest of tools and system, or else of the first text, without what changes in them."""
    from hashlib import sha256

    blocks = facts.request.blocks
    digest = sha256()
    for block in [each for each in blocks if each.section != "messages"] or blocks[:1]:
        spots = sorted(facts.spots_in(block), key=lambda spot: spot.start, reverse=True)
        for node in block.texts:
            text = node.string
            for spot in spots:
                if spot.node is node:
                    text = text[: spot.start] + text[spot.end :]
            digest.update(text.encode(errors="backslashreplace") + b"\0")
    return digest.hexdigest()


def _placeholders(spots: Iterable[Spot]) -> tuple[tuple[str, Lifetime], ...]:
    """Placeholders by plain names; of one name the shortest lifetime."""
    found: dict[str, Lifetime] = {}
    for spot in spots:
        name = _PLACEHOLDER.fullmatch(spot.text) if spot.kind == "placeholder" else None
        if name is not None:
            known = found.get(name[1], spot.lifetime)
            found[name[1]] = max(known, spot.lifetime, key=LIFETIMES.index)
    return tuple(sorted(found.items()))
