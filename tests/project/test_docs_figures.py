"""Figures that stand in prose are those of the catalogue and of the measurements."""

from __future__ import annotations

import re
from pathlib import Path

from promptlint.catalog import Model, every
from promptlint.facts.cost import rates_for
from promptlint.facts.lookback import LOOKBACK, SURE_LOOKBACK

DOCS = Path(__file__).parents[2] / "docs"
CONCEPTS = (DOCS / "concepts.md").read_text(encoding="utf-8")


def cells(text: str) -> dict[str, list[str]]:
    """Rows of the tables of a page by their first cells."""
    rows = (line.strip("| \n").split("|") for line in text.splitlines() if line.startswith("| "))
    return {row[0].strip(): [cell.strip() for cell in row[1:]] for row in rows}


def multiples(model: Model) -> set[tuple[float | None, ...]]:
    """What writing and reading cost against fresh input, by all profiles."""
    return {
        tuple(
            None if price is None else round(price / row.input, 4)
            for price in (row.write_5m, row.write_1h, row.read)
        )
        for rows in model.prices.values()
        for row in rows
    }


def row_of(model: Model) -> str:
    if "Nova" in model.name:
        return "Nova"
    if re.search(r"(Opus|Sonnet) 5\.5", model.name):
        return "Claude Opus 5.5, Sonnet 5.5"
    if re.search(r"(Fable|Mythos) 5\.[12]", model.name):
        return "Claude Fable and Mythos 5.1 and 5.2"
    return "most Claude models"


def test_prices_of_writing_and_reading() -> None:
    table = cells(CONCEPTS)
    ours = [model for model in every() if model.vendor in ("Anthropic", "Amazon")]
    for model in (each for each in ours if each.converse.supported):
        said = [re.sub("listed at ", "", cell) for cell in table[row_of(model)]]
        for found in multiples(model):
            for price, cell in zip(found, said, strict=True):
                assert price is None or price == float(cell), model.name


def test_where_caching_begins_to_pay() -> None:
    rates = rates_for(None, 0)
    for ttl, words in (("5m", "For five minutes"), ("1h", "for an hour")):
        even = rates.break_even(ttl)  # type: ignore[arg-type]  # both are TTLs
        assert f"{words} caching pays from {even:.1%}".replace("%", " percent") in CONCEPTS


def test_disputed_minimums_are_told() -> None:
    disputed = {model.name for model in every() if model.converse.disputed}
    assert disputed == {"Claude Sonnet 4.6", "Claude Opus 4.7"}, "the page tells of these"
    _, _, told = CONCEPTS.partition("Two are disputed.")
    for model in every():
        if model.name in disputed:
            assert model.name in told
            assert f"{model.converse.minimum.high:,}" in told


def test_how_far_a_checkpoint_looks_back() -> None:
    assert f"{LOOKBACK} new blocks are found, {LOOKBACK + 1} are not" in CONCEPTS.replace("\n", " ")
    assert f"promptlint plans with {SURE_LOOKBACK} " in CONCEPTS.replace("\n", " ")


def test_the_quality_of_counts_is_as_measured() -> None:
    measured = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in (DOCS / "token-counts.md").read_text(encoding="utf-8").splitlines()
        if re.match(r"\| (A|B|N1|N2) \| all \|", line)
    ]
    told = cells((DOCS / "costs.md").read_text(encoding="utf-8"))
    names = ("Claude 3 to 4.6", "Claude Opus 4.7 and later", "Nova", "Nova 2")
    assert [row[0] for row in measured] == ["A", "B", "N1", "N2"]
    for name, row in zip(names, measured, strict=True):
        inside, width, ours, chars = row[3:7]
        wanted = [inside.replace(".0%", "%"), width, ours, chars]
        assert told[name] == [cell.replace("%", " %") for cell in wanted]
