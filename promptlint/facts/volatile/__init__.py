"""Floor 5: text that changes from call to call, found in one string."""

from __future__ import annotations

from typing import NamedTuple

from promptlint.findings import Confidence, Lifetime

from .judge import confidence, settle, verdicts
from .lexicon import lexicon
from .outline import outline


class Match(NamedTuple):
    """A span that changes; `start` and `end` are offsets in the text that was searched."""

    start: int
    end: int
    kind: str
    lifetime: Lifetime
    confidence: Confidence
    evidence: str
    secret: bool


def find_spots(text: str) -> tuple[Match, ...]:
    """Spots of `text`, in order, not overlapping. Linear in the length of the text."""
    words = lexicon()
    found = [v for v in verdicts(text, outline(text, words), words) if v.weight >= 1]
    spots = []
    for spot in settle(found):
        level = confidence(spot.weight)
        if level is not None:
            secret = spot.kind in words.kinds and words.kinds[spot.kind].secret
            spots.append(
                Match(spot.start, spot.end, spot.kind, spot.lifetime, level, spot.evidence, secret)
            )
    return tuple(spots)


__all__ = ["Match", "find_spots"]
