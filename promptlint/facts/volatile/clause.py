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
        opens: nothing stands before the label in its sentence.
        against: the nearest word is one against.
    """

    label: Label | None = None
    phrase: str = ""
    whole: bool = False
    far: int = 0
    opens: bool = False
    against: bool = False


NOTHING = Saying()
_REACH = 110
_MARKUP = " \t*_`'\"“‘>-•#(["
_LONGEST = 6  # words of a label
_WORDS = 14  # that are looked at before a value


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
        end = low + len(above)
        begin = max(text.rfind("\n", low, end) + 1, low)
        if above.endswith((":", "：", ":**", "**")) or text.startswith("#", begin):
            line = begin
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
    marks = list(_tokens().finditer(part))[-_WORDS:]
    names = [normal(mark[0]) for mark in marks]
    far = 0
    weak = NOTHING  # a weak label counts only if no strong one stands before it
    for last in range(len(marks) - 1, -1, -1):
        for first in range(max(0, last - _LONGEST + 1), last + 1):
            phrase = " ".join(names[first : last + 1])
            if phrase in lexicon.against and phrase not in lexicon.glue:
                return Saying(against=True)
            labels = lexicon.labels.get(phrase)
            label = next((x for x in labels if x.takes == takes), None) if labels else None
            if label is None or not (label.strong or weak is NOTHING):
                continue
            ahead = names[max(0, first - 4) : first]
            if any(name in lexicon.against and name not in lexicon.glue for name in ahead):
                return Saying(against=True)
            begin, end = marks[first].start(), marks[last].end()
            whole = _whole(part, begin, end, high < start)
            opens = not part[:begin].strip(_MARKUP)
            found = Saying(label, _shown(part[begin:]), whole, far, opens)
            if label.strong:
                return found
            weak = found
            break
        if names[last] not in lexicon.glue and names[last] not in lexicon.weekdays:
            far += 1
            if far > 3:
                break
    return weak


def _wide_saying(part: str, takes: str, lexicon: Lexicon) -> Saying:
    """The same for scripts without spaces: the label that ends nearest to the value."""
    best, place = NOTHING, -1
    for phrase, labels in lexicon.wide.items():
        at = part.lower().rfind(phrase)
        if at >= 0 and (at + len(phrase), len(phrase)) > (place, len(best.phrase)):
            label = next((x for x in labels if x.takes == takes), None)
            rest = part[at + len(phrase) :]
            if label is not None and len(rest) < 12:
                whole = not part[:at].strip(" \t-*#>•·「【") and rest.strip(" *")[:1] in (
                    ":",
                    "：",
                    "=",
                )
                best, place = Saying(label, _shown(part[at:]), whole), at + len(phrase)
    # A word against counts behind the label, or shortly before it.
    low = max(0, place - len(best.phrase) - 8) if best.label else 0
    if any(word in part[low:] for word in lexicon.wide_against):
        return Saying(against=True)
    return best


def _whole(part: str, first: int, last: int, above: bool = False) -> bool:
    """Whether the label fills its part of the line and a colon or "=" follows."""
    follows = part[last:].strip(" \t*_`'\")]>’”")[:1]
    if follows not in (":", "：", "=") and not (above and not follows):
        return False
    before = part[:first].rstrip(" \t*_`'\"“‘$")
    before = before.rstrip("-•>#+0123456789.)")
    return not before.strip() or before[-1] in "|,;([{<])"


def _shown(phrase: str) -> str:
    """A label as written, short enough for a message."""
    text = " ".join(phrase.split()).strip("*_`'\"“”‘ (<:：=")
    return text if len(text) <= 40 else text[:38] + " …"
