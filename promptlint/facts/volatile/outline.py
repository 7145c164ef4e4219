"""Where in a text code, examples, and facts about this call stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

from promptlint.facts.volatile.lexicon import Lexicon
from promptlint.facts.volatile.phrases import normal


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


class Outline(NamedTuple):
    """Settings from each of `starts` to the next one; elements in order of their ends."""

    starts: list[int]
    settings: list[Setting]
    elements: list[Element]

    def at(self, place: int) -> Setting:
        """The setting of one offset."""
        return self.settings[bisect_right(self.starts, place) - 1]


# Numbers of the flags; _TITLED: a sample by its heading only.
_CODE, _SAMPLE, _LIVE, _PERSON, _TITLED = range(5)
_ORDERS = frozenset(("ask", "asks", "must", "should", "if", "when", "help", "tell"))
_PROSE_FENCES = frozenset(("", "md", "markdown", "text", "txt", "xml", "plaintext"))


@cache
def _line_marks() -> re.Pattern[str]:
    return re.compile(
        r"\n[ \t]{0,12}+(?:(```|~~~)([\w+-]{0,20})|(#{1,6})[ \t]{1,4}([^\n]{1,80})"
        r"|(?:\*\*|__)([^*_\n]{2,60})(?:\*\*:?|__:?|:\*\*)[ \t]{0,4}$"
        r"|([^\n:\uff1a]{2,60}+|(?<!\n)[^\n:\uff1a])[:\uff1a][ \t]{0,4}$)",
        re.MULTILINE,
    )


@cache
def _tags() -> re.Pattern[str]:
    return re.compile(r"<(/?)([A-Za-z][\w.:-]{0,40})([^<>\n]{0,200})>")


def outline(text: str, lexicon: Lexicon) -> Outline:
    """Regions of `text`; linear in its length."""
    changes: list[tuple[int, int, int]] = []  # offset, index of the flag, +1 or -1
    elements: list[Element] = []
    if "<" in text:
        elements = _elements(text)
        for element in elements:
            for flag in _flags(normal(element.name), lexicon):
                changes.append((element.inner, flag, 1))
                changes.append((element.close, flag, -1))
    _lines(text, lexicon, changes)
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
    return Outline(starts, settings, elements)


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


def _flags(name: str, lexicon: Lexicon) -> list[int]:
    flags = []
    if name in lexicon.structure.sample or name.startswith(lexicon.structure.starts):
        flags.append(_SAMPLE)
    if name in lexicon.structure.live:
        flags.append(_LIVE)
    if name in lexicon.structure.person:
        flags.append(_PERSON)
    return flags


def _lines(text: str, lexicon: Lexicon, changes: list[tuple[int, int, int]]) -> None:
    """Fences, headings, and lines that introduce what follows."""
    sections: list[tuple[int, int]] = []  # level, flag
    fence: tuple[str, int, bool] | None = None
    for match in _line_marks().finditer("\n" + text):  # a literal is looked for faster than "^"
        mark, info, hashes, title, bold, lead = match.groups()
        start, end = match.start(), match.end() - 1
        if mark:
            if fence is None:
                fence = (mark, end, info.lower() not in _PROSE_FENCES)
            elif fence[0] == mark:
                if fence[2]:
                    changes.append((fence[1], _CODE, 1))
                    changes.append((start, _CODE, -1))
                fence = None
            continue
        if fence is not None and fence[2]:
            continue
        if lead is not None:
            _lead(text, end, _title_flags(lead, lexicon), changes)
            continue
        level = len(hashes) if hashes else 7
        while sections and sections[-1][0] >= level:
            changes.append((start, sections.pop()[1], -1))
        for flag in _title_flags(title or bold, lexicon):
            changes.append((end, flag, 1))
            sections.append((level, flag))
    changes.extend((len(text), flag, -1) for _, flag in sections)


def _title_flags(title: str, lexicon: Lexicon) -> list[int]:
    """Flags of a heading: its whole wording, or what it ends in ("About the current user")."""
    name = normal(title)
    parts = name.split(" ")
    flags = set(_flags(name, lexicon))
    for size in (3, 2):
        if len(parts) > size:
            flags.update(_flags(" ".join(parts[-size:]), lexicon))
    if "example" in parts or "examples" in parts:
        flags.add(_SAMPLE)
    if "user" in parts and not _ORDERS.intersection(parts):
        flags.add(_PERSON)
    return [_TITLED if flag == _SAMPLE else flag for flag in sorted(flags)]


def _lead(text: str, place: int, flags: list[int], changes: list[tuple[int, int, int]]) -> None:
    """A line ending in a colon rules the paragraph that follows."""
    if flags:
        last = min(len(text), place + 2000)
        end = text.find("\n\n", place + 2, last)
        for flag in flags:
            changes.append((place, flag, 1))
            changes.append((last if end < 0 else end, flag, -1))
