"""Rule packs that cannot be used: what is said of them, all at once, with file and line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rule_packs import configured
from wrong import cases, says

from promptlint.config import BadConfig, load

if TYPE_CHECKING:
    from wrong import Case

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
