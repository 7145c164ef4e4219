"""Rules and checks belong together, and the words are fit to be read."""

from __future__ import annotations

import ast
import inspect
import json
import re
import string
import tomllib
from pathlib import Path

import jsonschema
import pytest

from promptlint import rulepack
from promptlint.checks import CHECKS, volatile
from promptlint.rulepack import Rule, UnknownRule

RULES = list(rulepack.load().values())


def files(root: Path) -> list[Path]:
    """All rule files."""
    return [path for family in rulepack.FAMILIES for path in (root / "rules" / family).iterdir()]


def test_every_file_fits_the_schema(root: Path) -> None:
    schema = json.loads((root / "rules/schemas/rule.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    for path in files(root):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        assert [error.message for error in validator.iter_errors(data)] == [], path.name


def test_every_option_has_a_schema_that_its_default_fits() -> None:
    for rule in RULES:
        assert set(rule.options) == set(rule.options_schema), rule.name
        for name, schema in rule.options_schema.items():
            validator = jsonschema.Draft202012Validator(schema)
            validator.check_schema(schema)
            assert [*validator.iter_errors(rule.options[name])] == [], rule.name


def test_examples_give_options_that_fit() -> None:
    for rule in RULES:
        own = {"properties": rule.options_schema, "additionalProperties": False}
        for example in rule.examples:
            assert [*jsonschema.Draft202012Validator(own).iter_errors(dict(example.options))] == []


def test_rules_and_checks_are_married() -> None:
    assert {rule.name for rule in RULES if rule.stage == "request"} == set(CHECKS)


def test_every_family_has_its_folders(root: Path) -> None:
    for family in rulepack.FAMILIES:
        assert (root / "rules" / family).is_dir()
    for family in {rule.family for rule in RULES if rule.stage == "request"}:
        assert (root / "promptlint" / "checks" / family).is_dir()


def test_checks_live_in_their_family() -> None:
    for name, check in CHECKS.items():
        family = rulepack.find(name).family
        assert check.__module__.startswith(f"promptlint.checks.{family}."), name


def test_codes_and_names_are_unique() -> None:
    names = [word for rule in RULES for word in (rule.name, rule.code, *rule.aliases)]
    assert len(names) == len(set(names))


def placeholders(template: str) -> set[str]:
    """The words that a message needs."""
    return {field for _, field, _, _ in string.Formatter().parse(template) if field}


def given_words(rule: Rule) -> set[str]:
    """The keys of all dict literals in a check's module, and in the one that checks of volatile
    text share: the words it can give."""
    module = inspect.getmodule(CHECKS[rule.name])
    assert module is not None
    sources = [
        module,
        *(v for v in (volatile,) if "promptlint.checks.volatile" in inspect.getsource(module)),
    ]
    trees = [ast.parse(inspect.getsource(source)) for source in sources]
    return {
        key.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }


@pytest.mark.parametrize("rule", [r for r in RULES if r.stage == "request"], ids=lambda r: r.name)
def test_checks_give_the_words_of_their_messages(rule: Rule) -> None:
    wanted = placeholders(rule.message).union(*map(placeholders, rule.variants.values()))
    assert wanted <= given_words(rule)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_words_are_fit_to_be_read(rule: Rule) -> None:
    assert not rule.summary.endswith(".")
    assert not rule.message.endswith(".") or ". " in rule.message
    for text in (rule.why, rule.remedy):
        assert text.endswith((".", "!", ")")), text
        assert not re.search(r"[ \t]$", text, re.MULTILINE)
    if rule.stage == "request":
        kinds = {example.bad is None for example in rule.examples}
        assert kinds == {True, False}, "a rule shows a bad and a good request"


def test_the_rules_that_are_off_by_default_are_known_without_their_files() -> None:
    off = {rule.name for rule in RULES if not rule.default}
    assert off == rulepack.OFF_BY_DEFAULT
    assert rulepack.selected(None, ()) == rulepack.names() - off


@pytest.mark.parametrize("word", ["unsorted-tools", "PL602", "unsorted-*", "PL6*", "tools", "ALL"])
def test_any_word_that_means_a_rule_turns_it_on(word: str) -> None:
    assert "unsorted-tools" not in rulepack.selected(None, ())
    assert "unsorted-tools" in rulepack.selected([word], ())
    assert "unsorted-tools" not in rulepack.selected([word], ["unsorted-tools"])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_nothing_is_left_to_be_written(rule: Rule, root: Path) -> None:
    """scripts/new_rule.py puts between ⟨ and ⟩ what it cannot know."""
    text = (root / "rules" / rule.family / f"{rule.name}.toml").read_text(encoding="utf-8")
    assert re.findall(r"⟨(?!\d+ words⟩)[^⟩]*", text) == []
    if rule.stage == "request":
        assert "⟨" not in inspect.getsource(CHECKS[rule.name])


def test_rules_are_found_by_name_code_and_pattern() -> None:
    assert rulepack.find("PL101").name == "volatile-prefix"
    assert rulepack.find("pl101").name == "volatile-prefix"
    assert rulepack.matching("prefix") >= {"volatile-prefix", "prefix-below-minimum"}
    assert rulepack.matching("PL10*") == rulepack.matching("prefix")
    economy = rulepack.matching("economy")
    assert "cheaper-layout" in economy
    assert rulepack.selected(None, ["economy"]) == rulepack.selected(None, ()) - economy
    with pytest.raises(UnknownRule, match="volatile-prefix"):
        rulepack.find("volatile-prefx")
