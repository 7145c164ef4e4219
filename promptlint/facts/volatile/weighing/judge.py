"""Weighs what was found: shape, label, structure, and what speaks against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from promptlint.facts.volatile.reading.calendar import When, day_of, find_whens
from promptlint.facts.volatile.reading.clause import Saying, saying
from promptlint.facts.volatile.reading.labels import find_values
from promptlint.facts.volatile.reading.outline import Element, Outline, Setting
from promptlint.facts.volatile.reading.shapes import find_shapes
from promptlint.facts.volatile.weighing.bare import weigh_shape
from promptlint.facts.volatile.weighing.labelled import weigh_value
from promptlint.facts.volatile.weighing.verdict import (
    HIGH,
    LOW,
    MEDIUM,
    Verdict,
    at_edge,
    discount,
    is_alone,
)
from promptlint.facts.volatile.words.entries import Lexicon
from promptlint.facts.volatile.words.phrases import normal

_SIGNS = ("{", "$", "%(", "<", "!`")  # without one of them there is no placeholder
_ALONE = " on a line of its own"
_MOST_TODAYS = 4  # dates that are said to be today; of more than that, none is
_QUOTED = 2.5  # what standing in quotes takes from a date
_PHRASE = 10  # characters of a label by which it is known again
_SINGLE = frozenset(("date", "directory", "session-id", "user-name", "user-id", "email", "budget"))
_SEVERAL = frozenset(("open-file", "rules"))


def verdicts(text: str, outline: Outline, lexicon: Lexicon) -> Iterator[Verdict]:
    """All spots that any evidence supports, in no order; they may overlap."""
    for verdict in _all(text, outline, lexicon):
        if verdict is not None and verdict.weight >= LOW:
            yield verdict


def _all(text: str, outline: Outline, lexicon: Lexicon) -> Iterator[Verdict | None]:
    yield from _dates(text, outline, lexicon)
    for value in find_values(text, lexicon):
        yield weigh_value(text, value, outline.at(value.start), lexicon)
    for shape in find_shapes(text, lexicon):
        yield weigh_shape(text, shape, outline.at(shape.start), lexicon)
    if any(sign in text for sign in _SIGNS):
        from promptlint.facts.volatile.weighing.holes import weigh_holes

        yield from weigh_holes(text, outline, lexicon)
    several = Counter(element.name for element in outline.elements)
    for element in outline.elements:
        kind = lexicon.structure.elements.get(normal(element.name))
        if kind is not None:
            alone = several[element.name] == 1
            yield _element(text, element, kind, outline.at(element.start), lexicon, alone=alone)


def _dates(text: str, outline: Outline, lexicon: Lexicon) -> Iterator[Verdict | None]:
    """Dates and times; where today is known, the days next to it are made from it."""
    others, today, alone = [], set(), []
    for when in find_whens(text, lexicon):
        verdict = _when(text, when, outline.at(when.start), lexicon)
        if verdict is not None and verdict.evidence.endswith(_ALONE):
            alone.append(verdict)
        else:
            yield verdict
        if verdict is None or verdict.weight < LOW:
            others.append(when)
        elif verdict.weight >= HIGH and when.full and when.kind != "time":
            today.add(day_of(text[when.start : when.end], lexicon))
    if len(alone) == 1:  # several are a list of changes
        yield alone[0]
    today.discard(None)
    for when in others if today and len(today) < _MOST_TODAYS else ():
        day = day_of(text[when.start : when.end], lexicon) if when.kind == "date" else None
        if day is not None and (day - 1 in today or day + 1 in today):
            weight = MEDIUM - discount(outline.at(when.start))
            title = "the day before or after today’s date"
            yield Verdict(when.start, when.end, "date", "day", weight, title)


def _when(text: str, when: When, setting: Setting, lexicon: Lexicon) -> Verdict | None:
    """A date or time: by its label, or because it stands alone."""
    said = saying(text, when.start, "time", lexicon)
    kind = when.kind
    title, lifetime, _ = lexicon.kinds[kind]
    if said.label is not None:
        weight = _labelled(text, when, said, setting)
        evidence = f"{title} after ‘{said.phrase}’"
    elif kind == "datetime" and when.start < 3:
        weight, evidence = 1.5, f"{title} at the very beginning"
    elif not said.against and when.full and is_alone(text, when.start, when.end):
        edge = kind != "time" and at_edge(text, when.start, when.end)
        weight = MEDIUM if setting.live else LOW if edge else 0.0
        evidence = f"{title}{_ALONE}"
    else:
        return None
    weight -= discount(setting)
    if said.label is not None and _is_quoted(text, when, said.phrase):
        weight -= _QUOTED
    return Verdict(when.start, when.end, kind, lifetime, weight, evidence)


def _is_quoted(text: str, when: When, phrase: str) -> bool:
    """Whether label and value stand in one pair of quotes: "It is 21:53", somebody may say."""
    before = text[max(0, when.start - 80) : when.start].rpartition("\n")[2]
    after = text[when.end : when.end + 40].partition("\n")[0]
    for opening, closing in (('"', '"'), ("“", "”")):
        spoken = before.rpartition(opening)[2] if opening in before else ""
        odd = before.count('"') % 2 == 1 or opening != closing
        if spoken and odd and closing in after and phrase[:_PHRASE] in spoken:
            return True
    return False


def _labelled(text: str, when: When, said: Saying, setting: Setting) -> float:
    if said.label is not None and said.label.strong:
        return HIGH if said.far <= 1 else MEDIUM if said.far == 2 else 0.0
    both = when.kind == "datetime"
    if said.whole and when.full and text[max(0, when.start - 1) : when.start] != '"':
        in_place = setting.live or at_edge(text, when.start, when.end)
        return 0.0 if not in_place else 2.5 if both else MEDIUM
    if said.opens and not said.far and when.full and " " in said.phrase:
        return MEDIUM if both else LOW
    return 0.0


def _describes(content: str, name: str) -> bool:
    """Whether an element tells what it will hold instead of holding it."""
    opening = normal(content[:60])
    return opening.startswith(normal(name)) or "this is" in opening or "will be" in opening


def _element(  # noqa: PLR0913
    text: str, element: Element, kind: str, setting: Setting, lexicon: Lexicon, *, alone: bool
) -> Verdict | None:
    """An element whose whole content is handed in with the call."""
    inner = text[element.inner : element.close]
    bare = inner.strip()
    if (
        not bare
        or "{" in bare[:200]
        or (bare.lower() in lexicon.generic and kind != "question")
        or (bare.startswith("You ") and kind != "rules")
    ):
        return None
    if text[max(0, element.start - 1) : element.start] == " " == inner[:1]:
        return None  # a sentence speaks of the element: "see <user_request> and …"
    if kind in _SINGLE and "\n" in bare:
        return None
    if not alone and kind not in _SEVERAL:
        return None  # a call has one question, one user, one date: these are samples
    if kind == "question" and _describes(bare, element.name):
        return None
    if kind == "profile" and not (setting.person or setting.live):
        return None
    if kind in ("date", "session-id", "budget") and not any(char.isdigit() for char in bare):
        return None
    start = element.inner + len(inner) - len(inner.lstrip())
    lifetime = lexicon.kinds[kind].lifetime
    weight = MEDIUM - discount(setting)
    evidence = f"the content of <{element.name}>"
    several = "\n" in bare
    return Verdict(start, start + len(bare), kind, lifetime, weight, evidence, section=several)
