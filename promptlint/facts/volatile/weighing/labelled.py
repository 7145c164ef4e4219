"""How much a labelled value weighs: its label, the label's place, the value, what is around."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from promptlint.facts.volatile.reading.clause import doubted, window
from promptlint.facts.volatile.reading.labels import Value
from promptlint.facts.volatile.reading.outline import Setting
from promptlint.facts.volatile.weighing.verdict import HIGH, LOW, MEDIUM, Verdict, discount
from promptlint.facts.volatile.words.entries import Lexicon
from promptlint.facts.volatile.words.phrases import is_wide, normal

_OF_SOMEBODY = frozenset(("home", "users", "mnt"))
_LINKS = frozenset(("from", "before", "after", "between", "since", "when", "if", "over", "under"))
_NAMED = (" named", " called")
_FEW = 2  # blanks of what is too short for a question
_SHORT_END = 20  # characters that may follow a question: "Answer:"
_AROUND = 4000  # characters around a question that tell whether there are several
_QUOTES = '"“‘«「'
_AS_SAMPLE = 2.5  # … and this of an ID there
_AS_KEY = 1.5  # what being the value of a JSON key takes away: such JSON mostly is a sample


class _Case(NamedTuple):
    """A labelled value and what is around it; `single`: its label is one word."""

    text: str
    value: Value
    setting: Setting
    single: bool
    lexicon: Lexicon


def weigh_value(text: str, value: Value, setting: Setting, lexicon: Lexicon) -> Verdict | None:
    """The verdict on a labelled value; None if the label is none here."""
    if _speaks_against(text, value, lexicon):
        return None
    if value.pivot == "=" and normal(text[value.start : value.end]) == normal(value.phrase):
        return None  # user_profile=user_profile
    single = " " not in normal(value.phrase)
    takes = value.label.takes
    by_itself = (takes == "time" and is_wide(value.phrase)) or takes == "path"
    if single and not value.whole and not by_itself:
        return None  # "the user is a beginner"
    weigh = _WEIGHTS.get(takes)
    weight = HIGH if weigh is None else weigh(_Case(text, value, setting, single, lexicon))
    if not weight:
        return None
    weight -= discount(setting)
    if _is_key(text, value):
        real = setting.live or setting.person or takes not in ("id", "epoch", "name")
        weight -= _AS_KEY if real else _AS_SAMPLE
    kind, what = value.label.kind, "the value of"
    if takes == "time":
        kind, what = "weekday", "a weekday after"
    lifetime = lexicon.kinds[kind].lifetime
    return Verdict(value.start, value.end, kind, lifetime, weight, f"{what} ‘{value.phrase}’")


def _speaks_against(text: str, value: Value, lexicon: Lexicon) -> bool:
    """Whether the words before the label make the value a sample or a condition."""
    cut, high = window(text, value.first)
    near = normal(text[cut : value.first]).split(" ")[-5:]
    if high < value.first:  # a line above: its small words speak of something else
        near = [word for word in near if word not in _LINKS]
    return doubted(near, lexicon)


def _is_key(text: str, value: Value) -> bool:
    """Whether the label is a key of JSON."""
    between = text[max(0, value.start - 6) : value.start].rstrip("\"' ").rstrip(": ")
    return value.pivot == ":" and between.endswith('"')


def _time(case: _Case) -> float:
    return HIGH if case.value.label.strong else MEDIUM if case.value.whole else 0.0


def _place(case: _Case) -> float:
    if case.value.label.strong:
        return HIGH if case.value.pivot != "is" or _is_proper(case) else 0.0
    if not case.value.whole:
        return 0.0
    if case.value.label.kind == "environment":
        return 1.5 if case.setting.live or case.setting.person else 0.0
    return MEDIUM if case.setting.person else LOW if case.setting.live else 0.0


def _is_proper(case: _Case) -> bool:
    """Whether a place in a sentence is a name: "Lisbon", "the United States"."""
    several = case.text[case.value.start : case.value.end].split()
    first = several[1] if several[0] == "the" and len(several) > 1 else several[0]
    return not first[0].islower()


def _email(case: _Case) -> float:
    box = case.text[case.value.start : case.value.end].partition("@")[0].lower()
    if box in case.lexicon.mailboxes:
        return 0.0  # nobody's own
    if case.value.label.strong and not case.single:
        return HIGH
    if case.setting.person or case.setting.live:
        return 2.5 if case.value.whole else 0.0
    return 1.5 if case.value.label.strong else LOW if case.value.whole else 0.0


def _name(case: _Case) -> float:
    if case.value.pivot == "=" and case.single and not (case.setting.person or case.setting.live):
        return 0.0  # an assignment in a program: user="…"
    if case.single and case.text[case.value.start - 1] in _QUOTES:
        return 0.0  # what somebody says in a sample: User: "…"
    return HIGH if not case.single else 2.5 if case.setting.person or case.setting.live else 1.5


def _text(case: _Case) -> float:
    """A question behind its label: only one that begins a line, and only if there is one."""
    before = case.text[max(0, case.value.first - 40) : case.value.first].rpartition("\n")[2]
    if not case.value.whole or before.strip(" \t*#-_>"):
        return 0.0
    shown = case.text[case.value.start : case.value.end]
    if case.text[case.value.start - 1] in _QUOTES or shown.lower() in case.lexicon.generic:
        return 0.0
    if case.value.pivot == "=" or normal(shown).partition(" ")[0] in case.lexicon.prose:
        return 0.0  # "This is what the user wants from you"
    if not case.value.label.strong:  # "Question: …" as the last thing said
        if shown.count(" ") < _FEW and "?" not in shown and not is_wide(shown):
            return 0.0
        rest = case.text[case.value.end : case.value.end + _SHORT_END + 2].strip()
        return LOW if len(rest) < _SHORT_END else 0.0
    low, high = case.value.first - _AROUND, case.value.end + _AROUND
    return LOW if case.text.count(case.value.phrase, max(0, low), high) == 1 else 0.0


def _path(case: _Case) -> float:
    parts = [part.lower() for part in _segments(case.text[case.value.start : case.value.end])]
    if not case.value.label.strong:  # "Notes folder: /home/…": any folder of somebody
        known = parts[0] in _OF_SOMEBODY or parts[0].endswith(":")
        somebody = len(parts) > 2 and parts[1] not in case.lexicon.generic
        return 0.0 if not known or case.value.pivot == "is" else MEDIUM if somebody else LOW
    if case.value.phrase.endswith(_NAMED) and _is_file(parts[-1]):
        return 0.0  # "a file in the current directory named ./report.md"
    if parts[:1] == ["home"] and parts[1:2] and parts[1] in case.lexicon.generic:
        return MEDIUM if case.value.label.kind == "directory" else 0.0  # every sandbox has it
    if "users" in parts[:2] or parts[:1] == ["home"]:
        return HIGH
    if not case.value.whole and case.value.label.kind != "directory":
        return 1.5
    return 2.5 if len(parts) > 1 else MEDIUM


def _is_file(name: str) -> bool:
    return "." in name.strip(".")


def _segments(path: str) -> list[str]:
    return [part for part in path.replace("\\", "/").split("/") if part]


def _state(case: _Case) -> float:
    """Numbers, flags, branches: in a line of their own."""
    if not case.value.whole:
        return 0.0
    if case.value.pivot == "=":  # an argument of a call or a setting as likely as a state
        return LOW if case.setting.live else 0.0
    return MEDIUM if case.setting.live or not case.single else LOW


def _branch(case: _Case) -> float:
    if case.text[case.value.start - 1] == "`" and not case.value.whole:
        return MEDIUM if "/" in case.text[case.value.start : case.value.end] else LOW
    if (
        case.value.label.kind == "repository"
        and case.text[case.value.end : case.value.end + 1] == " "
    ):
        return 0.0  # "Repository: data access"
    weight = _state(case)
    return 2.5 if weight and not case.single else weight


def _status(case: _Case) -> float:
    return 2.5 if case.value.whole else 0.0


def _id(case: _Case) -> float:
    if case.value.pivot == "=" and case.text[max(0, case.value.first - 1) : case.value.first] in (
        "?",
        "&",
        "/",
        ";",
    ):
        return 0.0  # a parameter of a URL
    return MEDIUM if case.single else HIGH


_WEIGHTS: dict[str, Callable[[_Case], float]] = {
    "time": _time,
    "place": _place,
    "email": _email,
    "name": _name,
    "text": _text,
    "path": _path,
    "file": _path,
    "number": _state,
    "flag": _state,
    "branch": _branch,
    "status": _status,
    "id": _id,
}
