"""`promptlint init`."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from promptlint.cli.check import judge
from promptlint.cli.chosen import Chosen, checked
from promptlint.cli.files import Target, find_targets, work
from promptlint.cli.help import Command
from promptlint.cli.options import Given, jobs_option
from promptlint.cli.output import Trouble, complain, put, put_lines, say
from promptlint.cli.setup import Setup, prepare

if TYPE_CHECKING:
    from promptlint.engine.guesses import Proposal
    from promptlint.engine.survey import Asked, Survey
    from promptlint.report.results import Result

_TABLE = "tool.promptlint"


@click.command(
    "init",
    cls=Command,
    examples=(
        ("init --stdout", "what would be written, and why"),
        ("init", "promptlint.toml at the top of this repository"),
    ),
)
@click.argument("path", metavar="[PATH]", default=".", type=click.Path(path_type=Path))
@click.option("--pyproject", is_flag=True, help="Add it to the pyproject.toml that is there.")
@click.option("--stdout", "--dry-run", "dry", is_flag=True, help="Print it; nothing is written.")
@jobs_option
def command(path: Path, *, pyproject: bool, dry: bool, jobs: int | None) -> None:
    """Look at a repository and draft a configuration for it.

    PATH is a folder (default: this one). All of its repository is looked at, and the configuration
    is written at the top, where none may be yet: promptlint.toml, unless --pyproject is given.
    """
    from promptlint.config.find import OWN_FILE, SHARED_FILE
    from promptlint.engine.guesses import propose
    from promptlint.engine.surroundings import surroundings
    from promptlint.report import adoption
    from promptlint.report.proposal import written
    from promptlint.report.style import text_of

    top = _top(path)
    target = top / (SHARED_FILE if pyproject else OWN_FILE)
    if not dry:
        _refuse_a_second(path)
    old = _shared(target) if pyproject else None
    setup = prepare(Given(isolated=True, jobs=jobs))
    survey = _survey(top, setup)
    proposal = propose(survey)
    text = written(proposal, _TABLE if pyproject else "")
    if dry:
        put(text)
    else:
        _write(target, old, text)
    results = _judged(proposal, top, setup)
    for result in results:
        if result.error is not None:
            complain(f"{result.path}: {result.error}")
    sheet = setup.page
    lines = [
        *adoption.seen(survey, sheet),
        *(() if dry else adoption.wrote(target, proposal)),
        *adoption.found(results, setup.settings.reach, sheet),
        *adoption.next_steps(results, "" if top == Path() else str(top)),
        *adoption.to_keep(surroundings(top)),
    ]
    if dry:
        say(text_of(lines, sheet._replace(color=False)).rstrip("\n"))
    else:
        put_lines(lines, sheet, None)


def _top(folder: Path) -> Path:
    """The folder that the configuration is for, as the user would call it. Raises Trouble."""
    from promptlint.config import top_of
    from promptlint.config.find import plain

    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "there is no such folder"
        raise Trouble(f"{folder}: {what}")
    top = top_of(folder)
    return folder if top is None else plain(folder / os.path.relpath(top, folder.resolve()))


def _refuse_a_second(folder: Path) -> None:
    """Raise Trouble where a configuration holds already."""
    from promptlint.config import find

    known = find(folder)
    if known is not None:
        raise Trouble(f"{known} is there already; --stdout prints what would be written")


def _shared(path: Path) -> bytes:
    """A pyproject.toml that something can be added to. Raises Trouble."""
    import tomllib

    from promptlint.config.problems import read_toml
    from promptlint.text import files

    checked(lambda: read_toml(path))
    data = files.read(path)
    try:
        tomllib.loads(_added(data, f"[{_TABLE}]").decode())
    except tomllib.TOMLDecodeError:
        raise Trouble(f"{path}: there is no room for a [{_TABLE}]; omit --pyproject") from None
    return data


def _added(old: bytes, text: str) -> bytes:
    """What a file holds, and a text behind it, in lines that end as those of the file do."""
    end = b"\r\n" if b"\r\n" in old else b"\n"
    return (old.rstrip() + end * 2 + text.encode().replace(b"\n", end)).lstrip()


def _write(target: Path, old: bytes | None, text: str) -> None:
    """Create the file, or add to what it holds. Raises Trouble."""
    from promptlint.text import files

    try:
        if old is None:
            files.create(target, text.encode())
        else:
            files.replace(target, old, _added(old, text))
    except files.FileRefused as refusal:
        raise Trouble(f"{target}: {refusal}") from None


def _survey(top: Path, setup: Setup) -> Survey:
    """What is below the top, but for what goes by a configuration of its own."""
    from promptlint.engine.survey import Seen, Survey, mentions, within

    targets, nested = _targets(top, setup)
    looked = work(_look, targets, setup)
    files = tuple(
        Seen(within(top, target.path), asked) for target, asked in zip(targets, looked, strict=True)
    )
    survey = Survey(files, (), tuple(sorted(nested)))
    if survey.names_all:
        return survey
    return survey._replace(mentions=tuple(mentions(top)))


def _targets(top: Path, setup: Setup) -> tuple[list[Target], set[str]]:
    """The files that a check of everything looks at, and the configurations of all others."""
    from promptlint.engine.survey import Nested

    nested = Nested(top)
    targets = [(each, nested.of(each.path)) for each in find_targets((str(top),), setup).targets]
    return (
        [target for target, other in targets if other is None],
        {str(other) for _, other in targets if other is not None},
    )


def _look(target: Target) -> tuple[Asked, ...]:
    """The requests of one file. What goes wrong with it, the check that follows says."""
    from promptlint.engine.survey import look

    try:
        return look(target.path, target.settings)
    except Exception:  # noqa: BLE001 - one file must not keep the others from being looked at
        return ()


def _judged(proposal: Proposal, top: Path, setup: Setup) -> list[Result]:
    """What a check says once the proposal is in force."""
    from promptlint.engine.choice import Choice

    choice = Choice(search=False)
    choice.base = proposal.config(top)
    chosen = Chosen(setup.given, choice, None)
    then = setup._replace(choice=choice, chosen=chosen)
    targets, _ = _targets(top, then)
    return list(work(partial(judge, width=None, further=True), targets, then))
