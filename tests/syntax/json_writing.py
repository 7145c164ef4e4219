"""Random JSON values, and a writer that knows more ways to write them than we ever choose."""

from __future__ import annotations

import json
from random import Random
from typing import NamedTuple

from hypothesis import strategies as st

CHARACTERS = (
    'ab/:,[]{}"\\\b\f\n\r\t\0\x1f\x7f\u00e9\u20ac\u0085\u2028\u2029\ufeff\U0001f600\U0010ffff'
)
RANDOMS = st.integers(0, 2**32).map(Random)
STRINGS = st.text(st.sampled_from(CHARACTERS), max_size=8)
ODD_STRINGS = st.text(st.sampled_from(CHARACTERS + "\ud83d\ude00"), max_size=8)


def values(strings: st.SearchStrategy[str] = STRINGS) -> st.SearchStrategy[object]:
    """JSON values, with all numbers that Python writes (NaN excepted: it equals nothing)."""
    numbers = st.integers() | st.floats(allow_nan=False) | st.just(10**400)
    scalars = st.none() | st.booleans() | numbers | strings
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=5) | st.dictionaries(strings, inner, max_size=5),
        max_leaves=12,
    )


class Hand(NamedTuple):
    """How somebody writes JSON.

    Attributes:
        indent: one level; None for one line.
        newline: the line ending, where there is an indent.
        comma, colon: with their white space.
        odd: white space of all kinds in all places, if there is a source of chance.
        escapes: how often a character is written as an escape that need not be.
    """

    indent: str | None = None
    newline: str = "\n"
    comma: str = ", "
    colon: str = ": "
    odd: Random | None = None
    escapes: float = 0.0


NEAT = [
    Hand(),
    Hand(comma=",", colon=":"),
    Hand(comma=",", colon=": "),
    *(
        Hand(indent, newline, comma=",")
        for indent in (" ", "  ", "    ", "\t")
        for newline in ("\n", "\r\n")
    ),
]


def hands() -> st.SearchStrategy[Hand]:
    """Neat ways to write, and odd ones."""
    odd = st.builds(
        lambda hand, random: hand._replace(odd=random, escapes=0.3), st.sampled_from(NEAT), RANDOMS
    )
    return st.sampled_from(NEAT) | odd


def write(value: object, hand: Hand, level: int = 0) -> str:
    """`value` as JSON in this hand. A tuple is an object, given by its members."""
    if isinstance(value, str):
        return write_string(value, hand)
    if not isinstance(value, (dict, list, tuple)):
        return json.dumps(value)
    brackets = "[]" if isinstance(value, list) else "{}"
    if not isinstance(value, list):
        items = [
            write_string(key, hand)
            + _space(hand)
            + hand.colon
            + _space(hand)
            + write(item, hand, level + 1)
            for key, item in (value.items() if isinstance(value, dict) else value)
        ]
    else:
        items = [write(item, hand, level + 1) for item in value]
    if not items:
        return brackets[0] + _space(hand) + brackets[1]
    if hand.indent is None:
        body = (_space(hand) + hand.comma + _space(hand)).join(items)
        return brackets[0] + _space(hand) + body + _space(hand) + brackets[1]
    line = hand.newline + hand.indent * (level + 1)
    body = "".join(("," if n else "") + line + item + _space(hand) for n, item in enumerate(items))
    return brackets[0] + body + hand.newline + hand.indent * level + brackets[1]


def write_string(text: str, hand: Hand) -> str:
    """`text` as a JSON string, with more escapes than needed where the hand is odd."""
    return '"' + "".join(_character(character, hand) for character in text) + '"'


def _character(character: str, hand: Hand) -> str:
    if hand.odd is None or hand.odd.random() >= hand.escapes:
        plain = json.dumps(character, ensure_ascii="\ud800" <= character <= "\udfff")
        return plain[1:-1]
    units = character.encode("utf-16-be", "surrogatepass").hex()
    hexadecimal = "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
    other = {"/": "\\/", "\n": "\\n", '"': '\\"', "\\": "\\\\"}.get(character, hexadecimal)
    return hand.odd.choice([other, hexadecimal, hexadecimal.upper().replace("U", "u")])


def _space(hand: Hand) -> str:
    if hand.odd is None:
        return ""
    line = [] if hand.indent is None else [hand.newline, hand.newline + "   "]
    return hand.odd.choice(["", "", "", " ", "  ", "\t", *line])
