"""The report for people: it fits the terminal, in colour or not, whatever is in the prompt."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint import rulepack
from promptlint.engine.lint import Settings, check_file, check_source
from promptlint.report.cache_map import cache_maps
from promptlint.report.concise import concise
from promptlint.report.layout import cache_map_text
from promptlint.report.models import explained as model_explained
from promptlint.report.models import listed as models_listed
from promptlint.report.results import Result, result_of
from promptlint.report.rules import explained as rule_explained
from promptlint.report.rules import listed as rules_listed
from promptlint.report.safe_text import columns
from promptlint.report.style import Line, Page, text_of
from promptlint.report.terminal import MARGIN, full
from promptlint.rulepack import Rule
from promptlint.text import Source

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def settings() -> Settings:
    return Settings(frozenset(rulepack.load()))


def results(root: Path, width: int) -> list[Result]:
    paths = sorted((root / "fixtures").rglob("*.json"))
    assert paths, "there are no fixtures"
    found = []
    for path in paths:
        report = check_file(path.relative_to(root).as_posix(), settings(), named=True)
        found.append(result_of(report, settings(), width=width - MARGIN))
    return found


def too_wide(lines: list[Line], width: int) -> list[str]:
    text = text_of(lines, Page(width))
    return [line for line in text.splitlines() if columns(line) > width]


@pytest.mark.parametrize("width", [80, 120])
def test_findings_fit(root: Path, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    monkeypatch.chdir(root)
    found = results(root, width)
    assert sum(len(result.findings) for result in found) > 10
    assert too_wide([*full(found, Page(width))], width) == []


def test_colours_change_nothing_but_colours(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    found = results(root, 80)
    plain, colored = Page(80), Page(80, color=True)
    for lines in ([*full(found, plain)], concise(found)):
        text = text_of(lines, colored)
        assert ANSI.search(text)
        stripped = ANSI.sub("", text).splitlines()
        assert [line.rstrip() for line in stripped] == text_of(lines, plain).splitlines()


def test_cache_maps_fit(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    seen = 0
    for path in sorted((root / "fixtures").rglob("*.json*")):
        report = check_file(path.relative_to(root).as_posix(), settings(), named=True)
        for cache_map in cache_maps(report, settings()):
            seen += 1
            assert too_wide([*cache_map_text(cache_map, Page(80))], 80) == []
    assert seen > 10


def test_rules_and_models_fit() -> None:
    from promptlint.catalog import every

    models = every()
    assert too_wide([*rules_listed(rulepack.load().values(), Page(80))], 80) == []
    assert too_wide([*models_listed(models, Page(80))], 80) == []
    for model in models:
        wide = too_wide([*model_explained(model, Page(80))], 80)
        assert [line for line in wide if "://" not in line] == []


@pytest.mark.parametrize("rule", rulepack.load().values(), ids=lambda rule: rule.name)
def test_a_rule_is_explained_within_the_page(rule: Rule) -> None:
    requests = {
        line
        for example in rule.examples
        for text in (example.bad, example.good, example.fixed)
        for line in (text or "").split("\n")
    }
    wide = too_wide([*rule_explained(rule, Page(80))], 80)
    assert [line for line in wide if "://" not in line and line[2:] not in requests] == []


HOSTILE = st.text(
    st.sampled_from("ab \n\r\t\x00\x1b\x7f\x9b\u202e\u2028\u200b\ud800你[2J;"), max_size=60
)


@given(HOSTILE, HOSTILE)
def test_no_control_character_of_a_prompt_reaches_a_screen(words: str, path: str) -> None:
    request = {
        "modelId": words,
        "system": [
            {"text": f"{words}\nCurrent time: 2026-11-20T09:41:27Z\n{words}"},
            {"cachePoint": {"type": "default"}},
            {"cachePoint": {"type": words, words: words}},
        ],
        "messages": [
            {"role": "user", "content": [{"text": words}, {"cachePoint": {"ttl": words}}]}
        ],
    }
    report = check_source(Source(path, json.dumps(request)), settings())
    assert report.findings
    result = result_of(report, settings(), width=74)
    maps = cache_maps(report, settings())
    pages = [full([result], Page()), iter(concise([result]))]
    pages += [cache_map_text(each, Page()) for each in maps]
    for lines in pages:
        text = text_of(lines, Page())
        assert text.replace("\n", "").isprintable()
        text.encode()
