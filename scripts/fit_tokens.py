"""Fit the token estimators on recorded (text, token count) pairs, and say how good they are.

    python -m scripts.fit_tokens path/to/corpus [--write]

The texts of the corpus stay where they are: only coefficients and bounds are written, to
promptlint/facts/tokens/coefficients.json.

Method: Bayesian linear regression per family. A prior says what is known of such tokenizers
(a word is about a token, a line break too, …) and keeps rare features in reason; bounds keep
coefficients that cannot be negative from being so; Huber weights keep mislabelled pairs from
deciding. Nova has few pairs, so its prior is the fitted Claude estimator of family A scaled down.
Errors are cross-validated: a text is never among those that its own estimate was fitted on.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any, NamedTuple

from promptlint.facts.tokens import estimator
from promptlint.facts.tokens.estimator import Calibration, Measured, Tier
from promptlint.facts.tokens.features import SCRIPTS, SHAPE
from promptlint.facts.tokens.interval import Tokens
from promptlint.facts.tokens.sizes import bound_text
from scripts.token_pairs import FRAME, Pair, load

TIERS: tuple[Tier, Tier] = ("quick", "full")
NAMES = ("cl100k", *estimator.NAMES)
FOLDS = 12

Prior = dict[str, tuple[float, float]]  # mean and standard deviation, in tokens per count

QUICK: Prior = {
    "words": (0.9, 0.4), "letters6": (0.3, 0.3), "letters12": (0.3, 0.3),
    "upper": (0.1, 0.2), "upper2": (0.2, 0.3), "hump": (0.5, 0.3), "capital": (0.1, 0.2),
    "digits": (0.3, 0.3), "numbers": (0.4, 0.4), "mixed": (0.2, 0.4),
    "marks": (0.7, 0.3), "marks2": (-0.4, 0.4), "mark_word": (0.1, 0.3),
    "space_mark": (0.1, 0.3), "lines": (0.6, 0.5), "lines2": (-0.2, 0.4),
    "indents": (0.4, 0.4), "spaces2": (0.02, 0.1),
    "l": (0.0, 0.4), "g": (0.75, 0.2), "r": (0.42, 0.1), "h": (0.75, 0.2), "b": (0.6, 0.2),
    "i": (0.85, 0.2), "j": (1.0, 0.4), "s": (1.0, 0.4), "k": (0.8, 0.2), "z": (0.95, 0.2),
    "o": (0.9, 0.2), "f": (1.0, 0.5), "q": (2.0, 1.0),
}  # fmt: skip
FULL: Prior = {
    "cl100k": (0.85, 0.25), "words": (0.1, 0.15), "letters6": (0.0, 0.15),
    "letters12": (0.0, 0.15), "upper": (0.12, 0.1), "upper2": (0.25, 0.08),
    "hump": (0.4, 0.3), "capital": (0.1, 0.2), "digits": (0.0, 0.1), "numbers": (0.0, 0.2),
    "marks": (0.1, 0.15), "marks2": (-0.05, 0.15), "mark_word": (0.1, 0.2),
    "lines": (0.2, 0.3), "lines2": (0.0, 0.3), "indents": (0.3, 0.3), "spaces2": (0.0, 0.1),
}  # fmt: skip
# cl100k tokens per character of a script, and how many times as many Claude needs.
RATES = {
    "g": (0.95, 0.72), "r": (0.5, 0.75), "h": (0.95, 0.72), "b": (0.75, 0.75), "i": (1.1, 0.72),
    "j": (1.2, 0.75), "k": (1.0, 0.9), "z": (1.2, 0.9), "o": (1.0, 0.95),
}  # fmt: skip
SIGNED = frozenset((*SCRIPTS, "marks2", "lines2"))
# Nova against Claude 3 Haiku on the same texts, published counts: Japanese 1.37, Chinese 1.23,
# Korean 1.07, SQL 1.20, logs 1.13, code 0.93, HTML 0.95, English 0.99 and 0.86.
NOVA_MORE = {"k": 0.4, "z": 0.35, "o": 0.15, "digits": 0.1, "numbers": 0.1}


def row_of(measured: Measured, names: Sequence[str]) -> list[float]:
    """The features in the order of `names`."""
    values = dict(zip(NAMES, (measured.cl100k or 0, *measured.counts), strict=True))
    return [float(values[name]) for name in names]


def prior_of(family: str, tier: Tier, base: Calibration | None) -> Prior:
    """What is believed of a family before its pairs are seen. `base`: family A, fitted."""
    prior = dict(QUICK if tier == "quick" else FULL)
    scale, cl100k = (1.45, 1.1) if family == "B" else (1.0, 0.85)
    prior = {n: (m * scale, d * scale) if n in SHAPE else (m, d) for n, (m, d) in prior.items()}
    if tier == "full":
        prior["cl100k"] = (cl100k, 0.25)
        for name in SCRIPTS:
            rate, times = RATES.get(name, (0.0, 0.0))
            prior[name] = ((times - cl100k) * rate, 0.12 * rate) if rate else (0.1, 0.3)
        prior["q"] = (0.5, 0.8)
    if family.startswith("N") and base:
        known = dict(zip(NAMES, (base.cl100k, *base.weights), strict=True))
        prior = {
            name: (0.9 * known[name] + NOVA_MORE.get(name, 0.0), 0.1 * deviation)
            for name, (_, deviation) in prior.items()
        }
        if family == "N1":
            prior["digits"] = (prior["digits"][0] + 0.4, 0.1)  # seems to count digits one by one
    return prior


def solve(pairs: Sequence[Pair], prior: Prior) -> dict[str, float]:
    """Tokens per count that fit the pairs and the prior best, by coordinate descent."""
    names = list(prior)
    rows = [row_of(pair.measured, names) for pair in pairs]
    sizes = [pair.tokens for pair in pairs]
    # Counted texts are the better witnesses: no frame had to be guessed.
    spread = [
        math.hypot(2.0, (0.035 if pair.direction == "count" else 0.05) * pair.tokens)
        for pair in pairs
    ]
    trust = [1.0] * len(pairs)
    found = [prior[name][0] for name in names]
    for _ in range(3):
        weights = [t / s**2 for t, s in zip(trust, spread, strict=True)]
        gram, right = _normal_equations(rows, sizes, weights)
        for index, name in enumerate(names):
            mean, deviation = prior[name]
            gram[index][index] += 1 / deviation**2
            right[index] += mean / deviation**2
        for _ in range(300):
            before = list(found)
            for index, name in enumerate(names):
                line = gram[index]
                rest = sum(map(float.__mul__, line, found)) - line[index] * found[index]
                value = (right[index] - rest) / line[index]
                found[index] = value if name in SIGNED else max(value, 0.0)
            if max(map(abs, map(float.__sub__, found, before))) < 1e-5:
                break
        misses = [
            abs(sum(map(float.__mul__, row, found)) - size) / s
            for row, size, s in zip(rows, sizes, spread, strict=True)
        ]
        trust = [1.0 if miss < 2 else 2 / miss for miss in misses]
    return dict(zip(names, found, strict=True))


def _normal_equations(
    rows: Sequence[Sequence[float]], sizes: Sequence[float], weights: Sequence[float]
) -> tuple[list[list[float]], list[float]]:
    right = [0.0] * len(rows[0])
    gram = [list(right) for _ in right]
    for row, size, weight in zip(rows, sizes, weights, strict=True):
        present = [(index, value) for index, value in enumerate(row) if value]
        for index, value in present:
            right[index] += weight * value * size
            line = gram[index]
            for other, factor in present:
                line[other] += weight * value * factor
    return gram, right


def fit(pairs: Sequence[Pair], family: str, tier: Tier) -> dict[str, float]:
    """The family's coefficients by name, from those of the pairs that are its own."""
    own = tuple(pair for pair in pairs if pair.family == family)
    if not family.startswith("N"):
        return _fit(own, family, tier)
    base = calibration(fit(pairs, "A", tier), "A", tier, (1.0, 1.0))
    return solve(own, prior_of(family, tier, base))


@cache
def _fit(own: tuple[Pair, ...], family: str, tier: Tier) -> dict[str, float]:
    return solve(own, prior_of(family, tier, None))


# Bounds for what the pairs hardly cover, as factors of the estimate in the full tier.
# One text each: Greek, Hebrew, Hangul; three Russian; two Japanese; none Arabic, Thai, Tibetan.
BANDS = {
    "unbroken": (0.2, 1.9), "caps": (0.75, 1.3), "codes": (0.7, 1.35), "l": (0.7, 1.4),
    "g": (0.8, 1.25), "r": (0.85, 1.2), "h": (0.8, 1.25), "b": (0.65, 1.4), "i": (0.65, 1.4),
    "j": (0.5, 1.8), "s": (0.75, 1.35), "k": (0.8, 1.25), "z": (0.8, 1.25), "o": (0.8, 1.25),
    "f": (0.5, 1.8), "q": (0.55, 1.6),
}  # fmt: skip
# Tokens that a short text may be off by: frames are known to half a token, and it has few words.
SLACK: dict[Tier, dict[str, tuple[float, float]]] = {
    "quick": dict.fromkeys(FRAME, (3.0, 4.0)),
    "full": {"A": (2.0, 2.5), "B": (2.5, 2.5), "N1": (1.5, 2.0), "N2": (2.0, 2.5)},
}
LEAST: dict[Tier, dict[str, tuple[float, float]]] = {
    "quick": {"A": (0.82, 1.28), "B": (0.82, 1.3), "N": (0.82, 1.28)},
    "full": {"A": (0.89, 1.14), "B": (0.88, 1.16), "N": (0.86, 1.19)},
}
# Words in no language we know: from bytes alone, each may be up to this much more.
DOUBT = {"words": 0.5, "letters6": 0.6}
# A repeated letter or sign: 500 "#" are 10 tokens in family A and 33 in B.
UNBROKEN: dict[Tier, float] = {"quick": 1.0, "full": 0.1}


def calibration(
    tokens: dict[str, float], family: str, tier: Tier, latin: tuple[float, float]
) -> Calibration:
    """An estimator as the package uses it."""
    return estimator.from_json(spelled(tokens, family, tier, latin))


def spelled(
    tokens: dict[str, float], family: str, tier: Tier, latin: tuple[float, float]
) -> dict[str, Any]:
    """An estimator as coefficients.json spells it."""
    down, up = (1.0, 1.0) if tier == "full" else (0.85, 1.2)
    if family.startswith("N"):
        down, up = 0.85 * down, 1.25 * up
    bands = {
        kind: [round(low * down, 3), round(high * up, 3)] for kind, (low, high) in BANDS.items()
    }
    if tier == "quick":
        bands["unbroken"][0] = 0.02  # bytes alone don't tell a repeated sign from base64
    return {
        "tokens": {name: round(value, 4) for name, value in tokens.items() if abs(value) > 5e-5},
        "bands": {"latin": list(latin), "caps": list(BANDS["caps"]), **bands},
        "slack": list(SLACK[tier][family]),
        "unbroken": UNBROKEN[tier],
        "doubt": DOUBT if tier == "quick" else {},
    }


class Judged(NamedTuple):
    """A pair and what an estimator made of it that had not seen its text."""

    pair: Pair
    quick: float
    full: float


def cross_validate(pairs: Sequence[Pair], family: str) -> list[Judged]:
    """Every pair of the family with estimates that were fitted without its text."""
    texts = sorted({(len(pair.text), pair.text) for pair in pairs if pair.family == family})
    judged: list[Judged] = []
    for fold in range(FOLDS):
        held = {text for _, text in texts[fold::FOLDS]}
        seen = [pair for pair in pairs if pair.text not in held]
        made = {tier: calibration(fit(seen, family, tier), family, tier, (1, 1)) for tier in TIERS}
        for pair in pairs:
            if pair.family == family and pair.text in held:
                quick, full = (estimator.estimate(pair.measured, made[tier]) for tier in TIERS)
                judged.append(Judged(pair, quick, full))
    return judged


def interval_of(one: Judged, tier: Tier) -> Tokens:
    """The shipped bounds around the cross-validated estimates."""
    tiers = estimator.calibrations()[one.pair.family]
    rough, measured = tiers["quick"], one.pair.measured
    shares = estimator.composition(measured, rough)
    size = bound_text(one.pair.text, one.pair.family)
    quick = estimator.settle(estimator.bounds(one.quick, measured, rough, shares), size)
    if tier == "quick":
        return quick
    full = estimator.bounds(one.full, measured, tiers["full"], shares)
    return estimator.settle(full, quick)


def choose_band(judged: Sequence[Judged], tier: Tier, rough: Calibration) -> tuple[float, float]:
    """The narrowest band for Latin text that holds 99 % of the pairs on either side, and 0.01.

    Not narrower than LEAST: Nova's few pairs hold no code, and a dozen pairs prove little. Very
    short texts say more about frames and stop sequences than about the estimate.
    """
    family = judged[0].pair.family
    below, above = SLACK[tier][family]
    least = LEAST[tier][family[0]]
    lows, highs = [], []
    for one in judged:
        shares = estimator.composition(one.pair.measured, rough)
        if one.pair.tokens < 60 or shares.get("latin", 0.0) < 0.95:
            continue
        middle = max(getattr(one, tier), 1e-9)
        miss = one.pair.tokens - middle
        lows.append(1 - math.sqrt(max(miss**2 - below**2, 0.0)) / middle if miss < 0 else 1.0)
        highs.append(1 + math.sqrt(max(miss**2 - above**2, 0.0)) / middle if miss > 0 else 1.0)
    spare = round(len(lows) / 100)
    low, high = sorted(lows)[spare], sorted(highs)[-1 - spare]
    return round(min(low - 0.01, least[0]), 2), round(max(high + 0.01, least[1]), 2)


def main() -> None:
    """Fit, cross-validate, print, and write if asked to."""
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    pairs = load(Path(sys.argv[1]))
    families: dict[str, Any] = {}
    for family in FRAME:
        judged = cross_validate(pairs, family)
        families[family] = {}
        rough = calibration(fit(pairs, family, "quick"), family, "quick", (1, 1))
        for tier in TIERS:
            band = choose_band(judged, tier, rough)
            families[family][tier] = spelled(fit(pairs, family, tier), family, tier, band)
            long = (one for one in judged if one.pair.tokens >= 60)
            ratios = sorted(one.pair.tokens / getattr(one, tier) for one in long)
            print(
                f"{family:2} {tier:5} {len(judged):3} pairs; {len(ratios):3} of 60 tokens or more: "
                f"true/estimate {fmean(ratios):.3f} ± {pstdev(ratios):.3f} "
                f"[{ratios[0]:.2f}, {ratios[-1]:.2f}]; band {band[0]:.2f} to {band[1]:.2f}"
            )
    if "--write" in sys.argv:
        made = {"made_by": "scripts/fit_tokens.py", "families": families}
        path = Path(estimator.__file__).with_name("coefficients.json")
        path.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
        print(f"written: {path}")


if __name__ == "__main__":
    main()
