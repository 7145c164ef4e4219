"""Work done by several processes, all of which end with the one that started them."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn, TypeVar

from promptlint.cli.output import Trouble

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")

_LARGEST_CHUNK = 32


def side_by_side(
    function: Callable[[_Given], _Made], values: Sequence[_Given], jobs: int
) -> Iterator[_Made]:
    """`function` of each value, in their order. Raises Trouble if a process is gone."""
    others = multiprocessing.active_children()
    chunk = max(1, min(_LARGEST_CHUNK, len(values) // (jobs * 4)))
    pool = ProcessPoolExecutor(jobs, initializer=_end_at_once)
    try:
        with _terminated_by_exception():
            yield from pool.map(function, values, chunksize=chunk)
    except BrokenProcessPool:
        raise Trouble("a process was ended from outside (is there enough memory?)") from None
    except BaseException:  # an interrupt, for one: nobody wants to wait for what is still at work
        for child in multiprocessing.active_children():
            if child not in others:
                child.terminate()
        raise
    finally:
        # Idle workers are gone at once. Left alone, they race with the end of the interpreter.
        pool.shutdown(cancel_futures=True)


def _end_at_once() -> None:
    """Let a worker die of an interrupt without a word; writing a file, it puts that off."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


@contextmanager
def _terminated_by_exception() -> Iterator[None]:
    """Make a request to end an exception, so that workers do not outlive us."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)  # as a shell says it of a program that a signal has ended
