"""Counts by rule in the place of findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from promptlint.cli.output import Trouble, put, put_lines

if TYPE_CHECKING:
    from promptlint.cli.options import Given
    from promptlint.cli.setup import Setup
    from promptlint.report.results import Result

_KNOWN = ("full", "concise", "json")


def refuse_other_formats(given: Given) -> None:
    """Refuse formats that know findings only. Raises Trouble."""
    for each in given.output_format:
        form = each.partition("=")[0]
        if form not in _KNOWN:
            words = f"{', '.join(_KNOWN[:-1])} and {_KNOWN[-1]}"
            raise Trouble(f"--statistics has no output format {form!r} ({words} it has)")


def put_statistics(results: Sequence[Result], setup: Setup) -> None:
    """How often which rule, to where the reports would go.

    For people in one form, for programs as JSON. A format that nobody asked for on the command
    line is taken for the form for people.
    """
    from promptlint.report.json import dump
    from promptlint.report.statistics import as_json, rows, statistics

    found = rows(results, setup.settings.reach)
    for form, file in setup.outputs:
        if form == "json":
            put(dump(as_json(found)), file)
        else:
            page = setup.page_for(file)
            put_lines(statistics(found, page), page, file)
