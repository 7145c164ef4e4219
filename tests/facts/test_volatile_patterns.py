"""Patterns of users run in linear time, or are refused with a reason; both engines agree."""

from __future__ import annotations

import importlib
import re
import time

import pytest
from effort import examples
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from promptlint.facts.volatile.words import patterns
from promptlint.facts.volatile.words.patterns import compiled, refusal
from promptlint.facts.volatile.words.tables import lexicon

TAKEN = [
    r"ORD-[0-9]{6,10}",
    r"\bTKT[-_][0-9A-F]{8}\b",
    r"(?:foo|bar)-[0-9]{1,4}",
    r"ab?c",
    r"[^]]{3}x",
    r"\d{4}",
    r"a\+b\{2,\}",
]
REFUSED = {
    r"(a+)+b": "`a+` repeats without a bound",
    r"\w*x": "`\\w*` repeats without a bound",
    r"[a-z]{3,}": "`[a-z]{3,}` repeats without a bound",
    r"(?=a)b": "`(?=` is more than a group",
    r"(?<!a)b": "`(?<` is more than a group",
    r"(?i)abc": "`(?i` is more than a group",
    r"(a)\1": "`\\1` refers back",
    r"a{2,3000}": "`a{2,3000}` repeats more than 1,000 times",
    r"x?": "it matches the empty text",
    r"(": "it is no regular expression",
}


@pytest.fixture
def without_re2(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the extra `fast` is not installed."""
    monkeypatch.setattr(patterns, "_re2", lambda: None)
    compiled.cache_clear()


@pytest.mark.parametrize("pattern", TAKEN)
def test_simple_patterns_are_taken(without_re2: None, pattern: str) -> None:
    assert refusal(pattern) is None


@pytest.mark.parametrize(("pattern", "reason"), REFUSED.items())
def test_others_are_refused_with_the_reason(pattern: str, reason: str) -> None:
    said = refusal(pattern)
    assert said is not None
    assert said.startswith(reason)


@pytest.mark.parametrize(
    "pattern", [r"(?:[a-z]{1,20}\.){1,5}", r"[A-Z]{2,9}-[0-9]{1,60}x{1,9}", r"(a|b|c|d){1,3}"]
)
def test_what_only_re2_can_bear_says_so(without_re2: None, pattern: str) -> None:
    said = refusal(pattern)
    assert said is not None
    assert said.endswith("; make it simpler, or install the extra `fast`")


PIECES = st.sampled_from(
    ["a", "b", "[ab]", "[^c]", "\\w", "(?:a|b)", "(?:ab)?", "a?", "a{1,3}", "[ab]{2,5}", "\\w{0,4}"]
)


@given(
    st.lists(PIECES, min_size=1, max_size=6).map("".join), st.sampled_from(["a", "b", "ab", "aab"])
)
@settings(max_examples=examples(40), deadline=None)
def test_what_is_taken_takes_linear_time(pattern: str, unit: str) -> None:
    assume(refusal(pattern) is None)
    expression = compiled(pattern, ours=False)

    def seconds(size: int) -> float:
        text = (unit * size)[:size] + "!"
        start = time.process_time()
        for _ in expression.finditer(text):
            pass
        return time.process_time() - start

    for _ in range(4):
        if seconds(16000) < max(10 * seconds(4000), 0.01):
            return
    raise AssertionError(f"{pattern} takes more than linear time")


def test_our_own_patterns_would_be_taken_by_re2_or_are() -> None:
    re2 = pytest.importorskip("re2", reason="the extra `fast` is not installed")
    for shape in lexicon().shapes:
        re2.compile(shape.pattern)


TOKENS = (
    "eyJhbGciOiJI.eyJzdWIiOiIx",
    "AKIA1234567890ABCDEF",
    "12 tokens left",
    "turn 3 of 10",
    "/Users/maria/x",
    "Bearer abcdefghijklmnopqrstuvwx",
    "5 minutes ago",
    "sk-",
    "a",
    " ",
    "é",
)
LINES = st.lists(st.sampled_from(TOKENS), max_size=8).map("".join)


@given(LINES)
@settings(max_examples=examples(40), deadline=None)
def test_both_engines_find_the_same(line: str) -> None:
    pytest.importorskip("re2", reason="the extra `fast` is not installed")
    engine = importlib.import_module("re2")
    for shape in lexicon().shapes:
        ours = [match.span() for match in re.compile(shape.pattern, re.ASCII).finditer(line)]
        theirs = [match.span() for match in engine.compile(shape.pattern).finditer(line)]
        assert ours == theirs, shape.pattern
