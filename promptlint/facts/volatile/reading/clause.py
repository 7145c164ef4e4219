"""What the words before a value say of it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from promptlint.facts.volatile.words.entries import Label, Lexicon
from promptlint.facts.volatile.words.phrases import is_wide, normal, word_marks

_REACH = 110  # characters before a value that are looked at
_WORDS = 14  # words of them
_LONGEST = 6  # words of a label
_FARTHEST = 3  # words between label and value that belong to neither
_DOUBTING = 4  # words before a label in which a word against undoes it
_LONGEST_SHOWN = 40
_MARKUP = " \t*_`'\"“‘>-•#(["
_COLONS = (":", "\uff1a")
_ABBREVIATIONS = ("e.g", "i.e", "z.b")


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
AGAINST = Saying(against=True)


@cache
def _cuts() -> re.Pattern[str]:
    return re.compile("[.!?;][ \t]|[\u3002\uff1b\uff01\uff1f\n]")


def window(text: str, start: int) -> tuple[int, int]:
    """The stretch that speaks of what begins at `start`: its sentence up to there.

    If nothing stands before it in its line: the line above, where that is a heading or ends in
    a colon.
    """
    low = max(0, start - _REACH)
    line = text.rfind("\n", low, start) + 1 or low
    if not text[line:start].strip(_MARKUP):
        above = text[low : max(line - 1, low)].rstrip()
        end = low + len(above)
        begin = max(text.rfind("\n", low, end) + 1, low)
        if above.endswith((*_COLONS, ":**", "**")) or text.startswith("#", begin):
            return begin, end
    cut = line
    for match in _cuts().finditer(text, line, start):
        if text[max(0, match.start() - 3) : match.start()].lower() not in _ABBREVIATIONS:
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
    return _narrow_saying(part, takes, lexicon, above=high < start)


def _narrow_saying(part: str, takes: str, lexicon: Lexicon, *, above: bool) -> Saying:
    """The nearest label in a part of the text, in scripts that put spaces between words."""
    part = _form().sub(_blanks, part)
    marks = word_marks(part)[-_WORDS:]
    names = [normal(mark[0]) for mark in marks]
    if lexicon.heads.isdisjoint(names):
        return AGAINST if doubted(names[-_FARTHEST:], lexicon) else NOTHING
    far = 0
    weak = NOTHING  # a weak label counts only if no strong one stands before it
    for last in range(len(marks) - 1, -1, -1):
        found = _label_ending(names, last, takes, lexicon)
        first, label = found or (0, None)
        if found is not None and label is None:
            return AGAINST
        if label is not None and (label.strong or weak is NOTHING):
            if doubted(names[max(0, first - _DOUBTING) : first], lexicon):
                return AGAINST
            begin, end = marks[first].start(), marks[last].end()
            whole = fills_part(part, begin, end, above=above)
            opens = not part[:begin].strip(_MARKUP)
            weak = Saying(label, shown(part[begin:]), whole, far, opens)
            if label.strong:
                return weak
        if names[last] not in lexicon.glue and names[last] not in lexicon.weekdays:
            far += 1
            if far > _FARTHEST:
                break
    return weak


@cache
def _form() -> re.Pattern[str]:
    """What tells how a value is written: "today's date in ISO format is …"."""
    return re.compile(
        r"\b(?:in|using)(?: the)?(?: [\w/-]{2,20}){1,2} format\b|\(format: [^()\n]{2,30}\)"
    )


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _label_ending(
    names: list[str], last: int, takes: str, lexicon: Lexicon
) -> tuple[int, Label | None] | None:
    """First word of the longest label that ends in word `last`; no label: a word against."""
    for first in range(max(0, last - _LONGEST + 1), last + 1):
        phrase = " ".join(names[first : last + 1])
        if phrase in lexicon.against and phrase not in lexicon.glue:
            return first, None
        for label in lexicon.labels.get(phrase, ()):
            if label.takes == takes:
                return first, label
    return None


def doubted(names: list[str], lexicon: Lexicon) -> bool:
    """Whether one of some words makes what follows a sample or a condition."""
    return any(name in lexicon.against and name not in lexicon.glue for name in names)


def _wide_saying(part: str, takes: str, lexicon: Lexicon) -> Saying:
    """The same for scripts without spaces: the label that ends nearest to the value."""
    best, place = NOTHING, -1
    lowered = part.lower()
    for phrase, labels in lexicon.wide.items():
        at = lowered.rfind(phrase)
        end = at + len(phrase)
        if at < 0 or (end, len(phrase)) <= (place, len(best.phrase)) or len(part) - end > 11:
            continue
        for label in labels:
            if label.takes == takes:
                whole = fills_part(part, at, end)
                best, place = Saying(label, shown(part[at:]), whole), end
    # A word against counts behind the label, or shortly before it.
    low = max(0, place - len(best.phrase) - 8) if best.label else 0
    if any(word in part[low:] for word in lexicon.wide_against):
        return AGAINST
    return best


def fills_part(part: str, first: int, last: int, *, above: bool = False) -> bool:
    """Whether the label fills its part of the line and a colon or "=" follows.

    `above`: the label stands in a line of its own, above the value; nothing need follow.
    """
    follows = part[last:].strip(" \t*_`'\")]>’”")[:1]
    if follows not in (*_COLONS, "=") and not (above and not follows):
        return False
    before = part[:first].rstrip(" \t*_`'\"“‘$").rstrip("-•>#+0123456789.)")
    return not before.strip() or before[-1] in "|,;([{<])"


def shown(phrase: str) -> str:
    """A label as written, short enough for a message."""
    text = " ".join(phrase.split()).strip("*_`'\"“”‘ (<=" + "".join(_COLONS))
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 2] + " …"
