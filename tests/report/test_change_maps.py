"""The maps before and after a fix, as a terminal shows them with the diff."""

from __future__ import annotations

from pathlib import Path

import pytest

from promptlint import rulepack
from promptlint.engine.fix import fix_source
from promptlint.engine.lint import Settings
from promptlint.report.cache_map import changed_maps
from promptlint.report.layout import change_text
from promptlint.report.style import Page, text_of
from promptlint.text import Source

STORIES = Path(__file__).parents[2] / "fixtures/stories"
SETTINGS = Settings(rules=rulepack.selected(None, ()))


@pytest.mark.parametrize(
    "path", sorted(STORIES.glob("*/*.fixed.json")), ids=lambda path: path.parent.name
)
def test_a_fix_is_shown_to_cost_less(path: Path) -> None:
    before = path.with_name(path.name.replace(".fixed", "")).read_text(encoding="utf-8")
    after = fix_source(Source("request.json", before), SETTINGS).after
    ((old, new),) = changed_maps("request.json", before, after, SETTINGS)
    refused = any(each.state == "refused" for each in old.judged)
    assert new.cost.now <= old.cost.now * 1.01 or refused
    assert all(each.state != "refused" for each in new.judged)
    text = text_of(change_text(old, new, Page()), Page())
    assert text.index("BEFORE") < text.index("AFTER")
    assert max(map(len, text.splitlines())) <= 80


def test_what_is_not_changed_has_no_map() -> None:
    text = (STORIES / "too-short/request.json").read_text(encoding="utf-8")
    assert list(changed_maps("request.json", text, text, SETTINGS)) == []
