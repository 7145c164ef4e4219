"""Weighs what was found: shape, label, structure, and what speaks against it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from promptlint.findings import Confidence, Lifetime

from .calendar import When, find_whens
from .clause import saying, window
from .labels import Value, find_values
from .lexicon import Lexicon, normal
from .outline import Outline, Setting
from .placeholders import Hole, find_holes, guess, is_source
from .shapes import Shape, find_shapes


_SHELL_VARIABLE = re.compile(r"\$\{[A-Z][A-Z0-9_]*\}")
_GENERAL_MAIL = re.compile(r"(?:e )?mail.*|email.*|correo.*|courriel|contact|邮箱|电子邮件|почта")


class Verdict(NamedTuple):
    """A spot before overlaps are settled; the greater `weight` wins."""

    start: int
    end: int
    kind: str
    lifetime: Lifetime
    weight: float
    evidence: str


def confidence(weight: float) -> Confidence | None:
    """How sure a weight makes us; None: not worth a word."""
    return "high" if weight >= 3 else "medium" if weight >= 2 else "low" if weight >= 1 else None


def verdicts(text: str, outline: Outline, lexicon: Lexicon) -> Iterator[Verdict]:
    """All spots that any evidence supports, in no order; they may overlap."""
    if any(digit in text for digit in "0123456789"):
        for when in find_whens(text, lexicon):
            verdict = _when(text, when, outline.at(when.start), lexicon)
            if verdict is not None:
                yield verdict
    for value in find_values(text, lexicon):
        verdict = _value(text, value, outline.at(value.start), lexicon)
        if verdict is not None:
            yield verdict
    for shape in find_shapes(text):
        verdict = _shape(text, shape, outline.at(shape.start), lexicon)
        if verdict is not None:
            yield verdict
    holes = list(find_holes(text, outline))
    source = bool(holes) and is_source(text)
    if holes and not any(guess(hole.name, lexicon).known for hole in holes[:50]):
        # One unknown word in braces is no template; a name that is made of several words is.
        holes = [hole for hole in holes if not (hole.name.isalpha() and hole.name.islower())]
    for hole in holes:
        verdict = _hole(text, hole, outline.at(hole.start), source, lexicon)
        if verdict is not None:
            yield verdict
    yield from _elements(text, outline, lexicon)


def _against(setting: Setting) -> float:
    return (3.0 if setting.sample else 0.0) + (1.0 if setting.code else 0.0)


def _when(text: str, when: When, setting: Setting, lexicon: Lexicon) -> Verdict | None:
    said = saying(text, when.start, "time", lexicon)
    kind = "datetime" if when.date and when.clock else "date" if when.date else "time"
    weight = 0.0
    evidence = ""
    if said.label is not None:
        if said.label.strong:
            weight = 3.0 if said.far <= 1 else 2.0 if said.far <= 2 else 0.0
        elif said.whole and when.full and '"' not in text[when.start - 1 : when.start]:
            weight = 2.0 if setting.live or _at_edge(text, when.start, when.end) else 0.0
            weight += 0.5 if kind == "datetime" and weight else 0.0
        elif said.opens and not said.far and when.full and " " in said.phrase:
            weight = 2.0 if kind == "datetime" else 1.0
        evidence = f"{lexicon.kinds[kind].title} after ‘{said.phrase}’"
    elif kind == "datetime" and when.start < 3 and not setting.sample:
        weight, evidence = 1.5, "a date with a time at the very beginning"
    elif not said.against and when.full and _alone(text, when.start, when.end):
        edge = _at_edge(text, when.start, when.end)
        weight = 2.0 if setting.live else 1.0 if edge and when.date else 0.0
        evidence = f"{lexicon.kinds[kind].title} on a line of its own"
    if not weight:
        return None
    weight -= _against(setting)
    lifetime = lexicon.kinds[kind].lifetime
    return Verdict(when.start, when.end, kind, lifetime, weight, evidence)


def _at_edge(text: str, start: int, end: int) -> bool:
    """Whether a place is near the beginning or the end of the text, where values are put in."""
    return start < 200 or len(text) - end < 200


def _alone(text: str, start: int, end: int) -> bool:
    """Whether a value fills its line."""
    line = text[max(0, text.rfind("\n", 0, start) + 1) : start][-40:]
    stop = text.find("\n", end)
    rest = text[end : end + 40 if stop < 0 else min(stop, end + 40)]
    return not line.strip(" \t*_#[(-•>") and not rest.strip(" \t*_)].")


def _value(text: str, value: Value, setting: Setting, lexicon: Lexicon) -> Verdict | None:
    label = value.label
    takes = label.takes
    one_word = " " not in normal(value.phrase)
    if takes == "time":
        return _weekday(text, value, setting, lexicon)
    if _speaks_against(text, value, lexicon):
        return None
    weight = 3.0 if label.strong else 0.0
    if one_word and not (value.whole and value.pivot != "is"):
        return None
    if takes == "place" and not label.strong:
        if not value.whole:
            return None
        if label.kind == "environment":
            weight = 1.5 if setting.live or setting.person else 0.0
        else:
            weight = 2.0 if setting.person else 0.0
    elif takes == "email" and _GENERAL_MAIL.fullmatch(normal(value.phrase)):
        weight = 0.0 if not value.whole else 2.5 if setting.person or setting.live else 1.0
    elif takes in ("name", "email") and one_word:
        weight = 2.5 if setting.person or setting.live else 1.5
    elif takes == "text":
        before = text[max(0, value.first - 40) : value.first].rpartition("\n")[2]
        alone = value.whole and not before.strip(" \t*#-_>")
        weight = 1.0 if alone and text.count(value.phrase) == 1 else 0.0
    elif takes == "place" and value.pivot == "is" and not _proper_place(text, value):
        return None
    elif takes == "path":
        weight = _path_weight(text[value.start : value.end], label.kind, value)
    elif takes in ("number", "branch", "status", "flag"):
        if not value.whole:
            return None
        weight = 2.0 if setting.live or not one_word else 1.0 if value.pivot != "=" else 0.0
        if takes in ("branch", "status") and (not one_word or takes == "status"):
            weight = 2.5
    elif (
        takes == "id"
        and value.pivot == "="
        and text[value.first - 1 : value.first] in tuple("?&/;")
    ):
        return None  # a parameter of a URL
    elif takes == "id" and one_word:
        weight = 2.0
    elif takes == "commits":
        weight = 3.0
    if _is_key(text, value):
        weight -= 1.5
    weight -= _against(setting)
    evidence = f"the value of ‘{value.phrase}’"
    return Verdict(
        value.start, value.end, label.kind, lexicon.kinds[label.kind].lifetime, weight, evidence
    )


def _is_key(text: str, value: Value) -> bool:
    """Whether the label is a key of JSON, which in prompts mostly is a sample."""
    return value.pivot == ":" and text[max(0, value.start - 6) : value.start].count('"') > 1


def _weekday(text: str, value: Value, setting: Setting, lexicon: Lexicon) -> Verdict | None:
    if not value.label.strong and not value.whole:
        return None
    weight = (3.0 if value.label.strong else 2.0) - _against(setting)
    return Verdict(
        value.start, value.end, "weekday", "day", weight, f"a weekday after ‘{value.phrase}’"
    )


def _path_weight(path: str, kind: str, value: Value) -> float:
    parts = [part for part in path.replace("\\", "/").split("/") if part]
    if "users" in (part.lower() for part in parts[:2]) or (parts and parts[0] == "home"):
        return 3.0
    if not value.whole and kind != "directory":
        return 1.5
    return 2.5 if len(parts) > 1 else 2.0


def _proper_place(text: str, value: Value) -> bool:
    """Whether a place in a sentence is a name: "Lisbon", "the United States"."""
    words = text[value.start : value.end].split()
    first = words[1] if words[0] == "the" and len(words) > 1 else words[0]
    return not first[0].islower()


def _speaks_against(text: str, value: Value, lexicon: Lexicon) -> bool:
    """Whether the words before the label make the value a sample or a condition."""
    cut, _ = window(text, value.first)
    parts = normal(text[cut : value.first]).split(" ")
    return any(part in lexicon.against and part not in lexicon.glue for part in parts[-5:] if part)


def _shape(text: str, shape: Shape, setting: Setting, lexicon: Lexicon) -> Verdict | None:
    kind = lexicon.kinds[shape.kind]
    weight = float(shape.weight)
    value = text[shape.start : shape.end]
    cut, high = window(text, shape.start)
    near = normal(text[cut:high]).split(" ")[-6:]
    against = any(word in lexicon.against and word not in lexicon.glue for word in near)
    if shape.kind in ("uuid", "hash"):
        if not _alone(text, shape.start, shape.end) and shape.start > 0:
            return None
        weight = 2.0 if _at_edge(text, shape.start, shape.end) else 1.0
    elif shape.kind == "home":
        alone = _alone(text, shape.start, shape.end)
        parts = value.replace("\\", "/").strip("/").split("/")
        name = (
            parts[2] if ":" in parts[0] and len(parts) > 2 else parts[1] if len(parts) > 1 else ""
        )
        if value.startswith("/home/") or name.lower() in lexicon.generic or not name.isalnum():
            return None
        weight = 2.0 if setting.live or setting.person else 1.5 if alone else 1.0
    elif shape.kind == "age":
        weight = 1.0 if setting.live or setting.person else 0.0
    elif shape.kind == "api-key" and "EXAMPLE" in value.upper():
        return None
    if against and not kind.secret:
        return None
    weight -= _against(setting)
    return Verdict(shape.start, shape.end, shape.kind, kind.lifetime, weight, kind.title)


# A placeholder in backticks is one of this text, not one that it writes about, after such words.
_LEADS = (":", "=", " is", " to", " in", " at", " are", " directory", " branch", " user")


def _hole(
    text: str, hole: Hole, setting: Setting, source: bool, lexicon: Lexicon
) -> Verdict | None:
    known = guess(hole.name, lexicon)
    lifetime = known.lifetime
    if _SHELL_VARIABLE.fullmatch(text[hole.start : hole.end]):
        known = known._replace(confidence="low")
        source = True
    if lifetime == "static" or (not known.known and (source or not hole.sure)):
        return None
    weight = {"high": 3.0, "medium": 2.5, "low": 1.0}[known.confidence]
    said = saying(text, hole.start, "time", lexicon)
    if said.label is not None and said.label.strong and said.far == 0:
        weight = 3.0
        if known.confidence == "low":
            lifetime = "day"
    if text[hole.start - 1 : hole.start] == "`" == text[hole.end : hole.end + 1]:
        lead = text[max(0, hole.start - 30) : hole.start - 1].rstrip(" *")
        weight -= 0.0 if lead.endswith(_LEADS) else 1.5
    weight -= _against(setting) * 0.75
    shown = " ".join(text[hole.start : hole.end].split())
    shown = shown if len(shown) <= 50 else shown[:48] + " …"
    return Verdict(
        hole.start, hole.end, "placeholder", lifetime, weight, f"the placeholder {shown}"
    )


def _elements(text: str, outline: Outline, lexicon: Lexicon) -> Iterator[Verdict]:
    """Elements whose whole content is handed in with the call."""
    several = Counter(element.name for element in outline.elements)
    for element in outline.elements:
        kind = lexicon.elements.get(normal(element.name))
        if kind is None:
            continue
        inner = text[element.inner : element.close]
        bare = inner.strip()
        if (
            not bare
            or "{" in bare[:200]
            or bare.lower() in lexicon.generic
            or bare.startswith("You ")
        ):
            continue
        if kind == "question" and several[element.name] > 1:
            continue  # one call asks one question: these are samples
        if kind in ("date", "session-id", "budget") and not any(c.isdigit() for c in bare):
            continue
        start = element.inner + len(inner) - len(inner.lstrip())
        setting = outline.at(element.start)
        weight = 2.0 - _against(setting)
        title = lexicon.kinds[kind]
        yield Verdict(
            start,
            start + len(bare),
            kind,
            title.lifetime,
            weight,
            f"the content of <{element.name}>",
        )


def settle(found: list[Verdict]) -> list[Verdict]:
    """Of overlapping verdicts keeps the weightiest, then the longest, then the first."""
    kept: list[Verdict] = []
    for verdict in sorted(found, key=lambda v: (v.start, -v.weight, -v.end)):
        if kept and verdict.start < kept[-1].end:
            last = kept[-1]
            if (verdict.weight, verdict.end - verdict.start) > (last.weight, last.end - last.start):
                kept[-1] = verdict
        else:
            kept.append(verdict)
    return kept
