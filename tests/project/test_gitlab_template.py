"""The component for GitLab: its job is run as a runner runs it, on this machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest
from ci_files import complaints, read
from git_repository import CLEAN, FAULTY, pretty

import promptlint

TEMPLATE = Path(__file__).parents[2] / "templates" / "promptlint.yml"
HEADER, JOBS = TEMPLATE.read_text(encoding="utf-8").split("\n---\n")
INPUTS = read(HEADER)["spec"]["inputs"]
USE = re.compile(r"\$\[\[ inputs\.([\w-]+) \]\]")


def job(**inputs: str) -> Any:  # noqa: ANN401 - it is YAML
    """The job that the component comes to with these inputs."""
    given = {name: described["default"] for name, described in INPUTS.items()}
    given |= {name.replace("_", "-"): value for name, value in inputs.items()}
    (made,) = read(USE.sub(lambda use: given[use[1]], JOBS)).values()
    return made


def ran(script: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the lines of a job in a folder."""
    path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ["PATH"]))
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", "\n".join(script)],
        cwd=folder,
        env={**os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    if not shutil.which("bash"):
        pytest.skip("bash is not on this machine")
    for name, request in (("faulty", FAULTY), ("clean", CLEAN)):
        path = tmp_path / name / "it's a request.json"
        path.parent.mkdir()
        path.write_text(pretty(request), encoding="utf-8")
    return tmp_path


def test_it_is_a_component_by_the_schema(tmp_path: Path) -> None:
    header, jobs = tmp_path / "header.json", tmp_path / "jobs.json"
    header.write_text(json.dumps(read(HEADER)), encoding="utf-8")
    jobs.write_text(json.dumps({"promptlint": job()}), encoding="utf-8")
    assert complaints("gitlab-ci", header, jobs) == ""


def test_inputs_are_declared_and_used() -> None:
    assert set(USE.findall(JOBS)) == set(INPUTS)
    assert all(described["description"] for described in INPUTS.values())


def test_it_installs_its_own_version() -> None:
    assert INPUTS["package"]["default"] == f"bedrock-promptlint=={promptlint.__version__}"
    assert any(f'"{INPUTS["package"]["default"]}"' in line for line in job()["before_script"])


def test_findings_fail_the_job_and_the_reports_are_there(folder: Path) -> None:
    made = job()
    done = ran(made["script"], folder)
    assert done.returncode == 1
    assert "faulty/it's a request.json:5:" in done.stdout
    reports = made["artifacts"]["reports"]
    assert {path.name for path in folder.iterdir() if path.is_file()} == set(reports.values())
    assert all((folder / name).stat().st_size for name in reports.values())
    assert made["artifacts"]["when"] == "always"


def test_inputs_are_words_of_a_shell(folder: Path) -> None:
    done = ran(job(args='"clean/it\'s a request.json" --fail-on info')["script"], folder)
    assert done.returncode == 0, done.stdout
    done = ran(job(args="faulty --ignore volatile-prefix")["script"], folder)
    assert done.returncode == 0, done.stdout
