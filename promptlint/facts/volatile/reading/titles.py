"""What the title of a section or the name of an element says of what stands below it."""

from __future__ import annotations

from promptlint.facts.volatile.words.entries import Lexicon
from promptlint.facts.volatile.words.phrases import is_wide, normal, words

# What can be said of a place; TITLED: a sample by its heading only.
CODE, SAMPLE, LIVE, PERSON, TITLED = range(5)

_SHAPES = frozenset(("format", "template", "syntax", "skeleton"))  # of an answer, most likely
_THIS = frozenset(("following", "exact", "this", "output", "response", "report"))
_SHOWS = ("like so", "like this", "looks like", "look like")
_ABOUT_USER = ("user profile", "user's profile", "user's preferences", "user information")
_ORDERS = frozenset(("ask", "asks", "must", "should", "if", "when", "help", "tell"))
_LONGEST_TITLE = 8  # words


def kind_of_element(name: str, lexicon: Lexicon) -> str | None:
    """The kind of a section that an element's name tells, as a whole or by its last word."""
    if name in lexicon.structure.elements:
        return None
    last = name.rpartition(" ")[2]
    return lexicon.structure.sections.get(name) or ("state" if last == "context" else None)


def flags_of_name(name: str, lexicon: Lexicon) -> list[int]:
    """Flags of the name of an element."""
    flags = []
    structure = lexicon.structure
    if (
        name in structure.sample
        or name.startswith(structure.starts)
        or (is_wide(name) and any(word in name for word in structure.wide_samples))
    ):
        flags.append(SAMPLE)
    if name in structure.live:
        flags.append(LIVE)
    if name in structure.person:
        flags.append(PERSON)
    return flags


def kind_of_title(title: str, lexicon: Lexicon) -> str | None:
    """The kind that a title names by its whole wording or its last words."""
    if any(sign in title for sign in "`_[<{") or (" " not in title and _is_humped(title)):
        return None  # it names a tool or a parameter, or is a form itself
    bare = title.partition("(")[0].partition("\uff08")[0].partition(":")[0]
    parts = normal(bare).split(" ")[-_LONGEST_TITLE:]
    for first in range(len(parts)):
        kind = lexicon.structure.sections.get(" ".join(parts[first:]))
        if kind is not None and (first == 0 or len(parts) - first > 1):
            return kind
    several = set(words(title))
    state = lexicon.narration.passing & several and not lexicon.narration.lasting & several
    return "state" if state else None


def _is_humped(word: str) -> bool:
    """Whether a word is the name of a function: "getCurrentTime"."""
    return word[:1].islower() and word != word.lower()


def flags_of_title(title: str, lexicon: Lexicon) -> list[int]:
    """Flags of a heading: its whole wording, or what it ends in ("About the current user")."""
    name = normal(title)
    parts = name.split(" ")
    flags = set(flags_of_name(name, lexicon))
    for size in (3, 2):
        if len(parts) > size:
            flags.update(flags_of_name(" ".join(parts[-size:]), lexicon))
    if "example" in parts or "examples" in parts or parts[-1] in _SHAPES:
        flags.add(SAMPLE)
    if len(parts) > 1 and parts[-1] == "structure" and parts[-2] in _THIS:
        flags.add(SAMPLE)
    if name.endswith(_SHOWS):
        flags.add(SAMPLE)
    if "user" in parts and not _ORDERS.intersection(parts):
        flags.add(PERSON)
    if any(phrase in name for phrase in _ABOUT_USER):
        flags.add(PERSON)
    return [TITLED if flag == SAMPLE else flag for flag in sorted(flags)]
