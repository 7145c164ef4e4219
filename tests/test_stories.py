"""The stories in fixtures/: what promptlint says of each, how it maps it, what it makes of it.

Beside every request stand request.findings.txt, request.layout.txt and, where there is something to
mend, request.fixed.json. With PROMPTLINT_UPDATE=1 they are written anew: read the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from promptlint.cli import main

ROOT = Path(__file__).parents[1]
REQUESTS = sorted(
    path
    for path in (ROOT / "fixtures/stories").glob("*/*.json")
    if not path.name.endswith(".fixed.json")
)


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """No colours, 80 columns."""
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")


def said(*arguments: str) -> tuple[int, str]:
    """Exit code and standard output of a command line."""
    with CliRunner().isolation() as (out, _, _):
        status = main(arguments)
    return status, out.getvalue().decode()


def compare(expected: Path, text: str | None) -> None:
    """Compare with what stands in the file; None: there should be no file."""
    if os.environ.get("PROMPTLINT_UPDATE"):
        if text is None:
            expected.unlink(missing_ok=True)
        else:
            expected.write_text(text, encoding="utf-8", newline="")
    stands = expected.read_bytes().decode() if expected.exists() else None
    assert text == stands


@pytest.mark.parametrize("path", REQUESTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_story(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    _, findings = said("check", "--output-format", "full", path.name)
    compare(path.with_suffix(".findings.txt"), findings)
    _, layout = said("layout", path.name)
    compare(path.with_suffix(".layout.txt"), layout)
    _, fixed = said("fix", "--stdout", "-q", path.name)
    changed = fixed.encode() != path.read_bytes()
    compare(path.with_suffix(".fixed.json"), fixed if changed else None)


@pytest.mark.parametrize("path", REQUESTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_fixed_story_needs_no_fix(path: Path) -> None:
    fixed = path.with_suffix(".fixed.json")
    if fixed.exists():
        assert said("fix", "--diff", str(fixed)) == (0, "")


def test_every_story_is_told() -> None:
    for folder in (ROOT / "fixtures/stories").iterdir():
        assert (folder / "story.md").is_file()
    assert len({path.parent for path in REQUESTS}) >= 10


@pytest.mark.parametrize("name", ["clean", "unrelated"])
def test_nothing_is_said_of_what_is_right_or_none_of_our_business(name: str) -> None:
    status, output = said(
        "check", "--skip-unrelated", "--fail-on", "info", str(ROOT / "fixtures" / name)
    )
    assert (status, output) == (0, "")


def test_hostile_files_are_one_sentence_each() -> None:
    for path in sorted((ROOT / "fixtures/hostile").glob("*.json")):
        status, output = said("check", "--output-format", "concise", str(path))
        assert status in {0, 1}, path.name
        assert "Traceback" not in output
        assert output.count("\n") <= 2, path.name
        assert not any(ord(c) < 32 and c != "\n" for c in output), path.name
