"""How well token counts do, beside what others use: `python -m benchmarks.tokens [--markdown]`.

Every estimate is cross-validated: coefficients are fitted without the text they are judged on.
`inside`: true counts within the interval; `width`: median of high/low; `ours` and the columns
behind it: median of |estimate/true - 1|. `x`: o200k times 1.18 (family A) or 1.53 (B), as one
public tool has it. --markdown prints the tables that docs/token-counts.md includes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from promptlint.facts.tokens import Tokens
    from scripts.fit_tokens import Judged

ROOT = Path(__file__).resolve().parents[1]
CORPUS = Path(os.environ.get("PROMPTLINT_MATERIAL", ROOT.parent / "shared")) / "corpus"

# Kinds of text, by the first part of the names they are recorded under.
KINDS = {
    "prose": ("prose", "en", "book"),
    "Markdown": ("markdown",),
    "code": ("code",),
    "JSON": ("json",),
    "other scripts": ("cjk", "ru", "semitic", "greek", "devanagari"),
    "capitals, digits, noise": ("uppercase", "numeric", "repetitive", "misc"),
}
LATIN = "prose, Markdown, code, JSON"
TIERS = ("size", "patterns", "vocabulary")
FACTORS = {"A": 1.18, "B": 1.53}
RIVALS: dict[str, Callable[[Judged], float | None]] = {
    "chars/4": lambda one: len(one.pair.text) / 4,
    "chars/3.5": lambda one: len(one.pair.text) / 3.5,
    "cl100k": lambda one: one.pair.measured.cl100k,
    "o200k": lambda one: one.pair.o200k,
    "o200k x": lambda one: (
        one.pair.o200k * FACTORS[one.pair.family]
        if one.pair.o200k and one.pair.family in FACTORS
        else None
    ),
}
# Comments around the tables in docs/token-counts.md.
BEGIN = "<!-- python -m benchmarks.tokens --markdown -->"
END = "<!-- end -->"

HEADER = ("family", "kind", "texts", "inside", "width", "ours", *RIVALS)
TIER_HEADER = ("family", *(f"{tier}: {figure}" for tier in TIERS for figure in ("inside", "width")))


class Row(NamedTuple):
    """One cross-validated text: what it is, its count, each tier's interval, each rival's error."""

    kind: str
    true: float
    tiers: tuple[Tokens, Tokens, Tokens]
    errors: tuple[float | None, ...]


Table = list[tuple[str, ...]]


def main() -> int:
    """Print the tables; a sentence where there are no recorded counts."""
    if not (CORPUS / "tokens.json").is_file():
        print("No recorded token counts on this machine: nothing to compare with.")
        return 0
    if "--markdown" in sys.argv:
        print(markdown(judged(CORPUS)))
        return 0
    print(f"{(__doc__ or '').strip().partition(chr(10) * 2)[2]}\n")
    for table in tables(judged(CORPUS)):
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        for line in table:
            cells = zip(line, widths, strict=True)
            print("  ".join(cell.ljust(width) for cell, width in cells).rstrip())
        print()
    return 0


def markdown(rows: dict[str, list[Row]]) -> str:
    """The tables as docs/token-counts.md has them, between BEGIN and END."""
    parts = []
    for head, *body in tables(rows):
        left = sum(name in ("family", "kind") for name in head)
        rule = ("---",) * left + ("---:",) * (len(head) - left)
        parts.append("\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *body)))
    return "\n\n".join(parts)


def judged(corpus: Path) -> dict[str, list[Row]]:
    """All texts by family."""
    from scripts import fit_tokens, token_pairs

    pairs = token_pairs.load(corpus)
    return {
        family: [row_of(one) for one in fit_tokens.cross_validate(pairs, family)]
        for family in token_pairs.FRAME
    }


def row_of(one: Judged) -> Row:
    """A text in the terms of the tables."""
    from promptlint.facts.tokens import bound_text
    from scripts import fit_tokens

    first, true = one.pair.kind.split("/")[0], max(one.pair.tokens, 1.0)
    guesses = (one.full, *(rival(one) for rival in RIVALS.values()))
    return Row(
        kind=next(name for name, members in KINDS.items() if first in members),
        true=true,
        tiers=(
            bound_text(one.pair.text, one.pair.family),
            fit_tokens.interval_of(one, "quick"),
            fit_tokens.interval_of(one, "full"),
        ),
        errors=tuple(None if guess is None else abs(guess / true - 1) for guess in guesses),
    )


def tables(rows: dict[str, list[Row]]) -> tuple[Table, Table]:
    """Families and kinds by what each rule makes of them; families by tier."""
    by_kind, by_tier = [HEADER], [TIER_HEADER]
    for family, all_of_it in rows.items():
        latin = [row for row in all_of_it if row.kind in LATIN.split(", ")]
        groups = {"all": all_of_it, LATIN: latin}
        groups |= {kind: [row for row in all_of_it if row.kind == kind] for kind in KINDS}
        for name, chosen in groups.items():
            if chosen:
                columns = zip(*(row.errors for row in chosen), strict=True)
                errors = map(_median, columns)
                by_kind.append((family, name, str(len(chosen)), *_figures(chosen, 2), *errors))
        tiers = (_figures(latin, tier) for tier in range(len(TIERS)))
        by_tier.append((family, *(figure for pair in tiers for figure in pair)))
    return by_kind, by_tier


def _median(errors: Iterable[float | None]) -> str:
    known = [error for error in errors if error is not None]
    return f"{median(known):.0%}" if known else ""


def _figures(rows: Sequence[Row], tier: int) -> tuple[str, str]:
    """How many of the true counts are inside, and the median width."""
    inside = sum(row.tiers[tier].low <= row.true <= row.tiers[tier].high for row in rows)
    width = median(row.tiers[tier].high / max(row.tiers[tier].low, 1) for row in rows)
    return f"{inside / len(rows):.1%}", f"{width:.2f}"


if __name__ == "__main__":
    sys.exit(main())
