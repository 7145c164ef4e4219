"""The page as a text: well formed, self-contained, and nothing in it that a prompt has ordered."""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from html_pages import Parsed, maps_of, maps_of_request, page
from hypothesis import given, settings
from hypothesis import strategies as st

from promptlint.findings import LIFETIMES
from promptlint.report.cache_map import CacheMap
from promptlint.report.html import Pages
from promptlint.report.html.markup import Html, element, join, text, verbatim
from promptlint.report.html.palette import DARK, LIGHT
from promptlint.report.words import lost

OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
TAGS = """
    a article b bdi body caption code details div footer h1 h2 h3 head header html i li main meta ol
    p script small span strong style summary table tbody td tfoot th thead title tr ul
"""


@pytest.fixture(scope="module")
def maps(root: Path) -> list[CacheMap]:
    paths = (root / "fixtures/stories").glob("*/*.json")
    return maps_of(sorted(path for path in paths if not path.name.endswith(".fixed.json")))


@pytest.fixture(scope="module")
def whole(maps: list[CacheMap]) -> str:
    return page(maps)


def sound(text: str) -> Parsed:
    """What must hold of every page, whatever was drawn."""
    assert text.startswith("<!doctype html>\n")
    parsed = Parsed(text.removeprefix("<!doctype html>"))
    assert {tag for tag, _ in parsed.tags} <= {*TAGS.split()}
    names = parsed.values("id")
    assert len(set(names)) == len(names)
    links = parsed.values("href")
    assert links
    assert all(link[:1] == "#" and link[1:] in names for link in links)
    for name in ("aria-labelledby", "aria-describedby"):
        assert set(parsed.values(name)) <= set(names)
    # Nothing is loaded, nothing is run but our own script, and no rule of style comes from outside.
    attributes = {name for _, attrs in parsed.tags for name in attrs}
    assert not attributes & {"src", "srcset", "action", "data", "background", "poster", "ping"}
    assert not any(name.startswith("on") for name in attributes)
    assert all(re.fullmatch(r"[\w:;%.-]*", style) for style in parsed.values("style"))
    (style,), (script,) = parsed.raw["style"], parsed.raw["script"]
    assert "url(" not in style
    assert "@import" not in style
    policy = parsed.tags[[tag for tag, _ in parsed.tags].index("meta") + 1][1]
    assert policy["http-equiv"] == "Content-Security-Policy"
    assert "default-src 'none'" in str(policy["content"])
    for own in (style, script):
        assert b64encode(sha256(own.encode()).digest()).decode() in str(policy["content"])
    return parsed


def test_a_page_of_many_is_sound(whole: str, maps: list[CacheMap]) -> None:
    parsed = sound(whole)
    assert [tag for tag, _ in parsed.tags].count("article") == len(maps)
    assert not re.search(r"https?://", whole)


def test_a_page_of_one_or_none_is_sound(maps: list[CacheMap]) -> None:
    sound(page(maps[:1]))
    assert "No request was found" in Parsed(page([]).removeprefix("<!doctype html>")).text


def test_headings_go_down_one_by_one(whole: str) -> None:
    levels = [int(tag[1]) for tag, _ in sound(whole).tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))


def test_every_block_leads_to_a_row_that_says_the_same(whole: str) -> None:
    parsed = sound(whole)
    rows = [attrs["id"] for tag, attrs in parsed.tags if tag == "tr" and "id" in attrs]
    links = [attrs for tag, attrs in parsed.tags if tag == "a" and "aria-label" in attrs]
    assert sorted(str(link["href"])[1:] for link in links) == sorted(map(str, rows))
    for link in links:
        row = whole.split(f'<tr id="{str(link["href"])[1:]}"')[1].partition("</tr>")[0]
        name = str(link["aria-label"]).partition(" tokens")[0].rpartition(", ")[0]
        assert f": {name}<" in row


def test_the_dearest_comes_first(whole: str, maps: list[CacheMap]) -> None:
    worth = {
        f"{each.path}:{at.line}:{at.column}": lost(*each.cost[:2], each.cost.unit)
        for each in maps
        for at in [each.placer.node(each.facts.request.root).start]
        if each.cost.unit == "usd_per_1000"
    }
    named = re.findall(r"<h2[^>]*><bdi>(.*?)</bdi>", whole)
    assert set(named) == set(worth)
    assert [worth[name] for name in named] == sorted(worth.values(), reverse=True)


def test_the_map_tells_what_the_plan_does(root: Path) -> None:
    request = root / "fixtures/stories/clock-in-system/request.json"
    parsed = sound(page(maps_of([request])))
    for words in (
        "Now",
        "At best",
        "minimum 1,024",
        "C1 ✗ checkpoint 5m after block 0, text: prefix",
        "volatile",
        "move text of block 0 “Current time: 2026-11-20T09:41:27Z",
        "to the end of system: it changes with every request",
        "write 5m (×1.25)",
        "/system/0",
    ):
        assert words in parsed.text, words


def test_without_a_price_the_cost_is_a_share() -> None:
    text = {"text": "words " * 3000}
    request = {"system": [text], "messages": [{"role": "user", "content": [text]}]}
    parsed = sound(page(maps_of_request(request)))
    assert "100 % of the cost without caching" in parsed.text
    assert "minimum 512 to 4,096" in parsed.text
    assert "$" not in parsed.text


SECRETS = (
    "password: hunter2hunter2",
    "Authorization: Bearer abcdefghijklmnopqrstuvwxyz012345",
    "api_key = " + "sk-" + "ant-api03-abcdefghijklmnopqrstuvwx",
)


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("talks", [False, True], ids=["once", "in a conversation"])
def test_secrets_are_masked(secret: str, talks: bool) -> None:
    value = secret.rpartition(" ")[2]
    answer = {"role": "assistant", "content": [{"text": secret}]}
    ask = {"role": "user", "content": [{"text": f"Look:\n{secret}"}]}
    request = {
        "modelId": SONNET,
        "system": [{"text": f"{secret}\n" + "words " * 3000}, {"cachePoint": {"type": "default"}}],
        "messages": [ask, answer, ask] if talks else [ask],
    }
    shown = page(maps_of_request(request))
    assert value not in shown
    assert f"{value[:4]}…" in shown


def test_no_more_than_a_little_of_a_prompt_is_shown() -> None:
    told = " ".join(f"fact-{number}" for number in range(4000))
    request = {
        "modelId": SONNET,
        "system": [
            {"text": f"<retrieved_context>\n{told}\n</retrieved_context>\nYou help. {told}"},
            {"cachePoint": {"type": "default"}},
        ],
        "messages": [{"role": "user", "content": [{"text": told}]}],
    }
    (found,) = maps_of_request(request)
    assert any(len(spot.text) > 1000 for spot in found.facts.spots)
    assert "fact-20 " not in page([found])


NASTY = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cs"]),
        st.sampled_from("<>&\"'`=/\x00\x1b\x7f\x9b\u200b\u202e\u2066\u2028\ufeff\U000e0041"),
    ),
    max_size=40,
)
MARKUP = st.sampled_from(
    [
        "</script><script>x()</script>",
        "</style>",
        "<!--",
        "--><img src=x onerror=x()>",
        "]]>",
        '" onfocus="x()" x="',
        "' style='background:url(//x)",
        "javascript:x()",
        "&lt;b&gt;&#x202e;",
        "{{7*7}}${x}",
    ]
)
WORDS = st.one_of(NASTY, MARKUP, st.tuples(NASTY, MARKUP, NASTY).map("".join))


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    point = {"cachePoint": {"type": draw(WORDS), "ttl": draw(WORDS), draw(WORDS): 1}}
    volatile = f"Current time: 2026-11-20T09:41:27Z\nsession_id: {draw(WORDS)}\n{{{draw(WORDS)}}}\n"
    return {
        "modelId": draw(st.one_of(WORDS, st.just(SONNET))),
        "toolConfig": {
            "tools": [{"toolSpec": {"name": draw(WORDS), "inputSchema": {"json": {}}}}, point]
        },
        "system": [{"text": volatile + draw(WORDS) + "words " * 1500}, point],
        "messages": [
            {"role": "user", "content": [{"text": draw(WORDS) or "x"}, point]},
            {"role": draw(st.sampled_from(["assistant", "user"])), "content": [{"text": "x"}]},
        ],
    }


@given(requests(), WORDS)
@settings(max_examples=60, deadline=None)
def test_no_prompt_gets_out_of_its_place(request: dict[str, Any], path: str) -> None:
    shown = page(maps_of_request(request, path))
    sound(shown)
    signs = {unicodedata.category(sign) for sign in shown if sign != "\n"}
    assert signs & OBEYED == set()
    shown.encode("utf-8")


@given(WORDS, WORDS)
def test_what_is_no_markup_becomes_text(words: str, value: str) -> None:
    parsed = Parsed(element("p", words, join(words, element("b", words)), id=value))
    assert [tag for tag, _ in parsed.tags] == ["p", "b"]
    shown = Parsed(text(words)).text
    assert parsed.text == shown * 3
    assert parsed.values("id") == [Parsed(text(value)).text]


def test_what_is_markup_stays() -> None:
    assert element("p", Html("<b>"), hidden=True, title=None) == "<p hidden><b></p>"
    with pytest.raises(ValueError, match="end tag"):
        verbatim("style", "</style>")


def contrast(one: str, other: str) -> float:
    """WCAG 2.2: (L1 + 0.05) / (L2 + 0.05) of relative luminances."""

    def luminance(color: str) -> float:
        parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula_is_the_standards() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_colours_have_contrast(colors: dict[str, str]) -> None:
    fills = [f"{name}-fill" for name in (*LIFETIMES, "frame")]
    words = [(word, ground) for word in ("ink", "faint", "link") for ground in ("page", "panel")]
    words += [(word, ground) for word in ("good", "doubt", "bad") for ground in ("page", "panel")]
    words += [("ink", fill) for fill in fills]
    shapes = [(fill.replace("fill", "edge"), ground) for fill in fills for ground in (fill, "page")]
    shapes += [("focus", ground) for ground in ("page", "panel", *fills)]
    for pairs, least in ((words, 4.5), (shapes, 3.0)):
        low = {pair: contrast(colors[pair[0]], colors[pair[1]]) for pair in pairs}
        assert {pair: ratio for pair, ratio in low.items() if ratio < least} == {}


def test_both_sets_of_colours_have_the_same_names() -> None:
    assert list(LIGHT) == list(DARK)


def test_every_lifetime_has_its_own_pattern(root: Path) -> None:
    css = (root / "promptlint/report/html/page.css").read_text(encoding="utf-8")
    patterns = {name: re.search(rf"^\.{name}\{{([^}}]*)", css, re.MULTILINE) for name in LIFETIMES}
    drawn = {
        name: found and re.findall(r"\w+-gradient.*", found[1]) for name, found in patterns.items()
    }
    assert drawn["static"] == []
    others = [str(drawn[name]) for name in LIFETIMES if name != "static"]
    assert "[]" not in others
    assert len(set(others)) == len(others)


def test_what_is_drawn_of_many_is_small(corpus: Path) -> None:
    maps = maps_of(sorted((corpus / "requests").glob("*.json")))
    shown = page(maps)
    assert len(shown.encode()) < 2_000_000
    assert len(shown.encode()) / len(maps) < 20_000
    sound(shown)


def test_a_map_is_let_go_once_it_is_drawn(maps: list[CacheMap]) -> None:
    pages = Pages()
    assert [*pages.watch(maps)] == maps
    assert len(pages) == len(maps)
    assert not any(isinstance(part, CacheMap) for each in pages._drawn for part in each)
