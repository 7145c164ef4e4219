"""Fixing: a request in, a request of the same kind out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, TypedDict, Unpack, overload

from promptlint.api.given import NAME, Request, given, write_back
from promptlint.api.options import FilePath, Words, settings_of
from promptlint.api.results import Fix, check_of
from promptlint.engine.fix import fix_report
from promptlint.facts import Traffic
from promptlint.findings import Severity
from promptlint.report.results import light, result_of


class FixOptions(TypedDict, total=False):
    """The options of `fix`."""

    model: str | None
    traffic: str | Traffic | None
    select: Words
    extend_select: Words
    ignore: Words
    severity: Mapping[str, str | Severity] | None
    grade: str | None
    keep: Words
    samples: FilePath | None
    config: FilePath | None
    name: str


@overload
def fix(request: Mapping[str, Any], **options: Unpack[FixOptions]) -> Fix[dict[str, Any]]: ...
@overload
def fix(request: str, **options: Unpack[FixOptions]) -> Fix[str]: ...
@overload
def fix(request: bytes, **options: Unpack[FixOptions]) -> Fix[bytes]: ...
@overload
def fix(
    request: os.PathLike[str], *, write: bool = False, **options: Unpack[FixOptions]
) -> Fix[str]: ...
def fix(
    request: Request,
    *,
    write: bool = False,
    model: str | None = None,
    traffic: str | Traffic | None = None,
    select: Words = (),
    extend_select: Words = (),
    ignore: Words = (),
    severity: Mapping[str, str | Severity] | None = None,
    grade: str | None = None,
    keep: Words = (),
    samples: FilePath | None = None,
    config: FilePath | None = None,
    name: str = NAME,
) -> Fix[Any]:
    """Rewrite requests to the best layout.

    What is given is never changed: the result is a new mapping or text.

    >>> import promptlint
    >>> content = [{"cachePoint": {"type": "default"}}, {"text": "Are you open on Sundays?"}]
    >>> fixed = promptlint.fix({"messages": [{"role": "user", "content": content}]})
    >>> fixed.result
    {'messages': [{'role': 'user', 'content': [{'text': 'Are you open on Sundays?'}]}]}
    >>> [finding.rule for finding in fixed.fixed]
    ['leading-checkpoint']

    Args:
        request: a mapping, JSON as text or bytes, or a path: see `Request`.
        write: whether to write the result into the file. It is replaced as a whole or not at all.
        model: the model of requests that name none.
        traffic: how requests come: "agent", "chat", "document-qa" or "single-shot", or figures;
            otherwise inferred from each request.
        select: only these rules: names, codes, families, globs.
        extend_select: these rules besides.
        ignore: all but these rules.
        severity: other severities, by rule.
        grade: how far fixes may go: "safe", "layout" (the default) or "relocate".
        keep: what fixes leave as it is: "order", "checkpoints".
        samples: a file or folder of recorded requests of the same prompts to learn from.
        config: a configuration file to go by; no other is looked for. Options come before it, and
            what it says of walks and reports is for the command line.
        name: what a request is called that is no file.

    Raises:
        BadOption: an option says what is not known.
        BadConfiguration: the configuration cannot be used.
        Unreadable: a file cannot be read or written, or a mapping holds what is no JSON.
    """
    if write and not isinstance(request, os.PathLike):
        raise TypeError("only a file can be written")
    found = given(request, name)
    settings = settings_of(
        found.name,
        model=model,
        traffic=traffic,
        select=select,
        extend_select=extend_select,
        ignore=ignore,
        severity=severity,
        grade=grade,
        keep=keep,
        samples=samples,
        config=config,
    )
    report = found.check(settings)
    done = fix_report(report, settings)
    if write and done.changed:
        write_back(report, done.after)
    return Fix(
        result=found.give_back(report, done.after if done.changed else None),
        changed=done.changed,
        fixed=tuple(map(light, done.fixed)),
        left=check_of(result_of(done.remaining, settings)),
        refused=done.failed or done.refused,
        before=done.before.text if done.before else "",
        after=done.after,
    )
