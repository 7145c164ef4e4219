"""Where two values of JSON differ first, byte for byte as they are hashed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Literal, NamedTuple

from promptlint.text import common_start

# "text": characters of a string. "keys": the same members of an object in another order.
# "members": other keys, or another number of elements. "value": another number or literal, or
# another kind of value.
Within = Literal["text", "keys", "members", "value"]

Steps = tuple[str | int, ...]


class Apart(NamedTuple):
    """The first difference.

    Attributes:
        old, new: where it is in each value. What is in one only has a path there that the other
            value leaves.
        offset: the first other character of two strings.
    """

    kind: Within
    old: Steps
    new: Steps
    offset: int | None = None


class _Pair(NamedTuple):
    one: object
    other: object
    old: Steps
    new: Steps


def first_difference(one: object, other: object) -> Apart:
    """The first difference of two values. Raises ValueError: there is none.

    The order of an object's keys counts, and 1 is not 1.0.
    """
    waiting: list[_Pair | Apart] = [_Pair(one, other, (), ())]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Apart):
            return found
        waiting.extend(reversed(list(_opened(found))))
    raise ValueError("the values are the same")


def _opened(pair: _Pair) -> Iterator[_Pair | Apart]:
    """What is in a pair of values, in order, up to where it is certain that they differ."""
    one, other, old, new = pair
    if isinstance(one, dict) and isinstance(other, dict):
        yield from _objects(one, other, old, new)
    elif isinstance(one, list) and isinstance(other, list):
        for number, (element, twin) in enumerate(zip(one, other, strict=False)):
            yield _Pair(element, twin, (*old, number), (*new, number))
        if len(one) != len(other):
            last = min(len(one), len(other))
            yield Apart("members", (*old, last), (*new, last))
    elif isinstance(one, str) and isinstance(other, str):
        if one != other:
            yield Apart("text", old, new, common_start(one, other))
    elif json.dumps(one) != json.dumps(other):
        yield Apart("value", old, new)


def _objects(
    one: dict[str, object], other: dict[str, object], old: Steps, new: Steps
) -> Iterator[_Pair | Apart]:
    for key, twin in zip(one, other, strict=False):
        if key != twin:
            kind: Within = "keys" if one.keys() == other.keys() else "members"
            yield Apart(kind, (*old, key), (*new, twin))
            return
        yield _Pair(one[key], other[key], (*old, key), (*new, key))
    if len(one) != len(other):
        longer = one if len(one) > len(other) else other
        last = list(longer)[min(len(one), len(other))]
        yield Apart("members", (*old, last), (*new, last))
