"""The JSON of check and layout, field by field against the contract."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from promptlint import __version__, rulepack
from promptlint.engine.lint import Settings, check_file, check_source
from promptlint.findings import Suppressed
from promptlint.report.cache_map import cache_maps
from promptlint.report.json import dump, findings
from promptlint.report.layouts import layouts
from promptlint.report.results import Result, result_of
from promptlint.text import Source


def words(text: str) -> list[str]:
    return text.split()


FINDING = words(
    "rule code severity message path request line column end_line end_column pointer spots "
    "related tokens usd_per_1000_requests fix suppressed fingerprint url"
)
SPOT = words("pointer start end text kind lifetime confidence line column end_line end_column")
REQUEST = words("path request pointer dialect model overhead blocks checkpoints traffic cost best")
BLOCK = words("index section role kind pointer tokens lifetime spots")
CHECKPOINT = words("pointer after_block ttl prefix_tokens minimum state")
STATES = {
    "refused",
    "redundant",
    "volatile",
    "below-minimum",
    "maybe-below-minimum",
    "effective",
}


def settings() -> Settings:
    return Settings(frozenset(rulepack.load()))


def checked(path: str) -> Result:
    return result_of(check_file(path, settings(), named=True), settings())


def read(value: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    return json.loads(dump(value))


@pytest.fixture(scope="module")
def paths(root: Path) -> list[str]:
    return [str(path) for path in sorted((root / "fixtures").rglob("*.json"))]


def test_check_has_the_fields_of_the_contract(paths: list[str]) -> None:
    told = read(findings([checked(path) for path in paths]))
    assert list(told) == ["schema", "version", "files", "findings", "summary"]
    assert (told["schema"], told["version"]) == (1, __version__)
    assert [file["path"] for file in told["files"]] == paths
    assert {tuple(file) for file in told["files"]} == {("path", "form", "requests")}
    assert list(told["summary"]) == ["error", "warning", "info", "suppressed", "requests"]
    assert len(told["findings"]) > 10
    for finding in told["findings"]:
        assert list(finding) == FINDING
        assert all(list(spot) == SPOT for spot in finding["spots"])
        assert all(list(r) == ["pointer", "line", "column", "note"] for r in finding["related"])
        if finding["fix"] is not None:
            assert list(finding["fix"]) == ["grade", "title"]
            assert finding["fix"]["grade"] in {"safe", "layout", "relocate", "manual"}


def test_the_summary_counts_the_findings(paths: list[str]) -> None:
    told = read(findings([checked(path) for path in paths]))
    for severity in ("error", "warning", "info"):
        same = [each for each in told["findings"] if each["severity"] == severity]
        assert told["summary"][severity] == len(same)
    assert told["summary"]["requests"] == sum(file["requests"] for file in told["files"])


def test_the_first_spot_is_the_place(root: Path) -> None:
    path = root / "fixtures" / "stories" / "clock-in-system" / "request.json"
    (finding,) = read(findings([checked(str(path))]))["findings"]
    spot = finding["spots"][0]
    assert [finding[key] for key in ("pointer", "line", "column", "end_line", "end_column")] == [
        spot[key] for key in ("pointer", "line", "column", "end_line", "end_column")
    ]
    line = path.read_text(encoding="utf-8").split("\n")[spot["line"] - 1]
    assert line[spot["column"] - 1 : spot["end_column"] - 1] == spot["text"]
    value = json.loads(path.read_text(encoding="utf-8"))["system"][0]["text"]
    assert value[spot["start"] : spot["end"]] == spot["text"]
    assert finding["related"][0]["pointer"] == "/system/1/cachePoint"


def test_a_finding_about_the_file_names_no_request() -> None:
    report = check_source(Source("x.json", '{"a":'), settings())
    (finding,) = read(findings([result_of(report, settings())]))["findings"]
    assert (finding["request"], finding["pointer"], finding["line"]) == (None, "", 1)


def test_suppressed_findings_are_shown_and_counted_apart(root: Path) -> None:
    result = checked(str(root / "fixtures" / "stories" / "clock-in-system" / "request.json"))
    (finding,) = result.findings
    hidden = finding._replace(suppressed=Suppressed("ignore", "known"))
    told = read(findings([result._replace(findings=(hidden,))]))
    assert told["findings"][0]["suppressed"] == {"by": "ignore", "reason": "known"}
    assert (told["summary"]["error"], told["summary"]["suppressed"]) == (0, 1)


def test_layout_has_the_fields_of_the_contract(paths: list[str]) -> None:
    maps = [
        each
        for path in paths
        for each in cache_maps(check_file(path, settings(), named=True), settings())
    ]
    told = read(layouts(maps))
    assert list(told) == ["schema", "requests"]
    assert len(told["requests"]) > 10
    for request in told["requests"]:
        assert list(request) == REQUEST
        if request["model"] is not None:
            assert list(request["model"]) == [
                "id",
                "name",
                "minimum",
                "max_checkpoints",
                "fields",
                "ttls",
            ]
        assert list(request["overhead"]) == ["low", "estimate", "high"]
        assert [block["index"] for block in request["blocks"]] == [*range(len(request["blocks"]))]
        for block in request["blocks"]:
            assert list(block) == BLOCK
            assert all(list(spot) == SPOT for spot in block["spots"])
        for checkpoint in request["checkpoints"]:
            assert list(checkpoint) == CHECKPOINT
            assert checkpoint["state"] in STATES
            assert list(checkpoint["minimum"]) == ["low", "high"]
        assert list(request["cost"]) == ["now", "best", "uncached", "unit"]
        assert request["cost"]["unit"] in {"usd_per_1000", "relative"}
        assert list(request["best"]) == ["order", "checkpoints"]
        for entry in request["best"]["order"]:
            assert list(entry) == ["pointer", "start", "end"]
        for checkpoint in request["best"]["checkpoints"]:
            assert list(checkpoint) == ["after", "ttl"]
            assert 0 <= checkpoint["after"] < len(request["best"]["order"])


def test_prefixes_contain_blocks_and_overhead(paths: list[str]) -> None:
    for path in paths:
        for cache_map in cache_maps(check_file(path, settings(), named=True), settings()):
            request = read(layouts([cache_map]))["requests"][0]
            whole = {
                bound: request["overhead"][bound]
                + sum(block["tokens"][bound] for block in request["blocks"])
                for bound in ("low", "estimate", "high")
            }
            assert cache_map.facts.total._asdict() == whole, path
