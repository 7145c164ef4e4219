"""`promptlint init` in real repositories: what it writes is what a check then goes by."""

from __future__ import annotations

import json
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from effort import takes_long
from filler import words
from pre_commit.clientlib import load_config, load_manifest
from pre_commit.yaml import yaml_load

from promptlint.config import load

if TYPE_CHECKING:
    from command_line import Ran, Run

SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
POINT = {"cachePoint": {"type": "default"}}
TOOL = {"toolSpec": {"name": "find", "inputSchema": {"json": {"type": "object"}}}}

Files = dict[str, object]


def converse(text: str, **more: object) -> dict[str, object]:
    question = {"role": "user", "content": [{"text": "Where is my parcel?"}]}
    return {**more, "system": [{"text": text}, POINT], "messages": [question]}


def agent(text: str, **more: object) -> dict[str, object]:
    return {**converse(text, **more), "toolConfig": {"tools": [TOOL]}}


def invoked(text: str) -> dict[str, object]:
    body = {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 100,
        "system": [{"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}],
        "messages": [{"role": "user", "content": "Where is my parcel?"}],
    }
    return {"modelId": SONNET, "body": json.dumps(body)}


RULES = "You look after parcels. " + words(1500)
CLOCK = "Current time: 2026-11-20T09:41:27Z\n" + words(1500)
SHOP: Files = {
    **{f"prompts/agent/{n}.json": agent(RULES, modelId=SONNET) for n in range(4)},
    "prompts/agent/silent.json": agent(RULES),
    "prompts/clock.json": invoked(CLOCK),
    "prompts/short.jsonl": "".join(json.dumps(agent("Be brief.", modelId=SONNET)) + "\n" * 2),
    "prompts/template.json": converse("Help {{customer_name}} today. " + RULES, modelId=SONNET),
    "tests/cassettes/0.json": agent(RULES, modelId=SONNET),
    "tests/fixtures/0.json": converse("Say yes.", modelId=SONNET),
    "vendor/sdk/example.json": converse(CLOCK, modelId="us.amazon.nova-pro-v1:0"),
    "node_modules/sdk/example.json": converse(CLOCK, modelId=SONNET),
    "ignored/example.json": converse(CLOCK, modelId=SONNET),
    ".gitignore": "ignored/\n",
    "package.json": {"name": "shop"},
    "package-lock.json": {"lockfileVersion": 3},
    "pyproject.toml": "[project]\nname = 'shop'\n",
    "broken.json": '{"cachePoint": [}',
    "notes.json": '{"half": [1, 2\n',
    "README.md": "A `cachePoint` in prose is no request.\n",
}


@pytest.fixture
def repository(promptlint: Run, tmp_path: Path) -> Callable[[Files], Path]:
    """Makes a real git repository of files, in the current folder."""

    def make(files: Files) -> Path:
        for name, value in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            text = value if isinstance(value, str) else json.dumps(value, indent=2)
            path.write_text(text, encoding="utf-8")
        if not shutil.which("git"):
            pytest.skip("git is not on this machine")
        subprocess.run(["git", "init", "--quiet"], check=True)
        return tmp_path

    return make


def checked(promptlint: Run, *options: str) -> dict[str, Any]:
    ran: Ran = promptlint("check", "--output-format", "json", *options)
    assert ran.status in (0, 1), ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return {**found, "said": ran.err.splitlines()[0]}


def test_a_check_then_sees_the_same_requests_but_for_what_is_left_out(
    promptlint: Run, repository: Callable[[Files], Path]
) -> None:
    repository(SHOP)
    before = {(f["path"], f["requests"]) for f in checked(promptlint, "--isolated")["files"]}
    assert promptlint("init").status == 0
    after = {(f["path"], f["requests"]) for f in checked(promptlint)["files"]}
    assert after < before
    assert before - after == {("vendor/sdk/example.json", 1), ("tests/cassettes/0.json", 1)}


def test_what_is_said_of_a_check_is_what_a_check_says(
    promptlint: Run, repository: Callable[[Files], Path]
) -> None:
    repository(SHOP)
    said = promptlint("init").out
    found = checked(promptlint)
    assert f"With it, promptlint check says: {found['said']}\n" in said
    for rule in {finding["rule"] for finding in found["findings"]}:
        assert f" {rule}\n" in said


def test_what_is_written_is_what_the_requests_say(
    promptlint: Run, repository: Callable[[Files], Path]
) -> None:
    top = repository(SHOP)
    assert promptlint("init").err == ""
    config = load(top / "promptlint.toml")
    assert config.model == SONNET
    assert config.exclude is not None
    assert config.exclude.patterns == ("/tests/cassettes/", "/vendor/", "package-lock.json")
    assert [
        (each.files.patterns, each.traffic and each.traffic.name) for each in config.overrides
    ] == [(("/prompts/agent/",), "agent")]
    text = (top / "promptlint.toml").read_text(encoding="utf-8")
    assert '#customer_name = "user"' in text


def test_it_is_written_at_the_top_wherever_one_is(
    promptlint: Run, repository: Callable[[Files], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    top = repository(SHOP)
    here = promptlint("init", "--stdout").out
    assert promptlint("init", "--stdout", "prompts/agent").out == here
    monkeypatch.chdir(top / "prompts" / "agent")
    ran = promptlint("init")
    assert (ran.status, ran.err) == (0, "")
    assert f"Wrote {Path('../../promptlint.toml')}." in ran.out
    assert "Next, in ../..:" in ran.out
    assert (top / "promptlint.toml").read_text(encoding="utf-8") == here


def test_every_run_and_every_number_of_processes_gives_the_same(
    promptlint: Run, repository: Callable[[Files], Path]
) -> None:
    repository(SHOP)
    one = promptlint("init", "--stdout", "-j", "1")
    assert promptlint("init", "--stdout", "-j", "2") == one
    assert promptlint("init", "--dry-run") == one


def test_nothing_is_written_where_it_is_only_to_be_shown(
    promptlint: Run, repository: Callable[[Files], Path]
) -> None:
    top = repository(SHOP)
    before = sorted(top.iterdir())
    ran = promptlint("init", "--stdout")
    assert sorted(top.iterdir()) == before
    assert "Wrote" not in ran.err
    assert tomllib.loads(ran.out)["model"] == SONNET
    promptlint("init")
    assert (top / "promptlint.toml").read_text(encoding="utf-8") == ran.out


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("promptlint.toml", ""),
        ("pyproject.toml", "[tool.promptlint]\n"),
        ("prompts/promptlint.toml", "grade = 'safe'\n"),
    ],
)
@pytest.mark.parametrize("more", [[], ["--pyproject"]])
def test_a_configuration_that_is_there_stays(
    promptlint: Run, repository: Callable[[Files], Path], name: str, text: str, more: list[str]
) -> None:
    top = repository(SHOP | {name: text})
    ran = promptlint("init", "prompts", *more)
    said = f"promptlint: {name} is there already; --stdout prints what would be written\n"
    assert (ran.status, ran.out, ran.err) == (2, "", said)
    assert (top / name).read_text(encoding="utf-8") == text
    assert promptlint("init", "prompts", "--stdout").status == 0


def test_a_folder_with_a_configuration_of_its_own_is_left_to_it(
    promptlint: Run, repository: Callable[[Files], Path]
) -> None:
    own: Files = {"other/promptlint.toml": "", "other/r.json": converse(CLOCK, modelId=SONNET)}
    repository(own | {"a.json": converse(RULES, modelId=SONNET)})
    ran = promptlint("init")
    assert "Looked at 1 file: 1 request in 1 of them.\n" in ran.out
    assert f"below {Path('other/promptlint.toml')}, which counts there\n" in ran.out
    assert "With it, promptlint check says: The request is fine\n" in ran.out


def test_a_table_is_added_to_a_pyproject_and_nothing_else_in_it_changes(
    promptlint: Run, repository: Callable[[Files], Path]
) -> None:
    top = repository(SHOP)
    own = '# mine\n[project]\nname = "shop"  # a shop\n\n[tool.ruff]\nline-length = 100\n'
    path = top / "pyproject.toml"
    path.write_text(own, encoding="utf-8")
    ran = promptlint("init", "--pyproject")
    assert (ran.status, ran.err) == (0, "")
    assert "Wrote pyproject.toml." in ran.out
    text = path.read_text(encoding="utf-8")
    assert text.startswith(own)
    assert tomllib.loads(own) == {
        key: value if key != "tool" else {"ruff": value["ruff"]}
        for key, value in tomllib.loads(text).items()
    }
    path.unlink()
    assert not (top / "promptlint.toml").exists()
    promptlint("init")
    shared = tomllib.loads(text)["tool"]["promptlint"]
    assert shared == tomllib.loads((top / "promptlint.toml").read_text(encoding="utf-8"))


def test_line_ends_of_a_pyproject_stay_as_they_are(
    promptlint: Run, repository: Callable[[Files], Path]
) -> None:
    top = repository(SHOP)
    (top / "pyproject.toml").write_bytes(b"[project]\r\nname = 'shop'\r\n")
    assert promptlint("init", "--pyproject").status == 0
    data = (top / "pyproject.toml").read_bytes()
    assert data.startswith(b"[project]\r\nname = 'shop'\r\n\r\n[tool.promptlint]\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "pyproject.toml: cannot be read: No such file or directory"),
        ("[project", "pyproject.toml:1: not TOML: <*>"),
        ("tool = { x = 1 }\n", "pyproject.toml: there is no room for a [tool.promptlint]; <*>"),
    ],
)
def test_a_pyproject_that_takes_no_table_is_left_alone(
    promptlint: Run, repository: Callable[[Files], Path], text: str | None, said: str
) -> None:
    top = repository({"a.json": converse(RULES, modelId=SONNET)})
    if text is not None:
        (top / "pyproject.toml").write_text(text, encoding="utf-8")
    ran = promptlint("init", "--pyproject")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"promptlint: {said.partition('<')[0]}")
    assert ran.err.count("\n") == 1
    if text is not None:
        assert (top / "pyproject.toml").read_text(encoding="utf-8") == text


@pytest.mark.parametrize("path", ["gone", "package.json"])
def test_a_path_that_is_no_folder_is_said(
    promptlint: Run, repository: Callable[[Files], Path], path: str
) -> None:
    repository(SHOP)
    ran = promptlint("init", path)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert ran.err.startswith(f"promptlint: {path}: ")


def test_what_has_the_name_and_is_no_file_stays(
    promptlint: Run, repository: Callable[[Files], Path]
) -> None:
    top = repository(SHOP | {"promptlint.toml/kept.txt": "kept"})
    ran = promptlint("init")
    assert (ran.status, ran.err) == (2, "promptlint: promptlint.toml: there is one already\n")
    assert (top / "promptlint.toml" / "kept.txt").read_text(encoding="utf-8") == "kept"


def test_the_settings_of_this_shell_do_not_count(
    promptlint: Run, repository: Callable[[Files], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(SHOP)
    before = promptlint("init", "--stdout")
    monkeypatch.setenv("PROMPTLINT_EXCLUDE", "prompts/")
    monkeypatch.setenv("PROMPTLINT_SELECT", "invalid-json")
    assert promptlint("init", "--stdout") == before


# --- what is to be copied -------------------------------------------------------------------------


def snippet(out: str) -> str:
    """The lines for .pre-commit-config.yaml."""
    part = out.partition("For pre-commit, in ")[2].partition("\n\n")[2]
    return part.partition("\n\n")[0] + "\n"


def test_the_hooks_to_copy_are_those_that_we_have(
    promptlint: Run, repository: Callable[[Files], Path], root: Path
) -> None:
    top = repository(SHOP)
    (top / "hooks.yaml").write_text(snippet(promptlint("init").out), encoding="utf-8")
    (repo,) = load_config(str(top / "hooks.yaml"))["repos"]
    ours = [hook["id"] for hook in load_manifest(str(root / ".pre-commit-hooks.yaml"))]
    assert [hook["id"] for hook in repo["hooks"]] == ours
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert f"    rev: {repo['rev']}\n" in readme


@pytest.mark.parametrize(
    "config",
    [
        "repos:\n  - repo: https://example.org/x\n    rev: v1\n    hooks:\n      - id: x\n",
        "# ours\nrepos:\n- repo: https://example.org/x\n  rev: v1\n  hooks:\n  - id: x\n",
    ],
)
def test_the_hooks_fit_into_a_list_that_is_there(
    promptlint: Run, repository: Callable[[Files], Path], config: str
) -> None:
    top = repository(SHOP | {".pre-commit-config.yaml": config})
    out = promptlint("init").out
    line = config.splitlines().index("repos:") + 1
    assert f"in .pre-commit-config.yaml, below `repos:` in line {line}:\n" in out
    assert len(yaml_load(config + snippet(out))["repos"]) == 2
    assert (top / ".pre-commit-config.yaml").read_text(encoding="utf-8") == config


def test_who_has_the_hook_is_not_told_to_add_it(
    promptlint: Run, repository: Callable[[Files], Path]
) -> None:
    config = "repos:\n  - repo: x\n    rev: v1\n    hooks:\n      - id: promptlint\n"
    repository(SHOP | {".pre-commit-config.yaml": config})
    out = promptlint("init").out
    assert ".pre-commit-config.yaml has the hook already.\n" in out
    assert "- id: promptlint" not in out


# --- real requests --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [pytest.param("corpus", marks=takes_long), "fixtures"])
def test_real_requests_are_drafted_for(
    promptlint: Run,
    repository: Callable[[Files], Path],
    root: Path,
    name: str,
    request: pytest.FixtureRequest,
) -> None:
    if name == "corpus":
        folder = request.getfixturevalue("corpus") / "requests"
    else:
        folder = root / "fixtures"
    top = repository({})
    shutil.copytree(folder, top / name)
    ran = promptlint("init")
    assert (ran.status, ran.err) == (0, "")
    before, after = checked(promptlint, "--isolated"), checked(promptlint)
    assert before["files"] == after["files"]
    assert f"With it, promptlint check says: {after['said']}\n" in ran.out
