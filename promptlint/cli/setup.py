"""What a command line and the configuration come to together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from promptlint.cli.chosen import Chosen, configurations, remark_on_models
from promptlint.cli.options import FORMATS, Given
from promptlint.cli.output import Trouble, is_github, is_terminal, page
from promptlint.report.style import Page

if TYPE_CHECKING:
    from promptlint.engine.choice import Choice
    from promptlint.engine.lint import Settings
    from promptlint.findings import Severity


class Output(NamedTuple):
    """A report to be written. `file`: None for standard output."""

    form: str
    file: Path | None


class Setup(NamedTuple):
    """What a run goes by: command line first, then environment, configuration, defaults.

    Attributes:
        choice: which configuration holds for which file.
        chosen: what they come to, for each file.
        settings: those of the current folder, for what is about no file.
    """

    given: Given
    choice: Choice
    chosen: Chosen
    settings: Settings
    fail_on: Severity
    outputs: tuple[Output, ...]
    page: Page

    def writes(self, *forms: str) -> bool:
        """Whether a report of one of these forms is asked for."""
        return any(each.form in forms for each in self.outputs)

    def page_for(self, file: Path | None) -> Page:
        """What a report is written for: nothing in colours goes into a file."""
        return self.page if file is None else self.page._replace(color=False)


def prepare(given: Given, *, only: frozenset[str] | None = None) -> Setup:
    """Put options and configuration together. Raises Trouble.

    Args:
        only: the rules in force, whatever anybody says.
    """
    from promptlint.findings import Severity

    if given.statistics:
        from promptlint.cli.statistics import refuse_other_formats

        refuse_other_formats(given)
    choice = configurations(given)
    chosen = Chosen(given, choice, only)
    settings = chosen.of(choice.base)
    if not given.quiet:
        remark_on_models({given.model, choice.base.model})
    fail_on = Severity.WARNING if choice.base.fail_on is None else choice.base.fail_on
    return Setup(
        given=given,
        choice=choice,
        chosen=chosen,
        settings=settings,
        fail_on=Severity.named(given.fail_on) if given.fail_on else fail_on,
        outputs=_outputs(given, choice.base.output_format),
        page=page(given.color, given.output),
    )


def _outputs(given: Given, configured: str | None) -> tuple[Output, ...]:
    """The reports that are asked for; one of them goes to standard output. Raises Trouble."""
    from promptlint.config import hint

    found: list[Output] = []
    for each in given.output_format:
        form, equals, file = each.partition("=")
        if form not in FORMATS:
            words = ", ".join(FORMATS)
            raise Trouble(f"there is no output format {form!r} ({words}){hint(form, FORMATS)}")
        if equals and not file:
            raise Trouble(f"--output-format {each}: the name of a file is missing")
        found.append(Output(form, Path(file) if equals else given.output))
    if not any(each.file == given.output for each in found):
        found.insert(0, Output(configured or usual_format(given), given.output))
    files = [each.file for each in found]
    if len(set(files)) < len(files):
        raise Trouble("two reports cannot share a place: give all but one a file (FORMAT=FILE)")
    return tuple(found)


def usual_format(given: Given) -> str:
    """The format of reports where nobody asks for one."""
    if given.output is None and is_terminal():
        return "full"
    return "github" if is_github() and given.output is None else "concise"
