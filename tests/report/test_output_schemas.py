"""The schemas of our own JSON: what is printed fits, and what would break a program does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from effort import examples
from filler import expand
from hostile_results import results
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from test_examples import PAIRS
from test_examples import settings as of_example

from promptlint import rulepack
from promptlint.engine.lint import FileReport, Settings, check_file, check_source
from promptlint.facts import Traffic
from promptlint.findings import Suppressed
from promptlint.report.cache_map import cache_maps
from promptlint.report.json import dump, findings
from promptlint.report.layouts import layouts
from promptlint.report.results import Result, result_of
from promptlint.resources import rules_folder
from promptlint.text import Source

Json = Any
EVERY_RULE = Settings(frozenset(rulepack.load()))


@cache
def schema(name: str) -> Json:
    path = rules_folder() / "schemas" / "output" / f"{name}.schema.json"
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def validator(name: str) -> Draft202012Validator:
    Draft202012Validator.check_schema(schema(name))
    return Draft202012Validator(schema(name))


def complaints(name: str, value: Json) -> list[str]:
    return [f"{each.json_path}: {each.message}" for each in validator(name).iter_errors(value)]


def checked(reports: list[FileReport]) -> Json:
    return json.loads(dump(findings([result_of(report, EVERY_RULE) for report in reports])))


def mapped(reports: list[FileReport], settings: Settings = EVERY_RULE) -> Json:
    maps = [each for report in reports for each in cache_maps(report, settings)]
    return json.loads(dump(layouts(maps)))


@pytest.fixture(scope="module")
def reports(root: Path) -> list[FileReport]:
    """All fixtures, and a file that is not there."""
    paths = [*sorted((root / "fixtures").rglob("*.json*")), Path("not-there.json")]
    return [check_file(str(path), EVERY_RULE, named=True) for path in paths]


def test_reports_on_all_fixtures_fit(reports: list[FileReport]) -> None:
    told = checked(reports)
    assert len(told["findings"]) > 20
    assert complaints("check", told) == []
    told = mapped(reports)
    assert len(told["requests"]) > 20
    assert complaints("layout", told) == []


def test_reports_on_all_examples_fit() -> None:
    for rule, example in PAIRS:
        text = expand(example.bad or example.good or "")
        report = check_source(Source("example.json", text), of_example(rule, example))
        assert complaints("check", checked([report])) == [], (rule.name, example.name)
        if example in rule.examples[:1]:
            maps = mapped([report], of_example(rule, example))
            assert complaints("layout", maps) == [], (rule.name, example.name)


def test_reports_on_real_requests_fit(corpus: Path) -> None:
    paths = sorted((corpus / "requests").iterdir())
    found = [check_file(str(path), EVERY_RULE, named=True) for path in paths]
    assert complaints("check", checked(found)) == []
    assert complaints("layout", mapped(found)) == []


def test_what_was_observed_fits(reports: list[FileReport]) -> None:
    seen = Traffic("observed", 3.0, 20.0, 4.0, 1.0, stated=True, requests=7, measured=("gap",))
    told = mapped(reports[-3:-1] + reports[:3], EVERY_RULE._replace(traffic=seen))
    assert {each["traffic"]["requests"] for each in told["requests"]} == {7}
    assert complaints("layout", told) == []


@settings(max_examples=examples(20), deadline=None)
@given(found=results())
def test_any_result_fits(found: list[Result]) -> None:
    assert complaints("check", json.loads(dump(findings(found)))) == []


# --- strict --------------------------------------------------------------------------------------


def objects(value: Json, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The places of all objects in a value."""
    if isinstance(value, dict):
        yield path
        for key, inner in value.items():
            yield from objects(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from objects(inner, (*path, index))


def at(value: Json, path: tuple[str | int, ...]) -> Json:
    for step in path:
        value = value[step]
    return value


@pytest.fixture(scope="module")
def samples(root: Path) -> dict[str, Json]:
    """A report of each sort in which every kind of object stands."""
    stories = root / "fixtures" / "stories"
    path = str(stories / "clock-in-system" / "request.json")
    report = check_file(path, EVERY_RULE, named=True)
    result = result_of(report, EVERY_RULE)
    hidden = result.findings[0]._replace(suppressed=Suppressed("ignore", "known"))
    shown = json.loads(dump(findings([result._replace(findings=(*result.findings, hidden))])))
    return {"check": shown, "layout": mapped([report])}


@pytest.mark.parametrize("name", ["check", "layout"])
def test_no_field_can_be_missing_renamed_or_added(samples: dict[str, Json], name: str) -> None:
    sample = samples[name]
    assert complaints(name, sample) == []
    fields = 0
    for path in objects(sample):
        for key in at(sample, path):
            fields += 1
            without = deepcopy(sample)
            value = at(without, path).pop(key)
            assert complaints(name, without) != [], (path, key)
            at(without, path)[f"{key}s"] = value
            assert complaints(name, without) != [], (path, key)
        more = deepcopy(sample)
        at(more, path)["another"] = 1
        assert complaints(name, more) != [], path
    assert fields > 50


@pytest.mark.parametrize("name", ["check", "layout"])
def test_no_value_can_be_of_another_type(samples: dict[str, Json], name: str) -> None:
    sample = samples[name]
    for path in objects(sample):
        for key in at(sample, path):
            wrong = deepcopy(sample)
            at(wrong, path)[key] = [[]]
            assert complaints(name, wrong) != [], (path, key)


@pytest.mark.parametrize("name", ["check", "layout"])
def test_every_field_is_described_and_demanded(name: str) -> None:
    optional = {"requests", "measured"} if name == "layout" else set()
    found = 0
    for path in objects(schema(name)):
        part = at(schema(name), path)
        if "properties" not in part or path[-1:] == ("properties",):
            continue
        assert part["additionalProperties"] is False, path
        missing = set(part["properties"]) - set(part["required"])
        assert missing == (optional if path[-1:] == ("traffic",) else set()), path
        for key, field in part["properties"].items():
            found += 1
            reference = field.get("$ref", "").rpartition("/")[2]
            words = field.get("description") or schema(name)["$defs"][reference].get("description")
            assert words, (path, key)
            assert words.endswith("."), (path, key)
    assert found > 40
