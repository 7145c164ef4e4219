"""The fixes that checks propose."""

from __future__ import annotations

import re

from promptlint.facts import Facts
from promptlint.findings import Spot
from promptlint.layout import Plan, plan
from promptlint.operations import Repair
from promptlint.prompt import Marker, Prompt
from promptlint.text import Grade

_OWN_LINE = "reword the text so that what changes stands in a line of its own"
_SHOWN = 40  # characters of a sentence on each side of what changes
_SENTENCE = re.compile(r"[.!?。！？](?=\s)|\n")


def best_plan(facts: Facts) -> Plan:
    """The plan within reach; where that changes nothing, the one that goes a grade further."""
    exact = facts.precise
    reach = min(facts.reach, Grade.LAYOUT)
    found = plan(exact, reach)
    return found if found.operations or reach is Grade.RELOCATE else plan(exact, Grade.RELOCATE)


def from_plan(facts: Facts) -> Repair:
    """The best layout as a fix, the same for every problem of a request; or advice."""
    found = best_plan(facts)
    if not found.operations:
        stuck = next((spot for spot in found.stuck if not spot.secret), None)
        title = found.blocked or (reworded(stuck) if stuck else _OWN_LINE)
        return Repair(title, Grade.MANUAL, ())
    return facts.remember("repair", lambda: Repair(_title(found), found.grade, found.operations))


def reworded(spot: Spot) -> str:
    """Advice for what changes in the middle of a sentence: the sentence without it, and a line.

    Nobody but the author can tell how the sentence is to read; this is one way that keeps its
    meaning, and the line is one that a fix can move.
    """
    text = spot.node.string
    before = _SENTENCE.split(text[max(0, spot.start - _SHOWN) : spot.start])[-1]
    after = text[spot.end : spot.end + _SHOWN]
    end = _SENTENCE.search(f"{after} ")
    after = after[: end.end()] if end else f"{after.rpartition(' ')[0]}…"
    dots = "…" if spot.start > _SHOWN and len(before) == _SHOWN else ""
    what = {"placeholder": "value", "datetime": "time"}.get(spot.kind, spot.kind.replace("-", " "))
    sentence = f"{dots}{before.lstrip()}the {what} given at the end{after}"
    value = " ".join(spot.text.split())[:_SHOWN]
    return (
        f"say “{' '.join(sentence.split())}” instead, and put “{what.capitalize()}: {value}” in a "
        "line of its own, which a fix can move"
    )


def is_alone(request: Prompt, marker: Marker) -> bool:
    """Whether a marker stands in a message of nothing else, which would be empty without it."""
    if marker.section != "messages" or marker.place != "item" or marker.after is not None:
        return False
    item = marker.node.parent
    content = item.parent if item is not None else None
    return not any(block.node.parent is content for block in request.blocks)


def _title(found: Plan) -> str:
    saving = f" (saves {found.saving:.0%})" if found.saving >= 0.005 else ""
    if found.grade is Grade.RELOCATE:
        return f"move what changes to the end of the newest user message{saving}"
    if found.moves:
        return f"move what changes behind the last checkpoint of its section{saving}"
    return f"set the checkpoints where they pay most{saving}"
