"""Rule packs: what users make of the rules, and what is said of a pack that cannot be used."""

from __future__ import annotations

import copy
import json
import pickle
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wrong import cases, says

from promptlint import rulepack
from promptlint.config import BadConfig, Config, load
from promptlint.engine.lint import Settings, check_source
from promptlint.findings import Finding, Severity
from promptlint.rulepack import Rule
from promptlint.text import Source

if TYPE_CHECKING:
    from wrong import Case

SHORT = {
    "modelId": "global.anthropic.claude-haiku-4-5-20251001-v1:0",
    "system": [{"text": "You sort parcels."}, {"cachePoint": {"type": "default"}}],
    "messages": [{"role": "user", "content": [{"text": "A shoe box."}]}],
}


def configured(folder: Path, *packs: str, more: str = "") -> Path:
    """A configuration with these rule packs."""
    names = [f"pack-{number}.toml" for number in range(len(packs))]
    for name, text in zip(names, packs, strict=True):
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / "promptlint.toml"
    path.write_text(f"rule-packs = {json.dumps(names)}\n{more}", encoding="utf-8")
    return path


def judged(config: Config, request: object = SHORT) -> dict[str, Finding]:
    """The findings of a request, by rule."""
    report = check_source(Source("r.json", json.dumps(request)), settings_of(config))
    return {finding.rule: finding for finding in report.findings}


def settings_of(config: Config) -> Settings:
    return Settings(
        rules=rulepack.names(),
        severities=config.severity,
        options={name: rule.options for name, rule in config.rules.items()},
        reworded=config.rules,
    )


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


WRONG = """
[rules.prefix-near-minimm]
severity = "info"
1: there is no rule 'prefix-near-minimm'; did you mean 'prefix-near-minimum'?

[rule.volatile-prefix]
1: there is no key 'rule'; did you mean 'rules'?

rules = 3
1: rules: must be a table

[rules]
volatile-prefix = "info"
2: rules.volatile-prefix: must be a table

[rules.volatile-prefix]
severity = "eror"
mesage = "x"
2: rules.volatile-prefix.severity: 'eror' is none of error, warning, info; did you mean 'error'?
3: rules.volatile-prefix: there is no key 'mesage'; did you mean 'message'?

[rules.prefix-near-minimum]
message = "{token} {} {0} {minimum.low} {model[0]} {model!r} {tokens:>9} {tokens}"
2: rules.prefix-near-minimum.message: there is no placeholder {0} (there is {minimum}, {model}, …
2: rules.prefix-near-minimum.message: there is no placeholder {minimum.low}; did you mean 'minimum'?
2: rules.prefix-near-minimum.message: there is no placeholder {model[0]}; did you mean 'model'?
2: rules.prefix-near-minimum.message: there is no placeholder {token}; did you mean 'tokens'?
2: rules.prefix-near-minimum.message: there is no placeholder {} (there is {minimum}, {model}, …
2: rules.prefix-near-minimum.message: {model} is text already and takes no format
2: rules.prefix-near-minimum.message: {tokens} is text already and takes no format

[rules.prefix-near-minimum]
message = "{tokens"
variants.expands = "}"
2: rules.prefix-near-minimum.message: a brace has no partner; {{ and }} stand for braces
3: rules.prefix-near-minimum.variants.expands: a brace has no partner; {{ and }} stand for braces

[rules.prefix-near-minimum.variants]
expand = "x"
served = "x"
2: prefix-near-minimum has no variant 'expand'; did you mean 'expands'?
3: prefix-near-minimum has no variant 'served' (it has expands)

[rules.global-model-id]
variants = { a = "x" }
options.a = 1
2: global-model-id has no variant 'a'
3: global-model-id has no option 'a', nor any other

[rules.cheaper-layout.options]
savings = 0.1
saving = "10 %"
2: rules.cheaper-layout.options: there is no key 'savings'; did you mean 'saving'?
3: rules.cheaper-layout.options.saving: must be a number

[rules.cheaper-layout]
options.saving = 5
2: rules.cheaper-layout.options.saving: must be at most 1

[rules.cheaper-layout]
options.saving = nan
2: rules.cheaper-layout.options.saving: must be a finite number

[rules.cheaper-layout]
options.saving = true
2: rules.cheaper-layout.options.saving: must be a number

[rules.banned-model]
options.models = "global.*"
2: rules.banned-model.options.models: must be a list

[rules.banned-model]
options.models = [
  { pattern = "global.*", reson = "the EU" },
  { pattern = " ", except = ["x", 3] },
  { reason = "why not" },
]
3: rules.banned-model.options.models.0: there is no key 'reson'; did you mean 'reason'?
4: rules.banned-model.options.models.1.except.1: must be a string
4: rules.banned-model.options.models.1.pattern: must not be blank
5: rules.banned-model.options.models.2: pattern is missing

[[rules.required-ttl.options.ttls]]
ttl = "1h"
[[rules.required-ttl.options.ttls]]
ttl = "2h"
sections = ["sytem"]
4: rules.required-ttl.options.ttls.1.ttl: '2h' is none of 5m, 1h
5: rules.required-ttl.options.ttls.1.sections.0: 'sytem' is none of tools, system, messages; did …

[rules.volatile-prefix]
why = " "
url = "wiki/caching"
2: rules.volatile-prefix.why: must not be blank
3: rules.volatile-prefix.url: must be an address that begins with https:// or http://

[rules.volatile-prefix]
why = "a"
[rules.PL101]
why = "b"
3: PL101 is volatile-prefix again

[rules.volatile-prefix]
why = 2026-10-10
2: rules.volatile-prefix.why: must be a string

rules = [
1: not TOML: Invalid value
"""


@pytest.mark.parametrize("case", cases(WRONG), ids=lambda case: case.said[0])
def test_what_is_wrong_is_said_with_file_and_line(tmp_path: Path, case: Case) -> None:
    with pytest.raises(BadConfig) as problem:
        load(configured(tmp_path, case.document))
    assert says(problem.value.messages, tmp_path / "pack-0.toml", case), problem.value.messages


def test_all_files_are_told_of_at_once(tmp_path: Path) -> None:
    path = configured(tmp_path, "[rules.x]", "", "x = 1", more="lexicons = ['words.toml']\n")
    with pytest.raises(BadConfig) as problem:
        load(path)
    files = [Path(message.partition(":")[0]).name for message in problem.value.messages]
    assert files == ["words.toml", "pack-0.toml", "pack-2.toml"]


@pytest.mark.parametrize(
    "document",
    [
        "x = " + "[" * 5000,
        "x = " + "[" * 100 + "]" * 100,
        "a." * 5000 + "b = 1",
        "x = " + "1" * 5000,
        "[rules.cheaper-layout.options]\nsaving." + "a." * 5000 + "b = 1",
    ],
    ids=["brackets", "lists", "dots", "digits", "an option"],
)
def test_what_python_itself_stumbles_over_is_refused(tmp_path: Path, document: str) -> None:
    with pytest.raises(BadConfig, match=r"pack-0\.toml"):
        load(configured(tmp_path, document))


@pytest.mark.parametrize("name", ["nowhere.toml", "", "a\\u0000b", "x" * 5000])
def test_a_pack_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / "promptlint.toml"
    path.write_text(f'rule-packs = ["{name}"]\n', encoding="utf-8")
    with pytest.raises(BadConfig, match=": cannot be read: "):
        load(path)


def test_no_schema_is_loaded_without_a_pack(tmp_path: Path) -> None:
    path = tmp_path / "promptlint.toml"
    path.write_text("[severity]\nPL101 = 'info'\n", encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from promptlint.config import load;"
        "load(Path('promptlint.toml')); print('jsonschema' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": ":".join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "False"


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


# --- any pack is either used or refused ---------------------------------------------------------

VALID: dict[str, Any] = {
    "rules": {
        "prefix-below-minimum": {
            "severity": "error",
            "message": "{tokens} of {minimum} on {model}",
            "variants": {"served": "{tokens}"},
            "why": "w",
            "remedy": "r",
            "url": "https://wiki.example.com/x",
        },
        "cheaper-layout": {"options": {"saving": 0.5}},
        "missing-checkpoint": {"options": {"saving": 1}},
        "global-model-id": {"message": "{id}"},
        "internal-error": {"message": "{check} {error}"},
        "banned-model": {
            "options": {"models": [{"pattern": "g*", "except": ["*opus*"], "reason": "r"}]}
        },
        "required-ttl": {
            "options": {
                "ttls": [{"ttl": "1h", "sections": ["system"], "models": ["*"], "reason": "r"}]
            }
        },
        "required-placeholder": {
            "options": {"texts": [{"text": "{{x}}", "section": "system", "reason": "r"}]}
        },
    }
}


def written(value: object) -> str:
    """A document of TOML; lone surrogates, which it cannot hold, are left out by the strategies."""
    if isinstance(value, dict) and "rules" in value and isinstance(value["rules"], dict):
        tables = [
            f"[rules.{inline(name)}]\n"
            + "".join(f"{inline(key)} = {inline(inner)}\n" for key, inner in table.items())
            if isinstance(table, dict)
            else f"[rules]\n{inline(name)} = {inline(table)}\n"
            for name, table in value["rules"].items()
        ]
        return "\n".join(tables)
    return f"rules = {inline(value)}\n"


def inline(value: object) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{inline(key)} = {inline(v)}' for key, v in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(inline, value))}]"
    if isinstance(value, float):
        return repr(value)
    return json.dumps(value).replace("\x7f", "\\u007f")


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401 - TOML
    """All paths into a document but its root."""
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    return [path for key in keys for path in [(*at, key), *places(value[key], (*at, key))]]


texts = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=8) | (
    st.lists(
        st.sampled_from(
            ["{", "}", "{tokens}", "{id}", "{x}", "!r", ":", "[0]", ".a", "*", "[", "\n"]
        ),
        max_size=6,
    ).map("".join)
)
scalars = st.none().map(lambda _: 0) | st.booleans() | st.integers() | st.floats() | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


def used_or_refused(document: str) -> None:
    """Load it; if that works, it must work for requests, too."""
    with TemporaryDirectory() as folder:
        path = configured(Path(folder), document)
        messages: tuple[str, ...] = ()
        try:
            config = load(path)
        except BadConfig as problem:
            config, messages = Config(), problem.messages
        assert all(message.startswith(f"{folder}/pack-0.toml") for message in messages)
        assert not any("\n" in message for message in messages)
        assert bool(messages) == (config.path is None)
    for request in REQUESTS:
        report = check_source(Source("r.json", json.dumps(request)), settings_of(config))
        for finding in report.findings:
            assert finding.rule != "internal-error", finding.message
            assert "\n" not in finding.message


REQUESTS = (
    SHORT,
    {"messages": SHORT["messages"]},
    {**SHORT, "modelId": "arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/a"},
    {
        **SHORT,
        "system": [{"text": "You sort parcels. " * 900}],
        "modelId": "eu.amazon.nova-pro-v1:0",
    },
    {
        **SHORT,
        "system": [{"text": "Sort. " * 9000}, {"cachePoint": {"type": "default", "ttl": "1h"}}],
    },
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_pack_with_any_value_is_used_or_refused(data: st.DataObject) -> None:
    pack = copy.deepcopy(VALID)
    for _ in range(data.draw(st.integers(1, 3))):
        *path, last = data.draw(st.sampled_from(places(pack)))
        holder: Any = pack
        for key in path:
            holder = holder[key]
        if isinstance(holder, dict) and data.draw(st.booleans()):
            holder[data.draw(texts)] = holder.pop(last)
        else:
            holder[last] = data.draw(values)
    used_or_refused(written(pack))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_pack_with_any_slip_of_the_pen_is_used_or_refused(data: st.DataObject) -> None:
    text = written(VALID)
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 4)))
        added = data.draw(st.text(st.sampled_from("[]{}=.,\"'#\\\n ax1-\x00é*"), max_size=3))
        text = text[:start] + added + text[end:]
    used_or_refused(text)


def test_the_valid_pack_of_these_tests_is_valid_and_speaks(tmp_path: Path) -> None:
    config = load(configured(tmp_path, written(VALID)))
    assert {"banned-model", "required-ttl", "required-placeholder"} <= set(judged(config))
