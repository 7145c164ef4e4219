"""The last lines of a run: how much was found, and what can be done about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

from promptlint.report.prospects import Prospect, next_grade
from promptlint.report.results import Counts, Result, count, mendable
from promptlint.text import Grade

# A saving below half a percent would read "0 %".
_WORTH_SAYING = 0.005


def of_check(results: Sequence[Result], reach: Grade) -> Iterator[str]:
    """What `check` says at its end; nothing where there was no request."""
    counts = count(results)
    yield from _found(counts)
    can_mend = mendable(results, reach)
    words = []
    if can_mend:
        every = counts.error + counts.warning + counts.info
        which = (
            "it" if every == 1 else "all of them" if can_mend == every else f"{can_mend} of them"
        )
        words.append(f"promptlint fix{_option(reach)} can mend {which}")
    command = "" if can_mend else "promptlint fix "
    words += (command + further for further in _further(results, reach, more=bool(can_mend)))
    if words:
        yield "; ".join(words)


def of_fix(
    results: Sequence[Result], reach: Grade, *, fixed: int, files: int, dry: bool
) -> Iterator[str]:
    """What `fix` says at its end.

    Args:
        results: what is left.
        fixed: findings mended.
        files: files changed.
        dry: whether nothing was written.
    """
    counts = count(results)
    if fixed:
        would = "Would mend" if dry else "Mended"
        yield f"{would} {counted(fixed, 'finding')} in {counted(files, 'file')}"
    left = "Left: " if fixed else ""
    for words in _found(counts, left):
        if not (fixed and words.startswith(("All", "The request"))):
            yield words
    yield from _further(results, reach, more=True)


def _found(counts: Counts, before: str = "") -> Iterator[str]:
    named = [
        counted(number, word)
        for number, word in (
            (counts.error, "error"),
            (counts.warning, "warning"),
            (counts.info, "info"),
        )
        if number
    ]
    hidden = _hidden(counts)
    if named:
        files = counted(counts.files, "file")
        where = f"{counted(counts.requests, 'request')} ({files})" if counts.requests else files
        yield f"{before}{', '.join(named)} in {where}{hidden}"
    elif counts.requests == 1:
        yield f"The request is fine{hidden}"
    elif counts.requests:
        yield f"All {counts.requests:,} requests fine{hidden}"


def _hidden(counts: Counts) -> str:
    """What does not count, and why."""
    kinds = ((counts.known, "in the baseline"), (counts.suppressed - counts.known, "ignored"))
    words = ", ".join(f"{number:,} {what}" for number, what in kinds if number)
    return f"; {words}" if words else ""


def _further(results: Sequence[Result], reach: Grade, *, more: bool) -> Iterator[str]:
    grade = next_grade(reach)
    prospect = reduce(Prospect.__add__, (result.prospect for result in results), Prospect.none)
    if grade is not None and prospect.saving >= _WORTH_SAYING:
        percent = f"{prospect.saving * 100:.0f}".removesuffix(".0")
        yield f"--grade {grade.label} would save {percent} %{' more' * more}"


def _option(reach: Grade) -> str:
    return {Grade.SAFE: " --safe", Grade.LAYOUT: ""}.get(reach, f" --grade {reach.label}")


def counted(number: int, word: str, several: str | None = None) -> str:
    """A number of things: "1 file", "12 files"; `several`: what more than one are called."""
    return f"{number:,} {word if number == 1 else several or f'{word}s'}"
