"""Recorded (text, token count) pairs, as the fit and the benchmark read them.

The corpus is a folder with tokens.json (`pairs` of a text, a model and the count that the service
reported) and texts/. It is not part of the project.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from promptlint.facts.tokens import estimator
from promptlint.facts.tokens.estimator import Measured

FAMILIES = {"claude-3/4": "A", "claude-new": "B", "nova1": "N1", "nova2": "N2"}

# Tokens beside the text: of a request with one message, per further message, of an answer.
FRAME = {"A": (7, 3.5, 3), "B": (11, 2.5, 4), "N1": (0, 2.5, 1), "N2": (46, 2.5, 1)}


class Pair(NamedTuple):
    """A text and its true number of tokens, frame subtracted; o200k's count, if recorded."""

    family: str
    kind: str
    direction: str
    text: str
    tokens: float
    measured: Measured
    o200k: int | None = None


def load(corpus: Path) -> list[Pair]:
    """The usable pairs of the corpus, measured; each text once per family and direction."""
    stored = json.loads((corpus / "tokens.json").read_text(encoding="utf-8"))["pairs"]
    texts = {row["id"]: row.get("text") for row in stored}
    pairs: dict[tuple[str, str, str], Pair] = {}
    for row in stored:
        text = row.get("text") or texts.get(row.get("text_ref"))
        counting = row["direction"] not in ("input", "output")
        family = FAMILIES.get(row.get("family", ""), "B" if "4-7" in row["model"] else "A")
        if text is None or row.get("family") == "claude2":
            continue
        segments = [part for part in text.split("\x1e") if part != "[empty string]"]
        first, further, answer = FRAME[family]
        frame: float = 0
        if row["direction"] == "input":
            frame = first + further * (max(row["messages"], 1) - 1)
            if row["messages"] % 2 == 0 and not is_closed(text):
                frame -= further  # the last message begins the answer: nothing stands around it
        elif not counting and not was_cut(text, row["true"]):
            frame = answer
        pair = Pair(
            family,
            row["kind"],
            "count" if counting else row["direction"],
            text,
            row["true"] - frame,
            combine([estimator.measure(part, vocabulary_too=True) for part in segments]),
            row.get("est", {}).get("o200k"),
        )
        if is_complete(pair):
            pairs.setdefault((family, pair.direction, text), pair)
    book = (corpus / "texts" / "RomeoAndJuliet.txt").read_text(encoding="utf-8")
    whole = estimator.measure(book, vocabulary_too=True)
    # Cache write reported by Bedrock for this very text (an AWS sample, Claude 3.7 Sonnet).
    pairs["A", "count", book] = Pair("A", "book", "count", book, 50_114, whole)
    return list(pairs.values())


def combine(parts: Sequence[Measured]) -> Measured:
    """The counts of several texts together."""
    counts = tuple(map(sum, zip(*(part.counts for part in parts), strict=True)))
    return Measured(
        counts,
        sum(part.unbroken for part in parts),
        sum(part.ascii for part in parts),
        sum(part.english for part in parts),
        sum(part.cl100k or 0 for part in parts),
    )


def was_cut(text: str, tokens: int) -> bool:
    """Whether an answer seems to have met its limit, a round number: then nothing closes it."""
    return tokens % 5 == 0 and not is_closed(text) and len(text.split()) >= 5


def is_closed(text: str) -> bool:
    """Whether a text ends as a finished one does."""
    return text.rstrip("*_`\"')")[-1:] in tuple(".!?…:]}>\n|")


def is_complete(pair: Pair) -> bool:
    """Whether the text can be all that was counted: some recordings lost images or tool calls."""
    cl100k = pair.measured.cl100k or 0
    most = 2.2 if pair.family == "B" else 1.5 if pair.family.startswith("N") else 1.9
    return cl100k > 0 and (pair.direction == "count" or pair.tokens <= most * cl100k + 8)
