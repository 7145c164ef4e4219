"""The lexicon is sound, and code and lexicon know each other."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest

from promptlint.facts.volatile.reading.shapes import OWN_KINDS
from promptlint.facts.volatile.words.phrases import is_wide, normal
from promptlint.facts.volatile.words.tables import lexicon
from promptlint.findings import Lifetime


@pytest.fixture(scope="module")
def data(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "rules" / "volatile.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def schema(root: Path) -> dict[str, Any]:
    text = (root / "rules" / "schemas" / "volatile.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def test_the_schema_accepts_the_lexicon(data: dict[str, Any], schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(data)


@pytest.mark.parametrize(
    "path",
    [("kinds", "date", "lifetime"), ("labels", "now", "takes"), ("placeholders", "default")],
)
def test_the_schema_refuses_what_the_code_does_not_know(
    data: dict[str, Any], schema: dict[str, Any], path: tuple[str, ...]
) -> None:
    broken = json.loads(json.dumps(data))
    table = broken
    for key in path[:-1]:
        table = table[key]
    table[path[-1]] = "something else"
    assert not jsonschema.Draft202012Validator(schema).is_valid(broken)


def test_every_kind_is_used_and_every_kind_that_is_named_exists(data: dict[str, Any]) -> None:
    named = {label["kind"] for label in data["labels"].values()}
    named |= {*data["structure"]["elements"], *data["structure"]["sections"], *OWN_KINDS}
    named |= {shape["kind"] for shape in data["shapes"]}
    named |= {"date", "time", "datetime", "weekday", "placeholder", "state"}
    assert named == set(data["kinds"])


def test_every_shape_that_a_label_takes_has_a_pattern(data: dict[str, Any]) -> None:
    for label in data["labels"].values():
        assert label["takes"] in data["values"] or label["takes"] == "time"  # the calendar's
    assert set(data["values"]) <= {label["takes"] for label in data["labels"].values()}


def test_patterns_compile_and_stay_in_the_subset_of_re2(data: dict[str, Any]) -> None:
    """No lookaround, no backreference, no unbounded repetition of what repeats."""
    for pattern in (*data["values"].values(), *(shape["pattern"] for shape in data["shapes"])):
        re.compile(pattern)
        assert (
            re.search(r"\(\?[=!<]|\\[1-9]|[)\]][*+]|\w[*+]", pattern.replace("\\w.+", "")) is None
        )


def test_shapes_stay_inside_a_line(data: dict[str, Any]) -> None:
    """They are looked for line by line: no pattern has a class that takes a line break."""
    for shape in data["shapes"]:
        negated = re.findall(r"\[\^([^\]]*)\]", shape["pattern"])
        assert all(r"\s" in chars or r"\n" in chars for chars in negated)
        rest = re.sub(r"\[\^[^\]]*\]", "", shape["pattern"])
        assert re.search(r"\\[snWDS]|\n", rest) is None


def test_the_words_of_labels_are_shorter_than_what_is_looked_at() -> None:
    assert max(len(head) for head in lexicon().heads) < 30
    assert max(len(word) for words in lexicon().before.values() for word in words) < 30


def test_lifetimes_are_those_of_findings(data: dict[str, Any]) -> None:
    assert {kind["lifetime"] for kind in data["kinds"].values()} <= set(get_args(Lifetime))


def test_words_stand_as_the_detector_sees_them(data: dict[str, Any]) -> None:
    """A phrase with a hyphen or a capital could never match."""
    for table in (*data["labels"].values(), data["against"], data["placeholders"]):
        for key, words in table.items():
            if not isinstance(words, str) or key in ("kind", "takes", "strength"):
                continue
            wrong = [
                word for word in words.split(", ") if not is_wide(word) and word != normal(word)
            ]
            assert wrong == []


def test_hints_are_no_names(data: dict[str, Any]) -> None:
    hints = [word for words in data["placeholders"]["hints"].values() for word in words.split(", ")]
    assert len(hints) == len(set(hints))


def test_no_list_names_a_word_twice(data: dict[str, Any]) -> None:
    for label in data["labels"].values():
        for language in data["languages"]:
            words = label.get(language, "").split(", ")
            assert len(words) == len(set(words))


def test_a_name_of_a_placeholder_has_one_lifetime(data: dict[str, Any]) -> None:
    lists = [
        data["placeholders"][key].split(", ")
        for key in ("day", "request", "session", "user", "static")
    ]
    names = [name for several in lists for name in several]
    assert sorted(names) == sorted(set(names))


def test_every_language_speaks_of_today(data: dict[str, Any]) -> None:
    assert set(data["languages"]) <= set(data["labels"]["now"])


def test_every_language_with_month_names_has_twelve(data: dict[str, Any]) -> None:
    months = data["calendar"]["months"]
    assert {len(names.split(", ")) for key, names in months.items() if key != "other"} == {12}


def test_the_lexicon_is_read_once() -> None:
    assert lexicon() is lexicon()
