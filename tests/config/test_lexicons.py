"""Words, kinds and patterns of the user's own: what they do, and what is wrong with them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from wrong import cases, says

from promptlint.config import BadConfig, load
from promptlint.facts.volatile import find_spots
from promptlint.facts.volatile.words.tables import lexicon

if TYPE_CHECKING:
    from wrong import Case

WORDS = """
[kinds]
order = { title = "an order number", lifetime = "request" }
voucher = { title = "a voucher", lifetime = "user", secret = true }

[labels.order]
kind = "order"
takes = "id"
strength = "strong"
en = "Order-No, our reference"

[labels.session-id]
en = "case token"

[[shapes]]
kind = "order"
weight = 3
pattern = 'ORD-[0-9]{6,10}'

[[shapes]]
kind = "voucher"
weight = 2
gates = ["VCH"]
pattern = '\\bVCH(?:-[0-9A-F]{4})?-[0-9A-F]{4}\\b'

[against]
en = "catalogue"

[structure.sections]
memory = "Kundenakte"

[placeholders]
static = "greeting"
user = "discount class"
"""


def configured(tmp_path: Path, text: str, words: str = WORDS) -> Path:
    (tmp_path / "words.toml").write_text(words, encoding="utf-8")
    path = tmp_path / "promptlint.toml"
    path.write_text(text, encoding="utf-8")
    return path


def found(path: Path, text: str) -> list[tuple[str, str, str, bool]]:
    words = load(path).words
    assert words is not None
    return [(text[m.start : m.end], m.kind, m.lifetime, m.secret) for m in find_spots(text, words)]


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("Order no: 12-77\n", ("12-77", "order", "request", False)),
        ("Our reference: 12-77\n", ("12-77", "order", "request", False)),
        ("case_token = ab-12-cd\n", ("ab-12-cd", "session-id", "session", False)),
        ("The parcel ORD-123456 is late.", ("ORD-123456", "order", "request", False)),
        ("Use VCH-12AB-34CD.", ("VCH-12AB-34CD", "voucher", "user", True)),
        (
            "## Kundenakte\n- Frau Weller wohnt in Kiel.\n",
            ("- Frau Weller wohnt in Kiel.", "memory", "user", False),
        ),
        ("{discount_class}", ("{discount_class}", "placeholder", "user", False)),
        ("Today is 2026-11-20.", ("2026-11-20", "date", "day", False)),
    ],
)
def test_users_words_stand_beside_ours(
    tmp_path: Path, text: str, spot: tuple[str, str, str, bool]
) -> None:
    path = configured(tmp_path, 'lexicons = ["words.toml"]')
    assert found(path, text) == [spot]


@pytest.mark.parametrize("text", ["{{greeting}}, Ada", "Catalogue of today 2024-01-15."])
def test_users_words_can_take_back(tmp_path: Path, text: str) -> None:
    path = configured(tmp_path, 'lexicons = ["words.toml"]')
    assert found(path, text) == []


def test_our_lexicon_stays_as_it_is(tmp_path: Path) -> None:
    before = lexicon()
    load(configured(tmp_path, 'lexicons = ["words.toml"]'))
    assert lexicon() is before
    assert "order" not in before.kinds
    assert "order no" not in before.labels


DECLARED = """
[placeholders]
company = "static"
ticketText = "session"
"policy_*" = "static"
"user.*" = "day"
"""


@pytest.mark.parametrize(
    ("text", "lifetime", "confidence"),
    [
        ("Ask {{ company }} first.", None, None),
        ("Ask {company} about {question}.", "request", "medium"),
        ("Read {ticket_text} first.", "session", "high"),
        ("Read ${ticketText} first.", "session", "high"),
        ("By {policy_refunds}, {policy_x}.", None, None),
        ("Hi {{ user.name | title }}.", "day", "high"),
        ("Hi {{ customer.name }}.", "user", "medium"),
    ],
)
def test_a_declared_placeholder_is_what_it_is_declared_to_be(
    tmp_path: Path, text: str, lifetime: str | None, confidence: str | None
) -> None:
    words = load(configured(tmp_path, DECLARED)).words
    spots = [(spot.lifetime, spot.confidence) for spot in find_spots(text, words)]
    assert spots == ([] if lifetime is None else [(lifetime, confidence)])


WRONG = """
[kinds]
x = { title = "an x", lifetime = "hour" }
2: kinds.x.lifetime: 'hour' is none of day, user, session, request

[kinds]
x = { titel = "an x", lifetime = "day" }
2: kinds.x: there is no key 'titel'; did you mean 'title'?
2: kinds.x: title is missing

[labels.order]
kind = "ordr"
takes = "id"
strength = "strong"
en = "order"
2: there is no kind 'ordr'

[labels.order]
en = "order"
1: labels.order: kind is missing
1: labels.order: strength is missing
1: labels.order: takes is missing

[labels.order]
kind = "date"
takes = "ids"
strength = "strong"
3: labels.order.takes: 'ids' is none of …

[shape]
1: a lexicon has no table 'shape'; did you mean 'shapes'?

[values]
path = "x"
1: a lexicon has no table 'values'

[[shapes]]
kind = "date"
weight = 1
pattern = 'a{2,3}'

[[shapes]]
kind = "date"
weight = 1
pattern = '(a+)+b'
9: the pattern is refused: `a+` repeats without a bound, as `{1,200}` would set one

[[shapes]]
kind = "date"
weight = 1
pattern = '['
4: the pattern is refused: it is no regular expression: unterminated character set at position 0

[[shapes]]
kind = "date"
weight = 1
group = 1
pattern = 'abc'
5: the pattern is refused: it has no group 1

[structure.elements]
dte = "x"
2: there is no kind 'dte'; did you mean 'date'?

kinds = [
1: not TOML: Invalid value
"""


@pytest.mark.parametrize("case", cases(WRONG), ids=lambda case: case.said[0])
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, case: Case) -> None:
    with pytest.raises(BadConfig) as problem:
        load(configured(tmp_path, 'lexicons = ["words.toml"]', case.document))
    assert says(problem.value.messages, tmp_path / "words.toml", case), problem.value.messages


def test_a_lexicon_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match=r"other\.toml: cannot be read: No such file"):
        load(configured(tmp_path, 'lexicons = ["other.toml"]'))


def test_a_lifetime_that_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(BadConfig) as problem:
        load(configured(tmp_path, '[placeholders]\n"a.b" = "sesion"\n'))
    (said,) = problem.value.messages
    assert said.endswith(
        "promptlint.toml:2: placeholders.a.b: 'sesion' is none of request, session, user, day, "
        "static; did you mean 'session'?"
    )


def test_what_the_documentation_shows_can_be_used(tmp_path: Path, root: Path) -> None:
    page = (root / "docs" / "volatile-text.md").read_text(encoding="utf-8")
    placeholders, lexicons, words = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    path = configured(tmp_path, lexicons + placeholders, words)
    text = "Bestellnummer: 12-77, {company}, {policy_refunds}, {ticket_text}"
    assert found(path, text) == [
        ("12-77", "order", "request", False),
        ("{ticket_text}", "placeholder", "session", False),
    ]
