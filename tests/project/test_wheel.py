"""What a user gets: the wheel holds the package and its rules, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from configparser import ConfigParser
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest

import promptlint


@pytest.fixture(scope="module")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel built from it. No network: hatchling is installed."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> zipfile.ZipFile:
    (path,) = built.glob("*.whl")
    return zipfile.ZipFile(path)


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.ZipFile) -> Message:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return message_from_bytes(wheel.read(name))


def under(folder: Path, pattern: str) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob(pattern)
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_is_the_package_and_its_rules(root: Path, wheel: zipfile.ZipFile) -> None:
    code = under(root / "promptlint", "*")
    rules = under(root / "rules", "*")
    assert rules
    assert "py.typed" in code
    expected = {f"promptlint/{name}": data for name, data in code.items()}
    expected |= {f"promptlint/_rules/{name}": data for name, data in rules.items()}
    shipped = {name: wheel.read(name) for name in wheel.namelist() if ".dist-info/" not in name}
    assert sorted(shipped) == sorted(expected)
    assert shipped == expected


def test_the_licence_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    assert [name for name in wheel.namelist() if name.endswith("licenses/LICENSE")]


def test_both_commands_are_entry_points(wheel: zipfile.ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    parser = ConfigParser()
    parser.read_string(wheel.read(name).decode())
    assert dict(parser["console_scripts"]) == {
        "promptlint": "promptlint.cli:main",
        "bedrock-promptlint": "promptlint.cli:main",
    }


def test_metadata(root: Path, metadata: Message) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert metadata["Name"] == "bedrock-promptlint"
    assert metadata["Version"] == promptlint.__version__
    assert metadata["License-Expression"] == "Apache-2.0"
    needed = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert sorted(needed) == sorted(project["dependencies"])


def test_the_sdist_is_complete(root: Path, built: Path) -> None:
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    single = "LICENSE README.md pyproject.toml .ci/run .pre-commit-hooks.yaml tests/conftest.py"
    folders = ("promptlint", "rules", "fixtures", "tests", "docs", "benchmarks", "scripts")
    wanted = set(single.split())
    for folder in folders:
        wanted |= {f"{folder}/{name}" for name in under(root / folder, "*")}
    assert wanted - names == set()


PROGRAM = """
from pathlib import Path
from typing import Any

import promptlint
from promptlint import Layout, Severity

body: dict[str, Any] = {}
found: promptlint.Check = promptlint.check(body, severity={"PL101": Severity.INFO})
places: list[str] = [finding.place.pointer for finding in found.findings if finding.fix]
fixed: dict[str, Any] = promptlint.fix(body, grade="safe").result
text: str = promptlint.fix(Path("request.json"), write=True).result
data: bytes = promptlint.fix(b"{}").result
maps: tuple[Layout, ...] = promptlint.layout(body, traffic="agent")
lost: int = promptlint.diff(body, "{}").lost.estimate
promptlint.check([body])  # error
promptlint.fix(body, write=True)  # error
promptlint.fix(body, grad="safe")  # error
promptlint.nothing  # error
found.ok = True  # error
"""


def test_programs_see_its_types(built: Path, tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    (path,) = built.glob("*.whl")
    shutil.unpack_archive(path, tmp_path / "site", "zip")
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", "program.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=False,
    )
    wrong = {line.split(": ")[0] for line in done.stdout.splitlines() if ": error: " in line}
    lines = PROGRAM.split("\n")
    marked = {f"program.py:{n}" for n, line in enumerate(lines, 1) if line.endswith("# error")}
    assert wrong == marked, done.stdout + done.stderr


def test_the_rules_in_a_wheel_are_found(built: Path, tmp_path: Path) -> None:
    (path,) = built.glob("*.whl")
    shutil.unpack_archive(path, tmp_path / "site", "zip")
    code = (
        "import promptlint, sys; print(promptlint.__file__, file=sys.stderr);"
        "from promptlint.cli import main; sys.argv = ['promptlint', 'rule']; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.startswith(str(tmp_path)), "the code under test is not the wheel's"
    assert done.returncode == 0, done.stderr
    assert "volatile-prefix" in done.stdout
