"""Families of recorded requests with fields that are known to change, and when."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from hypothesis import strategies as st

from promptlint.findings import Lifetime

NOON = 1_790_000_000 // 86_400 * 86_400 + 43_200  # the middle of a day, UTC
DAY = 86_400

# Words that the detector has no opinion on, so that all there is to find must be observed.
_WORDS = ("amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heath", "inlet", "jetty")


class Field(NamedTuple):
    """A line whose value changes. `label` is empty for a line that is nothing but a sentence."""

    label: str
    lifetime: Lifetime

    def line(self, value: str) -> str:
        return (
            f"{self.label}: {value}" if self.label else f"Mind the {value} near the harbour wall."
        )


class Sent(NamedTuple):
    """A recorded request, and what was where in it."""

    record: dict[str, Any]
    values: dict[int, str]  # by number of the field
    conversation: int
    day: int


class Recording(NamedTuple):
    """All requests of one prompt, in the order in which they were sent."""

    fields: tuple[Field, ...]
    sent: tuple[Sent, ...]

    def text(self) -> str:
        return "".join(json.dumps(each.record) + "\n" for each in self.sent)

    def differs(self, field: int, request: int) -> int:
        """How many requests have another value than this one."""
        own = self.sent[request].values[field]
        return sum(each.values[field] != own for each in self.sent)


def value(*numbers: int) -> str:
    """A word that no other numbers give."""
    return "".join(_WORDS[n % 10] for n in numbers[:1]) + "".join(chr(97 + n) for n in numbers)


@st.composite
def recordings(draw: st.DrawFn, *, timed: bool = True, size: int = 20) -> Recording:
    """Conversations on several days with several calls each, so that all lifetimes differ.

    `size`: how many lines stay as they are.
    """
    lifetimes: tuple[Lifetime, ...] = ("request", "session", "day", "static")
    if not timed:
        lifetimes = ("request", "session", "static")
    kinds = draw(st.lists(st.sampled_from(lifetimes), min_size=1, max_size=5))
    bare = draw(st.integers(-1, len(kinds) - 1))  # at most one: two could be taken for one another
    fields = tuple(
        Field("" if n == bare else f"Harbour {chr(65 + n)}", kind) for n, kind in enumerate(kinds)
    )
    filler = [f"{draw(st.sampled_from(_WORDS))} number {n} stays as it is." for n in range(size)]
    places = [draw(st.integers(0, size)) for _ in fields]
    days, per_day = draw(st.integers(2, 3)), draw(st.integers(2, 3))
    gap = draw(st.integers(5, 200))
    sent: list[Sent] = []
    for conversation in range(days * per_day):
        day, number = divmod(conversation, per_day)
        messages: list[dict[str, Any]] = []
        for call in range(draw(st.integers(2, 4))):
            messages.append(_turn("user", f"question {conversation} {call}"))
            values = {
                n: {
                    "request": value(n, conversation, call),
                    "session": value(n, conversation),
                    "day": value(n, day),
                    "static": value(n),
                }[field.lifetime]
                for n, field in enumerate(fields)
            }
            body = {
                "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
                "system": _system(fields, filler, places, values),
                "messages": [*messages],
            }
            record: dict[str, Any] = {"input": {"converse": body}, "modelId": body.pop("modelId")}
            if timed:
                record["timestamp"] = NOON + day * DAY + number * 3600 + call * gap
            sent.append(Sent(record, values, conversation, day))
            messages.append(_turn("assistant", f"answer {conversation} {call}"))
    return Recording(fields, tuple(sent))


def _system(
    fields: tuple[Field, ...], filler: list[str], places: list[int], values: dict[int, str]
) -> list[dict[str, Any]]:
    lines: list[str] = []
    for number in range(len(filler) + 1):
        lines += [f.line(values[n]) for n, f in enumerate(fields) if places[n] == number]
        lines += filler[number : number + 1]
    return [{"text": "\n".join(lines)}, {"cachePoint": {"type": "default"}}]


def _turn(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "content": [{"text": text}]}
