"""The lexicon of rules/volatile.toml, indexed for lookups by normalised phrase."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple, cast

from promptlint.findings import Confidence, Lifetime
from promptlint.resources import rules_folder

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_HUMP = re.compile(r"([a-z0-9])([A-Z])")


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

    known: bool
    lifetime: Lifetime
    confidence: Confidence


class Lexicon(NamedTuple):
    """All words, in lower case, their parts joined by one space.

    Attributes:
        wide: labels and words against in scripts without spaces, found as substrings.
        heads, tails: last word and last two words of labels, to turn away most colons at once.
        live, person, sample: names of elements and headings.
    """

    kinds: dict[str, Kind]
    months: dict[str, int]
    weekdays: frozenset[str]
    joints: frozenset[str]
    labels: dict[str, tuple[Label, ...]]
    heads: frozenset[str]
    tails: frozenset[str]
    wide: dict[str, tuple[Label, ...]]
    against: frozenset[str]
    wide_against: tuple[str, ...]
    glue: frozenset[str]
    generic: frozenset[str]
    systems: frozenset[str]
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
    """Whether `text` has characters of a script that puts no space between words."""
    return not text.isascii() and max(text) >= "\u2e80"


def _list(words: str) -> list[str]:
    return words.split(", ")


def _flat(table: dict[str, Any]) -> list[str]:
    """The words of all languages of a table."""
    return [word for words in table.values() for word in words.split(", ")]


@cache
def lexicon() -> Lexicon:
    """The lexicon; read once. Raises OSError if the file is missing."""
    data = _load()
    labels: dict[str, tuple[Label, ...]] = {}
    wide: dict[str, tuple[Label, ...]] = {}
    for entry in data["labels"].values():
        label = Label(entry.pop("kind"), entry.pop("takes"), entry.pop("strength") == "strong")
        for phrase in _flat(entry):
            index = wide if is_wide(phrase) else labels
            index[phrase] = (*index.get(phrase, ()), label)
    against = _flat(data["against"])
    structure = data["structure"]
    sample = _list(structure["sample"])
    names = data["placeholders"]
    known: dict[str, Lifetime] = {}
    for lifetime in ("static", "user", "session", "day", "request"):
        for name in _list(names[lifetime]):
            known[name] = cast(Lifetime, lifetime)
    return Lexicon(
        kinds={
            name: Kind(kind["title"], kind["lifetime"], kind.get("secret", False))
            for name, kind in data["kinds"].items()
        },
        months={
            word: number % 12 + 1 if language != "other" else 0
            for language, months in data["calendar"]["months"].items()
            for number, word in enumerate(_list(months))
        },
        weekdays=frozenset(_flat(data["calendar"]["weekdays"])),
        joints=frozenset(_list(data["calendar"]["joints"])),
        labels=labels,
        heads=frozenset(phrase.rpartition(" ")[2] for phrase in labels),
        tails=frozenset(" ".join(phrase.split(" ")[-2:]) for phrase in labels),
        wide=wide,
        against=frozenset(word for word in against if not is_wide(word)),
        wide_against=tuple(word for word in against if is_wide(word)),
        glue=frozenset(_list(data["glue"]["words"])),
        generic=frozenset(_list(data["generic"]["names"])),
        systems=frozenset(_list(data["generic"]["systems"])),
        live=frozenset(_list(structure["live"])),
        person=frozenset(_list(structure["person"])),
        sample=frozenset(name for name in sample if not name.endswith("*")),
        sample_starts=tuple(name[:-1] for name in sample if name.endswith("*")),
        elements={
            name: kind for kind, several in structure["elements"].items() for name in _list(several)
        },
        names=known,
        settings=frozenset(_list(names["config"])),
        unknown=Guess(False, names["default"]["lifetime"], names["default"]["confidence"]),
    )


def _load() -> dict[str, Any]:
    import tomllib

    return tomllib.loads((rules_folder() / "volatile.toml").read_text(encoding="utf-8"))
