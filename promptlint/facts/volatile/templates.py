"""Whether a value is still to be filled in."""

from __future__ import annotations

from typing import Literal

from promptlint.facts.volatile.reading.outline import outline
from promptlint.facts.volatile.reading.placeholders import find_holes, language_of
from promptlint.facts.volatile.words.tables import lexicon

# Some placeholders are known as such only where a value is expected: "<NAME>", "%s".
_LABEL = "value: "
# Who writes a longer one writes text.
_LONGEST = 2_000


def templated(text: str) -> Literal["no", "partly", "wholly"]:
    """Whether placeholders stand in a text, or it is nothing but placeholders."""
    text = text.strip()
    if len(text) > _LONGEST or not any(sign in text for sign in "{<%$"):
        return "no"
    whole = _LABEL + text
    holes = find_holes(whole, outline(whole, lexicon()), language_of(whole))
    end = len(_LABEL)
    for hole in sorted(holes):
        if hole.start > end:
            break
        end = max(end, hole.end)
    if end == len(whole) and holes:
        return "wholly"
    return "partly" if holes or "{%" in text else "no"
