"""Options that a scenario does not show well: colours, files, formats, and what must not happen."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

if TYPE_CHECKING:
    from command_line import Run

SHORT = json.dumps(
    {
        "modelId": "us.anthropic.claude-haiku-4-5-20251001-v1:0",
        "system": [{"text": "You sort parcels."}, {"cachePoint": {"type": "default"}}],
        "messages": [{"role": "user", "content": [{"text": "A shoe box."}]}],
    }
)


@pytest.fixture
def request_file(promptlint: Run) -> Path:
    path = Path("request.json")  # in the folder that `promptlint` runs in
    path.write_text(SHORT, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("arguments", "environment", "colored"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "0"}, False),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        (["--color", "always", "-o", "report.txt"], {}, False),
    ],
)
@pytest.mark.parametrize("form", ["full", "concise"])
def test_colours(  # noqa: PLR0917 - parametrized
    promptlint: Run,
    request_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    arguments: list[str],
    environment: dict[str, str],
    colored: bool,
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    ran = promptlint("check", "--output-format", form, *arguments, "request.json")
    report = Path("report.txt")
    text = report.read_text(encoding="utf-8") if report.exists() else ran.out
    assert "prefix-below-minimum" in text
    assert ("\x1b[" in text) == colored


def test_a_report_goes_into_a_file(promptlint: Run, request_file: Path) -> None:
    ran = promptlint("check", "-q", "--output-format", "json", "-o", "report.json", "request.json")
    assert (ran.status, ran.out, ran.err) == (1, "", "")
    told = json.loads(Path("report.json").read_text(encoding="utf-8"))
    assert told["summary"]["warning"] == 1


def test_a_report_that_cannot_be_written_is_said(promptlint: Run, request_file: Path) -> None:
    ran = promptlint("check", "-q", "-o", "nowhere/report.txt", "request.json")
    assert (ran.status, ran.out) == (2, "")
    assert (
        ran.err == "promptlint: nowhere/report.txt: cannot be written: No such file or directory\n"
    )


def test_json_is_one_document_even_if_a_file_is_missing(
    promptlint: Run, request_file: Path
) -> None:
    ran = promptlint("check", "--output-format", "json", "nowhere.json", "request.json")
    assert ran.status == 2
    assert [file["path"] for file in json.loads(ran.out)["files"]] == ["request.json"]


def test_the_model_of_requests_that_name_none(promptlint: Run) -> None:
    body: dict[str, Any] = json.loads(SHORT)
    del body["modelId"]
    Path("body.json").write_text(json.dumps(body), encoding="utf-8")
    ran = promptlint("layout", "--model", "amazon.nova-lite-v1:0", "--output-format", "json", ".")
    (request,) = json.loads(ran.out)["requests"]
    assert request["model"]["id"] == "amazon.nova-lite-v1:0"


def test_traffic_is_stated(promptlint: Run, request_file: Path) -> None:
    ran = promptlint("layout", "--traffic", "agent", "--output-format", "json", "request.json")
    (request,) = json.loads(ran.out)["requests"]
    assert request["traffic"]["name"] == "agent"
    assert request["traffic"]["stated"] is True


def test_the_configuration_states_traffic_and_grade(promptlint: Run, request_file: Path) -> None:
    Path("promptlint.toml").write_text(
        "[traffic]\ncalls = 3\ngap = 2.5\nsessions = 4\nuser-sessions = 0.5\n", encoding="utf-8"
    )
    ran = promptlint("layout", "--output-format", "json", "request.json")
    (request,) = json.loads(ran.out)["requests"]
    assert request["traffic"] == {
        "name": "custom",
        "calls": 3,
        "gap": 2.5,
        "sessions": 4,
        "user_sessions": 0.5,
        "stated": True,
    }


def test_verbose_names_every_file(promptlint: Run, request_file: Path) -> None:
    Path("package.json").write_text("{}", encoding="utf-8")
    ran = promptlint("check", "-v", ".")
    assert "package.json: no request here" in ran.err
    assert "request.json: body, 1 request\n" in ran.err


def test_a_mistake_of_ours_in_one_file_is_a_sentence(
    promptlint: Run, request_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object, **options: object) -> NoReturn:
        raise RuntimeError("no\nluck")

    monkeypatch.setattr("promptlint.engine.lint.check_file", fail)
    for command in ("check", "layout"):
        ran = promptlint(command, "request.json")
        assert ran.status == 2
        assert ran.err.startswith(
            "promptlint: request.json: internal error: RuntimeError: no luck at test_cli"
        )
        assert ran.err.count("\n") == 1


def test_a_mistake_of_ours_while_fixing_loses_nothing(
    promptlint: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object, **options: object) -> NoReturn:
        raise RuntimeError("no luck")

    monkeypatch.setattr("promptlint.engine.fix.fix_report", fail)
    ran = promptlint("fix", "-", stdin=SHORT)
    assert (ran.status, ran.out) == (2, SHORT)
    assert "internal error" in ran.err


def test_a_mistake_of_ours_anywhere_is_a_sentence(
    promptlint: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> NoReturn:
        raise KeyError("rules")

    monkeypatch.setattr("promptlint.rulepack.load", fail)
    ran = promptlint("rule")
    assert ran.status == 2
    assert ran.err.startswith("promptlint: internal error: KeyError: 'rules' at ")
    assert ran.err.endswith("; please report this\n")


def test_rules_and_models_for_programs(promptlint: Run) -> None:
    rules = json.loads(promptlint("rule", "--output-format", "json").out)["rules"]
    assert {"volatile-prefix", "invalid-json"} <= {rule["name"] for rule in rules}
    (model,) = json.loads(
        promptlint("models", "--output-format", "json", "eu.amazon.nova-lite-v1:0").out
    )["models"]
    assert model["id"] == "amazon.nova-lite-v1:0"
    assert model["claims"]
    assert json.loads(promptlint("models", "--output-format", "json").out)["models"]
    opaque = "arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/abc123"
    assert json.loads(promptlint("models", "--output-format", "json", opaque).out)["models"] == []


def test_every_command_explains_itself(promptlint: Run) -> None:
    listed = promptlint("--help").out
    for command in ("check", "fix", "layout", "rule", "models"):
        assert f"\n  {command} " in listed
        ran = promptlint(command, "--help")
        assert ran.status == 0
        assert max(len(line) for line in ran.out.splitlines()) <= 80
