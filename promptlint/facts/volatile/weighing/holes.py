"""How much a placeholder weighs: its name, its syntax, the label before it, what is around it."""

from __future__ import annotations

import re
import string
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from promptlint.facts.volatile.reading.clause import saying
from promptlint.facts.volatile.reading.labels import label_before
from promptlint.facts.volatile.reading.outline import Outline, Setting
from promptlint.facts.volatile.reading.placeholders import (
    Hole,
    Loop,
    find_holes,
    find_loops,
    language_of,
)
from promptlint.facts.volatile.reading.sources import (
    Spans,
    in_prose,
    is_logged,
    is_shell_variable,
    is_source,
    long_literals,
)
from promptlint.facts.volatile.weighing.names import guess
from promptlint.facts.volatile.weighing.verdict import HIGH, LOW, Verdict, discount
from promptlint.facts.volatile.words.entries import Lexicon
from promptlint.facts.volatile.words.phrases import normal
from promptlint.findings import Confidence

# A placeholder in backticks is one of this text, not one it writes about, after such words.
_LEADS = (
    *(":", "=", " is", " by", " to", " in", " at", " are"),
    *(" repository", " repo", " directory", " branch", " user"),
)
_AS_ATTRIBUTE = 1.0  # what an attribute of the same name takes: <chat url="{url}"> is a format
_ABOUT = 2.0  # what standing in backticks takes away otherwise
_BY_NAME: dict[Confidence, float] = {"high": HIGH, "medium": 2.5, "low": LOW}
_PART = ("[0]", "[1]", "[2]")  # of a pair, as opening and closing marks are
# Syntaxes that mean other things as well.
_UNSURE = ("angle", "dollars", "sigil", "statement", "tag", "command", "verb")
_SPOKEN_OF = frozenset(("replace", "placeholder", "placeholders", "syntax", "notation", "literal"))
_LONGEST_SHOWN = 50
_LEAD = 40  # characters before a placeholder that are looked at
_NEAR = 6  # words of them
_IN_SETTING = 0.75  # what an example or code takes from a placeholder, of what it takes otherwise
_MOST_LOOPS = 20  # loops that may be open at one place
_NAME = "._" + string.ascii_letters + string.digits


class _Template(NamedTuple):
    """What is known of the text as a whole.

    Attributes:
        literals: the prompts in a source file; None where the text is no source.
        loops: over what its loops go.
        language: the syntax that is filled in for sure, in the examples of the text, too.
    """

    literals: Spans | None
    language: str | None
    loops: list[Loop]


@cache
def _phrase() -> re.Pattern[str]:
    return re.compile(r"\w+(?:[ -]\w+)+")


def weigh_holes(text: str, outline: Outline, lexicon: Lexicon) -> Iterator[Verdict | None]:
    """Verdicts on all placeholders; None for those that are settings."""
    language = language_of(text)
    holes = find_holes(text, outline, language)
    if not holes:
        return
    literals = long_literals(text) if is_source(text) else None
    template = _Template(literals, language, find_loops(text))
    plain = [hole for hole in holes if text[hole.start + 1 : hole.end - 1] == hole.name]
    plain = [hole for hole in plain if hole.name.isalpha() and not hole.name.istitle()]
    strange = {h for h in plain if not _is_slot(text, h) and not guess(h.name, lexicon).known}
    if literals is None and len(strange) * 2 > len(holes):
        # Single unknown words in braces make no template: keys to press, parts of a pattern.
        holes = [hole for hole in holes if hole not in strange]
    for hole in holes:
        yield _hole(text, hole, outline.at(hole.start), lexicon, template)


def _is_composite(text: str, hole: Hole) -> bool:
    """Whether braces follow the name of a type, as in Go and C#: "tools.Options{debug}"."""
    low = max(0, hole.start - 60)
    head = text[low : hole.start]
    name = head[len(head.rstrip(_NAME)) :]
    return name[:1].isalpha() and ("." in name or name != name.lower())


def _in_inline_code(text: str, hole: Hole) -> bool:
    """Whether a placeholder stands between two backticks of its line."""
    before = text[max(0, hole.start - 80) : hole.start].rpartition("\n")[2]
    after = text[hole.end : hole.end + 80].partition("\n")[0]
    return before.count("`") % 2 == 1 and "`" in after


def _is_slot(text: str, hole: Hole) -> bool:
    """Whether a placeholder stands where a value is awaited: by itself, or behind a colon."""
    before = text[max(0, hole.start - 20) : hole.start].rpartition("\n")[2].rstrip(" *_`\"'")
    after = text[hole.end : hole.end + 5].partition("\n")[0].strip(" *_`\"'.")
    return not after and (not before or before[-1] in ":\uff1a=")


class _Case(NamedTuple):
    """A placeholder and what is around it; `inside`: a prompt in a source file holds it."""

    text: str
    hole: Hole
    setting: Setting
    lexicon: Lexicon
    template: _Template
    inside: bool

    @property
    def lead(self) -> str:
        """What stands before it."""
        return self.text[max(0, self.hole.start - _LEAD) : self.hole.start]

    @property
    def filled(self) -> bool:
        """Whether a program fills it in for sure."""
        own = self.hole.name.startswith("$")  # n8n: nothing else is written so
        return own or self.inside or self.hole.syntax == self.template.language


def _hole(
    text: str, hole: Hole, setting: Setting, lexicon: Lexicon, template: _Template
) -> Verdict | None:
    """A placeholder: by its name, or by the label before it."""
    known, lifetime, sure = guess(_resolved(hole, template.loops), lexicon)
    if not known or hole.syntax == "verb":
        label = label_before(text, hole.start, lexicon)
        known = label is not None
        lifetime = lexicon.kinds[label.kind].lifetime if label is not None else lifetime
    if lifetime == "static":
        return None
    inside = template.literals is not None and template.literals.hold(hole.start)
    case = _Case(text, hole, setting, lexicon, template, inside)
    if _is_code(case) or _is_order(case) or (not known and _is_unlikely(case)):
        return None
    weak = hole.syntax in _UNSURE or is_shell_variable(text[hole.start : hole.end])
    weight = LOW if weak else _BY_NAME[sure]
    said = saying(text, hole.start, "time", lexicon)
    if said.label is not None and said.label.strong and said.far == 0:
        weight = HIGH
        lifetime = lifetime if known else "day"
    weight -= _spoken_of(case)
    shown = " ".join(text[hole.start : hole.end].split())
    shown = shown if len(shown) <= _LONGEST_SHOWN else shown[: _LONGEST_SHOWN - 2] + " …"
    return Verdict(
        hole.start, hole.end, "placeholder", lifetime, weight, f"the placeholder {shown}"
    )


def _is_code(case: _Case) -> bool:
    """Whether it is a part of a program and not of a prompt in it."""
    if case.template.literals is None:
        return False
    if case.hole.syntax == "single" and _is_composite(case.text, case.hole):
        return True
    return not case.inside and is_logged(case.text, case.hole.start)


def _is_order(case: _Case) -> bool:
    """Whether it tells the model what to write there: "{{short summary}}"."""
    name = case.hole.name
    phrase = case.text[case.hole.start] in "{<" and _phrase().fullmatch(name)
    return bool(phrase) and normal(name) not in case.lexicon.names


def _is_unlikely(case: _Case) -> bool:
    """Whether a placeholder whose name tells nothing is none at all."""
    text, hole, language = case.text, case.hole, case.template.language
    if is_shell_variable(text[hole.start : hole.end]) or hole.name.endswith(_PART):
        return True
    if hole.syntax in _UNSURE or (language is not None and not case.filled):
        return True
    source = case.template.literals is not None
    return source and not case.inside and not in_prose(text, hole.start, hole.end)


def _spoken_of(case: _Case) -> float:
    """What it takes away that a placeholder may be shown to the model, not filled in."""
    lead, name, less = case.lead, case.hole.name, 0.0
    if lead[:-1].endswith(f"{name}=") and lead[-1] in "'\"":
        less += _AS_ATTRIBUTE
    if case.filled:
        return less
    if case.template.literals is None and _in_inline_code(case.text, case.hole):
        less += 0.0 if lead.rstrip("`").rstrip(" *").endswith(_LEADS) else _ABOUT
    if _is_listed(case):
        less += _ABOUT
    if not _SPOKEN_OF.isdisjoint(normal(lead.rpartition(".")[2]).split(" ")[-_NEAR:]):
        less += _ABOUT  # "replace it with {{name}}"
    return less + discount(case.setting) * _IN_SETTING


def _is_listed(case: _Case) -> bool:
    """Whether a list explains what is put in: "{repo}  - the repository", "``{repo}``"."""
    before = case.lead.rpartition("\n")[2].strip(" *-`•")
    after = case.text[case.hole.end : case.hole.end + 40].partition("\n")[0]
    explained = re.match(r"`*[ \t]{1,30}(?:[-–—]|--)[ \t]+\w", after) is not None
    return (explained and not before) or (case.lead.endswith("``") and after.startswith("``"))


def _resolved(hole: Hole, loops: list[Loop]) -> str:
    """The expression with the variable of the loop around it spelled out."""
    base = _variable().match(hole.name)
    if base is None or not loops:
        return hole.name
    last = bisect_right(loops, hole.start, key=_place)
    for loop in reversed(loops[max(0, last - _MOST_LOOPS) : last]):
        if loop.variable == base[0]:
            return loop.over + hole.name[base.end() :]
    return hole.name


def _place(loop: Loop) -> int:
    return loop.place


@cache
def _variable() -> re.Pattern[str]:
    return re.compile(r"@?[A-Za-z_]\w{0,60}|\.(?!\w)")
