"""The name, description or schema of a tool holds text that changes from call to call."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options
from promptlint.checks.remedies import from_plan
from promptlint.checks.volatile import poisoned
from promptlint.facts import TOOL_ORDER, Facts
from promptlint.findings import Problem
from promptlint.operations import Arrange, Repair
from promptlint.prompt import Prompt
from promptlint.text import Grade

_SORT = "sort them by name where the request is built"
_ADVICE = "say what changes in a message, and keep tools the same"


def volatile_tool(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each checkpoint behind such tools; they come first, so all of it is lost."""
    yield from poisoned(facts, _fix, tools=True)


def _fix(facts: Facts) -> Repair:
    """The best layout where it moves tools, else advice.

    That tools change places was seen in recorded requests; no order of this one mends that.
    """
    if any(spot.kind == TOOL_ORDER for spot in facts.spots):
        return Repair(_SORT, Grade.MANUAL, ())
    found = from_plan(facts)
    moves = any(
        isinstance(operation, Arrange) and operation.target.section == "tools"
        for operation in found.operations
    )
    return found if moves else Repair(_ADVICE, Grade.MANUAL, ())
