"""The lexicon of rules/volatile.toml, indexed for lookups by normalised phrase."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from promptlint.findings import Confidence, Lifetime
from promptlint.resources import rules_folder

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_HUMP = re.compile("[a-z0-9](?=[A-Z])")

# What labels take that may stand in parentheses behind them.
PARENTHESIZED = frozenset(("path", "email", "id", "time"))
_WIDEST_GAP = 4
SIGNS = ":\uff1a="  # between a label and its value
WIDE = "\u2e80"  # from here on scripts put no space between words


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
    """What the name of a placeholder tells; lifetime "static": a setting, no spot."""

    known: bool
    lifetime: Lifetime
    confidence: Confidence


class Test(NamedTuple):
    """A pattern for values without a label; `group` is the part of it that changes."""

    kind: str
    weight: int
    gates: tuple[str, ...]
    pattern: str
    group: int


class Pivots(NamedTuple):
    """Words between label and value; `ends` count only as the last word of a label."""

    plain: tuple[str, ...]
    ends: tuple[str, ...]
    wide: tuple[str, ...]
    openers: tuple[str, ...]


class Structure(NamedTuple):
    """Names of elements and headings; `starts`: beginnings of names of samples."""

    live: frozenset[str]
    person: frozenset[str]
    sample: frozenset[str]
    starts: tuple[str, ...]
    elements: dict[str, str]


class Lexicon(NamedTuple):
    """All words, in lower case, their parts joined by one space.

    Attributes:
        labels: by phrase; `wide` those in scripts without spaces, found as substrings.
        heads: last words of labels; `before`: by pivot, the words that may stand before it;
            `tails`: all ends of labels, from the last word to the whole.
        values: patterns by what a label takes.
        names: lifetimes by name of a placeholder; `settings`: first words that make any name one;
            `hints`: words that give any other name a lifetime.
    """

    kinds: dict[str, Kind]
    months: frozenset[str]
    weekdays: frozenset[str]
    joints: frozenset[str]
    labels: dict[str, tuple[Label, ...]]
    wide: dict[str, tuple[Label, ...]]
    heads: frozenset[str]
    before: dict[str, frozenset[str]]
    tails: frozenset[str]
    pivots: Pivots
    values: dict[str, str]
    shapes: tuple[Test, ...]
    structure: Structure
    against: frozenset[str]
    wide_against: tuple[str, ...]
    glue: frozenset[str]
    generic: frozenset[str]
    systems: frozenset[str]
    particles: frozenset[str]
    prose: frozenset[str]
    names: dict[str, Lifetime]
    settings: frozenset[str]
    hints: dict[str, Lifetime]
    unknown: Guess


def _spaced(match: re.Match[str]) -> str:
    return match[0] + " "


def words(text: str) -> list[str]:
    """Words of a name or phrase in lower case; camelCase, `_` and `-` separate words."""
    if not text.islower():
        text = _HUMP.sub(_spaced, text)
    return _WORD.findall(text.lower().replace("’", "'"))


def normal(text: str) -> str:
    """A name or phrase as the lexicon spells it."""
    if text.isalpha():
        if text.islower():
            return text
        if text.isascii() and (text.istitle() or text.isupper()):
            return text.lower()
    return " ".join(words(text))


def word_marks(text: str) -> list[re.Match[str]]:
    """The words of `text` with their places."""
    return list(_WORD.finditer(text))


def single_words(text: str) -> list[str]:
    """The words of `text` as they are written."""
    found: list[str] = _WORD.findall(text)
    return found


def together(text: str, marks: list[re.Match[str]]) -> list[re.Match[str]]:
    """The last of `marks` that no punctuation parts: words of one phrase."""
    for number in range(len(marks) - 1, 0, -1):
        gap = text[marks[number - 1].end() : marks[number].start()]
        if gap.strip(" \t_-/&(*`") or len(gap) > _WIDEST_GAP:
            return marks[number:]
    return marks


def is_wide(text: str) -> bool:
    """Whether `text` has characters of a script that puts no space between words."""
    return not text.isascii() and max(text) >= WIDE


@cache
def lexicon() -> Lexicon:
    """The lexicon; read once. Raises OSError if the file is missing."""
    path = rules_folder() / "volatile.toml"
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    labels, wide = _labels(data["labels"])
    tails = _tails(labels)
    heads = frozenset(tail for tail in tails if " " not in tail)
    against = _tongues(data["against"])
    generic, names = data["generic"], data["placeholders"]
    pivots = Pivots(*(tuple(_list(data["pivots"][key])) for key in Pivots._fields))
    lifetimes: tuple[Lifetime, ...] = ("static", "user", "session", "day", "request")
    return Lexicon(
        kinds={
            name: Kind(kind["title"], kind["lifetime"], kind.get("secret", False))
            for name, kind in data["kinds"].items()
        },
        months=frozenset(_tongues(data["calendar"]["months"])),
        weekdays=frozenset(_tongues(data["calendar"]["weekdays"])),
        joints=_set(data["calendar"]["joints"]),
        labels=labels,
        wide=wide,
        heads=heads,
        before=_before(labels, heads, pivots),
        tails=tails,
        pivots=pivots,
        values=data["values"],
        shapes=tuple(
            Test(x["kind"], x["weight"], tuple(x["gates"]), x["pattern"], x.get("group", 0))
            for x in data["shapes"]
        ),
        structure=_structure(data["structure"]),
        against=frozenset(word for word in against if not is_wide(word)),
        wide_against=tuple(word for word in against if is_wide(word)),
        glue=_set(data["glue"]["words"]),
        generic=_set(generic["names"]),
        systems=_set(generic["systems"]),
        particles=_set(generic["particles"]),
        prose=_set(generic["prose"]),
        names={name: lifetime for lifetime in lifetimes for name in _list(names[lifetime])},
        settings=_set(names["config"]),
        hints={
            word: lifetime
            for lifetime in lifetimes
            for word in _list(names["hints"].get(lifetime, "-"))
        },
        unknown=Guess(known=False, **names["default"]),
    )


def _list(joined: str) -> list[str]:
    return joined.split(", ")


def _set(joined: str) -> frozenset[str]:
    return frozenset(joined.split(", "))


def _tongues(table: dict[str, str]) -> list[str]:
    """The words of all languages of a table."""
    return [word for joined in table.values() for word in _list(joined)]


def _labels(
    tables: dict[str, dict[str, str]],
) -> tuple[dict[str, tuple[Label, ...]], dict[str, tuple[Label, ...]]]:
    narrow: dict[str, tuple[Label, ...]] = {}
    wide: dict[str, tuple[Label, ...]] = {}
    for table in tables.values():
        label = Label(table.pop("kind"), table.pop("takes"), table.pop("strength") == "strong")
        for joined in table.values():
            mixed = is_wide(joined)
            for phrase in _list(joined):
                index = wide if mixed and is_wide(phrase) else narrow
                index[phrase] = (*index.get(phrase, ()), label)
    return narrow, wide


def _before(
    labels: dict[str, tuple[Label, ...]], heads: frozenset[str], pivots: Pivots
) -> dict[str, frozenset[str]]:
    """By pivot, the words that may stand before it. Only a sign can follow a label of one word."""
    before: dict[str, set[str]] = {word: set() for word in (*pivots.plain, *pivots.ends)}
    lasts, opening = set(), set()
    for phrase, several in labels.items():
        if " " not in phrase:
            continue
        rest, _, last = phrase.rpartition(" ")
        lasts.add(last)
        if any(label.takes in PARENTHESIZED for label in several):
            opening.add(last)
        if last in before:
            before[last].add(rest.rpartition(" ")[2])
    for word in pivots.plain:
        before[word] = lasts | (before[word] & heads)
    return {
        **dict.fromkeys(SIGNS, heads),
        "(": frozenset(opening),
        **{word: frozenset(words) for word, words in before.items()},
    }


def _tails(labels: Iterable[str]) -> frozenset[str]:
    tails = set()
    for phrase in labels:
        rest = phrase
        while rest and rest not in tails:
            tails.add(rest)
            rest = rest.partition(" ")[2]
    return frozenset(tails)


def _structure(table: dict[str, Any]) -> Structure:
    sample = _list(table["sample"])
    return Structure(
        _set(table["live"]),
        _set(table["person"]),
        frozenset(name for name in sample if not name.endswith("*")),
        tuple(name[:-1] for name in sample if name.endswith("*")),
        {name: kind for kind, names in table["elements"].items() for name in _list(names)},
    )
