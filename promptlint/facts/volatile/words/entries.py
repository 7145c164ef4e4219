"""The lexicon: what the detector knows of words, shapes and kinds."""

from __future__ import annotations

from typing import NamedTuple

from promptlint.findings import Confidence, Lifetime

# What labels take that may stand in parentheses behind them.
PARENTHESIZED = frozenset(("path", "email", "id", "time", "place"))
SIGNS = ":\uff1a="  # between a label and its value


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
    """A pattern for values without a label.

    Attributes:
        group: the part of it that changes.
        ours: whether it is one of our own, not a user's.
    """

    kind: str
    weight: int
    gates: tuple[str, ...]
    pattern: str
    group: int
    ours: bool


class Pivots(NamedTuple):
    """Words between label and value; `ends` count only as the last word of a label."""

    plain: tuple[str, ...]
    ends: tuple[str, ...]
    wide: tuple[str, ...]
    openers: tuple[str, ...]


class Narration(NamedTuple):
    """Words of orders and of facts; `first`: words of orders if they begin a line.

    `passing` are words of titles of what goes on, `lasting` words of titles that take that back.
    """

    orders: frozenset[str]
    first: frozenset[str]
    tells: frozenset[str]
    passing: frozenset[str]
    lasting: frozenset[str]
    wide_orders: tuple[str, ...]


class Structure(NamedTuple):
    """Names of elements and headings; `code`: languages of fenced code.

    `starts` are beginnings of names of samples, `wide_samples` may stand anywhere in a title;
    `elements` hold one value, `sections` (which may be headings, too) many lines.
    """

    live: frozenset[str]
    person: frozenset[str]
    sample: frozenset[str]
    starts: tuple[str, ...]
    wide_samples: tuple[str, ...]
    elements: dict[str, str]
    sections: dict[str, str]
    code: frozenset[str]


class Lexicon(NamedTuple):
    """All words, in lower case, their parts joined by one space.

    Attributes:
        months: their numbers by name; 0 where it is not known.
        labels: by phrase; `wide` those in scripts without spaces, found as substrings.
        heads: last words of labels; `before`: by pivot, the words that may stand before it;
            `tails`: all ends of labels, from the last word to the whole.
        values: patterns by what a label takes.
        declared: what the user says of placeholders: name or glob, and lifetime.
        names: lifetimes by name of a placeholder; `settings`: first words that make any name one;
            `hints`: words that give any other name a lifetime; `wrappers`: words that only tell
            how a value is made; `attributes`: what any object may have.
    """

    kinds: dict[str, Kind]
    months: dict[str, int]
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
    narration: Narration
    against: frozenset[str]
    wide_against: tuple[str, ...]
    glue: frozenset[str]
    generic: frozenset[str]
    systems: frozenset[str]
    particles: frozenset[str]
    prose: frozenset[str]
    mailboxes: frozenset[str]
    declared: tuple[tuple[str, Lifetime], ...]
    names: dict[str, Lifetime]
    settings: frozenset[str]
    hints: dict[str, Lifetime]
    wrappers: frozenset[str]
    attributes: frozenset[str]
    unknown: Guess
