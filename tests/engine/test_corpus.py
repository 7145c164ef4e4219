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

# Rules that say what is refused, and what they say beyond the labels: each looked at, and true.
MARKER_RULES = {
    rule.name for rule in rulepack.load().values() if rule.family == "checkpoints" and rule.fix
} - {"missing-checkpoint"}
JUDGED_RIGHT = {("r093.json", "unsupported-ttl")}  # an hour on Claude 3.5


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


# What the labels of the corpus call a refusal, and the rule that says it.
REFUSALS = {
    "more_than_4": "too-many-checkpoints",
    "ttl_increasing": "ttl-order",
    "text_and_cachePoint": "merged-checkpoint",
    "cache_point_after_non_pdf_document": "checkpoint-after-document",
}


def test_what_the_service_refuses_is_found_and_nothing_else(
    corpus: Path, files: list[Path]
) -> None:
    labels = json.loads((corpus / "requests.json").read_text(encoding="utf-8"))
    wanted = {
        (label["file"].removeprefix("requests/"), REFUSALS[name], fault["pointer"])
        for label in labels
        for fault in label["invalid"]
        for name in REFUSALS
        if fault["rule"].startswith(name)
    }
    assert len(wanted) == sum(len(label["invalid"]) for label in labels), "a label has no rule"
    found = {
        (path.name, finding.rule, finding.place.pointer)
        for path in files
        for finding in check_file(str(path), settings(Grade.LAYOUT), named=True).findings
        if finding.rule in MARKER_RULES
    }
    for name, rule, pointer in wanted:
        assert any((name, rule) == at[:2] and at[2].startswith(pointer) for at in found), name
    assert {at[:2] for at in found} - {at[:2] for at in wanted} == JUDGED_RIGHT
