"""Which lines of a text can move by themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.layout.units import units_around
from promptlint.text import Span

# Each case: a text in which «…» marks the spots, and the units that are to hold them; none of
# them where only the author can take the spot out.
CASES = [
    (
        "a label and its value",
        "Be kind.\nCurrent time: «10:00»\nBe brief.\n",
        ["Current time: 10:00\n"],
    ),
    (
        "a sentence on a line of its own",
        "You help.\nToday is «2026-11-20».\nAnswer.\n",
        ["Today is 2026-11-20.\n"],
    ),
    ("a sentence among others", "You help. Today is «2026-11-20». Be kind.", []),
    (
        "a line in the middle of a sentence",
        "The shop opens at\n«10:00» today and\ncloses at noon.\n",
        [],
    ),
    (
        "a whole section with its heading",
        "# Role\nHelp.\n\n## Now\nTime: «10:00»\nDay: «Friday»\n\n## Rules\nBe kind.\n",
        ["## Now\nTime: 10:00\nDay: Friday\n\n"],
    ),
    ("one line of a section", "## Now\nTime: «10:00»\nShop: Harbour Street\n", ["Time: 10:00\n"]),
    (
        "an element",
        "Hi.\n<env>\ncwd: «/home/a»\ndate: «2026-11-20»\n</env>\nBye.",
        ["<env>\ncwd: /home/a\ndate: 2026-11-20\n</env>\n"],
    ),
    ("an element on one line", "Hi.\n<now>«10:00»</now>\nBye.", ["<now>10:00</now>\n"]),
    (
        "a large element with one spot",
        "<rules>\nBe kind.\nBe brief.\nNow: «10:00»\nBe fair.\n</rules>\n",
        ["Now: 10:00\n"],
    ),
    (
        "a list with the line that introduces it",
        "Facts:\n- now: «10:00»\n- who: «Ada»\n\nBye",
        ["Facts:\n- now: 10:00\n- who: Ada\n\n"],
    ),
    (
        "a list item with its continuation",
        "- now: «10:00»\n  (in the shop)\n- Be kind.\n",
        ["- now: 10:00\n  (in the shop)\n"],
    ),
    (
        "a bare value under its heading",
        "## Context\n«{context}»\n\n## Rules\nBe kind.\n",
        ["## Context\n{context}\n\n"],
    ),
    (
        "a bare placeholder under its label",
        "Context:\n«{context}»\n\nBe kind.\n",
        ["Context:\n{context}\n\n"],
    ),
    ("a bare value without a label", "Be kind.\n«{context}»\nBe brief.\n", []),
    (
        "a label and its value as one spot",
        "«x-trace: 7f3a1c52»\nBe kind.\n",
        ["x-trace: 7f3a1c52\n"],
    ),
    ("code", "```\ndate = «2026-11-20»\n```\n", []),
    ("a table", "| day | «2026-11-20» |\n", []),
    ("the last line without a line end", "Be kind.\n\nNow: «10:00»", ["Now: 10:00"]),
]


def unmark(marked: str) -> tuple[str, list[Span]]:
    """The text without its marks, and the spans that were marked."""
    text, spots = "", []
    for number, part in enumerate(marked.replace("»", "«").split("«")):
        if number % 2:
            spots.append(Span(len(text), len(text) + len(part)))
        text += part
    return text, spots


@pytest.mark.parametrize(("marked", "units"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_units(marked: str, units: list[str]) -> None:
    text, spots = unmark(marked)
    found, stuck = units_around(text, spots)
    if units:
        assert [text[start:end] for start, end in found] == units
        assert stuck == []
    else:
        assert found == []
        assert stuck == spots


@given(st.lists(st.sampled_from([c[1] for c in CASES]), min_size=1, max_size=5))
def test_units_are_whole_lines_in_order_and_hold_what_is_not_stuck(parts: list[str]) -> None:
    text, spots = unmark("\n".join(parts))
    units, stuck = units_around(text, spots)
    at = 0
    for start, end in units:
        assert at <= start < end <= len(text)
        assert start == 0 or text[start - 1] == "\n"
        assert end == len(text) or text[end - 1] == "\n"
        at = end
    for spot in spots:
        held = any(start <= spot.start and spot.end <= end for start, end in units)
        assert held != (spot in stuck)
