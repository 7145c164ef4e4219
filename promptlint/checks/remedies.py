"""The fixes that checks propose."""

from __future__ import annotations

from promptlint.facts import Facts
from promptlint.layout import Plan, plan
from promptlint.operations import Repair
from promptlint.prompt import Marker, Prompt
from promptlint.text import Grade


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
        title = found.blocked or "reword the text so that what changes stands in a line of its own"
        return Repair(title, Grade.MANUAL, ())
    return facts.remember("repair", lambda: Repair(_title(found), found.grade, found.operations))


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
