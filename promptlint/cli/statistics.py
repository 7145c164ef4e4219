"""Counts by rule in the place of findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from promptlint.cli.output import Trouble, put, put_lines

if TYPE_CHECKING:
    from promptlint.cli.setup import Setup
    from promptlint.report.results import Result


def put_statistics(results: Sequence[Result], setup: Setup) -> None:
    """How often which rule, to where the reports would go. Raises Trouble.

    For people in one form, for programs as JSON; other formats know findings only. One that nobody
    asked for by name is taken for the form for people.
    """
    from promptlint.report.json import dump
    from promptlint.report.statistics import as_json, rows, statistics

    asked = {form.partition("=")[0] for form in setup.given.output_format}
    for form in sorted(asked - {"full", "concise", "json"}):
        raise Trouble(f"--statistics has no format {form!r}: there are full, concise and json")
    found = rows(results, setup.settings.reach)
    for form, file in setup.outputs:
        if form == "json":
            put(dump(as_json(found)), file)
        else:
            page = setup.page_for(file)
            put_lines(statistics(found, page), page, file)
