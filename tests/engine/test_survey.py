"""What is seen of a repository: its requests, who else names a model, what is set up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from filler import words

from promptlint import rulepack
from promptlint.engine.lint import Settings, check_source
from promptlint.engine.surroundings import Hooks, surroundings
from promptlint.engine.survey import Mention, Nested, look, mentions
from promptlint.facts import extended
from promptlint.text import NotText, Source

SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
SETTINGS = Settings(rules=rulepack.names())


def request(text: str = "You sort parcels.", **more: object) -> dict[str, object]:
    return {
        **more,
        "system": [{"text": text}, {"cachePoint": {"type": "default"}}],
        "messages": [{"role": "user", "content": [{"text": "A shoe box."}]}],
    }


def write(path: Path, value: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("model", "seen"),
    [
        (SONNET, SONNET),
        ("anthropic.claude-of-tomorrow-v1:0", "anthropic.claude-of-tomorrow-v1:0"),
        (None, None),
        ("${MODEL_ID}", None),
        ("arn:aws:bedrock:us-east-1:1:application-inference-profile/a1b2", None),
    ],
)
def test_a_request_goes_by_the_model_that_it_tells(
    tmp_path: Path, model: str | None, seen: str | None
) -> None:
    body = request() if model is None else request(modelId=model)
    (asked,) = look(str(write(tmp_path / "r.json", body)), SETTINGS)
    assert asked.model == seen


def test_all_requests_of_a_file_are_seen(tmp_path: Path) -> None:
    lines = "".join(json.dumps(request(modelId=SONNET)) + "\n" for _ in range(3))
    assert len(look(str(write(tmp_path / "r.jsonl", lines)), SETTINGS)) == 3


@pytest.mark.parametrize("text", ["", "{", '{"cachePoint": ', '{"name": "shop"}', "\udc80"])
def test_what_is_no_request_is_passed_over(tmp_path: Path, text: str) -> None:
    path = tmp_path / "r.json"
    path.write_bytes(text.encode(errors="surrogateescape"))
    assert look(str(path), SETTINGS) == ()
    assert look(str(tmp_path / "gone.json"), SETTINGS) == ()


def test_the_wording_is_the_same_whatever_changes_in_it(tmp_path: Path) -> None:
    texts = [
        "Current time: 2026-11-20T09:41:27Z\n" + words(40),
        "Current time: 2027-01-02T23:00:01Z\n" + words(40),
        "Current time: 2026-11-20T09:41:27Z\n" + words(41),
    ]
    one, same, other = (
        look(str(write(tmp_path / "r.json", request(text))), SETTINGS)[0].wording for text in texts
    )
    assert one == same
    assert one != other


@pytest.mark.parametrize(
    ("hole", "name"),
    [
        ("{{customer_name}}", "customer_name"),
        ("{{ customer_name | upper }}", "customer_name"),
        ("{{{customer_name}}}", "customer_name"),
        ("{customer_name}", "customer_name"),
        ("${customer_name}", "customer_name"),
        ("%(customer_name)s", "customer_name"),
        ("<<customer_name>>", "customer_name"),
        ("{{customer.name}}", "customer.name"),
        ("{{ customers[0] }}", None),
        ("{{ get(customer_name) }}", None),
    ],
)
def test_a_placeholder_goes_by_the_name_that_a_configuration_declares_it_by(
    tmp_path: Path, hole: str, name: str | None
) -> None:
    body = request(f"The customer is called {hole}.\n{words(40)}")
    (asked,) = look(str(write(tmp_path / "r.json", body)), SETTINGS)
    assert [found for found, _ in asked.placeholders] == ([name] if name else [])
    if name:
        declared = SETTINGS._replace(words=extended((), {name: "static"}))
        (silent,) = look(str(tmp_path / "r.json"), declared)
        assert silent.placeholders == ()


def test_code_and_settings_that_name_a_model_are_found(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(tmp_path / ".gitignore", "out/\n")
    for name in ("src/a.py", "infra/x.tf", "README.md", "out/b.py", "node_modules/c.js"):
        write(tmp_path / name, f'model = "{SONNET}"\n')
    write(tmp_path / "src/family.py", '"anthropic.claude-3*", "claude-sonnet-4-5", "a.b.c"')
    write(tmp_path / "src/two.ts", f"'amazon.nova-pro-v1:0' '{SONNET}' x-{SONNET}-y")
    assert list(mentions(tmp_path)) == [
        Mention("infra/x.tf", SONNET),
        Mention("src/a.py", SONNET),
        Mention("src/two.ts", "amazon.nova-pro-v1:0"),
        Mention("src/two.ts", SONNET),
    ]


def test_files_below_a_configuration_of_their_own_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(tmp_path / "promptlint.toml", "")
    own = write(tmp_path / "a/promptlint.toml", "")
    nested = Nested(tmp_path)
    assert nested.of(str(tmp_path / "a/b/r.json")) == own
    assert nested.of(str(tmp_path / "b/r.json")) is None
    assert nested.of(str(tmp_path / "r.json")) is None


def test_a_request_is_looked_at_as_a_check_does(root: Path) -> None:
    files = sorted((root / "fixtures").rglob("*.json"))
    assert len(files) > 30
    for path in files:
        try:
            source = Source.decode(str(path), path.read_bytes())
        except NotText:
            continue
        assert len(look(str(path), SETTINGS)) == check_source(source, SETTINGS).requests, path


@pytest.mark.parametrize(
    ("text", "hooks"),
    [
        ("repos:\n  - repo: a\n    hooks:\n      - id: ruff\n", Hooks(1, "  ", ours=False)),
        ("# x\nrepos:\n- repo: a\n  hooks:\n  - id: promptlint\n", Hooks(2, "", ours=True)),
        ("ci: {}\n", Hooks(None, "  ", ours=False)),
        ("repos: []\n# - id: promptlint\n", Hooks(1, "  ", ours=False)),
        (
            "repos:\n  - repo: local\n    hooks:\n    - id: promptlint-old\n",
            Hooks(1, "  ", ours=False),
        ),
    ],
)
def test_the_hooks_that_are_set_up_are_seen(tmp_path: Path, text: str, hooks: Hooks) -> None:
    write(tmp_path / ".pre-commit-config.yaml", text)
    assert surroundings(tmp_path) == (hooks, False, False)


def test_what_runs_elsewhere_is_seen(tmp_path: Path) -> None:
    assert surroundings(tmp_path) == (None, False, False)
    write(tmp_path / ".github/workflows/ci.yml", "on: push\n")
    write(tmp_path / ".gitlab-ci.yml", "x: {}\n")
    assert surroundings(tmp_path) == (None, True, True)
