"""Tokens of a text from its size alone: the widest bounds, and next to no work.

Natural text has 0.17 to 0.70 tokens per byte in every family (some 400 recorded texts in 20
languages and formats: 0.17 for English on Nova 2, 0.64 for LaTeX on family B). These bounds must
also hold for what nobody writes, so they are those of any tokenizer of this kind:

- It begins with bytes and merges them, so ASCII has at most a token per byte. Letters outside
  ASCII may need markers besides: half a token more per byte.
- It merges no words across a blank, so there is about a token for each. Without blanks only the
  longest tokens bound it from below: 500 "#" were 10 tokens, 50 bytes for each; four times
  that is allowed.
"""

from __future__ import annotations

from promptlint.facts.tokens.interval import Tokens

_PER_BYTE = {"A": 0.26, "B": 0.37, "N1": 0.23, "N2": 0.24}  # medians of what was recorded
_MARKERS = 0.5  # tokens per byte outside ASCII, beyond the one
_LONGEST = 200  # bytes
_WORD = 0.75  # tokens: a few words share one with their neighbour, to be safe
_SLACK = 3


def bound_text(text: str, family: str | None) -> Tokens:
    """Bounds that hold every interval that `count_text` may give for this text.

    Args:
        text: any text.
        family: tokenizer family, or None: then only the estimate differs.
    """
    if not text:
        return Tokens.zero
    size = len(text)
    outside = 0
    if not text.isascii():
        size = len(text.encode("utf-8", "surrogatepass"))
        # A character outside ASCII has two bytes or more: at most twice what it has beyond one.
        outside = min(2 * (size - len(text)), size)
    # Runs of an odd number of blanks: not more than there are words.
    words = text.count(" ") - 2 * text.count("  ")
    low = max(size // _LONGEST, int(_WORD * words) - _SLACK, 0)
    high = size + int(_MARKERS * outside) + _SLACK
    rates = _PER_BYTE.values() if family is None else (_PER_BYTE[family],)
    likely = int(size * sum(rates) / len(rates))
    return Tokens(low, min(max(likely, low), high), high)
