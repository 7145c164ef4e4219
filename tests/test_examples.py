"""Every example of every rule file: what it promises, in every way of writing the same JSON."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from filler import expand

from promptlint import rulepack
from promptlint.engine.fix import fix_source
from promptlint.engine.lint import Settings, check_source
from promptlint.facts import presets
from promptlint.findings import Finding
from promptlint.rulepack import Example, Rule
from promptlint.text import Grade, Source

PAIRS = [(rule, example) for rule in rulepack.load().values() for example in rule.examples]


def params(pairs: list[tuple[Rule, Example]]) -> pytest.MarkDecorator:
    """A test for each pair, named after both."""
    names = [f"{rule.name}: {example.name}" for rule, example in pairs]
    return pytest.mark.parametrize(("rule", "example"), pairs, ids=names)


class Key(str):
    """A key that equals no other one, so that an object can have it twice."""

    __slots__ = ()
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


def loads(text: str) -> object:
    """The value, with every member of its objects."""
    return json.loads(text, object_pairs_hook=lambda pairs: {Key(k): v for k, v in pairs})


def as_written(text: str) -> str:
    """The example as it stands in the rule file."""
    return text


def minified(text: str) -> str:
    """Without any white space."""
    return json.dumps(loads(text), separators=(",", ":"), ensure_ascii=False)


def tabs(text: str) -> str:
    """Indented by tabs."""
    return json.dumps(loads(text), indent="\t", ensure_ascii=False)


def crlf(text: str) -> str:
    """With the line ends of Windows."""
    return json.dumps(loads(text), indent=2, ensure_ascii=False).replace("\n", "\r\n")


def escaped(text: str) -> str:
    r"""With every letter e written as \u0065."""
    return (
        json.dumps(loads(text))
        .replace("e", "\\u0065")
        .replace("tru\\u0065", "true")
        .replace("fals\\u0065", "false")
    )


WRITINGS = (as_written, minified, tabs, crlf, escaped)


def settings(rule: Rule, example: Example) -> Settings:
    """One rule alone, as the example wants it."""
    return Settings(
        rules=frozenset({rule.name}),
        model=example.model,
        traffic=presets()[example.traffic] if example.traffic else None,
        reach=rule.fix or Grade.LAYOUT,
        options={rule.name: example.options} if example.options else {},
    )


def judge(text: str, rule: Rule, example: Example) -> tuple[Finding, ...]:
    """The findings of one rule."""
    return check_source(Source("example.json", text), settings(rule, example)).findings


def is_json(text: str) -> bool:
    """Whether the example can be written otherwise at all."""
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("write", WRITINGS, ids=lambda write: write.__name__)
@params(PAIRS)
def test_example(rule: Rule, example: Example, write: Callable[[str], str]) -> None:
    text = expand(example.bad or example.good or "")
    if not is_json(text):
        write = as_written
    found = judge(write(text), rule, example)
    assert [finding.place.pointer for finding in found] == [place.at for place in example.expect]
    for finding, place in zip(found, example.expect, strict=True):
        if place.text is not None:
            assert finding.spots[0].text == place.text
        if place.severity is not None:
            assert finding.severity is place.severity


@pytest.mark.parametrize("write", WRITINGS, ids=lambda write: write.__name__)
@params([pair for pair in PAIRS if pair[1].fixed is not None])
def test_fix(rule: Rule, example: Example, write: Callable[[str], str]) -> None:
    assert example.bad is not None
    assert example.fixed is not None
    source = Source("example.json", write(expand(example.bad)))
    report = fix_source(source, settings(rule, example))
    assert report.failed is None
    if write is as_written:
        assert report.after == expand(example.fixed)
    assert json.loads(report.after) == json.loads(expand(example.fixed))
    again = fix_source(Source("example.json", report.after), settings(rule, example))
    assert not again.changed


def test_every_fixing_rule_has_a_fixed_example_or_fixes_a_bad_one() -> None:
    for rule in rulepack.load().values():
        if rule.fix is None:
            continue
        bad = [example for example in rule.examples if example.bad]
        sources = [Source("example.json", expand(example.bad or "")) for example in bad]
        reports = [
            fix_source(source, settings(rule, example))
            for source, example in zip(sources, bad, strict=True)
        ]
        assert any(report.changed for report in reports), rule.name
