"""What the words before a value say of it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from .lexicon import Label, Lexicon, is_wide, normal


class Saying(NamedTuple):
    """The label found before a value.

    Attributes:
        label: None where nothing, or a word against, stands nearest.
        phrase: the words from the label up to the value, as written.
        whole: nothing but the label stands in its part of the line, and a colon or "=" follows.
        far: words between label and value that do not belong to either.
        against: the nearest word is one against.
    """

    label: Label | None = None
    phrase: str = ""
    whole: bool = False
    far: int = 0
    against: bool = False


NOTHING = Saying()
_REACH = 110
_LONGEST = 6  # words of a label


@cache
def _tokens() -> re.Pattern[str]:
    return re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@cache
def _cuts() -> re.Pattern[str]:
    return re.compile(r"[.!?;][ \t]|[。；！？\n]")


def window(text: str, start: int) -> tuple[int, int]:
    """The stretch before `start` that speaks of it: its sentence, or the line above with a colon."""
    low = max(0, start - _REACH)
    line = text.rfind("\n", low, start) + 1 or low
    if not text[line:start].strip(" \t*_`'\"“‘>-•("):
        above = text[low : max(line - 1, low)].rstrip()
        if above.endswith((":", "：", ":**", "**")):
            end = low + len(above)
            line = max(text.rfind("\n", low, end) + 1, low)
            return line, end
    cut = line
    for match in _cuts().finditer(text, line, start):
        if text[match.start() - 3 : match.start()].lower() not in ("e.g", "i.e", "z.b"):
            cut = match.end()
    return cut, start


def saying(text: str, start: int, takes: str, lexicon: Lexicon) -> Saying:
    """The nearest label before `start` whose values have the shape `takes`."""
    low, high = window(text, start)
    part = text[low:high]
    if is_wide(part):
        wide = _wide_saying(part, takes, lexicon)
        if wide is not NOTHING:
            return wide
    marks = [(m[0].lower().replace("’", "'"), m.start(), m.end()) for m in _tokens().finditer(part)]
    far = 0
    for last in range(len(marks) - 1, -1, -1):
        for first in range(max(0, last - _LONGEST + 1), last + 1):
            phrase = normal(part[marks[first][1] : marks[last][2]])
            if phrase in lexicon.against and phrase not in lexicon.glue:
                return Saying(against=True)
            label = next((x for x in lexicon.labels.get(phrase, ()) if x.takes == takes), None)
            if label is None or (not label.strong and part[marks[last][2] :].strip(" \t*`'\"") == ""):
                continue
            ahead = [word for word, _, _ in marks[max(0, first - 4) : first]]
            if any(word in lexicon.against for word in ahead if word not in lexicon.glue):
                return Saying(against=True)
            return Saying(
                label, _shown(part[marks[first][1] :]), _whole(part, marks[first][1], marks[last][2]), far
            )
        word = marks[last][0]
        if word not in lexicon.glue and word not in lexicon.weekdays:
            far += 1
            if far > 3:
                break
    return NOTHING


def _wide_saying(part: str, takes: str, lexicon: Lexicon) -> Saying:
    """The same for scripts without spaces: the label that ends nearest to the value."""
    best, place = NOTHING, -1
    for phrase, labels in lexicon.wide.items():
        at = part.lower().rfind(phrase)
        if at >= 0 and (at + len(phrase), len(phrase)) > (place, len(best.phrase)):
            label = next((x for x in labels if x.takes == takes), None)
            rest = part[at + len(phrase) :]
            if label is not None and len(rest) < 12:
                whole = not part[:at].strip(" \t-*#>•·「【") and rest.strip(" *")[:1] in (":", "：", "=")
                best, place = Saying(label, _shown(part[at:]), whole), at + len(phrase)
    # A word against counts behind the label, or shortly before it.
    low = max(0, place - len(best.phrase) - 8) if best.label else 0
    if any(word in part[low:] for word in lexicon.wide_against):
        return Saying(against=True)
    return best


def _whole(part: str, first: int, last: int) -> bool:
    """Whether the label fills its part of the line and a colon or "=" follows."""
    follows = part[last:].strip(" \t*_`'\")]>’”")[:1]
    if follows not in (":", "：", "=") and last != len(part.rstrip(" \t*:")):
        return False
    before = part[:first].rstrip(" \t*_`'\"“‘$")
    before = before.rstrip("-•>#+0123456789.)")
    return not before.strip() or before[-1] in "|,;([{<])"


def _shown(phrase: str) -> str:
    """A label as written, short enough for a message."""
    text = " ".join(phrase.split()).strip("*_`'\"“”‘ (<:：=")
    return text if len(text) <= 40 else text[:38] + " …"
