"""The functions of the API: nothing is printed, and nothing is kept between two calls.

They take these options, where they make sense:

- `model`: the model of requests that name none.
- `traffic`: how requests come: "agent", "chat", "document-qa" or "single-shot", or figures.
  Otherwise it is inferred from each request.
- `select`, `ignore`: only these rules, all but these: names, codes, families, globs.
- `severity`: other severities, by rule.
- `grade`: how far fixes may go: "safe", "layout" (the default) or "relocate".
- `keep`: what fixes leave as it is: "order", "checkpoints".
- `samples`: a file or folder of recorded requests of the same prompts to learn from.
- `config`: a configuration file. No other is looked for; what is said by keyword comes first, and
  `exclude`, `fail-on` and `output-format` are for the command line.
- `name`: what findings call a request that is no file.

They raise, of `PromptlintError`: `BadOption` for an option that says what is not known,
`BadConfiguration`, and `Unreadable` for a file that cannot be read and for values that are no JSON.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, TypedDict, Unpack, overload

from promptlint.api.given import Request, given, requests_in, write_back
from promptlint.api.options import FilePath, Words, settings_of
from promptlint.api.results import Check, Fix, check_of
from promptlint.engine.fix import fix_report
from promptlint.facts import Traffic
from promptlint.findings import Severity
from promptlint.report.cache_map import cache_maps
from promptlint.report.layouts import Layout, layout_of
from promptlint.report.results import light, result_of

_NAME = "<request>"


def check(
    request: Request,
    *,
    model: str | None = None,
    traffic: str | Traffic | None = None,
    select: Words = (),
    ignore: Words = (),
    severity: Mapping[str, str | Severity] | None = None,
    samples: FilePath | None = None,
    config: FilePath | None = None,
    name: str = _NAME,
) -> Check:
    """Find what keeps requests from being cached.

    A text that is no JSON is a finding, too. See `promptlint.api.calls` for options and errors.

    Args:
        request: a mapping, JSON as text or bytes, or a path: see `promptlint.api.Request`.
    """
    settings = settings_of(
        model=model,
        traffic=traffic,
        select=select,
        ignore=ignore,
        severity=severity,
        samples=samples,
        config=config,
    )
    return check_of(result_of(given(request, name).check(settings), settings))


class FixOptions(TypedDict, total=False):
    """The options of `fix`."""

    model: str | None
    traffic: str | Traffic | None
    select: Words
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
    ignore: Words = (),
    severity: Mapping[str, str | Severity] | None = None,
    grade: str | None = None,
    keep: Words = (),
    samples: FilePath | None = None,
    config: FilePath | None = None,
    name: str = _NAME,
) -> Fix[Any]:
    """Rewrite requests to the best layout.

    What is given is never changed: the result is a new mapping or text. See
    `promptlint.api.calls` for options and errors.

    Args:
        request: a mapping, JSON as text or bytes, or a path: see `promptlint.api.Request`.
        write: whether to write the result into the file. It is replaced as a whole or not at all.
    """
    if write and not isinstance(request, os.PathLike):
        raise TypeError("only a file can be written")
    settings = settings_of(
        model=model,
        traffic=traffic,
        select=select,
        ignore=ignore,
        severity=severity,
        grade=grade,
        keep=keep,
        samples=samples,
        config=config,
    )
    found = given(request, name)
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


def layout(
    request: Request,
    *,
    model: str | None = None,
    traffic: str | Traffic | None = None,
    grade: str | None = None,
    keep: Words = (),
    samples: FilePath | None = None,
    config: FilePath | None = None,
    name: str = _NAME,
) -> tuple[Layout, ...]:
    """Show requests as the cache sees them; a mapping is one request, a file may hold several.

    See `promptlint.api.calls` for options and errors; besides, it raises `NoRequest`.

    Args:
        request: a mapping, JSON as text or bytes, or a path: see `promptlint.api.Request`.
    """
    settings = settings_of(
        model=model, traffic=traffic, grade=grade, keep=keep, samples=samples, config=config
    )._replace(rules=frozenset({"invalid-json"}))
    report = requests_in(given(request, name), settings)
    return tuple(map(layout_of, cache_maps(report, settings)))
