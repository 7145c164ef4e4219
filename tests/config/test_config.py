"""The configuration: found where users expect it, read strictly, wrong in whole sentences."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from promptlint.config import BadConfig, Config, Patterns, find, load
from promptlint.findings import Severity
from promptlint.text import Grade


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a folder in it, with a home that is elsewhere."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    inner = tmp_path / "repository" / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "repository" / ".git").mkdir()
    return inner


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path.resolve()


OURS = "[tool.promptlint]\nfail-on = 'info'\n"


def found(folder: Path) -> Path | None:
    path = find(folder)
    return path and path.resolve()


def test_nothing_is_found_where_there_is_nothing(folder: Path) -> None:
    assert find(folder) is None


def test_the_nearest_counts_and_nothing_is_merged(folder: Path) -> None:
    top = write(folder.parent.parent / "promptlint.toml", "")
    assert found(folder) == top
    middle = write(folder.parent / "pyproject.toml", OURS)
    assert found(folder) == middle
    inner = write(folder / "promptlint.toml", "")
    assert found(folder) == inner


def test_our_own_file_comes_before_the_shared_one(folder: Path) -> None:
    write(folder / "pyproject.toml", OURS)
    ours = write(folder / "promptlint.toml", "")
    assert found(folder) == ours


@pytest.mark.parametrize(
    "text", ["[project]\nname = 'x'\n", "[project]\nname = 'promptlint'\n", "broken = [\n", "\xff"]
)
def test_a_pyproject_without_our_table_is_passed_over(folder: Path, text: str) -> None:
    (folder / "pyproject.toml").write_bytes(text.encode("latin-1"))
    assert found(folder) is None


def test_the_search_ends_at_the_repository(folder: Path, tmp_path: Path) -> None:
    write(tmp_path / "promptlint.toml", "")
    assert find(folder) is None


def test_the_search_ends_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    (home / "work").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    write(tmp_path / "promptlint.toml", "")
    assert find(home / "work") is None
    mine = write(home / "promptlint.toml", "")
    assert found(home / "work") == mine


FULL = """
select = ["ALL"]
ignore = ["PL102", "body"]
fail-on = "error"
model = "us.anthropic.claude-opus-5"
traffic = "agent"
exclude = ["vendor/"]
output-format = "json"
grade = "relocate"
[severity]
PL101 = "info"
"""


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    path = write(tmp_path / "promptlint.toml", FULL)
    config = load(path)
    assert config.traffic is not None
    assert (config.traffic.name, config.traffic.stated) == ("agent", True)
    assert {name: rule.changed for name, rule in config.rules.items()} == {
        "volatile-prefix": {"severity": str(path)}
    }
    assert config.origins["severity.volatile-prefix"] == f"{path}:11"
    assert config._replace(traffic=None, rules={}, origins={}) == Config(
        path=path,
        select=("ALL",),
        ignore=("PL102", "body"),
        fail_on=Severity.ERROR,
        model="us.anthropic.claude-opus-5",
        traffic=None,
        exclude=Patterns(tmp_path.resolve(), ("vendor/",)),
        severity={"volatile-prefix": Severity.INFO},
        output_format="json",
        grade=Grade.RELOCATE,
    )


def test_an_empty_configuration_says_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "promptlint.toml", "")
    assert load(path) == Config(path=path)


def test_a_table_in_pyproject(tmp_path: Path) -> None:
    path = write(tmp_path / "pyproject.toml", "[tool.other]\nx = 1\n" + OURS)
    assert load(path).fail_on is Severity.INFO


WRONG = """
a = [
1: not TOML: Invalid value

# a comment
selct = []
2: there is no key 'selct'; did you mean 'select'?

fail_on = 'error'
1: there is no key 'fail_on'; did you mean 'fail-on'?

rule-pack = []
1: there is no key 'rule-pack'; did you mean 'rule-packs'?

rule-packs = "team.toml"
1: rule-packs must be a list

lexicon = []
1: there is no key 'lexicon'; did you mean 'lexicons'?

fail-on = 'eror'
1: fail-on: 'eror' is none of error, warning, info; did you mean 'error'?

select = 'ALL'
1: select must be a list

fail-on = 'info'
ignore = [3]
2: each entry of ignore must be a string

ignore = ['volatle-prefix']
1: ignore: there is no rule 'volatle-prefix'; did you mean 'volatile-prefix'?

[severity]
volatile-prefix = 'bad'
2: severity.volatile-prefix: 'bad' is none of error, warning, info

[severity]
volatile-prefx = 'info'
2: severity.volatile-prefx: there is no rule 'volatile-prefx'; did you mean 'volatile-prefix'?

severity = { volatile-prefix = 'bad' }
1: severity.volatile-prefix: 'bad' is none of error, warning, info

severity = 3
1: severity must be a table

traffic = 'agents'
1: traffic: there is no traffic 'agents'; did you mean 'agent'?

traffic = 3
1: traffic must be a string

traffic = { calls = 0, gap = 1, sessions = 1, user-sessions = 1 }
1: traffic.calls must be at least 1

[traffic]
calls = 1
gap = 0
sessions = 1
user-sessions = 1
3: traffic.gap must be more than 0

traffic = { calls = true, gap = 1, sessions = 1, user-sessions = 1 }
1: traffic.calls must be a number

traffic = { calls = nan, gap = 1, sessions = 1, user-sessions = 1 }
1: traffic.calls must be a finite number

traffic = { calls = 1, gap = 1, sessions = 1 }
1: traffic.user-sessions is missing

grade = 'saef'
1: grade: 'saef' is none of safe, layout, relocate; did you mean 'safe'?

model = 'us.amazon.nova-por'
1: model: there is no model 'us.amazon.nova-por'; did you mean 'us.amazon.nova-pro-v1:0'?

ignore = ['ttl-order', { rules = ['ttl-order'] }]
1: ignore.reason is missing

ignore = [
  'ttl-order',
  { rules = ['ttl-order'], reason = ' ' },
]
3: ignore.reason: a reason needs words

[[ignore]]
rules = ['ttl-order']
reason = 'x'
until = '2027-01-01'
4: ignore.until must be a date, without quotes

[[ignore]]
rules = []
reason = 'x'
2: ignore.rules must not be empty

[[ignore]]
rules = ['ttl-ordr']
reason = 'x'
2: ignore.rules: there is no rule 'ttl-ordr'; did you mean 'ttl-order'?

[[ignore]]
rules = ['ttl-order']
raeson = 'x'
reason = 'x'
3: there is no key 'ignore.raeson'; did you mean 'reason'?

ignore = ['ttl-order']
[[ignore]]
rules = ['ttl-order']
reason = 'x'
2: not TOML: 'ignore' is a list already: put the table into it, as { … }, or write all as tables

[[overrides]]
model = 'us.amazon.nova-pro-v1:0'
1: overrides.files is missing

[[overrides]]
files = ['a/']
traffic = 'chatt'
3: overrides.traffic: there is no traffic 'chatt'; did you mean 'chat'?

extend = 3
1: extend must be a string

extend = 'promptlint.toml'
1: extend: 'promptlint.toml' leads back to itself

grade = 'manual'
1: grade: 'manual' is none of safe, layout, relocate
"""


@pytest.mark.parametrize("case", WRONG.strip().split("\n\n"))
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, case: str) -> None:
    text, _, said = case.rpartition("\n")
    path = write(tmp_path / "promptlint.toml", text)
    with pytest.raises(BadConfig) as problem:
        load(path)
    assert problem.value.messages == (f"{path}:{said}",)


def test_everything_wrong_is_said_at_once_in_order(tmp_path: Path) -> None:
    path = write(
        tmp_path / "pyproject.toml",
        "[tool.promptlint]\nmodl = 'x'\n[tool.promptlint.traffic]\ngap = -1\ncals = 2\n",
    )
    with pytest.raises(BadConfig) as problem:
        load(path)
    assert [message.removeprefix(f"{path}:") for message in problem.value.messages] == [
        "2: there is no key 'modl'; did you mean 'model'?",
        "3: traffic.calls is missing",
        "3: traffic.sessions is missing",
        "3: traffic.user-sessions is missing",
        "4: traffic.gap must be more than 0",
        "5: there is no key 'traffic.cals'; did you mean 'calls'?",
    ]


def test_a_broken_table_of_ours_is_not_passed_over(folder: Path) -> None:
    path = write(folder / "pyproject.toml", "[tool.promptlint]\nmodel = [\n")
    assert found(folder) == path
    with pytest.raises(BadConfig, match="not TOML"):
        load(path)


@pytest.mark.parametrize("text", ["tool = 3\n", "[tool]\npromptlint = 3\n"])
def test_a_table_that_is_none(tmp_path: Path, text: str) -> None:
    path = write(tmp_path / "pyproject.toml", text)
    with pytest.raises(BadConfig, match="must be a table"):
        load(path)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match=r"nowhere\.toml: cannot be read: No such file"):
        load(tmp_path / "nowhere.toml")


def test_nobody_without_a_configuration_loads_pydantic(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from promptlint.config import find, load;"
        "path = find(Path()); path and load(path); print('pydantic' in sys.modules)"
    )
    (tmp_path / ".git").mkdir()

    def loads() -> str:
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            env={"PYTHONPATH": ":".join(filter(None, sys.path))},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    assert loads() == "False"
    write(tmp_path / "promptlint.toml", "")
    assert loads() == "False"
    write(tmp_path / "promptlint.toml", "fail-on = 'info'")
    assert loads() == "True"
