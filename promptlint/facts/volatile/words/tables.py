"""From the tables of rules/volatile.toml, and of users' lexicons, to a `Lexicon`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from promptlint.facts.volatile.words.entries import (
    PARENTHESIZED,
    SIGNS,
    Guess,
    Kind,
    Label,
    Lexicon,
    Narration,
    Pivots,
    Structure,
    Test,
)
from promptlint.facts.volatile.words.phrases import is_wide
from promptlint.findings import Lifetime
from promptlint.resources import rules_folder

Tables = Mapping[str, Any]
"""The tables of a lexicon, as they stand in its file. Lists of words are joined by ", "."""

_LIFETIMES: tuple[Lifetime, ...] = ("static", "user", "session", "day", "request")
_IN_A_YEAR = 12
_VALUES = frozenset(("title", "lifetime", "secret", "kind", "takes", "strength", "confidence"))


@cache
def shipped() -> Tables:
    """The tables of the lexicon that we ship."""
    path = rules_folder() / "volatile.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def lexicon() -> Lexicon:
    """The lexicon that we ship; read once. Raises OSError if the file is missing."""
    return _indexed(shipped())


def extended(added: Sequence[Tables], declared: Mapping[str, Lifetime]) -> Lexicon:
    """Our lexicon with the tables of a user's, which are taken to be valid.

    Args:
        declared: lifetimes of placeholders by name or glob; they come before all others.
    """
    tables, names = shipped(), dict(lexicon().names)
    for each in added:
        tables = _merged(tables, each)
        names.update(_names(each.get("placeholders", {})))
    found = _indexed(tables) if added else lexicon()
    return found._replace(names=names, declared=tuple(declared.items()))


def _merged(ours: Tables, theirs: Tables) -> Tables:
    """Words and lists are added to ours; single values take their place."""
    merged = dict(ours)
    for key, value in theirs.items():
        known = merged.get(key)
        if known is None or key in _VALUES:
            merged[key] = value
        elif isinstance(value, dict):
            merged[key] = _merged(known, value)
        elif isinstance(value, list):
            merged[key] = [*known, *value]
        elif isinstance(value, str):
            merged[key] = f"{known}, {value}"
    return merged


def _indexed(data: Tables) -> Lexicon:
    labels, wide = _labels(data["labels"])
    tails = _tails(labels)
    heads = frozenset(tail for tail in tails if " " not in tail)
    against = _tongues(data["against"])
    generic, names = data["generic"], data["placeholders"]
    pivots = Pivots(*(tuple(_list(data["pivots"][key])) for key in Pivots._fields))
    return Lexicon(
        kinds={
            name: Kind(kind["title"], kind["lifetime"], kind.get("secret", False))
            for name, kind in data["kinds"].items()
        },
        months=_months(data["calendar"]["months"]),
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
            Test(
                x["kind"],
                x["weight"],
                tuple(x.get("gates", ())),
                x["pattern"],
                x.get("group", 0),
                ours=number < len(shipped()["shapes"]),
            )
            for number, x in enumerate(data["shapes"])
        ),
        structure=_structure(data["structure"]),
        narration=_narration(data["narration"]),
        against=frozenset(word for word in against if not is_wide(word)),
        wide_against=tuple(word for word in against if is_wide(word)),
        glue=_set(data["glue"]["words"]),
        generic=_set(generic["names"]),
        systems=_set(generic["systems"]),
        particles=_set(generic["particles"]),
        prose=_set(generic["prose"]),
        mailboxes=_set(generic["mailboxes"]),
        declared=(),
        names=_names(names),
        settings=_set(names["config"]),
        hints=_names(names["hints"]),
        wrappers=_set(names["wrappers"]),
        attributes=_set(names["attributes"]),
        unknown=Guess(known=False, **names["default"]),
    )


def _names(table: Tables) -> dict[str, Lifetime]:
    """Lifetimes by name, from lists of names by lifetime."""
    return {
        name: lifetime
        for lifetime in _LIFETIMES
        if lifetime in table
        for name in _list(table[lifetime])
    }


def _list(joined: str) -> list[str]:
    return joined.split(", ")


def _set(joined: str) -> frozenset[str]:
    return frozenset(joined.split(", "))


def _tongues(table: dict[str, str]) -> list[str]:
    """The words of all languages of a table."""
    return [word for joined in table.values() for word in _list(joined)]


def _months(table: dict[str, str]) -> dict[str, int]:
    """Numbers of months by name; lists of other than twelve names are in no order."""
    found: dict[str, int] = {}
    for joined in table.values():
        several = _list(joined)
        ordered = len(several) == _IN_A_YEAR
        found.update({name: ordered * number for number, name in enumerate(several, 1)})
    return found


def _labels(
    tables: dict[str, dict[str, str]],
) -> tuple[dict[str, tuple[Label, ...]], dict[str, tuple[Label, ...]]]:
    narrow: dict[str, tuple[Label, ...]] = {}
    wide: dict[str, tuple[Label, ...]] = {}
    for table in tables.values():
        label = Label(table["kind"], table["takes"], table["strength"] == "strong")
        for language, joined in table.items():
            if language in _VALUES:
                continue
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
        "`": frozenset(
            phrase.rpartition(" ")[2]
            for phrase, several in labels.items()
            if " " in phrase and any(label.takes == "branch" for label in several)
        ),
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
        tuple(name.rstrip("*") for name in sample if is_wide(name)),
        _kinds(table["elements"]),
        _kinds(table["sections"]),
        _set(table["code"]),
    )


def _kinds(table: dict[str, str]) -> dict[str, str]:
    """Kinds by name, from lists of names by kind."""
    return {name: kind for kind, names in table.items() for name in _list(names)}


def _narration(table: dict[str, dict[str, str]]) -> Narration:
    orders = _tongues(table["orders"])
    return Narration(
        frozenset(word for word in orders if not is_wide(word)),
        frozenset(_tongues(table["first"])),
        frozenset(_tongues(table["tells"])),
        frozenset(_tongues(table["passing"])),
        frozenset(_tongues(table["lasting"])),
        tuple(word for word in orders if is_wide(word)),
    )
