"""The formats for programs, by name. A format is imported when it is first written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from promptlint.report.results import Result
    from promptlint.rulepack import Rule


class Writer(Protocol):
    """What a format does: from the results of a run to the text of its report."""

    def __call__(
        self,
        results: Sequence[Result],
        *,
        rule: Callable[[str], Rule],
        rename: Callable[[str], str],
    ) -> str:
        """The report.

        Args:
            rule: gives the rule of a name with the words in force.
            rename: turns a path as typed into the one that the reader of the report knows the
                file by (see `engine.paths`).
        """


MACHINE = ("json", "sarif", "github", "gitlab", "junit")
# The formats that tell what fixes do to a file (`Result.replacements`).
WITH_REPLACEMENTS = frozenset({"sarif"})


def writer(form: str) -> Writer:
    """What writes a format. Raises KeyError for a format that is not for programs."""
    if form not in MACHINE:
        raise KeyError(form)
    if form == "json":
        return _json
    found: Writer = getattr(import_module(f"promptlint.report.{form}"), form)
    return found


def _json(
    results: Sequence[Result],
    *,
    rule: Callable[[str], Rule],  # noqa: ARG001 - our own format speaks of rules by their URL
    rename: Callable[[str], str],  # noqa: ARG001 - and of files as the command line does
) -> str:
    from promptlint.report.json import dump, findings

    return dump(findings(results))
