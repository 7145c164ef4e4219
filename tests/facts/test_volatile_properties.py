"""What holds for any text: order, bounds, determinism, linear time, one spot among many dates."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from promptlint.facts.volatile import Match, find_spots
from promptlint.facts.volatile.words.tables import lexicon

PARTS = st.sampled_from(
    [
        "Today is ",
        "2026-11-20",
        "10:33:12",
        " at ",
        "session id: ",
        "a1b2-c3d4",
        "{user_name}",
        "{{now}}",
        "${cwd}",
        "<env>\n",
        "</env>\n",
        "<example>",
        "</example>",
        "```\n",
        "## Examples\n",
        "\n",
        "\n\n",
        "Working directory: ",
        "/home/maria/x",
        "e.g. ",
        "version ",
        "今天是",
        "2026年11月20日",
        "Name: ",
        "Maria Lopez",
        "user",
        ":",
        " ",
        ".",
        "İ",
        "\u2028",
        "\x00",
        "Recent commits:\n",
        "9f8e7d6 Fix\n",
        "<user_query>",
        "</user_query>",
        "http://a.b/?sig=aaaaaaaaaa",
        "eyJhbGciOiJI.eyJzdWIiOiIx",
        "Conversation summary:\n",
        "## Memory\n",
        "<memories>\n",
        "</memories>\n",
        "- User lives in Leeds.\n",
        "User: hi\n",
        "Question:\n",
        "\u3010用户问题\u3011\n",
        "{% for m in memories %}",
        "{{ m.text }}",
        "{{#each a}}{{this}}{{/each}}",
        "{{range .A}}{{.}}{{end}}",
        "{{ $json.x }}",
        "!`git status`",
        "def f(a):\n",
        '"""',
        "`",
        "$current_date ",
        "%s",
        "<CURRENT_DATE>",
        "on branch `a/b`",
        "https://a.b/c/67b9e3960ee08191ab9eccfdbca6c188",
        "/home/run-6xunub7x/a",
    ]
)
TEXTS = st.lists(PARTS, max_size=30).map("".join) | st.text(max_size=200)


@given(TEXTS)
@settings(max_examples=examples(150), deadline=None)
def test_spots_are_ordered_apart_and_inside_the_text(text: str) -> None:
    spots = find_spots(text)
    ends = [0]
    for spot in spots:
        assert isinstance(spot, Match)
        assert ends[-1] <= spot.start < spot.end <= len(text)
        assert text[spot.start : spot.end].strip()
        assert spot.kind in lexicon().kinds
        assert spot.lifetime in ("day", "user", "session", "request")
        assert spot.confidence in ("high", "medium", "low")
        assert 0 < len(spot.evidence) < 120
        assert "\n" not in spot.evidence
        ends.append(spot.end)


@given(TEXTS)
@settings(max_examples=examples(40), deadline=None)
def test_the_same_text_gives_the_same_spots(text: str) -> None:
    assert find_spots(text) == find_spots("".join(list(text)))


@pytest.mark.parametrize("sentence", ["Today is 2026-11-20.", "cwd: /home/maria/x", "Hi {user}."])
def test_an_example_silences_nothing_behind_it(sentence: str) -> None:
    text = f"<example>\n{sentence}\n</example>\n\n{sentence}\n"
    (spot,) = find_spots(text)
    assert spot.start > text.index("</example>")


UNITS = [
    "a",
    " ",
    "1",
    "{",
    "}",
    "-",
    "@",
    ":",
    "\n",
    "=",
    "(",
    "<",
    "`",
    "#",
    "*",
    "$",
    "/",
    "\\",
    "%(",
    "a:",
    "a: ",
    "1:",
    "1/",
    "today is ",
    "2026-11-20 ",
    "12:30 ",
    "1 jan ",
    "env:\n",
    "<a>",
    "</a>",
    "<a></a>",
    "```\n",
    "## env\n",
    "{a}",
    "${a}",
    "{{a}}",
    "{{",
    "eyJ",
    "/Users/a/",
    "-aaaa-aaaa-aaaa-",
    "abcdef0",
    "今天是",
    "user is in ",
    "session id: a1b2c3d4\n",
    "files in workspace:\na.py\n",
    "status:\n",
    "<user_query>a</user_query>",
    "**a**:\n",
    "Recent commits:\naaaaaa1 x\n",
    "memory:\n",
    "memory:\n- a: b\n",
    "## Memory\n- a: 1\n",
    "## Current a\n",
    "question:\na\n\n",
    "user query: a\n",
    "query: a\n",
    "<memory>",
    "<memory>\n- a: 1\n</memory>\n",
    "<context>a</context>",
    "{% for a in b %}{{ a.b }}",
    "{{#each a}}{{this}}",
    "{{range .A}}{{.}}{{end}}",
    "{{ $a ",
    "{{.a}}",
    "User is a b\n",
    "`",
    " `a",
    "on branch `a",
    "\u3010a\u3011\n",
    '"""',
    "'''",
    "def f(a):\n",
    "print(f'{a}')\n",
    "$a ",
    "a: <AAAA>",
    "a_b{c}",
    "in a format ",
    "folder: /home/a/b\n",
    "eyJhbGciOiJI.eyJzdWIiOiIx",
    "sig=aaaaaaaa ",
]


def _seconds(text: str) -> float:
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        find_spots(text)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("unit", UNITS)
def test_time_is_linear_in_hostile_text(unit: str) -> None:
    """Four times the text may take eight times as long (noise), not sixteen."""
    find_spots(unit)
    small = (unit * 2500)[:2500]
    large = (unit * 10000)[:10000]
    for _ in range(4):
        if _seconds(large) < max(8 * _seconds(small), 0.004):
            return
    raise AssertionError(f"{unit!r} takes more than linear time")


SYSTEM = """You are the assistant of a shop for bicycles, on the market since 2011-04-01.

<context>
Current time: 2026-11-20T10:33:12Z
</context>

Knowledge cutoff: 2024-06
Model: claude-sonnet-4-20250514, API version 2023-06-01.
The return policy is effective 2026-01-01 and replaces the one of March 3, 2024.
Business hours: 09:00-17:00.
Write dates as YYYY-MM-DD, e.g. 2024-01-15.

<example>
User: What is due today?
Assistant: Today is 2024-05-17. Your order 4711 is due on 2024-05-20.
</example>

```json
{"ordered": "2025-02-03T08:00:00Z"}
```

See https://docs.example.com/2025/06/30/returns for the details.
Release notes of 2.4.1 (2025-09-30) are in the wiki.
"""


def test_one_clock_among_eleven_harmless_dates() -> None:
    (spot,) = find_spots(SYSTEM)
    assert SYSTEM[spot.start : spot.end] == "2026-11-20T10:33:12Z"
    assert (spot.kind, spot.lifetime, spot.confidence) == ("datetime", "request", "high")
    assert spot.evidence == "a date with a time after ‘Current time’"
    assert not spot.secret


def test_a_date_once_known_is_known_everywhere() -> None:
    text = "Today is Friday, November 20, 2026. Answer as one who writes on "
    text += "Friday, November 20, 2026 would.\n<example>On Friday, November 20, 2026</example>"
    first, second = find_spots(text)
    assert (first.confidence, second.confidence) == ("high", "medium")
    assert text[second.start : second.end] == text[first.start : first.end]


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("Today is 2026-11-20.", "a date after ‘Today is’"),
        ("Working directory: /home/maria/shop", "the value of ‘Working directory’"),
        ("Hello {user_name}!", "the placeholder {user_name}"),
        ("<session_id>\nab-1234-cd\n</session_id>", "the content of <session_id>"),
    ],
)
def test_the_evidence_is_in_words(text: str, evidence: str) -> None:
    assert [spot.evidence for spot in find_spots(text)] == [evidence]


@pytest.mark.parametrize(
    "text",
    [
        "Token: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
        "Authorization: Bearer dGhpcyBpcyBub3QgYSBzZWNyZXQgMTIz",
        "password: kT9-x2Lq-77pW",
        "Fetch https://x.blob.example.net/f?se=2026&sig=Zm9vYmFyYmF6cXV4",
        "Key sk-live-4f9a8b7c6d5e4f3a2b1c0d9e8f is yours.",
    ],
)
def test_secrets_are_marked(text: str) -> None:
    spots = find_spots(text)
    assert [spot.secret for spot in spots] == [True]


def test_dates_and_names_are_no_secrets() -> None:
    text = "Today is 2026-11-20. The user's name is Maria Lopez."
    assert [spot.secret for spot in find_spots(text)] == [False, False]


def test_an_expression_inside_the_programs_own_text_is_left_alone() -> None:
    code = (
        "import os\n\n\ndef show(rows):\n    for row in rows:\n        print(f'{row} {os.sep!r}')\n"
    )
    assert find_spots(code) == ()


def test_figures_on_real_prompts_stay_good(corpus: Path) -> None:
    """A floor well below the figures of `python -m benchmarks.volatile`, against slips."""
    import sys

    sys.path.insert(0, str(Path(__file__).parents[2]))
    from benchmarks.volatile import prompts, score

    result = score(list(prompts(corpus)))
    assert result.precision >= 0.9
    assert min(result.recall.values()) >= 0.7
