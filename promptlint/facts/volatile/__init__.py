"""Floor 5: text that changes from call to call, found in one string.

Evidence is combined: the shape of a value (shapes, calendar, placeholders), the label before it
(labels, clause), the structure around it (outline), and what speaks against it. `judge` and
`weights` weigh it; all words stand in rules/volatile.toml (lexicon).
"""

from __future__ import annotations

from typing import NamedTuple

from promptlint.facts.volatile.judge import verdicts
from promptlint.facts.volatile.lexicon import Lexicon
from promptlint.facts.volatile.outline import outline
from promptlint.facts.volatile.patterns import refusal
from promptlint.facts.volatile.phrases import as_spelled
from promptlint.facts.volatile.tables import extended, lexicon, shipped
from promptlint.facts.volatile.verdict import confidence, repeats, settle
from promptlint.findings import Confidence, Lifetime


class Match(NamedTuple):
    """A span that changes from call to call.

    Attributes:
        start, end: offsets in the text that was searched: the value without its label.
        kind: a kind of rules/volatile.toml.
        evidence: why we think so, in words for the user.
        secret: whether the text may be a secret and must be masked.
    """

    start: int
    end: int
    kind: str
    lifetime: Lifetime
    confidence: Confidence
    evidence: str
    secret: bool


def find_spots(text: str, words: Lexicon | None = None) -> tuple[Match, ...]:
    """Spots of `text`, in order, not overlapping. Linear in the length of the text.

    `words`: the lexicon to go by; ours if None. Raises OSError if the installation lacks
    rules/volatile.toml, and nothing else.
    """
    known = words or lexicon()
    around = outline(text, known)
    found = list(verdicts(text, around, known))
    if around.parts or "User" in text or "he user" in text:
        from promptlint.facts.volatile.sections import find_sections

        found += find_sections(text, around, known)
    found += (spot for spot in repeats(text, found) if not around.at(spot.start).sample)
    return tuple(
        Match(
            spot.start,
            spot.end,
            spot.kind,
            spot.lifetime,
            confidence(spot.weight),
            spot.evidence,
            known.kinds[spot.kind].secret,
        )
        for spot in settle(found)
    )


__all__ = ["Lexicon", "Match", "as_spelled", "extended", "find_spots", "refusal", "shipped"]
