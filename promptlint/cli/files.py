"""The files of a run: found, read from stdin, and worked on one by one or side by side."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from promptlint.cli.chosen import checked
from promptlint.cli.output import FAILED, complain, put, say
from promptlint.cli.progress import with_progress
from promptlint.cli.setup import Setup
from promptlint.report.safe_text import safe

if TYPE_CHECKING:
    from promptlint.engine.lint import Settings
    from promptlint.report.results import Result

_T = TypeVar("_T")

STDIN = "-"
STDIN_NAME = "<stdin>"
# From so many files on, starting processes pays.
_MANY = 64


class Target(NamedTuple):
    """A file to look at.

    Attributes:
        named: whether the user named it and wants to hear of it in any case.
        settings: what it is judged by.
        data: what was read from standard input; None for a file.
    """

    path: str
    named: bool
    settings: Settings
    data: bytes | None = None


class Found(NamedTuple):
    """The files that paths mean. `failed`: whether some path could not be looked at."""

    targets: list[Target]
    failed: bool


def find_targets(paths: Sequence[str], setup: Setup) -> Found:
    """The files that the user's paths mean; what cannot be looked at is complained about."""
    from promptlint.engine.walk import walk

    given = setup.given
    paths = [path.replace(os.sep, "/") for path in paths]  # as all reports have them
    name = (given.stdin_filename or STDIN_NAME).replace(os.sep, "/")
    there = [path for path in paths if path != STDIN and _is_there(path)]
    walked = checked(partial(walk, there, setup.choice.filter_of, force=given.force_exclude))
    targets = [
        Target(each.path, each.named and not given.skip_unrelated, setup.chosen.of_file(each.path))
        for each in walked
    ]
    if STDIN in paths:
        data = read_stdin()
        settings = setup.chosen.of_file(name) if given.stdin_filename else setup.settings
        targets.insert(0, Target(name, not given.skip_unrelated, settings, data))
    missing = sum(path != STDIN for path in paths) - len(there)
    return Found(targets, failed=missing > 0)


def read_stdin() -> bytes:
    """All of standard input."""
    return b"" if sys.stdin is None else sys.stdin.buffer.read()


def _is_there(path: str) -> bool:
    """Whether a path can be looked at; otherwise it is complained about."""
    try:
        if os.path.isdir(path):  # noqa: PTH112 - unlike Path.is_dir, it never raises
            os.scandir(path).close()
        else:
            os.stat(path)  # noqa: PTH116 - nothing to be gained from a Path
    except FileNotFoundError:
        complain(f"{path}: there is no such file or folder")
    except PermissionError:
        complain(f"{path}: no permission to read it")
    except OSError as error:
        complain(f"{path}: {error.strerror or 'it cannot be read'}")
    else:
        return True
    return False


def work(function: Callable[[Target], _T], targets: Sequence[Target], setup: Setup) -> Iterator[_T]:
    """`function` of each target, in order, on several processes if that was asked for or pays."""
    jobs = setup.given.jobs or (os.cpu_count() or 1 if len(targets) >= _MANY else 1)
    # A client of the network stays in this process, and so do what it has learnt and a clock.
    stays = setup.settings.counter is not None or setup.settings.clock is not None
    if jobs == 1 or len(targets) < 2 or stays:
        made: Iterator[_T] = map(function, targets)
    else:
        from promptlint.cli.workers import side_by_side

        made = side_by_side(function, [*map(_light, targets)], min(jobs, len(targets)))
    return with_progress(made, len(targets), quiet=setup.given.quiet)


def _light(target: Target) -> Target:
    """The target with no more of its baseline than is about it, since it is sent away."""
    whole = target.settings.baseline
    if whole is None:
        return target
    return target._replace(settings=target.settings._replace(baseline=whole.part(target.path)))


def remark(found: Found, results: Sequence[Result], setup: Setup) -> bool:
    """Say on stderr what is to be said of files beside their findings; whether one failed."""
    from promptlint.engine.walk import SUFFIXES

    quiet, verbose = setup.given.quiet, setup.given.verbose
    targets, failed = found
    for target, result in zip(targets, results, strict=True):
        if result.error is not None:
            complain(f"{result.path}: {result.error}")
            failed = True
        elif result.requests or result.findings:
            if verbose:
                plural = "" if result.requests == 1 else "s"
                say(f"{result.path}: {result.form or 'broken'}, {result.requests} request{plural}")
        elif verbose or (target.named and not quiet):
            say(f"{result.path}: no request here: {result.reason}")
    if not (results or failed or quiet or setup.given.skip_unrelated):
        say(f"There are no files to look at (in a folder: {', '.join(SUFFIXES)})")
    elif not quiet and not setup.given.skip_unrelated and _nothing_found(targets, results):
        further = "" if verbose else " (-v says why of each)"
        say(f"No requests in {len(results):,} file{'s' * (len(results) != 1)}{further}")
    return failed


def _nothing_found(targets: Sequence[Target], results: Sequence[Result]) -> bool:
    """Whether a walk met files, but none with a request, and nothing has been said of them."""
    if not results:
        return False
    worth = (result.requests or result.findings or result.error for result in results)
    named = (target.named for target in targets)
    return not any(chain(worth, named))


def show(found: Found) -> int:
    """Print the names of files, one a line. Returns the exit code."""
    put("".join(f"{safe(target.path)}\n" for target in found.targets))
    return FAILED if found.failed else 0


def show_times(setup: Setup) -> None:
    """Say what took how long, if somebody wants to know."""
    if setup.settings.clock is not None:
        from promptlint.report.timing import timing

        for words in timing(setup.settings.clock.spent()):
            say(words)


def reported(targets: Sequence[Target], results: Sequence[Result]) -> list[Result]:
    """The results that a report is about: not the files that a walk only met."""
    return [
        result
        for target, result in zip(targets, results, strict=True)
        if target.named or result.requests or result.findings or result.error
    ]
