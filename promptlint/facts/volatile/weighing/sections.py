"""Whole sections that an application puts in: memory, profile, retrieved texts, summaries.

A section is known by its heading, its element or the line that introduces it, and counts only
where its content reads like facts, not like orders: "## Memory" with "- User lives in Lisbon"
does, "## Memory" with "Save what the user tells you" does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from promptlint.facts.volatile.reading.outline import Outline, Part
from promptlint.facts.volatile.weighing.verdict import HIGH, LOW, MEDIUM, Verdict, discount
from promptlint.facts.volatile.words.entries import Lexicon
from promptlint.facts.volatile.words.phrases import is_wide, normal, past_space, words

_READINGS = 8  # times that a character is looked at, at most
_MOST_PARAGRAPHS = 3  # of a question
_MOST_LINES = 400  # of a section that are looked at
_LONGEST_LINE = 400
_MOST_ORDERS = 0.2  # share of lines that may be orders in a section of facts
_SEVERAL = 3  # lines about the user that make a section
_NEEDED = {"profile": 3, "state": 2}  # lines of facts that make one
# Lines by which the content of some sections is known, whatever words are in it.
_FORMS = {
    "history": (
        r"^[-*\d.\[\] ]{0,6}(?:[Uu]ser|[Aa]ssistant|[Hh]uman|AI|[Cc]ustomer|[Aa]gent|[Bb]ot)"
        r"[^:\n]{0,20}:"
    ),
    "files": r"^[^\w\n]{0,8}[^\s:`]{1,100}\.[A-Za-z0-9]{1,8}(?:\s|$)",
    "git-status": r"^(?:\(clean\)|## \S|[ MADRCU?!]{2} \S|On branch )",
}
_LABEL = 3  # words before a colon that make a label
_BULLETS = " \t-*•>#|+0123456789.)(["
_FENCES = ("```", "~~~")


class Content(NamedTuple):
    """What the lines of a section are: how many, how many give orders, how many tell facts."""

    lines: int
    orders: int
    facts: int


def find_sections(text: str, outline: Outline, lexicon: Lexicon) -> Iterator[Verdict]:
    """Sections that are put in with the call; they may overlap other spots. Linear."""
    done, budget = 0, _READINGS * len(text)
    parts = sorted(outline.parts, key=lambda part: (part.inner, -part.end))
    for part in parts:
        if part.inner < done:
            continue  # a section inside a section that is known already
        if part.kind == "question" and part is not parts[-1]:
            continue  # only the last thing said can be what a call is about
        budget -= min(part.end - part.inner, _MOST_LINES * _LONGEST_LINE)
        if budget < 0:
            return  # nobody nests sections that deep
        verdict = _judge(text, part, outline, lexicon)
        if verdict is not None and verdict.weight >= LOW:
            done = verdict.end
            yield verdict
    yield from _about_user(text, outline, lexicon)


def _judge(text: str, part: Part, outline: Outline, lexicon: Lexicon) -> Verdict | None:
    start, end = _bare(text, part.inner, part.end)
    if end <= start or "{" in text[start : start + 200]:
        return None
    if part.kind == "git-status":  # its first column is a blank as often as not
        start = text.rfind("\n", part.inner, start) + 1 or start
    if part.kind == "question":
        return _question(text, part, start, outline, lexicon)
    content = read_content(text[start:end], lexicon)
    form = _FORMS.get(part.kind)
    if form is not None and re.search(form, text[start:end], re.MULTILINE):
        # A file may be called use_cache.py, and somebody may say "you".
        content = content._replace(orders=0, facts=content.lines)
    sure = part.kind == "state" and part.title[0] == "<"  # an element holds what it says
    needed = 1 if sure else _NEEDED.get(part.kind, 1)
    if content.orders > content.lines * _MOST_ORDERS or content.facts < needed:
        return None
    weight = HIGH if content.facts > 1 and not content.orders else MEDIUM
    weight = LOW if part.kind == "state" else weight
    weight -= discount(outline.at(start))
    evidence = f"{lexicon.kinds[part.kind].title} under ‘{part.title}’"
    lifetime = lexicon.kinds[part.kind].lifetime
    return Verdict(start, end, part.kind, lifetime, weight, evidence, section=True)


def _about_user(text: str, outline: Outline, lexicon: Lexicon) -> Iterator[Verdict]:
    """Several lines in a row that tell of the user, under whatever title."""
    if text.count("User") + text.count("he user") < _SEVERAL:
        return
    title = lexicon.kinds["profile"].title
    for match in _told().finditer("\n" + text):  # a literal is looked for faster than "^"
        start, end = _bare(text, match.start(), match.end() - 1)
        content = read_content(text[start:end], lexicon)
        setting = outline.at(start)
        if content.orders or setting.sample or setting.code or "{" in match[0]:
            continue
        evidence = f"{title} in {content.lines} lines about the user"
        yield Verdict(start, end, "profile", "user", MEDIUM, evidence, section=True)


@cache
def _told() -> re.Pattern[str]:
    verbs = "is|has|was|likes|prefers|lives|works|wants|owns|uses|speaks"
    subject = r"\n[-*•0-9.) \t]{0,6}+(?:The )?[Uu]ser(?:'s [^\n:]{2,60}?)?"
    return re.compile(rf"(?:{subject} (?:{verbs})\b[^\n]{{2,300}}){{3,60}}")


def _question(
    text: str, part: Part, start: int, outline: Outline, lexicon: Lexicon
) -> Verdict | None:
    """What a call is about, at the end of the text: all that stands below its title."""
    end = len(text.rstrip())
    if text.count("\n\n", start) > _MOST_PARAGRAPHS or "following" in words(
        text[max(start, end - 80) : end]
    ):
        return None
    shown = outline.at(start)
    if shown.code or shown.sample or text[end - 1] in ":\uff1a":
        return None
    kind = lexicon.kinds[part.kind]
    return Verdict(start, end, part.kind, kind.lifetime, LOW, f"{kind.title} under ‘{part.title}’")


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the white space, and the code fence, around it."""
    start, end = _without_space(text, start, end)
    if not text.startswith(_FENCES, start, end):
        return start, end
    fence = text[start : start + 3]
    start = text.find("\n", start, end) + 1 or end
    return _without_space(text, start, end - 3 if text.endswith(fence, start, end) else end)


def _without_space(text: str, start: int, end: int) -> tuple[int, int]:
    start = past_space(text, start, end)
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def read_content(content: str, lexicon: Lexicon) -> Content:
    """What a section holds, line by line."""
    lines = orders = facts = 0
    for line in content.split("\n", _MOST_LINES)[:_MOST_LINES]:
        bare = line[:_LONGEST_LINE].lstrip(_BULLETS).strip()
        if not bare or bare.startswith(("<", "```", "---")):
            continue
        lines += 1
        if _is_order(bare, lexicon):
            orders += 1
        elif _is_fact(bare, lexicon):
            facts += 1
    return Content(lines, orders, facts)


def _is_order(line: str, lexicon: Lexicon) -> bool:
    """Whether a line speaks to the model, or tells what a section will hold."""
    if is_wide(line):
        return any(word in line for word in lexicon.narration.wide_orders)
    several = words(line)
    if not several:
        return False
    named = len(words(line.partition(":")[0])) <= _LABEL and ":" in line  # "Plan: Pro"
    first = not named and several[0] in lexicon.narration.first
    return first or not lexicon.narration.orders.isdisjoint(several)


def _names_something(line: str) -> bool:
    """Whether a word with a capital stands inside a sentence."""
    several = line.split()
    return any(
        word[:1].isupper() and before[-1] not in ".!?:" for before, word in pairwise(several)
    )


def _is_fact(line: str, lexicon: Lexicon) -> bool:
    """Whether a line tells something of somebody: a figure, a label with a value, a name."""
    label, colon, value = line.partition(":")
    if colon and value.strip() and len(label) < 60:
        return normal(value) not in lexicon.generic
    return (
        is_wide(line)
        or any(char.isdigit() for char in line)
        or not lexicon.narration.tells.isdisjoint(words(line)[:3])
        or _names_something(line)
    )
