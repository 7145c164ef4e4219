"""The published schema says the same as the program: what one takes, the other takes."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from promptlint.config import FORMATS, GRADES, LEVELS, BadConfig, load
from promptlint.config.schema import KEYS, configuration_schema
from promptlint.facts import presets
from promptlint.findings import LIFETIMES
from scripts import config_schema

WORDS = [*LEVELS, *GRADES, *FORMATS, *presets(), *LIFETIMES, "PL101", "prefix", "x"]
SCALARS = st.one_of(st.sampled_from(WORDS), st.booleans(), st.floats(-2, 2), st.integers(-2, 2))
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["files", "rules", "reason", "calls", "gap", "PL101", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=4,
)
TABLES = st.dictionaries(st.sampled_from([*KEYS, "other"]), VALUES, max_size=3)


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = configuration_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_the_published_schema_is_up_to_date() -> None:
    assert config_schema.TARGET.read_text(encoding="utf-8") == config_schema.text(), (
        "python -m scripts.config_schema"
    )


def test_every_key_is_described() -> None:
    schema = configuration_schema()
    for table in (schema, *schema["$defs"].values()):
        for name, value in table["properties"].items():
            assert value["description"].endswith("."), name
        for example in (e for v in table["properties"].values() for e in v.get("examples", ())):
            assert example


def test_examples_hold(validator: Draft202012Validator) -> None:
    for name, value in configuration_schema()["properties"].items():
        for example in value.get("examples", ()):
            assert validator.is_valid({name: example}), name


def toml(value: Any) -> str:  # noqa: ANN401 - TOML
    if isinstance(value, dict):
        inner = ", ".join(f"{json.dumps(key)} = {toml(each)}" for key, each in value.items())
        return f"{{ {inner} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value)


# What a schema cannot say: whether there is such a rule, such a file.
BEYOND = ("there is no rule", "cannot be read", "a reason needs words", "is no model ID")


@given(table=TABLES)
def test_schema_and_program_agree(
    tmp_path_factory: pytest.TempPathFactory,
    validator: Draft202012Validator,
    table: Any,  # noqa: ANN401
) -> None:
    text = "\n".join(f"{key} = {toml(value)}" for key, value in table.items())
    path = tmp_path_factory.mktemp("config") / "promptlint.toml"
    path.write_text(text, encoding="utf-8")
    assert tomllib.loads(text) == table
    try:
        load(path)
    except BadConfig as problem:
        wrong = [m for m in problem.messages if not any(words in m for words in BEYOND)]
    else:
        wrong = []
    assert validator.is_valid(table) == (not wrong), wrong


def test_dates_are_dates(tmp_path: Path) -> None:
    path = tmp_path / "promptlint.toml"
    path.write_text(
        "[[ignore]]\nrules = ['PL101']\nreason = 'x'\nuntil = 2027-01-31\n", encoding="utf-8"
    )
    assert load(path).ignores[0].until == date(2027, 1, 31)
