"""What the name of a placeholder tells of the value that takes its place."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import cache

from promptlint.facts.volatile.words.entries import Guess, Lexicon
from promptlint.facts.volatile.words.phrases import normal, words
from promptlint.findings import Lifetime

_FLAGS = frozenset(("is", "has", "are", "was", "can"))
_CLOCK_FORMATS = ("%H", "%I", "%M", "%X", "HH", "hh:", ":mm")


@cache
def _quoted() -> re.Pattern[str]:
    return re.compile(r"\"[^\"\n]{0,80}\"|'[^'\n]{0,80}'|\{[^{}\n]{0,160}\}")


@cache
def _base() -> re.Pattern[str]:
    return re.compile(r"([A-Za-z_]\w{0,60})(?:\[[^\]\n]{0,40}\])?\??\.[A-Za-z_]")


def guess(expression: str, lexicon: Lexicon) -> Guess:
    """What an expression tells of the lifetime of its value.

    What the user has declared comes first, then the longest phrase that is known, then the
    object that an attribute belongs to, then what is left without "get", "formatted" and the
    like, then single words that hint at somebody or something.
    """
    for name, declared in lexicon.declared:
        if _is_called(expression, name):
            return Guess(known=True, lifetime=declared, confidence="high")
    bare = expression.partition("|")[0].strip()  # without filters
    text = _quoted().sub(" ", bare).strip() or bare
    parts = [part for part in words(text) if not part.isdigit()]
    if not parts:
        return lexicon.unknown
    if text.startswith(("__", "len(", "type(", "repr(")) or text.endswith(("!r", "!a")):
        return Guess(known=True, lifetime="static", confidence="low")
    if parts[0] in lexicon.settings and len(parts) > 1:
        state = _longest(parts[1:], lexicon) if parts[0] in _FLAGS else None
        several = state is not None and state[0] > 1
        lifetime: Lifetime = state[1] if state is not None and several else "static"
        return Guess(known=True, lifetime=lifetime, confidence="low")
    if "[-1]" in text:  # the last of something that grows
        return Guess(known=True, lifetime="request", confidence="medium")
    if parts[-1] in lexicon.attributes:
        owner = _by_base(text, lexicon)
        if owner is not None:
            return owner
    known = _known(parts, expression, lexicon) or _by_label(parts, lexicon)
    if known is not None and (known.lifetime != "static" or " ".join(parts) in lexicon.names):
        return known
    return _by_base(text, lexicon) or _by_core(parts, lexicon) or _by_hint(parts, lexicon, known)


def _is_called(expression: str, name: str) -> bool:
    """Whether a placeholder has the name, or fits the glob, that the user has written."""
    bare = expression.partition("|")[0].partition("!")[0].strip(" #&$@")
    return fnmatchcase(bare, name) or normal(bare) == normal(name)


def _known(parts: list[str], expression: str, lexicon: Lexicon) -> Guess | None:
    """By the longest known phrase in a name, the last one first."""
    found = _longest(parts, lexicon)
    if found is None:
        return None
    size, lifetime, end = found
    if size == 1 and len(parts) > 1 and parts[end - 1] == "name":  # of what, nobody knows
        return lexicon.unknown._replace(known=True)
    if lifetime == "day" and any(mark in expression for mark in _CLOCK_FORMATS):
        lifetime = "request"
    sure = size > 1 or len(parts) <= 2 or end == len(parts)
    return Guess(known=True, lifetime=lifetime, confidence="medium" if sure else "low")


def _by_label(parts: list[str], lexicon: Lexicon) -> Guess | None:
    """By the labels of values: {kundennummer}, {working_directory}, {heure_actuelle}."""
    phrase = " ".join(parts)
    labels = lexicon.labels.get(phrase) or lexicon.wide.get(phrase)
    if not labels:
        return None
    lifetime = lexicon.kinds[labels[0].kind].lifetime
    return Guess(known=True, lifetime=lifetime, confidence="medium")


def _longest(parts: list[str], lexicon: Lexicon) -> tuple[int, Lifetime, int] | None:
    """Words, lifetime and end of the longest known phrase; of equals the last."""
    for size in (4, 3, 2, 1):
        for end in range(len(parts), size - 1, -1):
            lifetime = lexicon.names.get(" ".join(parts[end - size : end]))
            if lifetime is not None:
                return size, lifetime, end
    return None


def _by_base(text: str, lexicon: Lexicon) -> Guess | None:
    """By the object: an attribute of the selected code lives as long as the selection."""
    match = _base().match(text)
    if match is None:
        return None
    parts = words(match[1])
    found = _longest(parts, lexicon)
    if found is None or found[1] == "static" or found[2] != len(parts):
        return None
    return Guess(known=True, lifetime=found[1], confidence="medium")


def _by_core(parts: list[str], lexicon: Lexicon) -> Guess | None:
    """By what is left of a name without the words that only tell how the value is made."""
    core = list(parts)
    while len(core) > 1 and core[0] in lexicon.wrappers:
        core.pop(0)
    while len(core) > 1 and core[-1] in lexicon.wrappers:
        core.pop()
    if len(core) == len(parts):
        return None
    found = _longest(core, lexicon)
    if found is None and parts[-1] in lexicon.wrappers:
        return _by_hint(parts, lexicon, None)  # {reaction_prompt}: nothing but its form is known
    if found is None or found[1] == "static" or found[2] != len(core):
        return None
    return Guess(known=True, lifetime=found[1], confidence="low")


def _by_hint(parts: list[str], lexicon: Lexicon, known: Guess | None) -> Guess:
    for part in parts:  # {user_discount_rules}: what it tells of the user, we need not know
        lifetime = lexicon.hints.get(part)
        if lifetime is not None:
            return Guess(known=True, lifetime=lifetime, confidence="medium")
    return known or lexicon.unknown
