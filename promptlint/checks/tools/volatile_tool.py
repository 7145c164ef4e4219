"""The name, description or schema of a tool holds text that changes from call to call."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options
from promptlint.checks.remedies import from_plan
from promptlint.checks.volatile import poisoned
from promptlint.facts import Facts
from promptlint.findings import Problem
from promptlint.operations import Arrange, Repair
from promptlint.prompt import Prompt
from promptlint.text import Grade

_ADVICE = "say what changes in a message, and keep tools the same"


def volatile_tool(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each checkpoint behind such tools; they come first, so all of it is lost."""
    if facts.caching.supported is False:
        return
    for number, prefix in enumerate(facts.prefixes):
        spots = [spot for spot in prefix.spots if spot.block.section == "tools"]
        if spots:
            found = from_plan(facts)
            moves = any(
                isinstance(operation, Arrange) and operation.target.section == "tools"
                for operation in found.operations
            )
            fix = found if moves else Repair(_ADVICE, Grade.MANUAL, ())
            yield poisoned(facts, number, spots, fix, tools=True)
