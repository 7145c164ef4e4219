"""From what is counted in a text to an interval for its tokens, for one tokenizer family.

An estimate is a linear function of features: `quick` ones come from the bytes alone, `full` ones
have the cl100k count besides. The bands around it depend on what the text is made of, because
the calibration covers English, code and JSON well, some scripts with one text each, and others
not at all. `scripts/fit_tokens.py` fits the coefficients and says how good they are.
"""

from __future__ import annotations

from functools import cache
from math import hypot
from operator import mul
from typing import Any, Literal, NamedTuple

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
    """What is counted in a text.

    Attributes:
        counts: as NAMES says.
        unbroken: bytes in long runs without a break.
        ascii: bytes that are characters by themselves.
        english: occurrences of the commonest English words.
        cl100k: None if not counted.
    """

    counts: tuple[int, ...]
    unbroken: int
    ascii: int
    english: int
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
        bands: for "latin", "caps", "codes", "unbroken", and each script.
        slack: tokens below and above, which decide on short texts and vanish in long ones.
        unbroken: tokens that a byte of an unbroken run may be worth beyond the band.
        doubt: tokens per count, in the order of NAMES, that words may be worth beyond the band
            unless they are English.
    """

    weights: tuple[float, ...]
    cl100k: float
    bands: dict[str, Band]
    slack: tuple[float, float]
    unbroken: float
    doubt: tuple[float, ...]


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
        english=features.english(data),
        cl100k=vocabulary.count(text) if vocabulary_too else None,
    )


_PAIRS_OF_CAPITALS = features.SHAPE.index("upper2")
_WORDS = features.SHAPE.index("words")
_MIXED = features.SHAPE.index("mixed")
_NOT_ASCII = bytes(range(0x80, 0x100))


def estimate(measured: Measured, calibration: Calibration) -> float:
    """The likeliest number of tokens; cl100k's count only matters where it has a weight."""
    value = _dot(calibration.weights, measured.counts)
    if not calibration.cl100k:
        return max(value, 0.0)
    # The corrections of scripts are negative: they must not eat up the count itself.
    counted = measured.cl100k or 0
    return max(value + calibration.cl100k * counted, 0.4 * counted)


def interval(measured: Measured, family: str, size: Tokens) -> Tokens:
    """The interval for a family; without a cl100k count that of the quick tier.

    Each tier is cut down to the one below it, so that no two contradict each other. Where they
    do, the lower one is all that can be said. `size`: what the text's size alone allows.
    """
    tiers = calibrations()[family]
    rough = tiers["quick"]
    shares = composition(measured, rough)
    quick = settle(bounds(estimate(measured, rough), measured, rough, shares), size)
    if measured.cl100k is None:
        return quick
    full = tiers["full"]
    return settle(bounds(estimate(measured, full), measured, full, shares), quick)


def settle(finer: Tokens, rougher: Tokens) -> Tokens:
    """What holds by two tiers, always inside the rougher one."""
    if rougher.low <= finer.estimate <= rougher.high:
        return finer.within(rougher)
    return rougher._replace(estimate=finer.within(rougher).estimate)


def bounds(
    middle: float, measured: Measured, calibration: Calibration, shares: dict[str, float]
) -> Tokens:
    """The bounds around an estimate for a text of this composition."""
    bands = calibration.bands
    low = sum(share * bands[kind].low for kind, share in shares.items())
    high = sum(share * bands[kind].high for kind, share in shares.items())
    below, above = calibration.slack
    words = measured.counts[_WORDS]
    # About one English word in 25 is among the commonest, even in terse instructions.
    foreign = max(1 - 25 * measured.english / words, 0.0) if words else 0.0
    doubt = foreign * _dot(calibration.doubt, measured.counts) if foreign else 0.0
    more = calibration.unbroken * measured.unbroken + doubt
    # Errors that grow with the text and errors that don't (a frame, a rounding) are independent.
    down, up = hypot(middle * (1 - low), below), hypot(middle * (high - 1), above)
    return Tokens(max(round(middle - down), 0), round(middle), round(middle + up + more))


def composition(measured: Measured, rough: Calibration) -> dict[str, float]:
    """What the tokens are made of, in shares that add up to 1.

    "unbroken" runs, "caps" (words in capitals), "codes" (letters and digits mixed: UUIDs, hashes),
    other "latin" text, and each script. A word in capitals has about two pairs of them, a token
    of a code a digit behind a letter every so often.
    """
    shape = len(features.SHAPE)
    plain = _dot(rough.weights[:shape], measured.counts)
    run = min(measured.unbroken / measured.ascii, 1.0) if measured.ascii else 0.0
    words = measured.counts[_WORDS]
    caps = min(measured.counts[_PAIRS_OF_CAPITALS] / (2 * words), 1.0) if words else 0.0
    codes = min(4 * measured.counts[_MIXED] / plain, 1.0) if plain else 0.0
    latin = plain * (1 - run)
    parts = {
        "latin": latin * (1 - caps) * (1 - codes),
        "caps": latin * caps * (1 - codes),
        "codes": latin * codes,
        "unbroken": plain * run,
    }
    for name, number in zip(features.SCRIPTS, measured.counts[shape:], strict=True):
        if number:
            parts[name] = number * WEIGHTS[name]
    total = sum(parts.values())
    if total <= 0:
        return {"latin": 1.0}
    return {kind: part / total for kind, part in parts.items() if part}


def _dot(weights: tuple[float, ...], counts: tuple[int, ...]) -> float:
    return float(sum(map(mul, weights, counts)))


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


def from_json(values: dict[str, Any]) -> Calibration:
    """One estimator as coefficients.json spells it; what is not named there is zero."""
    tokens, doubt = values["tokens"], values["doubt"]
    return Calibration(
        weights=tuple(tokens.get(name, 0.0) for name in NAMES),
        cl100k=tokens.get("cl100k", 0.0),
        bands={kind: Band(*band) for kind, band in values["bands"].items()},
        slack=tuple(values["slack"]),
        unbroken=values["unbroken"],
        doubt=tuple(doubt.get(name, 0.0) for name in NAMES),
    )
