"""The formats for programs, by name. A format is imported when it is first written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


def _json(
    results: Sequence[Result],
    *,
    rule: Callable[[str], Rule],  # noqa: ARG001 - our own format speaks of rules by their URL
    rename: Callable[[str], str],  # noqa: ARG001 - and of files as the command line does
) -> str:
    from promptlint.report.json import dump, findings

    return dump(findings(results))


def _sarif(
    results: Sequence[Result], *, rule: Callable[[str], Rule], rename: Callable[[str], str]
) -> str:
    from promptlint.report.sarif import sarif

    return sarif(results, rule=rule, rename=rename)


def _github(
    results: Sequence[Result], *, rule: Callable[[str], Rule], rename: Callable[[str], str]
) -> str:
    from promptlint.report.github import github

    return github(results, rule=rule, rename=rename)


def _gitlab(
    results: Sequence[Result], *, rule: Callable[[str], Rule], rename: Callable[[str], str]
) -> str:
    from promptlint.report.gitlab import gitlab

    return gitlab(results, rule=rule, rename=rename)


def _junit(
    results: Sequence[Result], *, rule: Callable[[str], Rule], rename: Callable[[str], str]
) -> str:
    from promptlint.report.junit import junit

    return junit(results, rule=rule, rename=rename)


FORMATS: Mapping[str, Writer] = {
    "json": _json,
    "sarif": _sarif,
    "github": _github,
    "gitlab": _gitlab,
    "junit": _junit,
}
# The formats that tell what fixes do to a file (`Result.replacements`).
WITH_REPLACEMENTS = frozenset({"sarif"})
