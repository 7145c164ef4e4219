"""How much a value weighs that has no label: its shape, its place, what is around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from promptlint.facts.volatile.reading.clause import doubted, window
from promptlint.facts.volatile.reading.outline import Setting
from promptlint.facts.volatile.reading.shapes import Shape, has_random_part
from promptlint.facts.volatile.weighing.verdict import (
    LOW,
    MEDIUM,
    Verdict,
    at_edge,
    discount,
    in_json,
    is_alone,
)
from promptlint.facts.volatile.words.entries import Lexicon
from promptlint.facts.volatile.words.phrases import normal

# Words that show a path as one of many.
_SHOWN = frozenset(("example", "examples", "e", "eg", "sample", "like", "such", "instance"))
# Hosts whose addresses with IDs are for ever.
_ARCHIVES = ("github", "gitlab", "gist", "bitbucket", "example", "docs.", "cdn")
_SHORTEST_HASH = 40  # of one on a line of its own; in a URL 32 will do
_LONGEST_NAME = 128  # characters of the name of a tool
_NEAR = 6  # words before a value that can make it a sample


class _Case(NamedTuple):
    """A value and what is around it."""

    text: str
    shape: Shape
    setting: Setting
    lexicon: Lexicon

    @property
    def value(self) -> str:
        """The value itself."""
        return self.text[self.shape.start : self.shape.end]

    @property
    def alone(self) -> bool:
        """Whether it fills its line."""
        return is_alone(self.text, self.shape.start, self.shape.end)

    @property
    def before(self) -> list[str]:
        """The words before it in its clause."""
        cut, high = window(self.text, self.shape.start)
        return normal(self.text[cut:high]).split(" ")[-_NEAR:]

    @property
    def doubted(self) -> bool:
        """Whether words just before say that it is a sample or a condition."""
        return doubted(self.before, self.lexicon)


def weigh_shape(text: str, shape: Shape, setting: Setting, lexicon: Lexicon) -> Verdict | None:
    """The verdict on a value that is known by its shape; None if it is nothing here."""
    title, lifetime, secret = lexicon.kinds[shape.kind]
    case = _Case(text, shape, setting, lexicon)
    weigh = _WEIGHTS.get(shape.kind)
    if weigh is not None:
        weight = weigh(case)
    elif "EXAMPLE" in case.value or (not secret and case.doubted):
        return None
    else:
        weight = float(shape.weight)
    if not weight:
        return None
    if shape.kind == "home" and in_json(text, shape.start):
        setting = setting._replace(code=False)
    weight -= discount(setting)
    return Verdict(shape.start, shape.end, shape.kind, lifetime, weight, title)


def _made_up(case: _Case) -> float:
    """UUIDs and hashes: on a line of their own, or at the end of a URL."""
    if _is_in_url(case):
        return 0.0 if case.setting.code or case.doubted else LOW
    short = case.shape.kind == "hash" and case.shape.end - case.shape.start < _SHORTEST_HASH
    name = len(case.text) <= _LONGEST_NAME and not case.text.strip().count(" ")
    if case.doubted or (not name and (short or not (case.alone or case.shape.start == 0))):
        return 0.0
    return MEDIUM if at_edge(case.text, case.shape.start, case.shape.end) else LOW


def _is_in_url(case: _Case) -> bool:
    """Whether an ID is the last part of a URL, as that of a conversation is."""
    heads = case.text[max(0, case.shape.start - 120) : case.shape.start].rsplit(None, 1)[-1:]
    head = heads[0] if heads else ""
    follows = case.text[case.shape.end : case.shape.end + 1]
    return (
        "://" in head
        and head.endswith(("/", "="))
        and follows not in ("/", "-", ".", "_")
        and not any(host in head for host in _ARCHIVES)
    )


def _home(case: _Case) -> float:
    """A path under the home directory of somebody with a name."""
    name = case.value.replace("\\", "/").partition("Users/")[2].partition("/")[0]
    if name.lower() in case.lexicon.generic or not name.isalnum() or _is_shown(case):
        return 0.0
    return MEDIUM if case.setting.live or case.setting.person else 1.5 if case.alone else LOW


def _folder(case: _Case) -> float:
    """A path with a part that a machine has made up."""
    if not has_random_part(case.value) or _is_shown(case):
        return 0.0
    return float(case.shape.weight)


def _is_shown(case: _Case) -> bool:
    before = case.text[max(0, case.shape.start - 40) : case.shape.start]
    return not _SHOWN.isdisjoint(normal(before).split(" "))


def _age(case: _Case) -> float:
    quoted = case.text[max(0, case.shape.start - 1) : case.shape.start] in ('"', "“")
    live = case.setting.live or case.setting.person
    return float(case.shape.weight) if live and not quoted and not case.doubted else 0.0


_WEIGHTS: dict[str, Callable[[_Case], float]] = {
    "uuid": _made_up,
    "hash": _made_up,
    "home": _home,
    "directory": _folder,
    "age": _age,
}
