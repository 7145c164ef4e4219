"""From what is counted in a text to an interval for its tokens, for one tokenizer family.

An estimate is a linear function of features: `quick` ones come from the bytes alone, `full` ones
have the cl100k count besides. The bands around it depend on what the text is made of, because
the calibration covers English, code and JSON well, some scripts with one text each, and others
not at all. `scripts/fit_tokens.py` fits the coefficients and says how good they are.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

from promptlint.facts.tokens import features, vocabulary
from promptlint.facts.tokens.interval import Tokens

Tier = Literal["quick", "full"]

NAMES = features.SHAPE + features.SCRIPTS

# About how many tokens a character of a script is: how much of a text's tokens each script has.
# A letter with a diacritic stands for the whole word around it.
WEIGHTS = {
    "l": 3.0,
    "g": 0.8,
    "r": 0.45,
    "h": 0.8,
    "b": 0.65,
    "i": 0.9,
    "j": 1.0,
    "s": 1.0,
    "k": 0.8,
    "z": 1.1,
    "o": 1.1,
    "f": 1.0,
    "q": 3.5,
}


class Measured(NamedTuple):
    """What is counted in a text. `counts` as NAMES says; `cl100k`: None if not counted."""

    counts: tuple[int, ...]
    unbroken: int
    ascii: int
    cl100k: int | None


class Band(NamedTuple):
    """Bounds as factors of the estimate."""

    low: float
    high: float


class Calibration(NamedTuple):
    """One family's estimator in one tier.

    Attributes:
        weights: tokens per count, in the order of NAMES.
        cl100k: tokens per cl100k token.
        bands: for "latin", "caps", "unbroken", and each script.
        slack: tokens below and above, whatever the size.
        unbroken: tokens that a byte of an unbroken run may be worth beyond the band.
    """

    weights: tuple[float, ...]
    cl100k: float
    bands: dict[str, Band]
    slack: tuple[float, float]
    unbroken: float


def measure(text: str, *, vocabulary_too: bool) -> Measured:
    """Count a text's features, and its cl100k tokens if asked for."""
    data = text.encode("utf-8", "surrogatepass")
    if text.isascii():
        by_script, size = (0,) * len(features.SCRIPTS), len(data)
    else:
        by_script = features.scripts(data)
        size = len(data.translate(None, _NOT_ASCII))
    return Measured(
        counts=features.shape(data) + by_script,
        unbroken=features.unbroken(data),
        ascii=size,
        cl100k=vocabulary.count(text) if vocabulary_too else None,
    )


_PAIRS_OF_CAPITALS = features.SHAPE.index("upper2")
_LETTERS = features.SHAPE.index("letters")
_NOT_ASCII = bytes(range(0x80, 0x100))


def estimate(measured: Measured, calibration: Calibration) -> float:
    """The likeliest number of tokens."""
    value = sum(map(float.__mul__, calibration.weights, map(float, measured.counts)))
    if measured.cl100k is None:
        return max(value, 0.0)
    # The corrections of scripts are negative: they must not eat up the count itself.
    return max(value + calibration.cl100k * measured.cl100k, 0.4 * measured.cl100k)


def interval(measured: Measured, family: str) -> Tokens:
    """The interval for a family; without a cl100k count that of the quick tier.

    The full interval is cut down to the quick one, so that the two never contradict each other.
    """
    tiers = calibrations()[family]
    rough = tiers["quick"]
    quick = bounds(estimate(measured._replace(cl100k=None), rough), measured, rough, rough=rough)
    if measured.cl100k is None:
        return quick
    full = tiers["full"]
    return bounds(estimate(measured, full), measured, full, rough=rough).within(quick)


def bounds(
    middle: float, measured: Measured, calibration: Calibration, *, rough: Calibration
) -> Tokens:
    """The bounds around an estimate; `rough`: the quick tier, which knows the composition."""
    low, high = 0.0, 0.0
    shares = composition(measured, rough)
    for kind, share in shares.items():
        band = calibration.bands[kind]
        low += share * band.low
        high += share * band.high
    below, above = calibration.slack
    more = calibration.unbroken * measured.unbroken + above
    return Tokens(
        max(int(middle * low - below), 0),
        round(middle),
        int(middle * high + more) + 1,
    )


def composition(measured: Measured, rough: Calibration) -> dict[str, float]:
    """What the tokens are made of, in shares that add up to 1.

    "unbroken" runs, "caps" (words in capitals), other "latin" text, and each script.
    """
    shape = len(features.SHAPE)
    plain = sum(map(float.__mul__, rough.weights[:shape], map(float, measured.counts)))
    run = min(measured.unbroken / measured.ascii, 1.0) if measured.ascii else 0.0
    shouted = min(2 * measured.counts[_PAIRS_OF_CAPITALS] / max(measured.counts[_LETTERS], 1), 1.0)
    parts = {
        "latin": plain * (1 - run) * (1 - shouted),
        "caps": plain * (1 - run) * shouted,
        "unbroken": plain * run,
    }
    for name, number in zip(features.SCRIPTS, measured.counts[shape:], strict=True):
        if number:
            parts[name] = number * WEIGHTS[name]
    total = sum(parts.values())
    if total <= 0:
        return {"latin": 1.0}
    return {kind: part / total for kind, part in parts.items() if part}


@cache
def calibrations() -> dict[str, dict[Tier, Calibration]]:
    """The fitted estimators by family and tier, from coefficients.json."""
    import json
    from pathlib import Path

    path = Path(__file__).with_name("coefficients.json")
    stored = json.loads(path.read_text(encoding="utf-8"))["families"]
    return {
        family: {tier: from_json(values) for tier, values in tiers.items()}
        for family, tiers in stored.items()
    }


def from_json(values: dict[str, dict[str, float] | dict[str, list[float]] | float]) -> Calibration:
    """One estimator as coefficients.json spells it; what is not named there is zero."""
    tokens, bands = values["tokens"], values["bands"]
    assert isinstance(tokens, dict) and isinstance(bands, dict)
    return Calibration(
        weights=tuple(float(tokens.get(name, 0.0)) for name in NAMES),
        cl100k=float(tokens.get("cl100k", 0.0)),
        bands={kind: Band(*band) for kind, band in bands.items()},
        slack=tuple(values["slack"]),
        unbroken=values["unbroken"],
    )
