"""The table of docs/token-counts.md: it is up to date, and what it says is good enough."""

from __future__ import annotations

from pathlib import Path

import pytest
from effort import takes_long

from benchmarks import tokens as benchmark

pytestmark = takes_long

Rows = dict[str, list[benchmark.Row]]


@pytest.fixture(scope="module")
def judged(corpus: Path) -> Rows:
    """Every recorded text with intervals that were fitted without it."""
    return benchmark.judged(corpus)


def test_the_page_has_the_table_of_today(root: Path, judged: Rows) -> None:
    page = (root / "docs" / "token-counts.md").read_text(encoding="utf-8")
    shown = page.partition(benchmark.BEGIN)[2].partition(benchmark.END)[0]
    assert shown.strip() == benchmark.markdown(judged), (
        "docs/token-counts.md is stale: put what `python -m benchmarks.tokens --markdown` prints "
        "between its two comments"
    )


def inside(rows: list[benchmark.Row], tier: int = 2) -> float:
    return sum(r.tiers[tier].low <= r.true <= r.tiers[tier].high for r in rows) / len(rows)


def test_cross_validated_intervals_hold_and_are_narrow(judged: Rows) -> None:
    assert inside([row for rows in judged.values() for row in rows]) >= 0.97
    for family, rows in judged.items():
        latin = [row for row in rows if row.kind in ("prose", "Markdown", "code", "JSON")]
        for tier in range(3):
            assert inside(rows, tier) >= 0.95, (family, tier)
        widths = sorted(row.tiers[2].high / max(row.tiers[2].low, 1) for row in latin)
        assert widths[len(widths) // 2] <= (1.50 if family.startswith("N") else 1.40), family


def test_rules_of_thumb_are_further_off_on_claude(judged: Rows) -> None:
    rivals = list(benchmark.RIVALS)
    for family in ("A", "B"):
        for number in range(len(rivals)):
            pairs = [(row.errors[0], row.errors[number + 1]) for row in judged[family]]
            both = [(ours, theirs) for ours, theirs in pairs if ours is not None and theirs]
            ours, theirs = (sorted(column)[len(both) // 2] for column in zip(*both, strict=True))
            assert ours < theirs, (family, rivals[number])
