"""Where in a text code, examples, and facts about this call stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from functools import cache
from typing import NamedTuple

from promptlint.facts.volatile.reading.titles import (
    CODE,
    SAMPLE,
    flags_of_name,
    flags_of_title,
    kind_of_element,
    kind_of_title,
)
from promptlint.facts.volatile.words.entries import Lexicon
from promptlint.facts.volatile.words.phrases import normal, past_space, words


class Setting(NamedTuple):
    """What surrounds a place."""

    code: bool = False
    sample: bool = False
    live: bool = False
    person: bool = False


class Element(NamedTuple):
    """An XML-like element with its closing tag."""

    name: str
    start: int
    inner: int
    close: int
    end: int


class Part(NamedTuple):
    """A section whose title names a kind: from behind its title to its end."""

    kind: str
    title: str
    inner: int
    end: int


class Outline(NamedTuple):
    """Settings from each of `starts` to the next one; elements in order of their ends."""

    starts: list[int]
    settings: list[Setting]
    elements: list[Element]
    parts: list[Part]

    def at(self, place: int) -> Setting:
        """The setting of one offset."""
        return self.settings[bisect_right(self.starts, place) - 1]


_Change = tuple[int, int, int]  # offset, number of the flag, +1 or -1

_REAL = frozenset(("actual", "real"))  # behind the examples: "Actual input"
_MOST_ALIKE = 3  # elements of one name that may hold facts about the call
_BOLD = 7  # the level of a line in bold: below all headings


@cache
def _line_marks() -> re.Pattern[str]:
    return re.compile(
        r"\n[ \t]{0,12}+(?:(```|~~~)([\w+-]{0,20})|(#{1,6})[ \t]{1,4}([^\n]{1,80})"
        r"|(?:\*\*|__|\u3010)([^*_\n\u3011]{2,60})(?:\*\*:?|__:?|:\*\*|\u3011[:\uff1a]?)[ \t]{0,4}$"
        r"|([^\n:\uff1a]{2,60}+|(?<!\n)[^\n:\uff1a])[:\uff1a][ \t]{0,4}$)",
        re.MULTILINE,
    )


@cache
def _tags() -> re.Pattern[str]:
    return re.compile(r"<(/?)([A-Za-z][\w.:-]{0,40})([^<>\n]{0,200})>")


def outline(text: str, lexicon: Lexicon) -> Outline:
    """Regions of `text`; linear in its length."""
    changes: list[_Change] = []
    elements: list[Element] = []
    parts: list[Part] = []
    if "<" in text:
        elements = _elements(text)
        several = Counter(element.name for element in elements)
        for element in elements:
            name = normal(element.name)
            flags = flags_of_name(name, lexicon)
            if several[element.name] > _MOST_ALIKE and SAMPLE not in flags:
                continue  # a call has one environment: these are samples of it, or parts
            for flag in flags:
                changes.append((element.inner, flag, 1))
                changes.append((element.close, flag, -1))
            kind = kind_of_element(name, lexicon)
            if kind is not None:
                parts.append(Part(kind, f"<{element.name}>", element.inner, element.close))
    reader = _Reader(text, lexicon, changes)
    reader.read()
    parts += reader.parts
    changes.sort()
    starts, settings, counts = [0], [Setting()], [0, 0, 0, 0, 0]
    for place, flag, step in changes:
        counts[flag] += step
        code, sample, live, person, titled = (count > 0 for count in counts)
        # Under a heading "Examples" may still stand an element with the facts of this call.
        setting = Setting(code, sample or (titled and not live), live, person)
        if place == starts[-1]:
            settings[-1] = setting
        else:
            starts.append(place)
            settings.append(setting)
    return Outline(starts, settings, elements, parts)


def _elements(text: str) -> list[Element]:
    opened: dict[str, list[tuple[int, int]]] = {}
    found = []
    for match in _tags().finditer(text):
        closing, name, rest = match.groups()
        if closing:
            stack = opened.get(name)
            if stack:
                start, inner = stack.pop()
                found.append(Element(name, start, inner, match.start(), match.end()))
        elif not rest.endswith("/"):
            opened.setdefault(name, []).append(match.span())
    return found


class _Heading(NamedTuple):
    level: int
    end: int
    title: str
    flags: list[int]


class _Reader:
    """Reads fences, headings, and lines that introduce what follows, from first to last."""

    def __init__(self, text: str, lexicon: Lexicon, changes: list[_Change]) -> None:
        self.text, self.lexicon, self.changes = text, lexicon, changes
        self.parts: list[Part] = []
        self._open: list[_Heading] = []  # headings whose sections have not ended
        self._fence: tuple[str, int, bool] | None = None  # mark, end of its line, whether code
        self._run: Part | None = None  # what the last line with a colon has introduced

    def read(self) -> None:
        """Read all of the text."""
        # A literal is looked for faster than "^".
        for match in _line_marks().finditer("\n" + self.text):
            mark, info, hashes, heading, bold, lead = match.groups()
            start, end = match.start(), match.end() - 1
            if mark:
                self._take_fence(mark, info, start, end)
            elif self._fence is not None and self._fence[2]:
                continue
            elif lead is not None:
                self._take_lead(lead, start, end)
            else:
                self._take_heading(
                    _Heading(
                        len(hashes) if hashes else _BOLD,
                        end,
                        heading or bold,
                        flags_of_title(heading or bold, self.lexicon),
                    ),
                    start,
                )
        self._close(0, len(self.text))
        self._end_run(len(self.text))

    def _take_fence(self, mark: str, info: str, start: int, end: int) -> None:
        if self._fence is None:
            self._fence = (mark, end, info.lower() in self.lexicon.structure.code)
        elif self._fence[0] == mark:
            if self._fence[2]:
                self.changes.append((self._fence[1], CODE, 1))
                self.changes.append((start, CODE, -1))
            self._fence = None

    def _take_lead(self, lead: str, start: int, end: int) -> None:
        _lead(self.text, end, flags_of_title(lead, self.lexicon), self.changes)
        kind = kind_of_title(lead, self.lexicon)
        if kind is not None:
            self._end_run(start)
            self._run = Part(kind, lead.strip(" *_:\uff1a"), end, end)

    def _take_heading(self, heading: _Heading, start: int) -> None:
        real = _REAL.intersection(words(heading.title))
        self._close(0 if real else heading.level, start)
        self._end_run(start)
        self.changes.extend((heading.end, flag, 1) for flag in heading.flags)
        self._open.append(heading)

    def _close(self, level: int, place: int) -> None:
        """End the sections that a heading of this level ends."""
        while self._open and self._open[-1].level >= level:
            heading = self._open.pop()
            self.changes.extend((place, flag, -1) for flag in heading.flags)
            kind = kind_of_title(heading.title, self.lexicon)
            if kind is not None:
                self.parts.append(Part(kind, heading.title.strip(" *_:"), heading.end, place))

    def _end_run(self, place: int) -> None:
        if self._run is not None:
            end = _end_of_run(self.text, self._run.inner, place)
            self.parts.append(self._run._replace(end=end))
            self._run = None


def _end_of_run(text: str, place: int, last: int) -> int:
    """Where what a line introduces ends: at a blank line, unless more of the same follows it."""
    start = past_space(text, place, last)
    sort = _sort(text[start : start + 1])
    end = text.find("\n\n", start, last)
    while end >= 0:
        following = past_space(text, end, last)
        if sort == "word" or following >= last or _sort(text[following : following + 1]) != sort:
            return end
        end = text.find("\n\n", following, last)
    return last


def _sort(char: str) -> str:
    """How a paragraph begins: with a bullet, a bracket, a number, a word."""
    return "word" if char.isalpha() else "number" if char.isdigit() else char


def _lead(text: str, place: int, flags: list[int], changes: list[_Change]) -> None:
    """A line ending in a colon rules the paragraph that follows."""
    if flags:
        last = min(len(text), place + 2000)
        end = text.find("\n\n", place + 2, last)
        for flag in flags:
            changes.append((place, flag, 1))
            changes.append((last if end < 0 else end, flag, -1))
