"""How much a placeholder weighs: its name, its syntax, the label before it, what is around it."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from promptlint.facts.volatile.clause import saying
from promptlint.facts.volatile.lexicon import Lexicon
from promptlint.facts.volatile.names import guess
from promptlint.facts.volatile.outline import Outline, Setting
from promptlint.facts.volatile.phrases import normal
from promptlint.facts.volatile.placeholders import Hole, Loop, find_holes, find_loops, language_of
from promptlint.facts.volatile.sources import (
    Spans,
    in_prose,
    is_shell_variable,
    is_source,
    long_literals,
)
from promptlint.facts.volatile.verdict import HIGH, LOW, Verdict, discount
from promptlint.findings import Confidence

# A placeholder in backticks is one of this text, not one it writes about, after such words.
_LEADS = (":", "=", " is", " to", " in", " at", " are", " directory", " branch", " user")
_AS_ATTRIBUTE = 1.0  # what an attribute of the same name takes: <chat url="{url}"> is a format
_ABOUT = 2.0  # what standing in backticks takes away otherwise
_BY_NAME: dict[Confidence, float] = {"high": HIGH, "medium": 2.5, "low": LOW}
_PART = ("[0]", "[1]", "[2]")  # of a pair, as opening and closing marks are
_UNSURE = ("angle", "dollars", "statement")  # mean other things as well
_SPOKEN_OF = frozenset(("replace", "placeholder", "placeholders", "syntax", "notation", "literal"))
_LONGEST_SHOWN = 50
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
    holes = find_holes(text, outline)
    if not holes:
        return
    literals = long_literals(text) if is_source(text) else None
    template = _Template(literals, language_of(text), find_loops(text))
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


def _is_spoken_of(lead: str) -> bool:
    """Whether the words before a placeholder show it to the model: "replace it with {{name}}"."""
    return not _SPOKEN_OF.isdisjoint(normal(lead.rpartition(".")[2]).split(" ")[-6:])


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


def _hole(
    text: str, hole: Hole, setting: Setting, lexicon: Lexicon, template: _Template
) -> Verdict | None:
    """A placeholder: by its name, or by the label before it."""
    known, lifetime, sure = guess(_resolved(hole, template.loops), lexicon)
    shell = is_shell_variable(text[hole.start : hole.end])
    if lifetime == "static":
        return None
    literals = template.literals
    inside = literals is not None and literals.hold(hole.start)
    strange = literals is not None and not inside and not in_prose(text, hole.start, hole.end)
    if literals is not None and hole.syntax == "single" and _is_composite(text, hole):
        return None
    if not known and (strange or shell or hole.name.endswith(_PART) or hole.syntax in _UNSURE):
        return None
    filled = inside or hole.syntax == template.language
    if not known and template.language is not None and not filled:
        return None
    phrase = text[hole.start] == "{" and _phrase().fullmatch(hole.name)
    if phrase and normal(hole.name) not in lexicon.names:
        return None  # "{{short summary}}": an instruction to the model
    weight = _BY_NAME[sure] if not shell else LOW
    said = saying(text, hole.start, "time", lexicon)
    if said.label is not None and said.label.strong and said.far == 0:
        weight = HIGH
        lifetime = lifetime if known else "day"
    lead = text[max(0, hole.start - 40) : hole.start]
    if lead[:-1].endswith(f"{hole.name}=") and lead[-1] in "'\"":
        weight -= _AS_ATTRIBUTE
    if not filled and literals is None and _in_inline_code(text, hole):
        weight -= 0.0 if lead.rstrip("`").rstrip(" *").endswith(_LEADS) else _ABOUT
    if not filled:
        weight -= discount(setting) * 0.75 + (_ABOUT if _is_spoken_of(lead) else 0.0)
    shown = " ".join(text[hole.start : hole.end].split())
    shown = shown if len(shown) <= _LONGEST_SHOWN else shown[: _LONGEST_SHOWN - 2] + " …"
    evidence = f"the placeholder {shown}"
    return Verdict(hole.start, hole.end, "placeholder", lifetime, weight, evidence)


def _resolved(hole: Hole, loops: list[Loop]) -> str:
    """The expression with the variable of the loop around it spelled out."""
    base = _variable().match(hole.name)
    if base is None:
        return hole.name
    for loop in reversed(loops):
        if loop.variable == base[0] and loop.place <= hole.start:
            return loop.over + hole.name[base.end() :]
    return hole.name


@cache
def _variable() -> re.Pattern[str]:
    return re.compile(r"@?[A-Za-z_]\w{0,60}")
