"""How well the token estimators do, beside what others use: `python -m benchmarks.tokens`.

Every estimate is cross-validated: coefficients are fitted without the text they are judged on.
`inside`: true counts within the interval; `width`: median of high/low; `error`: median of
|estimate/true − 1|, and its 95th percentile. The other columns are the same two figures for
characters/4 and for cl100k taken as it is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from promptlint.facts.tokens.estimator import Tier
    from scripts.fit_tokens import Judged

ROOT = Path(__file__).resolve().parents[1]
CORPUS = Path(os.environ.get("PROMPTLINT_MATERIAL", ROOT.parent / "shared")) / "corpus"
LATIN = ("prose", "markdown", "code", "json", "en", "book")


def main() -> int:
    """Print the table; a sentence where there are no recorded counts."""
    if not (CORPUS / "tokens.json").is_file():
        print("No recorded token counts on this machine: nothing to compare with.")
        return 0
    from scripts import fit_tokens, token_pairs

    pairs = token_pairs.load(CORPUS)
    print(__doc__.split("\n\n")[1].strip() + "\n")
    print(
        f"{'family':6} {'tier':5} {'kind':18} {'n':>4} {'inside':>7} {'width':>6} "
        f"{'error':>12} {'chars/4':>13} {'cl100k':>13}"
    )
    for family in token_pairs.FRAME:
        judged = fit_tokens.cross_validate(pairs, family)
        for tier in fit_tokens.TIERS:
            rows = [_Row(one, tier) for one in judged]
            for name, wanted in _kinds(rows):
                chosen = [row for row in rows if wanted(row)]
                if chosen:
                    print(f"{family:6} {tier:5} {name:18} {_figures(chosen)}")
    return 0


class _Row:
    """One cross-validated pair, in the terms of the table."""

    def __init__(self, one: Judged, tier: Tier) -> None:
        from scripts import fit_tokens

        pair = one.pair
        self.kind = pair.kind.split("/")[0]
        self.true = max(pair.tokens, 1.0)
        self.interval = fit_tokens.interval_of(one, tier)
        self.errors = [
            abs(guess / self.true - 1)
            for guess in (getattr(one, tier), len(pair.text) / 4, pair.measured.cl100k or 0)
        ]

    @property
    def inside(self) -> bool:
        return self.interval.low <= self.true <= self.interval.high


def _kinds(rows: Iterable[_Row]) -> list[tuple[str, Callable[[_Row], bool]]]:
    kinds = sorted({row.kind for row in rows})
    return [
        ("all", lambda _row: True),
        ("all, 60 and more", lambda row: row.true >= 60),
        ("prose, code, JSON", lambda row: row.kind in LATIN),
        *((kind, lambda row, kind=kind: row.kind == kind) for kind in kinds),
    ]


def _figures(rows: list[_Row]) -> str:
    inside = sum(row.inside for row in rows) / len(rows)
    width = median(row.interval.high / max(row.interval.low, 1) for row in rows)
    shown = []
    for column in range(3):
        errors = sorted(row.errors[column] for row in rows)
        shown.append(f"{median(errors):.1%} {errors[int(0.95 * (len(errors) - 1))]:.0%}")
    return f"{len(rows):4} {inside:7.1%} {width:6.2f} {shown[0]:>12} {shown[1]:>13} {shown[2]:>13}"


if __name__ == "__main__":
    sys.exit(main())
