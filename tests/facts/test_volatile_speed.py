"""What makes the detector fast loses nothing: each shortcut against the plain way."""

from __future__ import annotations

import re

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from promptlint.facts.volatile import find_spots
from promptlint.facts.volatile.reading import labels, shapes
from promptlint.facts.volatile.reading.outline import outline
from promptlint.facts.volatile.words.phrases import words
from promptlint.facts.volatile.words.tables import lexicon

KNOWN = lexicon()
PIVOTS = (*KNOWN.pivots.plain, *KNOWN.pivots.ends)
GATES = ("eyJ", "AIza", "xox", "AKIA", " ago", "ey")
PHRASES = st.sampled_from(sorted(KNOWN.labels) + sorted(KNOWN.wide))
SPELLED = (
    PHRASES
    | PHRASES.map(str.upper)
    | PHRASES.map(str.title)
    | PHRASES.map(lambda p: p.replace(" ", "_"))
)
BETWEEN = st.sampled_from(
    [*" :=(.,)\n\t*_`'\"’“]-1é日", " ", " ", "  ", " (UTC) ", '": ', " " * 31, "a" * 31, "\u00a0"]
)
PIVOT = st.sampled_from([*":\uff1a=(", *PIVOTS, *KNOWN.pivots.wide])
LABELLED = st.lists(
    st.tuples(SPELLED, BETWEEN, PIVOT).map("".join) | SPELLED | BETWEEN | PIVOT, max_size=8
).map("".join)


def _labels(text: str, places: list[tuple[int, str]]) -> list[tuple[object, ...]]:
    """Every label that ends before one of `places`."""
    found: list[tuple[object, ...]] = []
    for place, pivot in places:
        low = max(0, place - 80)
        low = text.rfind("\n", low, place) + 1 or low
        if pivot == "(":  # nothing but these is ever read in parentheses
            found += [
                (place, pivot, several, first, last)
                for several, first, last in labels._labels_at_end(text[low:place], pivot, KNOWN)
                if any(label.takes in ("path", "email", "id", "time") for label in several)
            ]
        else:
            several = labels._labels_at_end(text[low:place], pivot, KNOWN)
            found += [(place, pivot, *label) for label in several]
    return found


@given(LABELLED)
@settings(max_examples=examples(150), deadline=None)
def test_no_label_is_lost_among_the_candidates(text: str) -> None:
    signs = "[" + ":\uff1a=(`" + "".join(KNOWN.pivots.wide) + "]"
    pivot = re.compile(rf"{signs}|\b(?:{'|'.join(PIVOTS)})\b")
    every = [(match.start(), match[0]) for match in pivot.finditer(text)]
    candidates = labels._candidates(text, KNOWN)
    assert candidates == sorted(candidates)
    assert set(candidates) <= set(every)
    assert _labels(text, candidates) == _labels(text, every)


def test_every_label_is_read_before_a_sign() -> None:
    for phrase, several in KNOWN.labels.items():
        if phrase.count(" ") < 7:  # words; the text before is looked at no farther
            for before in ("", "- ", "of a thing that is long, and is a thing, "):
                text = f"{before}{phrase}"
                found = list(labels._labels_at_end(text, ":", KNOWN))
                assert (several, len(before), len(text)) in found


def test_every_label_with_a_word_behind_it_is_read() -> None:
    for phrase, several in KNOWN.labels.items():
        rest, _, last = phrase.rpartition(" ")
        if last in KNOWN.pivots.ends and rest:
            assert labels._candidates(f"The {phrase} ", KNOWN) != []
            assert (several, 4, 4 + len(rest)) in labels._labels_at_end(f"The {rest}", last, KNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "Aujourd'hui: ",
        "(aujourd’hui: ",
        "Current date (UTC): ",
        "Current date (UTC)** = ",
        "the USER NAME is ",
        "The userName is ",
        "** Сегодня: ",
        "- âge: ",
        "- It's: ",
        "the date,\tuser_name is ",
        'say "user name" is ',
        f"user name{' ' * 33}: ",
    ],
)
def test_labels_are_seen_however_they_are_written(text: str) -> None:
    assert labels._candidates(text, KNOWN) != []


@given(
    st.lists(st.sampled_from([*GATES, "J", "a", "e", "x", "\n"]), max_size=8).map("".join),
    st.integers(0, 9),
)
def test_a_gate_is_found_where_find_finds_it(text: str, start: int) -> None:
    for gate in GATES:
        assert shapes._find(text, gate, start) == text.find(gate, start)


def test_every_gate_opens_its_shape() -> None:
    """A line is searched if it holds any gate, wherever it stands in the text."""
    for before in ("", "a\n", "one\n\ntwo "):
        for after in ("", "\nb"):
            text = f"{before}Turn 3 of 5, and 5k tokens left{after}"
            kinds = sorted(shape.kind for shape in shapes.find_shapes(text, KNOWN))
            assert kinds == ["budget", "counter"]


@pytest.mark.parametrize("digit", "0a9f")
@pytest.mark.parametrize("before", range(11))
def test_a_hash_is_seen_at_any_offset(digit: str, before: int) -> None:
    text = " " * before + digit * 32
    (shape,) = shapes.find_shapes(text, KNOWN)
    assert (shape.kind, shape.start, shape.end) == ("hash", before, before + 32)
    assert not list(shapes.find_shapes(text[:-1], KNOWN))


@pytest.mark.parametrize(
    ("before", "live"),
    [
        ("# Context\n", True),
        ("\n  # Context\n", True),
        ("x # Context\n", False),
        ("Environment:\n", True),
        ("   **Environment**\n", True),
        (" " * 12 + "Environment:  \n", True),
        ("an Environment: x\n", False),
        ("Environment: is\n", False),
    ],
)
def test_headings_count_from_the_first_line_on(before: str, live: bool) -> None:
    text = before + "value"
    assert outline(text, KNOWN).at(len(before)).live is live


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("userName", ["user", "name"]),
        ("HTTPServer2Go", ["httpserver2", "go"]),
        ("aBcD", ["a", "bc", "d"]),
        ("user’s e-mail", ["user's", "e", "mail"]),
    ],
)
def test_names_fall_into_words(name: str, parts: list[str]) -> None:
    assert words(name) == parts


@pytest.mark.parametrize("mark", ["\x00", "\x02"])
def test_a_control_character_is_no_digit(mark: str) -> None:
    (spot,) = find_spots(f"Today is {mark}2026-11-20.")
    assert spot.start == len("Today is ") + 1
