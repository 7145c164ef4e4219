"""What is said of a rule: where its examples are marked, and what it is called and quoted by."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest

from promptlint import rulepack
from promptlint.report.explain import code, messages, paragraphs, place, refusals, settings
from promptlint.report.rules import explained
from promptlint.report.style import Page, text_of
from promptlint.rulepack import Example, Expected, Rule

RULES = rulepack.load()
EXPECTED = [
    (rule, example, expected)
    for rule in RULES.values()
    for example in rule.examples
    for expected in example.expect
]


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, unless it says something twice: then nobody can tell which is meant."""
    if len({key for key, _ in pairs}) != len(pairs):
        raise ValueError("a key stands twice")
    return dict(pairs)


def target(text: str, pointer: str) -> Any:  # noqa: ANN401 - JSON
    """What a pointer leads to, and the step that leads there; raises where it can't be told."""
    value, last = json.loads(text, object_pairs_hook=once), None
    for step in pointer.split("/")[1:]:
        last = step.replace("~1", "/").replace("~0", "~")
        value = value[int(last)] if isinstance(value, list) else value[last]
    return value, last


@pytest.mark.parametrize(
    ("rule", "example", "expected"),
    EXPECTED,
    ids=[f"{rule.name}: {example.name}, {at.at}" for rule, example, at in EXPECTED],
)
def test_what_is_marked_in_an_example_is_what_json_says(
    rule: Rule, example: Example, expected: Expected
) -> None:
    text = code(example)
    span = place(example, expected)
    try:
        value, step = target(text, expected.at)
    except (ValueError, KeyError, TypeError):
        return  # not one JSON document: what it looks like is tested below
    if step is None:
        assert span is None
        return
    assert span is not None
    marked = text[span.start : span.end]
    if expected.text is not None and isinstance(value, str) and expected.text in value:
        assert json.loads(f'"{marked}"') == expected.text
    elif marked.startswith(json.dumps(step)) and marked != json.dumps(value):
        assert json.loads(f"{{{marked}}}") == {step: value}
    else:
        assert json.loads(marked) == value


def example(bad: str, at: str, text: str | None = None) -> tuple[Example, Expected]:
    expected = Expected(at, text, None)
    some = RULES["volatile-prefix"].examples[0]
    return some._replace(bad=bad, expect=(expected,)), expected


@pytest.mark.parametrize(
    ("bad", "at", "text", "marked"),
    [
        ('{"a": {"b/c": [1, "xyz"]}}', "/a/b~1c/1", "y", "y"),
        ('{"a": "day \\u00e9 1"}', "/a", "é", "\\u00e9"),
        ('{"a": "sk-1234567890"}', "/a", "sk-1…", '"a": "sk-1234567890"'),
        ('{"body": "{\\"a\\": [true]}"}', "/body#/a", None, '\\"a\\": [true]'),
        ('{"body": "{\\"a\\""}', "/body#/a", None, None),
        ('{"a": 1}', "/b", None, None),
        ('{"a": 1}', "", None, None),
        ('{"a": 1,}', "", None, ","),
        ('{"a": 1}\n{"a": 2}', "/a", None, "{"),
        ("", "", None, None),
    ],
)
def test_what_is_marked(bad: str, at: str, text: str | None, marked: str | None) -> None:
    span = place(*example(bad, at, text))
    assert (bad[span.start : span.end] if span else None) == marked


def test_the_carets_stand_under_what_is_marked() -> None:
    lines = text_of(explained(RULES["volatile-prefix"], Page()), Page()).splitlines()
    marked = [
        above[caret.index("^") : len(caret)]
        for above, caret in pairwise(lines)
        if set(caret) == {" ", "^"}
    ]
    assert marked[0] == "2026-11-20T09:41:27Z"
    assert "{{catalogue}}" in marked


def test_variants_are_called_by_their_names() -> None:
    rule = RULES["prefix-below-minimum"]
    assert messages(rule) == [("", rule.message), ("served", rule.variants["served"])]


def test_list_items_stay_apart() -> None:
    text = "Either\nor:\n\n- one\n  thing\n- another\n\nThen go."
    assert paragraphs(text) == [["Either or:"], ["- one thing", "- another"], ["Then go."]]


def test_refusals_are_quotes_of_several_words_in_rules_that_speak_of_errors() -> None:
    why = 'The "type" is checked ("Malformed input\nrequest: no"), then "a b", \u201cx y z\u201d.'
    rule = RULES["too-many-checkpoints"]._replace(why=why)
    assert refusals(rule) == ["Malformed input request: no", "x y z"]
    assert refusals(rule._replace(severity=RULES["missing-checkpoint"].severity)) == []


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_the_settings_do_what_they_say(rule: Rule, tmp_path: Any) -> None:  # noqa: ANN401
    from promptlint import config

    words = settings(rule)
    if words is None:
        assert rule.name == "internal-error"
        return
    path = tmp_path / "promptlint.toml"
    path.write_text(words, encoding="utf-8")
    read = config.load(path)
    assert rule.name not in rulepack.selected(read.select, read.ignore)
    assert read.severity[rule.name] is not rule.severity


def test_a_crash_is_said_whatever_is_selected(monkeypatch: pytest.MonkeyPatch) -> None:
    from promptlint.engine import lint
    from promptlint.findings import Severity
    from promptlint.text import Source

    def crash(*arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(lint, "CHECKS", {"volatile-prefix": crash})
    chosen = lint.Settings(frozenset({"volatile-prefix"}), {"internal-error": Severity.INFO})
    text = code(RULES["volatile-prefix"].examples[0])
    (found,) = lint.check_source(Source("a.json", text), chosen).findings
    assert (found.rule, found.severity) == ("internal-error", Severity.ERROR)
