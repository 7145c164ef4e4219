"""What a map draws: the same tokens and characters as the facts, and the plan's own costs."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from html_pages import maps_of, maps_of_request

from promptlint.engine.findings import Placer
from promptlint.findings import FoundSpot, Spot
from promptlint.report.bill import bills
from promptlint.report.cache_map import CacheMap
from promptlint.report.changes import changes
from promptlint.report.safe_text import columns
from promptlint.report.strips import Strip, crossings, strip_best, strip_now
from promptlint.report.words import difference
from promptlint.text import Span


@pytest.fixture(scope="module")
def maps(root: Path) -> list[CacheMap]:
    return maps_of(sorted((root / "fixtures/stories").glob("*/*.json")))


@pytest.fixture(scope="module")
def real(corpus: Path) -> list[CacheMap]:
    return maps_of(sorted((corpus / "requests").glob("*.json")))


def characters(strip: Strip) -> dict[int, list[Span]]:
    """By block, the characters that the strip has of it, in their old order; (0, 0) for all."""
    found = defaultdict[int, list[Span]](list)
    for piece in strip.pieces:
        part = piece.part or Span(0, 0)
        found[piece.block.index].append(part)
    return {index: sorted(parts) for index, parts in found.items()}


def consistent(each: CacheMap) -> None:
    facts, plan = each.facts, each.plan
    now, best = strip_now(each), strip_best(each)
    assert [piece.prefix for piece in now.pieces] == list(facts.cumulative)
    assert now.total == facts.total
    drawn = [mark.pointer for piece in now.pieces for mark in piece.marks]
    assert drawn == [
        facts.request.pointer(judged.marker.node)
        for judged in each.judged
        if judged.marker.after is not None
    ]
    spots = [spot for piece in now.pieces for spot in piece.spots]
    assert len(spots) == len(facts.spots)
    assert all(0 <= spot.at < 1 for spot in spots)
    costs = (plan.cost_now, plan.cost_best, plan.cost_uncached)
    for bill, cost in zip(bills(each), costs, strict=True):
        assert bill.price(facts.rates) == pytest.approx(cost)
        assert min(bill) >= 0
    assert (best is None) == (not plan.operations)
    if best is None:
        return
    assert best.total.estimate == now.total.estimate
    assert len([spot for piece in best.pieces for spot in piece.spots]) == len(spots)
    assert sum(len(piece.marks) for piece in best.pieces) == len(plan.points)
    for index, parts in characters(best).items():
        ends = [end for _, end in parts]
        assert [begin for begin, _ in parts] == [0, *ends[:-1]], "characters lost or doubled"
        if len(parts) > 1:
            assert ends[-1] == len(facts.request.blocks[index].texts[0].string)
    assert set(characters(best)) == set(characters(now))


def test_a_spot_is_looked_up_once_for_all_pieces_of_its_block(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "Current time: 2026-11-20T09:41:27Z\n" + "Parcels are weighed at the door. " * 9 + "\n"
    body = {"system": [{"text": text * 40}, {"cachePoint": {"type": "default"}}]}
    (each,) = maps_of_request(body)
    looked_up: list[object] = []
    place = Placer.spot

    def watched(self: Placer, spot: Spot) -> FoundSpot:
        looked_up.append(spot)
        return place(self, spot)

    monkeypatch.setattr(Placer, "spot", watched)
    strip_now(each)
    assert strip_best(each) is not None
    assert len(looked_up) == len(each.facts.spots) == 40


def test_the_stories_are_drawn_as_they_are(maps: list[CacheMap]) -> None:
    for each in maps:
        consistent(each)
    assert sum(strip_best(each) is not None for each in maps) > 5


def test_real_requests_are_drawn_as_they_are(real: list[CacheMap]) -> None:
    for each in real:
        consistent(each)


def test_the_minimum_is_where_prefixes_reach_it(maps: list[CacheMap], real: list[CacheMap]) -> None:
    seen = set()
    for each in maps + real:
        reached = [piece.prefix.estimate for piece in strip_now(each).pieces]
        for tokens, piece in crossings(each.facts, strip_now(each)):
            seen.add(piece is None)
            if piece is None:
                assert all(prefix < tokens for prefix in reached)
            else:
                assert reached[piece] >= tokens
                assert all(prefix < tokens for prefix in reached[:piece])
    assert seen == {True, False}


def test_every_change_has_a_reason(maps: list[CacheMap], real: list[CacheMap]) -> None:
    verbs = set()
    for each in maps + real:
        said = list(changes(each, 40))
        verbs |= {change.verb for change in said}
        assert bool(said) == bool(each.plan.operations), each.path
        for change in said:
            assert change.why
            assert change.where
            assert columns(change.quote) <= 40
    assert verbs == {"move", "add", "drop"}


def test_a_kept_checkpoint_that_is_refused_is_called_so() -> None:
    # The plan leaves what is as good as the best; that does not make the service take it.
    words = {"text": "parcels are weighed at the door " * 400}
    request = {
        "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "system": [{"text": "Current time: 2026-11-20T09:41:27Z\n" + words["text"]}],
        "messages": [
            {"role": "user", "content": [words]},
            {
                "role": "assistant",
                "content": [
                    {"reasoningContent": {"reasoningText": {"text": "I think of the door."}}},
                    {"cachePoint": {"type": "default"}},
                    {"text": "At the door."},
                ],
            },
            {"role": "user", "content": [words]},
        ],
    }
    (found,) = maps_of_request(request)
    assert "refused" in [judged.state for judged in found.judged]
    best = strip_best(found)
    assert best is not None
    for piece in best.pieces:
        for mark in piece.marks:
            assert (mark.state == "refused") == (piece.block.kind == "reasoning")


@pytest.mark.parametrize(
    ("now", "best", "unit", "shown"),
    [
        (10.384, 1.1349, "usd_per_1000", "$9.25"),  # $10.38 - $1.13
        (5.37, 4.83, "usd_per_1000", "$0.54"),
        (1.07, 0.9923, "usd_per_1000", "$0.0777"),
        (0.5, 0.5, "usd_per_1000", "$0.0000"),
        (1.0, 0.114, "relative", "89 %"),
    ],
)
def test_figures_agree_as_they_are_printed(now: float, best: float, unit: str, shown: str) -> None:
    assert difference(now, best, unit) == shown
