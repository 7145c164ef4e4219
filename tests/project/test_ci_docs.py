"""What docs/ci.md shows is valid by the schemas of those who read it, and does what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ci_files import audited, complaints, read, snippets
from git_repository import FAULTY, pretty
from pre_commit.clientlib import load_config, load_manifest

from promptlint import __version__

if TYPE_CHECKING:
    from ci_files import Snippet

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "ci.md"
SNIPPETS = snippets(PAGE)
SCHEMAS = {
    "GitHub": "github-workflows",
    "GitLab": "gitlab-ci",
    "Azure Pipelines": "azure-pipelines",
    "Bitbucket Pipelines": "bitbucket-pipelines",
}
CHECK = re.compile(r"promptlint check [^'\n]*")
REPORT = re.compile(r"--output-format \w+=(\S+)")


def of(heading: str, language: str = "yaml") -> list[str]:
    found = [each.text for each in SNIPPETS if (each.heading, each.language) == (heading, language)]
    assert found, f"there is no {language} under {heading!r}"
    return found


def values(heading: str) -> list[Any]:
    return [read(text) for text in of(heading)]


def table(heading: str) -> dict[str, tuple[str, str]]:
    """The first table under a heading: names, with what stands in the other columns."""
    section = (
        PAGE.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    )
    rows = re.findall(r"^\| `(.*?)` \| `?(.*?)`? ?\| (.*) \|$", section, re.MULTILINE)
    return {name: (default, words) for name, default, words in rows}


@pytest.mark.parametrize("heading", SCHEMAS)
def test_snippets_are_valid_by_the_vendors_schemas(heading: str, tmp_path: Path) -> None:
    files = []
    for number, text in enumerate(of(heading)):
        files.append(tmp_path / f"{number}.yml")
        files[-1].write_text(text, encoding="utf-8")
    assert complaints(SCHEMAS[heading], *files) == ""


def test_hooks_are_configured_as_pre_commit_wants_it(tmp_path: Path) -> None:
    manifest = load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))
    for text in of("pre-commit"):
        file = tmp_path / ".pre-commit-config.yaml"
        file.write_text(text, encoding="utf-8")
        (repository,) = load_config(str(file))["repos"]
        ours = {hook["id"] for hook in manifest}
        assert {hook["id"] for hook in repository["hooks"]} <= ours


def test_workflows_use_our_action_as_it_is(tmp_path: Path) -> None:
    inputs = read((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    for text in of("GitHub"):
        (job,) = read(text)["jobs"].values()
        (ours,) = [step for step in job["steps"] if step["uses"].startswith("example/promptlint@")]
        assert set(ours["with"]) <= set(inputs)
        workflow = tmp_path / ".github/workflows/prompts.yml"
        workflow.parent.mkdir(parents=True, exist_ok=True)
        workflow.write_text(text, encoding="utf-8")
        audited(workflow, tmp_path)


def test_inputs_of_the_action_are_as_listed() -> None:
    inputs = read((ROOT / "action.yml").read_text(encoding="utf-8"))["inputs"]
    assert table("GitHub") == {
        name: (each["default"], each["description"]) for name, each in inputs.items()
    }


def test_inputs_of_the_component_are_as_listed() -> None:
    header = (ROOT / "templates/promptlint.yml").read_text(encoding="utf-8").partition("\n---\n")[0]
    inputs = read(header)["spec"]["inputs"]
    assert table("GitLab") == {
        name: (each["default"], each["description"]) for name, each in inputs.items()
    }
    for value in values("GitLab"):
        for include in value["include"]:
            assert set(include["inputs"]) <= set(inputs)


def test_the_buildspec_says_what_codebuild_knows() -> None:
    """By its user guide, "Build specification reference"; there is no schema of it to be had."""
    (spec,) = values("AWS CodeBuild")
    assert spec["version"] == 0.2
    assert set(spec["phases"]) <= {"install", "pre_build", "build", "post_build"}
    for phase in spec["phases"].values():
        assert set(phase) <= {"runtime-versions", "commands"}
    for report in spec["reports"].values():
        assert set(report) <= {"files", "base-directory", "discard-paths", "file-format"}
        assert report["file-format"] == "JUNITXML"


@pytest.mark.parametrize(
    "snippet",
    [each for each in SNIPPETS if CHECK.search(each.text)],
    ids=lambda snippet: snippet.heading,
)
def test_commands_fail_on_findings_and_write_what_is_read_later(
    snippet: Snippet, tmp_path: Path
) -> None:
    (tmp_path / "request.json").write_text(pretty(FAULTY), encoding="utf-8")
    (command,) = CHECK.findall(snippet.text)
    for folder in re.findall(r"mkdir -p (\S+)", snippet.text):
        (tmp_path / folder).mkdir()
    done = subprocess.run(
        [sys.executable, "-m", *command.split()],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert "request.json:5:" in done.stdout
    (report,) = REPORT.findall(command)
    assert (tmp_path / report).stat().st_size
    assert snippet.text.count(report) > 1 or report.startswith("test-results/")


def test_versions_are_this_one() -> None:
    text = PAGE.read_text(encoding="utf-8")
    named = re.findall(r"(?:promptlint==|promptlint@v|rev: v)([\d.]*\d)", text)
    assert set(named) == {__version__}
    assert len(named) > 5
