"""Start-up is a feature: what a command imports is what it needs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

RUN = "import sys; from promptlint.cli import main; sys.exit(main())"

# Parts of the standard library that cost more than they give at start-up; several load dozens of
# others.
SLOW_STANDARD_LIBRARY = {
    "asyncio",
    "concurrent.futures",
    "email",
    "http.client",
    "importlib.metadata",
    "logging",
    "multiprocessing",
    "socket",
    "sqlite3",
    "ssl",
    "unittest",
    "urllib.request",
    "xml",
}

# Parts that only a finding, a fix or a picture needs; the first use of each costs milliseconds.
FOR_OTHER_DAYS = {
    "difflib",
    "hashlib",
    "shutil",
    "tempfile",
    "unicodedata",
    "promptlint.engine.baseline",
    "promptlint.engine.coverage",
    "promptlint.engine.fix",
    "promptlint.engine.offers",
    "promptlint.engine.paths",
    "promptlint.engine.samples",
    "promptlint.engine.suppress",
    "promptlint.engine.traces",
    "promptlint.engine.unused",
    "promptlint.facts.recorded",
    "promptlint.facts.samples",
    "promptlint.facts.tokens.documents",
    "promptlint.facts.tokens.images",
    "promptlint.forms.times",
    "promptlint.layout.states",
    "promptlint.layout.units",
    "promptlint.report.excerpts",
    "promptlint.report.github",
    "promptlint.report.gitlab",
    "promptlint.report.junit",
    "promptlint.report.sarif",
    "promptlint.report.terminal",
    "promptlint.syntax.surgery",
}

SMALL_REQUEST = {
    "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "system": [{"text": "You answer questions about opening hours, in one sentence."}],
    "messages": [{"role": "user", "content": [{"text": "Are you open on Sundays?"}]}],
}


def imported(arguments: list[str], folder: Path, code: str = RUN) -> set[str]:
    """Names of all modules that running promptlint loads, beyond those of Python itself.

    `code`: what runs instead of the command line.
    """

    def load(*command: str) -> tuple[int, set[str]]:
        done = subprocess.run(
            [sys.executable, "-X", "importtime", "-c", *command],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
        return done.returncode, {line.rpartition("|")[2].strip() for line in lines}

    _, python = load("pass")
    status, ours = load(code, *arguments)
    assert status == 0
    return ours - python


def third_party(names: set[str]) -> set[str]:
    tops = {name.partition(".")[0] for name in names}
    return tops - set(sys.stdlib_module_names) - {"promptlint"}


def slow(names: set[str]) -> set[str]:
    return {
        wanted
        for wanted in SLOW_STANDARD_LIBRARY
        if any(f"{name}.".startswith(f"{wanted}.") for name in names)
    }


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    return imported(["--version"], tmp_path_factory.mktemp("version"))


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("check")
    (folder / "request.json").write_text(json.dumps(SMALL_REQUEST), encoding="utf-8")
    return imported(["check", "--output-format", "concise", "request.json"], folder)


def test_a_version_takes_click_at_most(version: set[str]) -> None:
    assert third_party(version) <= {"click"}


def test_a_version_loads_none_of_the_machinery(version: set[str]) -> None:
    parts = {name.split(".")[1] for name in version if name.startswith("promptlint.")}
    assert (
        parts & {"catalog", "checks", "config", "dialects", "engine", "layout", "report"} == set()
    )


def test_an_import_loads_nothing_but_the_package_itself(tmp_path: Path) -> None:
    # Neither does a look at the version, or for what is not there.
    code = "import promptlint; promptlint.__version__; hasattr(promptlint, 'nothing')"
    assert imported([], tmp_path, code) == {"__future__", "promptlint"}


def test_a_check_from_a_program_loads_no_command_line(tmp_path: Path) -> None:
    code = f"import promptlint; assert promptlint.check({SMALL_REQUEST!r}).ok"
    names = imported([], tmp_path, code)
    assert "promptlint.checks" in names, "nothing was checked"
    assert third_party(names) == set()
    assert slow(names) == set()
    assert not [name for name in names if name.startswith("promptlint.cli")]


def test_a_check_that_no_figure_depends_on_takes_click_only(check: set[str]) -> None:
    assert "promptlint.checks" in check, "nothing was checked"
    assert third_party(check) <= {"click"}


def test_a_check_without_findings_loads_nothing_to_show_or_mend_them(check: set[str]) -> None:
    assert check & FOR_OTHER_DAYS == set()


CACHED_REQUEST = {
    "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "system": [{"text": "You answer questions. " * 2500}, {"cachePoint": {"type": "default"}}],
    "messages": [{"role": "user", "content": [{"text": "Are you open on Sundays?"}]}],
}


@pytest.mark.parametrize("clean", [SMALL_REQUEST, CACHED_REQUEST], ids=["small", "cached"])
def test_a_check_without_findings_reads_no_rule(tmp_path: Path, clean: object) -> None:
    (tmp_path / "request.json").write_text(json.dumps(clean), encoding="utf-8")
    code = (
        "import sys; from promptlint import rulepack; from promptlint.cli import main\n"
        "rulepack.read_rule = None\n"
        "sys.exit(main(['check', 'request.json']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "The request is fine\n")


@pytest.mark.parametrize("command", ["version", "check"])
def test_no_slow_part_of_the_standard_library(command: str, request: pytest.FixtureRequest) -> None:
    assert slow(request.getfixturevalue(command)) == set()


def test_the_measurement_sees_what_is_imported(tmp_path: Path) -> None:
    # The guard of the tests above: a module that is loaded does show up, under its full name.
    assert "promptlint.cli" in imported(["--version"], tmp_path)
    assert slow({"xml.dom", "json"}) == {"xml"}
    assert third_party({"rich.console", "json.decoder", "promptlint.text"}) == {"rich"}
