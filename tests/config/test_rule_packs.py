"""Rule packs: what users make of the rules without code."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest
from rule_packs import SHORT, configured, judged, settings_of, written

from promptlint import rulepack
from promptlint.config import BadConfig, Config, load
from promptlint.engine.lint import check_source
from promptlint.findings import Severity
from promptlint.rulepack import Rule
from promptlint.text import Source

PACK = """
[rules.prefix-below-minimum]
severity = "error"
message = '''
{{too short}}: {tokens}
  on {model}
'''
variants.served = "only the later one counts: {tokens}"
why = "  It looks like caching and is none.\\n"
remedy = "Ask #platform."
url = "https://wiki.example.com/caching"

[rules.PL301]
severity = "info"

[rules.banned-model]
options.models = [{ pattern = "global.*", reason = "data must stay in the EU" }]
"""


def test_a_pack_changes_the_words_the_severity_and_the_options(tmp_path: Path) -> None:
    config = load(configured(tmp_path, PACK))
    found = judged(config)
    assert set(found) == {"prefix-below-minimum", "global-model-id", "banned-model"}
    short = found["prefix-below-minimum"]
    assert short.severity is Severity.ERROR
    assert short.message.startswith("{too short}: about ")
    assert short.message.endswith(" on Claude Haiku 4.5")
    assert short.url == "https://wiki.example.com/caching"
    assert found["global-model-id"].severity is Severity.INFO
    assert found["banned-model"].message == (
        "global.anthropic.claude-haiku-4-5-20251001-v1:0 may not be used here (it falls under "
        "global.*): data must stay in the EU"
    )
    rule = config.rules["prefix-below-minimum"]
    assert (rule.why, rule.remedy) == ("It looks like caching and is none.", "Ask #platform.")
    assert rule.phrase({"tokens": "7"}, "served") == "only the later one counts: 7"


def test_our_rules_stay_as_they_are(tmp_path: Path) -> None:
    before = rulepack.rule("prefix-below-minimum")
    load(configured(tmp_path, PACK))
    assert rulepack.rule("prefix-below-minimum") is before
    assert before.changed == {}
    assert set(judged(Config())) == {"prefix-below-minimum", "global-model-id"}


def test_of_two_packs_the_later_wins_thing_by_thing(tmp_path: Path) -> None:
    one = """
    [rules.banned-model]
    severity = "warning"
    message = "one: {id}"
    options.models = [{ pattern = "global.*" }]
    [rules.prefix-near-minimum]
    message = "one: {tokens}"
    """
    two = """
    [rules.PL701]
    message = "two: {id}"
    [rules.prefix-near-minimum.variants]
    expands = "two: {tokens}"
    """
    config = load(configured(tmp_path, one, two))
    banned, near = config.rules["banned-model"], config.rules["prefix-near-minimum"]
    assert judged(config)["banned-model"].message == f"two: {SHORT['modelId']}"
    assert judged(config)["banned-model"].severity is Severity.WARNING
    assert (near.message, near.variants) == ("one: {tokens}", {"expands": "two: {tokens}"})
    first, second = str(tmp_path / "pack-0.toml"), str(tmp_path / "pack-1.toml")
    assert banned.changed == {"severity": first, "message": second, "options.models": first}
    assert near.changed == {"message": first, "variants.expands": second}


def test_the_configuration_wins_over_packs(tmp_path: Path) -> None:
    path = configured(tmp_path, PACK, more="[severity]\nPL102 = 'warning'\n")
    config = load(path)
    assert judged(config)["prefix-below-minimum"].severity is Severity.WARNING
    rule = config.rules["prefix-below-minimum"]
    assert rule.severity is Severity.WARNING
    assert rule.changed["severity"] == str(path)
    assert rule.changed["message"] == str(tmp_path / "pack-0.toml")


def test_a_pack_of_pyproject_stands_beside_it(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "pack.toml").write_text(PACK, encoding="utf-8")
    path = tmp_path / "pyproject.toml"
    path.write_text('[tool.promptlint]\nrule-packs = ["shared/pack.toml"]\n', encoding="utf-8")
    assert "banned-model" in load(path).rules


def test_rules_of_the_file_itself_can_be_changed(tmp_path: Path) -> None:
    pack = "[rules.invalid-json]\nseverity = 'info'\nmessage = 'mend it: {reason}'\n"
    config = load(configured(tmp_path, pack))
    (finding,) = check_source(Source("r.json", "{"), settings_of(config)).findings
    assert finding.severity is Severity.INFO
    assert finding.message.startswith("mend it: ")


def test_changed_rules_can_be_sent_to_other_processes(tmp_path: Path) -> None:
    config = load(configured(tmp_path, PACK))
    assert pickle.loads(pickle.dumps(config.rules)) == config.rules  # noqa: S301 - our own


@pytest.mark.parametrize("rule", rulepack.load().values(), ids=lambda rule: rule.name)
def test_a_pack_of_our_own_words_changes_nothing(rule: Rule, tmp_path: Path) -> None:
    table = {
        "message": rule.message,
        "variants": dict(rule.variants),
        "options": dict(rule.options),
        "why": rule.why,
        "remedy": rule.remedy,
        "severity": rule.severity.label,
    }
    again = load(configured(tmp_path, written({"rules": {rule.code: table}}))).rules[rule.name]
    same = again._replace(changed={}, message=rule.message, variants=rule.variants)
    assert same == rule
    assert again.message.split() == rule.message.split()
    assert set(again.variants) == set(rule.variants)


def test_what_the_documentation_shows_can_be_used(tmp_path: Path, root: Path) -> None:
    page = (root / "docs" / "rule-packs.md").read_text(encoding="utf-8")
    configuration, *parts = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    for part in parts:
        name = part.split()[1].rstrip(",")
        with (tmp_path / name).open("a", encoding="utf-8") as file:
            file.write(part)
    path = tmp_path / "promptlint.toml"
    path.write_text(configuration, encoding="utf-8")
    config = load(path)
    assert config.rules["prefix-near-minimum"].severity is Severity.WARNING
    assert config.rules["cheaper-layout"].options == {"saving": 0.15}
    found = judged(config)
    assert found["banned-model"].url == "https://wiki.example.com/models"
    assert found["banned-model"].message.endswith(" (it falls under *): data must stay in the EU")
    assert found["required-placeholder"].severity is Severity.WARNING
    assert "required-ttl" not in found  # Haiku is to have five minutes, and has them
    sonnet = {**SHORT, "modelId": "eu.anthropic.claude-sonnet-4-6"}
    assert "banned-model" not in judged(config, sonnet)
    assert judged(config, sonnet)["required-ttl"].severity is Severity.ERROR


def test_the_mistakes_of_the_documentation_are_told_as_it_says(tmp_path: Path, root: Path) -> None:
    page = (root / "docs" / "rule-packs.md").read_text(encoding="utf-8")
    (said,) = re.findall(r"```\n(company-rules.*?)```", page, re.DOTALL)
    wrong = "[rules.prefix-near-minimum]\nseverity = 'warnin'\nmessage = '{token}'\n"
    with pytest.raises(BadConfig) as problem:
        load(configured(tmp_path, wrong))
    messages = "".join(f"{message}\n" for message in problem.value.messages)
    assert messages.replace(f"{tmp_path}/pack-0.toml", "company-rules.toml") == said
