"""Text that changes from call to call stands before a checkpoint."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options
from promptlint.checks.remedies import from_plan
from promptlint.checks.volatile import poisoned
from promptlint.facts import Facts
from promptlint.findings import Problem
from promptlint.prompt import Prompt


def volatile_prefix(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each checkpoint behind spots that stand behind no checkpoint before it."""
    yield from poisoned(facts, from_plan, tools=False)
