"""What callers hand over as a request: into a report on it, and a fixed text back into its kind."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from promptlint.api.mapping import written
from promptlint.engine.lint import FileReport, Settings, check_bytes, check_file, check_source
from promptlint.errors import Unreadable
from promptlint.text import Source, files

Request = Mapping[str, Any] | str | bytes | os.PathLike[str]
"""A request: a body or a wrapper as Python values, JSON as text or bytes, or the path of a file.

A mapping is what one gives to boto3, or the JSON of a body; text, bytes and files may hold several
requests, in any form that promptlint knows. A string is always text: a path is a `pathlib.Path`.
"""

NAME = "<request>"
"""What a request is called that is no file, unless callers say otherwise."""

_BOM = "\ufeff"


class Given(NamedTuple):
    """A request as it was handed over.

    Attributes:
        name: the file, or what the text is called.
        check: lints it.
        give_back: what a text that was fixed is in its own kind. None: nothing was changed.
    """

    name: str
    check: Callable[[Settings], FileReport]
    give_back: Callable[[FileReport, str | None], Any]


def given(request: object, name: str) -> Given:
    """Take a request in.

    Args:
        name: what a request is called that is no file.

    Raises:
        Unreadable: a mapping holds what is no JSON; `check` raises it for a file.
        TypeError: this is no kind of request.
    """
    if isinstance(request, Mapping):
        return _mapping(request, name)
    if isinstance(request, str):
        return _text(request, name)
    if isinstance(request, bytes):
        return _bytes(request, name)
    if isinstance(request, os.PathLike):
        return _file(Path(request))
    kind = type(request).__name__
    raise TypeError(f"a request is a mapping, a text of JSON, bytes or a path, not {kind}")


def write_back(report: FileReport, text: str) -> None:
    """Put a fixed text into its file. Raises Unreadable."""
    source = report.source or Source(report.path, "")
    try:
        files.replace(Path(report.path), source.encode(), source.encode(text))
    except files.FileRefused as refusal:
        raise Unreadable(f"{report.path}: {refusal}") from None


def _mapping(request: Mapping[str, Any], name: str) -> Given:
    made = written(request)
    source = Source(name, made.text)
    return Given(
        name,
        lambda settings: check_source(source, settings),
        lambda _, text: made.read_back(made.text if text is None else text),
    )


def _text(request: str, name: str) -> Given:
    has_bom = request.startswith(_BOM)
    source = Source(name, request.removeprefix(_BOM), bom=has_bom)
    return Given(
        name,
        lambda settings: check_source(source, settings),
        lambda _, text: request if text is None else _BOM * has_bom + text,
    )


def _bytes(request: bytes, name: str) -> Given:
    def give_back(report: FileReport, text: str | None) -> bytes:
        return request if text is None or report.source is None else report.source.encode(text)

    return Given(name, lambda settings: check_bytes(name, request, settings), give_back)


def _file(path: Path) -> Given:
    name = path.as_posix()

    def check(settings: Settings) -> FileReport:
        report = check_file(name, settings, named=True)
        if report.error is not None:
            raise Unreadable(f"{name}: {report.error}")
        return report

    def give_back(report: FileReport, text: str | None) -> str:
        return text if text is not None else report.source.text if report.source else ""

    return Given(name, check, give_back)
