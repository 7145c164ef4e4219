"""Real requests: all are read or refused with a reason, and every fix keeps its promises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from promises import assert_promises

from promptlint import rulepack
from promptlint.engine.fix import fix_source
from promptlint.engine.lint import Settings, check_file
from promptlint.text import Grade, Source


@pytest.fixture(scope="module")
def files(corpus: Path) -> list[Path]:
    """All request files of the corpus."""
    return sorted((corpus / "requests").iterdir())


def settings(grade: Grade) -> Settings:
    """All rules, fixes up to a grade."""
    return Settings(rules=frozenset(rulepack.load()), reach=grade)


def test_every_request_is_read_or_refused_with_a_reason(files: list[Path]) -> None:
    for path in files:
        report = check_file(str(path), settings(Grade.LAYOUT), named=True)
        assert report.error is None
        assert "internal-error" not in {finding.rule for finding in report.findings}
        if path.suffix == ".json":
            assert report.requests == 1, path.name
        else:
            assert report.reason, path.name


@pytest.mark.parametrize("grade", [Grade.SAFE, Grade.LAYOUT, Grade.RELOCATE])
def test_every_fix_keeps_its_promises(files: list[Path], grade: Grade) -> None:
    changed = 0
    for path in files:
        if path.suffix != ".json":
            continue
        text = path.read_text(encoding="utf-8")
        report = fix_source(Source(path.name, text), settings(grade))
        assert_promises(text, report, settings(grade))
        changed += report.changed
    assert changed > 0


def test_invalid_numbers_of_checkpoints_are_found(corpus: Path, files: list[Path]) -> None:
    labels = json.loads((corpus / "requests.json").read_text(encoding="utf-8"))
    wanted = {
        label["file"].removeprefix("requests/")
        for label in labels
        if any(fault["rule"].startswith("more_than_4") for fault in label["invalid"])
    }
    found = {
        path.name
        for path in files
        for finding in check_file(str(path), settings(Grade.LAYOUT), named=True).findings
        if finding.rule == "too-many-checkpoints"
    }
    assert found == wanted
