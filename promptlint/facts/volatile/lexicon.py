"""The lexicon of rules/volatile.toml, indexed for lookups by normalised phrase."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple, cast

from promptlint.findings import Confidence, Lifetime

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_HUMP = re.compile(r"([a-z0-9])([A-Z])")
_WIDE = re.compile("[぀-ヿ㐀-鿿가-힯]")  # scripts that put no space between words


class Kind(NamedTuple):
    """What a kind of spot is called, how long it lives, whether it is masked."""

    title: str
    lifetime: Lifetime
    secret: bool


class Label(NamedTuple):
    """What a label promises: the kind of its value and the shape the value must have."""

    kind: str
    takes: str
    strong: bool


class Guess(NamedTuple):
    """What the name of a placeholder tells; lifetime "static": a setting."""

    name: str
    lifetime: Lifetime
    confidence: Confidence


class Lexicon(NamedTuple):
    """All words, in lower case, their parts joined by one space.

    Attributes:
        wide: labels and words against in scripts without spaces, found as substrings.
        heads: last words of labels, to turn away most colons at once.
        live, person, sample: names of elements and headings.
    """

    kinds: dict[str, Kind]
    months: dict[str, int]
    weekdays: frozenset[str]
    joints: frozenset[str]
    labels: dict[str, tuple[Label, ...]]
    heads: frozenset[str]
    wide: dict[str, tuple[Label, ...]]
    against: frozenset[str]
    wide_against: tuple[str, ...]
    glue: frozenset[str]
    generic: frozenset[str]
    live: frozenset[str]
    person: frozenset[str]
    sample: frozenset[str]
    sample_starts: tuple[str, ...]
    elements: dict[str, str]
    names: dict[str, Lifetime]
    settings: frozenset[str]
    unknown: Guess


def words(text: str) -> list[str]:
    """Words of a name or phrase in lower case; camelCase, `_` and `-` separate words."""
    if not text.islower():
        text = _HUMP.sub(r"\1 \2", text)
    return _WORD.findall(text.lower().replace("’", "'"))


def normal(text: str) -> str:
    """A name or phrase as the lexicon spells it."""
    return " ".join(words(text))


def is_wide(text: str) -> bool:
    """Whether `text` has characters of a script that separates no words."""
    return not text.isascii() and _WIDE.search(text) is not None


def _flat(table: dict[str, Any]) -> list[str]:
    """All words of the lists in a table."""
    return [word for value in table.values() if isinstance(value, list) for word in value]


@cache
def lexicon() -> Lexicon:
    """The lexicon; read once. Raises OSError if the rules folder is missing."""
    data = _load()
    labels: dict[str, tuple[Label, ...]] = {}
    wide: dict[str, tuple[Label, ...]] = {}
    for entry in data["labels"].values():
        label = Label(entry["kind"], entry["takes"], entry["strength"] == "strong")
        for phrase in _flat(entry):
            index, key = (wide, phrase.lower()) if is_wide(phrase) else (labels, normal(phrase))
            index[key] = (*index.get(key, ()), label)
    against = _flat(data["against"])
    structure = data["structure"]
    sample = structure["sample"]
    names = data["placeholders"]
    known: dict[str, Lifetime] = {}
    for lifetime in ("static", "user", "session", "day", "request"):
        for name in names[lifetime]:
            known[name] = cast(Lifetime, lifetime)
    return Lexicon(
        kinds={
            name: Kind(kind["title"], kind["lifetime"], kind.get("secret", False))
            for name, kind in data["kinds"].items()
        },
        months={
            word: number % 12 + 1 if language != "other" else 0
            for language, months in data["calendar"]["months"].items()
            for number, word in enumerate(months)
        },
        weekdays=frozenset(_flat(data["calendar"]["weekdays"])),
        joints=frozenset(data["calendar"]["joints"]),
        labels=labels,
        heads=frozenset(phrase.rpartition(" ")[2] for phrase in labels),
        wide=wide,
        against=frozenset(normal(word) for word in against if not is_wide(word)),
        wide_against=tuple(word for word in against if is_wide(word)),
        glue=frozenset(data["glue"]["words"]),
        generic=frozenset(data["generic"]["names"]),
        live=frozenset(structure["live"]),
        person=frozenset(structure["person"]),
        sample=frozenset(name for name in sample if not name.endswith("*")),
        sample_starts=tuple(name[:-1] for name in sample if name.endswith("*")),
        elements={
            name: kind for kind, several in structure["elements"].items() for name in several
        },
        names=known,
        settings=frozenset(names["config"]),
        unknown=Guess("", names["default"]["lifetime"], names["default"]["confidence"]),
    )


def _load() -> dict[str, Any]:
    import tomllib
    from pathlib import Path

    here = Path(__file__).parents[2]
    for folder in (here / "rules", here.parent / "rules"):
        if (folder / "volatile.toml").is_file():
            return tomllib.loads((folder / "volatile.toml").read_text(encoding="utf-8"))
    raise FileNotFoundError("rules/volatile.toml")
