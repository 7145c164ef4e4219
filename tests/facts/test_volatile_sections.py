"""Whole sections that are put in with the call, and sections that only have such a title."""

from __future__ import annotations

import pytest

from promptlint.facts.volatile import find_spots

# text with the section between » and «, kind
PUT_IN = [
    ("## Memory\n»- User lives in Lisbon.\n- Prefers metric units.«\n\n## Task\nHelp.", "memory"),
    ("# User Profile\n»Name: Ada Weller\nCity: Leeds\nPlan: Pro«\n\n# Rules\nBe kind.", "profile"),
    ("<memories>\n»- Ada has two cats.\n- She works nights.«\n</memories>\nBe kind.", "memory"),
    (
        "What you know about the user:\n»- Ada Weller, 41\n- likes short answers«\n\nBe kind.",
        "memory",
    ),
    (
        "Answer.\n\nRetrieved documents:\n»[1] Tariff 2026, page 4\n\n[2] Terms, page 9«",
        "retrieved",
    ),
    (
        "Conversation summary:\n»Ada asked for a refund of 30 pounds on Tuesday.«\n\nBe kind.",
        "history",
    ),
    ("## Chat history\n»User: Where are you?\nAssistant: Here.«\n\n## Rules\nBe kind.", "history"),
    ("Open files:\n»- src/cart.py\n- src/use_cart.py«\n\nBe kind.", "files"),
    ("## 用户画像\n»- 姓名：王小明\n- 城市：上海\n- 职业：教师«\n\n## 任务\n回答问题。", "profile"),
    ("【用户问题】\n»我的包裹在哪里？«", "question"),
    ("Summarise the following article:\n\n»The bridge at Harrow was closed.«", "question"),
    (
        "So.\n»- The user is a nurse.\n- The user has two cats.\n- User's car is a van.«\nBye.",
        "profile",
    ),
    ("<user_rules>\n»Always answer in Welsh.\nNever use tables.«\n</user_rules>", "rules"),
]

INSTRUCTIONS = [
    "## Memory\nUse the memory tool to save what the user tells you.\nNever save passwords.",
    "## Memory\nYou have no memory of earlier conversations.",
    "## User Profile\nAsk the user for their name, city and plan before you go on.",
    "<memory>\nYou can store facts with `remember`. Store only what will matter later.\n</memory>",
    "## Search results\nCite each result by its number. If there are none, say so.",
    "<example>\n## Memory\n- User lives in Lisbon.\n</example>",
    "Conversation summary:\nKeep it below 200 words and write it in the past tense.",
    "## User Preferences\n- If the user wants short answers, keep them short.",
    "## Current tools\n- `search`: finds pages\n- `book`: books a room",
    "## Recent changes in the law\nNever give advice on them.",
    "Summarise the following article in the following format:\n\nTitle, then three points:",
    "Users are patient.\n- The user is asked for a name.",
]


@pytest.mark.parametrize(("marked", "kind"), PUT_IN)
def test_a_section_is_one_spot_with_all_that_is_in_it(marked: str, kind: str) -> None:
    text = marked.replace("»", "").replace("«", "")
    value = marked[marked.index("»") + 1 : marked.index("«")]
    assert [(text[m.start : m.end], m.kind) for m in find_spots(text)] == [(value, kind)]


@pytest.mark.parametrize("text", INSTRUCTIONS)
def test_a_title_alone_makes_no_section(text: str) -> None:
    assert [(text[m.start : m.end], m.evidence) for m in find_spots(text)] == []


def test_a_section_lives_as_long_as_what_lives_shortest_in_it() -> None:
    text = "## Memory\n- User lives in Lisbon.\n- Current time: 2026-11-20T09:41:27Z\n"
    (spot,) = find_spots(text)
    assert (spot.kind, spot.lifetime, spot.confidence) == ("memory", "request", "high")
    assert spot.evidence == "what is remembered under ‘Memory’"


def test_what_stands_behind_a_section_is_seen() -> None:
    text = "## Memory\n- User lives in Lisbon.\n- Has a cat.\n\n## Now\nToday is 2026-11-20.\n"
    assert [spot.kind for spot in find_spots(text)] == ["memory", "date"]


def test_a_section_ends_where_the_next_lead_begins() -> None:
    text = "Memories:\n- Ada has a cat.\nOpen tabs:\n- a.py\n- b.py\n"
    assert [(s.kind, text[s.start : s.end]) for s in find_spots(text)] == [
        ("memory", "- Ada has a cat."),
        ("files", "- a.py\n- b.py"),
    ]


@pytest.mark.parametrize(
    "text", ["## Memory\n```\n```", "Memories:\n~~~", "Memories:\n```", "# Memory"]
)
def test_an_empty_section_is_none(text: str) -> None:
    assert find_spots(text) == ()
