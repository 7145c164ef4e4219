"""Reading and writing files: a user's file is never lost or half-written."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FileRefused(Exception):
    """A file that cannot be read or will not be written. The message is one clause."""


def read(path: Path) -> bytes:
    """The bytes of a file. Raises FileRefused."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise FileRefused("there is no such file") from None
    except IsADirectoryError:
        raise FileRefused("this is a folder, not a file") from None
    except PermissionError:
        raise FileRefused("no permission to read it") from None
    except OSError as error:
        raise FileRefused(error.strerror or "it cannot be read") from None


def why_not_writable(path: Path) -> str | None:
    """The reason for which a file is left alone, if there is one.

    A read-only file says that it is not to be changed; a hard link would be torn from its twin
    by the renaming that makes a write atomic.
    """
    try:
        status = path.stat()
    except OSError as error:
        return error.strerror or "it cannot be read"
    if not stat.S_ISREG(status.st_mode):
        return "it is not a regular file"
    if not status.st_mode & 0o222 or not os.access(path, os.W_OK):
        return "it is read-only"
    if status.st_nlink > 1:
        return "it is a hard link, and writing would separate it from its twin"
    return None


def create(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, whole or not at all.

    Raises:
        FileRefused: there is one, or its folder cannot be written to.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _put(temporary, path)
    except FileExistsError:
        raise FileRefused("there is one already") from None
    except OSError as error:
        raise FileRefused(error.strerror or "it cannot be written") from None
    finally:
        temporary.unlink(missing_ok=True)


def _put(temporary: Path, path: Path) -> None:
    """Give a file its name. A link, unlike a renaming, never takes the place of another file."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(path):
            raise FileExistsError from None
        temporary.replace(path)


def replace(path: Path, old: bytes, new: bytes) -> None:
    """Put `new` in the place of `old`, atomically, with the same mode; symlinks are followed.

    An interrupt waits until it is done, so that nothing is left lying about.

    Raises:
        FileRefused: the file is not to be written, or its bytes are no longer `old`.
    """
    real = path.resolve()
    reason = why_not_writable(real)
    if reason is not None:
        raise FileRefused(reason)
    with _undisturbed():
        _replace(real, old, new)


def _replace(real: Path, old: bytes, new: bytes) -> None:
    import tempfile

    # The name ends in nothing that a hook, a watcher or a bundler would pick up.
    try:
        handle, name = tempfile.mkstemp(prefix=f".{real.name}.", suffix=".new", dir=real.parent)
    except OSError as error:
        raise FileRefused(f"its folder cannot be written to ({error.strerror})") from None
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(stat.S_IMODE(real.stat().st_mode))
        if real.read_bytes() != old:
            raise FileRefused("it was changed by someone else in the meantime")
        temporary.replace(real)
    except OSError as error:
        raise FileRefused(error.strerror or "it cannot be written") from None
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let those signals wait that would end this process."""
    import signal
    import threading

    if threading.current_thread() is not threading.main_thread():  # no signal is handled there
        yield
        return
    waiting: list[int] = []
    before = {
        each: signal.signal(each, lambda number, _frame: waiting.append(number))
        for each in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        for number in waiting:
            signal.raise_signal(number)
