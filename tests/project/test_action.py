"""The GitHub action: its steps are run as a runner runs them, on this machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ci_files import audited, complaints, read
from git_repository import CLEAN, FAULTY, pretty

from scripts.github_action import summary

ROOT = Path(__file__).parents[2]
ACTION = ROOT / "action.yml"
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
# As it runs `shell: bash`.
BASH = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c")


def action() -> Any:  # noqa: ANN401 - it is YAML
    return read(ACTION.read_text(encoding="utf-8"))


def step(name: str) -> Any:  # noqa: ANN401 - it is YAML
    (found,) = (each for each in action()["runs"]["steps"] if each.get("id") == name)
    return found


class Ran(NamedTuple):
    """What a step came to: its exit code, its log, its outputs, its part of the run's page."""

    status: int
    log: str
    outputs: dict[str, str]
    summary: str


class Runner:
    """A runner with a checked-out repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = folder / "workspace"
        self.temp = folder / "a temp"
        self.environment = dict(os.environ)
        self.workspace.mkdir()
        self.temp.mkdir()

    def write(self, name: str, request: object) -> None:
        path = self.workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pretty(request), encoding="utf-8")

    def run(self, name: str, context: dict[str, str]) -> Ran:
        """Run a step.

        Args:
            context: the values of the expressions in it, as in {"inputs.paths": "."}.
        """
        files = {variable: self.folder / variable for variable in ("OUTPUT", "STEP_SUMMARY")}
        for file in files.values():
            file.write_text("", encoding="utf-8")
        variables = {
            key: EXPRESSION.sub(lambda match: context[match[1]], value)
            for key, value in step(name)["env"].items()
        }
        done = subprocess.run(
            [*BASH, step(name)["run"]],
            cwd=self.workspace / context.get("inputs.working-directory", "."),
            env={
                **self.environment,
                **variables,
                **{f"GITHUB_{variable}": str(file) for variable, file in files.items()},
                "GITHUB_ACTION_PATH": str(ROOT),
                "GITHUB_ACTIONS": "true",
                "RUNNER_TEMP": str(self.temp),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        output, summary = (file.read_text(encoding="utf-8") for file in files.values())
        pairs = (line.partition("=") for line in output.splitlines())
        return Ran(done.returncode, done.stdout, {key: value for key, _, value in pairs}, summary)

    def check(self, **inputs: str) -> Ran:
        """Run the step that checks, with these inputs and the defaults of the others."""
        given = {name: described["default"] for name, described in action()["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        context = {f"inputs.{name}": value for name, value in given.items()}
        return self.run("check", context | {"steps.install.outputs.python": sys.executable})


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    if not shutil.which("bash"):
        pytest.skip("bash is not on this machine")
    return Runner(tmp_path)


def test_it_is_an_action_by_the_schema() -> None:
    assert complaints("github-actions", ACTION) == ""


def test_what_goes_in_and_out_is_declared_and_used() -> None:
    text = ACTION.read_text(encoding="utf-8")
    assert set(re.findall(r"\binputs\.([\w-]+)", text)) == set(action()["inputs"])
    for said in action()["outputs"].values():
        assert EXPRESSION.fullmatch(said["value"])
    ids = {each["id"] for each in action()["runs"]["steps"] if "id" in each}
    assert set(re.findall(r"\bsteps\.([\w-]+)\.", text)) <= ids


def test_no_input_becomes_part_of_a_script() -> None:
    steps = action()["runs"]["steps"]
    scripts = [each["run"] for each in steps if "run" in each]
    assert scripts
    assert not any("${{" in script for script in scripts)


def test_other_actions_are_pinned_to_a_major_version() -> None:
    uses = [each["uses"] for each in action()["runs"]["steps"] if "uses" in each]
    assert uses
    assert all(re.fullmatch(r"(actions|github)/[\w/-]+@v\d+", used) for used in uses)


def test_an_auditor_of_actions_finds_nothing(tmp_path: Path) -> None:
    audited(ACTION, tmp_path)


def test_the_folders_of_python_are_found_on_every_system(runner: Runner) -> None:
    """The step that installs is run with a Python that only writes down what it is asked for."""
    python = runner.folder / "python"
    python.write_text(
        "#!/bin/sh\n"
        'echo "$@" >>"$ASKED"\n'
        'case "$*" in\n'
        '*"-m venv"*) mkdir -p "$5/$FOLDER" && cp "$0" "$5/$FOLDER/$NAME" ;;\n'
        "esac\n",
        encoding="utf-8",
    )
    python.chmod(0o755)
    for folder, name in (("bin", "python"), ("Scripts", "python.exe")):
        asked = runner.folder / folder
        runner.environment |= {"ASKED": str(asked), "FOLDER": folder, "NAME": name}
        done = runner.run("install", {"steps.python.outputs.python-path": str(python)})
        place = runner.temp / "promptlint"
        assert done.status == 0, done.log
        assert done.outputs == {"python": f"{place}/{folder}/{name}"}
        assert asked.read_text().splitlines() == [
            f"-I -m venv --clear {place}",
            f"-I -m pip install --quiet --disable-pip-version-check {ROOT}",
        ]
        shutil.rmtree(place)


def test_findings_fail_the_step_and_are_reported_everywhere(runner: Runner) -> None:
    runner.write("prompts/faulty.json", FAULTY)
    runner.write("prompts/clean.json", CLEAN)
    done = runner.check()
    assert (done.status, done.outputs["exit-code"]) == (1, "1")
    assert "faulty.json" in done.log
    assert json.loads(Path(done.outputs["sarif"]).read_text(encoding="utf-8"))
    assert done.summary.startswith("### promptlint: 1 error in 2 requests\n")
    assert re.search(
        r"^\| \[volatile-prefix\]\(https://\S+\) \| error \| 1 \|$", done.summary, re.MULTILINE
    )
    assert [*runner.workspace.iterdir()] == [runner.workspace / "prompts"]


def test_code_scanning_gets_what_counts(runner: Runner) -> None:
    runner.write("old.json", FAULTY)
    runner.write("new.json", FAULTY)
    ignore = '[[ignore]]\nfiles = ["old.json"]\nrules = ["volatile-prefix"]\nreason = "known"\n'
    (runner.workspace / "promptlint.toml").write_text(ignore, encoding="utf-8")
    done = runner.check()
    report = json.loads(Path(done.outputs["sarif"]).read_text(encoding="utf-8"))
    places = [each["locations"][0] for each in report["runs"][0]["results"]]
    assert [place["physicalLocation"]["artifactLocation"]["uri"] for place in places] == [
        "new.json"
    ]
    assert "1 finding suppressed." in done.summary


def test_nothing_found_is_success_and_said(runner: Runner) -> None:
    runner.write("clean.json", CLEAN)
    done = runner.check()
    assert (done.status, done.outputs["exit-code"]) == (0, "0")
    assert Path(done.outputs["sarif"]).exists()
    assert done.summary == "### promptlint: nothing found in 1 request\n\n"


def test_inputs_are_options(runner: Runner) -> None:
    runner.write("app/faulty.json", FAULTY)
    runner.write("app/with a space/faulty.json", FAULTY)
    runner.write("app/other/faulty.json", FAULTY)
    (runner.workspace / "app/ours.toml").write_text('severity = { volatile-prefix = "info" }\n')
    paths = "with a space\n\n  other/faulty.json\n"
    done = runner.check(working_directory="app", paths=paths)
    assert (done.status, done.summary.split("\n")[0]) == (
        1,
        "### promptlint: 2 errors in 2 requests",
    )
    assert runner.check(working_directory="app", config="ours.toml").status == 0
    assert runner.check(working_directory="app", config="ours.toml", fail_on="info").status == 1
    assert runner.check(args="--exclude 'with a space' --ignore volatile-prefix -v").status == 0


def test_what_cannot_be_done_is_said(runner: Runner) -> None:
    runner.write("clean.json", CLEAN)
    for inputs in ({"args": "--no-such-option"}, {"args": "'"}, {"fail_on": "never"}):
        done = runner.check(**inputs)
        assert (done.status, done.outputs) == (2, {"exit-code": "2"}), done.log
        assert "could not do its job" in done.summary
    done = runner.check(paths="clean.json\nmissing.json")
    assert done.status == 2
    assert "1 request" in done.summary
    assert "could not do its job" in done.summary


@pytest.mark.parametrize("name", ["paths", "args", "config", "fail_on"])
def test_no_input_is_a_command(runner: Runner, name: str) -> None:
    runner.write("clean.json", CLEAN)
    value = """$(touch hacked)`touch hacked`"; touch hacked; '"'; touch hacked; ' & touch hacked"""
    assert runner.check(**{name: value}).status == 2
    assert not [*runner.folder.rglob("hacked")]


def test_no_path_and_no_value_is_an_option(runner: Runner) -> None:
    runner.write("clean.json", CLEAN)
    assert runner.check(paths="--output=hacked").status == 2
    assert runner.check(config="--output=hacked").status == 2
    assert not [*runner.folder.rglob("hacked")]


def test_nothing_in_the_checked_repository_is_run(runner: Runner) -> None:
    runner.write("clean.json", CLEAN)
    for name in ("json", "promptlint", "click", "sitecustomize", "shlex"):
        (runner.workspace / f"{name}.py").write_text("raise SystemExit('it was run')\n")
    done = runner.check()
    assert done.status == 0, done.log


def test_findings_of_a_kind_are_counted() -> None:
    def finding(severity: str, rule: str, suppressed: object = None) -> dict[str, object]:
        url = f"https://example.org/{rule}"
        return {"severity": severity, "rule": rule, "url": url, "suppressed": suppressed}

    found = [finding("info", "b"), *[finding("info", "c")] * 2, finding("error", "d")]
    hidden = [finding("error", "d", {"by": "baseline", "reason": "old"})]
    counts = {"error": 1, "warning": 0, "info": 3, "suppressed": 1, "requests": 1200}
    report = {"summary": counts, "findings": [*found, *hidden]}
    assert (
        "\n".join(summary(report, failed=False))
        == """\
### promptlint: 1 error, 3 infos in 1,200 requests

| rule | severity | findings |
|---|---|---:|
| [d](https://example.org/d) | error | 1 |
| [c](https://example.org/c) | info | 2 |
| [b](https://example.org/b) | info | 1 |

1 finding suppressed.
"""
    )
