"""Floor 5: text that changes from call to call, found in one string.

`words` is what we know: the lexicon of rules/volatile.toml, with what users add to it. `reading`
finds what stands in a text: its outline, dates, labels and their values, shapes, placeholders.
`weighing` combines that to spots: no sign decides alone.
"""

from __future__ import annotations

from typing import NamedTuple

from promptlint.facts.volatile.reading.outline import outline
from promptlint.facts.volatile.weighing.judge import verdicts
from promptlint.facts.volatile.weighing.verdict import confidence, repeats, settle
from promptlint.facts.volatile.words.entries import Lexicon
from promptlint.facts.volatile.words.patterns import refusal
from promptlint.facts.volatile.words.phrases import as_spelled
from promptlint.facts.volatile.words.tables import extended, lexicon, shipped
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
        from promptlint.facts.volatile.weighing.sections import find_sections

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
