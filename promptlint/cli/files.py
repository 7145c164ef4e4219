"""The files of a run: found, read from stdin, and worked on one by one or side by side."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from promptlint.cli.chosen import checked
from promptlint.cli.output import complain, say
from promptlint.cli.setup import Setup

if TYPE_CHECKING:
    from promptlint.engine.lint import Settings
    from promptlint.report.results import Result

_T = TypeVar("_T")

STDIN = "-"
STDIN_NAME = "<stdin>"
# From so many files on, starting processes pays.
_MANY = 64
_LARGEST_CHUNK = 32


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
    there = [path for path in paths if path != STDIN and _is_there(path)]
    walked = checked(partial(walk, there, setup.choice.filter_of, force=given.force_exclude))
    targets = [
        Target(each.path, each.named and not given.skip_unrelated, setup.chosen.of_file(each.path))
        for each in walked
    ]
    if STDIN in paths:
        data = read_stdin()
        name = given.stdin_filename or STDIN_NAME
        settings = (
            setup.chosen.of_file(given.stdin_filename) if given.stdin_filename else setup.settings
        )
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
    # A client of the network stays in this process, and so does what it has learnt.
    if jobs == 1 or len(targets) < 2 or setup.settings.counter is not None:
        return map(function, targets)
    return _side_by_side(function, targets, min(jobs, len(targets)))


def _side_by_side(
    function: Callable[[Target], _T], targets: Sequence[Target], jobs: int
) -> Iterator[_T]:
    from concurrent.futures import ProcessPoolExecutor

    chunk = max(1, min(_LARGEST_CHUNK, len(targets) // (jobs * 4)))
    pool = ProcessPoolExecutor(jobs, initializer=_die_quietly)
    try:
        yield from pool.map(function, targets, chunksize=chunk)
    except BaseException:  # an interrupt, for one: nobody wants to wait for what is still at work
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    # Idle workers are gone at once. Left alone, they race with the end of the interpreter.
    pool.shutdown()


def _die_quietly() -> None:
    """Let Ctrl-C end a worker without a traceback."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_DFL)


def remark(found: Found, results: Sequence[Result], setup: Setup) -> bool:
    """Say on stderr what is to be said of files beside their findings; whether one failed."""
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
        say("There are no files to look at.")
    elif not quiet and not setup.given.skip_unrelated and _nothing_found(targets, results):
        say(f"No requests in {len(results):,} file{'s' * (len(results) != 1)}.")
    return failed


def _nothing_found(targets: Sequence[Target], results: Sequence[Result]) -> bool:
    """Whether a walk met files, but none with a request, and nothing has been said of them."""
    if not results:
        return False
    worth = (result.requests or result.findings or result.error for result in results)
    named = (target.named for target in targets)
    return not any(chain(worth, named))


def reported(targets: Sequence[Target], results: Sequence[Result]) -> list[Result]:
    """The results that a report is about: not the files that a walk only met."""
    return [
        result
        for target, result in zip(targets, results, strict=True)
        if target.named or result.requests or result.findings or result.error
    ]
