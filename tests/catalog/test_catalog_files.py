"""The files of the catalogue: their form, their sources, and that they agree with the facts."""

from __future__ import annotations

import json
import runpy
import shutil
import tomllib
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from promptlint.catalog import UNKNOWN, Bounds, Model, Price, every, find, reading
from promptlint.catalog.reading import models_of, vendors
from promptlint.resources import rules_folder

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "rules" / "models").glob("*.toml"))
DISPUTED = {
    "anthropic.claude-opus-4-7": Bounds(2048, 4096),
    "anthropic.claude-sonnet-4-6": Bounds(1024, 1993),
}


def schema(name: str) -> dict[str, Any]:
    text = (ROOT / "rules" / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def schema_of(path: Path) -> str:
    return "model-claims" if path.name.endswith(".claims.toml") else "model"


@pytest.fixture(scope="module")
def facts(recorded_facts: Path) -> list[dict[str, Any]]:
    path = recorded_facts / "models.json"
    models: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["models"]
    return models


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_keeps_to_its_schema(path: Path) -> None:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    errors = Draft202012Validator(schema(schema_of(path))).iter_errors(data)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize(
    ("place", "word", "value"),
    [
        ((), "modle", []),
        (("caching",), "max_checkpoint", 4),
        (("caching",), "fields", ["tool"]),
        (("model", 0), "contextwindow", 1),
        (("model", 0), "status", "GA"),
        (("model", 0), "released", "October 2026"),
        (("model", 0), "profiles", ["us."]),
        (("model", 0, "caching"), "minimum", [1024]),
        (("model", 0, "caching", "invoke"), "automatc", True),
        (("model", 0, "prices", "geo", 0), "inputs", 1.0),
    ],
)
def test_the_schema_refuses_slips(place: tuple[str | int, ...], word: str, value: object) -> None:
    data: Any = tomllib.loads((ROOT / "rules/models/anthropic.toml").read_text(encoding="utf-8"))
    validator = Draft202012Validator(schema("model"))
    assert validator.is_valid(data)
    target = data
    for step in place:
        target = target[step]
    target[word] = value
    assert not validator.is_valid(data)


@pytest.mark.parametrize("name", ["model", "model-claims"])
def test_every_property_of_the_schemas_is_described(name: str) -> None:
    def undescribed(node: object, path: str) -> list[str]:
        if not isinstance(node, dict):
            return []
        found = [
            f"{path}/{key}"
            for key, value in node.get("properties", {}).items()
            if "description" not in value
        ]
        for key, value in node.items():
            children = value if isinstance(value, list) else [value]
            for child in children:
                found += undescribed(child, f"{path}/{key}")
        return found

    loaded = schema(name)
    Draft202012Validator.check_schema(loaded)
    assert undescribed(loaded, "") == []


def test_the_catalogue_is_found_beside_the_package() -> None:
    assert rules_folder() == ROOT / "rules"
    assert {f"{vendor}.toml" for vendor in vendors()} == {
        path.name for path in FILES if schema_of(path) == "model"
    }


@pytest.mark.parametrize("layout", ["promptlint/_rules", "rules"])
def test_a_wheel_and_a_checkout_both_find_their_data(tmp_path: Path, layout: str) -> None:
    (tmp_path / layout).mkdir(parents=True)
    module = tmp_path / "promptlint" / "resources.py"
    module.parent.mkdir(exist_ok=True)
    shutil.copy(ROOT / "promptlint" / "resources.py", module)
    copied = runpy.run_path(str(module))
    assert copied["rules_folder"]() == tmp_path / layout


def test_a_broken_installation_says_so(tmp_path: Path) -> None:
    module = tmp_path / "promptlint" / "resources.py"
    module.parent.mkdir()
    shutil.copy(ROOT / "promptlint" / "resources.py", module)
    with pytest.raises(FileNotFoundError, match="not installed completely"):
        runpy.run_path(str(module))["rules_folder"]()


def test_ids_are_listed_once_and_in_their_vendors_file() -> None:
    ids = [model.id for model in every()]
    assert len(ids) == len(set(ids))
    for vendor in vendors():
        assert all(model.id.startswith(f"{vendor}.") for model in models_of(vendor))


@pytest.mark.parametrize("vendor", sorted(vendors()))
def test_entries_read_one_by_one_say_what_the_whole_file_says(vendor: str) -> None:
    text = (ROOT / "rules" / "models" / f"{vendor}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    assert models_of(vendor) == tuple(reading._model(data, entry) for entry in data["model"])
    assert [(*names,) for names in reading.names_of(vendor)] == [
        (model.id, model.aliases, model.is_family) for model in models_of(vendor)
    ]


@pytest.mark.parametrize("model", every(), ids=lambda model: model.id)
def test_every_model_names_its_sources(model: Model) -> None:
    assert model.claims
    for claim in model.claims:
        assert claim.source
        assert claim.value
        assert date(2024, 1, 1) < date.fromisoformat(claim.date) < date(2100, 1, 1)
    said = {claim.what for claim in model.claims}
    if model.prices:
        assert "price" in said
    if model.context_window:
        assert "context window" in said
    if model.family:
        assert "tokenizer" in said
    if model.on_demand is False:
        assert "on demand" in said
    if model.preserved_thinking:
        assert "preserved thinking" in said
    if model.converse.supported is False:
        assert said & {"refusal", "assumed refusal"}
    if model.converse.supported and model.converse.minimum != UNKNOWN.minimum:
        assert {"minimum", "checkpoints", "ttl"} <= said


@pytest.mark.parametrize(
    "path", [p for p in FILES if schema_of(p) == "model-claims"], ids=lambda path: path.name
)
def test_statements_are_about_models_that_exist(path: Path) -> None:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    ids = {model.id for model in models_of(path.name.partition(".")[0])}
    for entry in [*data.get("note", ()), *data["claim"]]:
        assert entry["models"] == ["*"] or set(entry["models"]) <= ids


@pytest.mark.parametrize("model", every(), ids=lambda model: model.id)
def test_figures_are_possible(model: Model) -> None:
    for caching in (model.converse, model.invoke):
        assert 0 < caching.minimum.low <= caching.minimum.high <= 4096
        assert caching.disputed is False or caching.minimum.low < caching.minimum.high
        assert (caching.supported is not False) or caching.max_checkpoints == 0
        assert "1h" not in caching.ttls or caching.explicit_ttl is not False
    assert model.converse.automatic is not True
    for rows in model.prices.values():
        assert [row.above is None for row in rows] == [True] + [False] * (len(rows) - 1)
        for row in rows:
            assert row.read is None or row.read < row.input
            assert row.output is None or row.output > row.input
            if row.write_5m and row.write_1h:
                assert row.input < row.write_5m < row.write_1h
        for lower, higher in pairwise(rows):
            assert lower.input < higher.input
    if {"global", "geo"} <= set(model.prices):
        assert model.prices["global"][0].input <= model.prices["geo"][0].input


def test_claude_prices_follow_from_the_input_price() -> None:
    reads = {"-5-1": 0.025, "-5-2": 0.025, "opus-5-5": 0.05, "sonnet-5-5": 0.05}
    for model in models_of("anthropic"):
        share = next((value for end, value in reads.items() if model.id.endswith(end)), 0.1)
        for row in (row for rows in model.prices.values() for row in rows):
            assert row.write_5m == pytest.approx(row.input * 1.25)
            assert row.write_1h in (None, pytest.approx(row.input * 2))
            assert row.read == pytest.approx(row.input * share)


def test_every_id_of_the_facts_is_found(facts: list[dict[str, Any]]) -> None:
    for fact in facts:
        base = fact["base_model_id"]
        for model_id in [base, *fact["ids"]]:
            found = find(model_id)
            assert found.model is not None, model_id
            assert found.model.id == base
            assert found.base_id == base
            assert found.profile in found.model.profiles or model_id == base


def test_caching_agrees_with_the_facts(facts: list[dict[str, Any]]) -> None:
    for fact in facts:
        base = fact["base_model_id"]
        model = find(base).model
        assert model is not None
        caching = model.converse
        assert caching.supported is fact["explicit_caching"], base
        if caching.supported is None:
            assert caching == UNKNOWN
            continue
        assert caching.max_checkpoints == fact["max_checkpoints"], base
        assert caching.fields == set(fact["fields"]), base
        recommended = fact["min_tokens_recommended"]
        if caching.supported is False:
            own = model.own.minimum if model.own else None
            assert own == recommended, base
            continue
        assert list(caching.ttls) == fact["ttl"], base
        assert caching.explicit_ttl is fact["explicit_ttl"], base
        assert model.invoke.automatic is fact["top_level_cache_control_on_InvokeModel"], base
        assert caching.disputed == (base in DISPUTED)
        if base in DISPUTED:
            assert caching.minimum == DISPUTED[base]
            assert recommended in caching.minimum
        elif recommended is None:
            assert caching.minimum == UNKNOWN.minimum, base
        else:
            assert caching.minimum == Bounds(recommended, recommended), base


def test_prices_agree_with_the_facts(facts: list[dict[str, Any]]) -> None:
    for fact in facts:
        model = find(fact["base_model_id"]).model
        assert model is not None
        given = fact.get("prices_usd_per_mtok", {})
        listed = {"global": given.get("global"), "us-gov": given.get("us_gov")}
        # Nova Premier has its one price under the bare ID, which is billed like a geographic one.
        listed["geo"] = given.get("geo") or (
            given.get("bare_id_in_litellm") if model.id == "amazon.nova-premier-v1:0" else None
        )
        assert set(model.prices) == {group for group, row in listed.items() if row}, model.id
        for group, rows in model.prices.items():
            row = listed[group]
            assert rows[0] == Price(
                row["input"],
                row.get("cache_write_5m"),
                row.get("cache_write_1h"),
                row["cache_read"],
                row["output"],
            )
            tiers = row.get("tiers", {})
            for tier in rows[1:]:
                assert tier.above is not None
                end = f"_above_{tier.above // 1000}k_tokens"
                assert tier.input == tiers[f"input_cost_per_token{end}"]
                assert tier.output == tiers[f"output_cost_per_token{end}"]
                assert tier.read == tiers[f"cache_read_input_token_cost{end}"]
                assert tier.write_5m == tiers.get(f"cache_creation_input_token_cost{end}")
            sizes = {
                key.split("_above_")[1]
                for key in tiers
                if key.startswith("input_cost_per_token_above") and key.endswith("k_tokens")
            }
            assert len(rows) == 1 + len(sizes)
