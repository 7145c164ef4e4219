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
    (
        "a heading that is underlined",
        "Role\n====\nHelp.\n\nNow\n---\nTime: «10:00»\n\nRules\n-----\nBe kind.\n",
        ["Now\n---\nTime: 10:00\n\n"],
    ),
    (
        "a heading without its section",
        "## About «Ada»\nBe kind to her.\n\n## Rules\nBe fair.\n",
        [],
    ),
    (
        "the introduction of an element",
        "You help.\nHere is where you are:\n<env>\ncwd: «/a»\n</env>\nYou are kind.\n",
        ["Here is where you are:\n<env>\ncwd: /a\n</env>\n"],
    ),
    (
        "an element that tells the model who it is",
        "<role>\nYou are a kind clerk, and you know it all.\nToday is «Friday».\n</role>\nBye.\n",
        ["Today is Friday.\n"],
    ),
    (
        "a field of a record",
        "<user>\n  <name>Ada</name>\n  <now>«1»</now>\n  <tz>UTC</tz>\n  <l>x</l>\n</user>\nB.\n",
        [],
    ),
    (
        "a tag that is only mentioned",
        "Read <env>.\n<env>\nnow: «1»\n</env>\n",
        ["<env>\nnow: 1\n</env>\n"],
    ),
    (
        "an element without content",
        'Be kind.\n<now at="«10:00»"/>\nBye.\n',
        ['<now at="10:00"/>\n'],
    ),
    (
        "a table most of which changes, with its introduction",
        "Times:\n\n| shop | time |\n|---|---|\n| a | «10» |\n| b | «11» |\n\nBe kind.\n",
        ["Times:\n\n| shop | time |\n|---|---|\n| a | 10 |\n| b | 11 |\n\n"],
    ),
    ("a row of a table", "| shop | time |\n|---|---|\n| a | «10» |\n| b | 11 |\n| c | 12 |\n", []),
    ("rows without a header", "| a | «10» |\n| b | «11» |\n\nBe kind.\n", []),
    ("a nested item", "- Place\n  - now: «10:00»\n  - shop: Harbour Street\n  - open: yes\n", []),
    (
        "an item with nested items",
        "- Be kind.\n- Place\n  - now: «10:00»\n  - cwd: «/a»\n- Be brief.\n",
        ["- Place\n  - now: 10:00\n  - cwd: /a\n"],
    ),
    ("a numbered item", "1. Look it up.\n2. Today is «Friday».\n3. Answer.\n", []),
    ("a numbered section", "## 1. Now\nTime: «10:00»\n\n## 2. Rules\nBe kind.\n", []),
    ("code in a list", "- Example:\n  ~~~\n  date = «10:00»\n  ~~~\n- Be kind.\n", []),
    ("a definition", "Time\n: «10:00»\n\nRole\n: clerk\n", ["Time\n: 10:00\n\n"]),
    (
        "a key of a mapping",
        "context:\n  now: «10:00»\n  shop: Harbour\n  open: yes\nrules: kind\n",
        [],
    ),
    (
        "JSON that is not indented",
        'Context:\n{\n"now": "«10:00»",\n"shop": "x",\n"a": 1,\n"b": 2\n}\nBe kind.\n',
        [],
    ),
    ("a comment of several lines", "<!--\nnow: «10:00»\n-->\nBe kind.\n", []),
    (
        "a condition with all it holds",
        "Hi.\n{% if user %}\nUser: «{{ user }}»\n{% endif %}\nBye.\n",
        ["{% if user %}\nUser: {{ user }}\n{% endif %}\n"],
    ),
    (
        "a part of a condition",
        "Hi.\n{% if user %}\nUser: «{{ user }}»\nGreet them.\n{% endif %}\nBye.\n",
        [],
    ),
    (
        "a loop with its introduction",
        "People:\n{{#each people}}\n- name: «{{ name }}»\n{{/each}}\n\nBye.\n",
        ["People:\n{{#each people}}\n- name: {{ name }}\n{{/each}}\n\n"],
    ),
    ("a condition that does not end", "Hi.\n{% if user %}\nUser: «{{ user }}»\nBye.\n", []),
    (
        "Windows line ends",
        "Hi.\r\n\r\n## Now\r\nTime: «1»\r\n\r\n## B\r\nHi.\r\n",
        ["## Now\r\nTime: 1\r\n\r\n"],
    ),
    ("a Chinese label", "请友好。\n当前时间：«10:00»\n请简短。\n", ["当前时间：10:00\n"]),
    ("two Chinese sentences", "请友好。\n今天是«2026»。请简短回答。\n", []),
    (
        "a paragraph all of whose sentences change",
        "Hi.\n\nIt is «10:00» in the shop by the river, in a\nstreet. The user is «Ada».\n\nB.\n",
        ["It is 10:00 in the shop by the river, in a\nstreet. The user is Ada.\n\n"],
    ),
    ("what the next line is about", "The shop is at «/a».\nIt sells tea.\n", []),
    (
        "a value that goes on",
        "* Files: «AGENTS.md»\nREADME.md\nsrc/\n* Tools: git\n",
        ["* Files: AGENTS.md\nREADME.md\nsrc/\n"],
    ),
    (
        "a text that is indented but for its first line",
        "Hi.\n    Now: «1»\n    Bye.\n",
        ["    Now: 1\n"],
    ),
    (
        "a value before a sentence that begins small",
        "now: «10:00»\nparcels are weighed\nat the door\n",
        ["now: 10:00\n"],
    ),
    (
        "a value before the end of its sentence",
        "now: «10:00»\nin the shop\n- Be kind.\n",
        ["now: 10:00\nin the shop\n"],
    ),
    (
        "front matter all of which changes",
        "---\nnow: «10:00»\nwho: «Ada»\n---\nBe kind.\n",
        ["---\nnow: 10:00\nwho: Ada\n---\n"],
    ),
    ("front matter", "---\nname: x\ndate: «2026-11-20»\n---\nBe kind.\n", []),
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
