"""The functions that look: nothing is printed, and nothing is kept between two calls."""

from __future__ import annotations

from collections.abc import Mapping

from promptlint.api.given import NAME, Request, given
from promptlint.api.options import FilePath, Words, settings_of
from promptlint.api.results import Check, check_of
from promptlint.facts import Traffic
from promptlint.findings import Severity
from promptlint.report.cache_map import cache_maps
from promptlint.report.comparing import Linted, diff_of
from promptlint.report.difference import Diff
from promptlint.report.layouts import Layout, layout_of
from promptlint.report.results import result_of

_READABLE = frozenset({"invalid-json"})


def check(
    request: Request,
    *,
    model: str | None = None,
    traffic: str | Traffic | None = None,
    select: Words = (),
    extend_select: Words = (),
    ignore: Words = (),
    severity: Mapping[str, str | Severity] | None = None,
    samples: FilePath | None = None,
    config: FilePath | None = None,
    name: str = NAME,
) -> Check:
    """Find what keeps requests from being cached.

    A text that is no JSON is a finding, too.

    >>> import promptlint
    >>> request = {
    ...     "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    ...     "system": [{"text": "Answer briefly."}, {"cachePoint": {"type": "default"}}],
    ...     "messages": [{"role": "user", "content": [{"text": "Are you open on Sundays?"}]}],
    ... }
    >>> found = promptlint.check(request)
    >>> found.ok
    False
    >>> [(finding.rule, finding.place.pointer) for finding in found.findings]
    [('prefix-below-minimum', '/system/1/cachePoint')]

    Args:
        request: a mapping, JSON as text or bytes, or a path: see `Request`.
        model: the model of requests that name none.
        traffic: how requests come: "agent", "chat", "document-qa" or "single-shot", or figures;
            otherwise inferred from each request.
        select: only these rules: names, codes, families, globs.
        extend_select: these rules besides.
        ignore: all but these rules.
        severity: other severities, by rule.
        samples: a file or folder of recorded requests of the same prompts to learn from.
        config: a configuration file to go by; no other is looked for. Options come before it, and
            what it says of walks and reports is for the command line.
        name: what a request is called that is no file.

    Raises:
        BadOption: an option says what is not known.
        BadConfiguration: the configuration cannot be used.
        Unreadable: a file cannot be read, or a mapping holds what is no JSON.
    """
    found = given(request, name)
    settings = settings_of(
        found.name,
        model=model,
        traffic=traffic,
        select=select,
        extend_select=extend_select,
        ignore=ignore,
        severity=severity,
        samples=samples,
        config=config,
    )
    return check_of(result_of(found.check(settings), settings))


def layout(
    request: Request,
    *,
    model: str | None = None,
    traffic: str | Traffic | None = None,
    grade: str | None = None,
    keep: Words = (),
    samples: FilePath | None = None,
    config: FilePath | None = None,
    name: str = NAME,
) -> tuple[Layout, ...]:
    """Show requests as the cache sees them; a mapping is one request, a file may hold several.

    >>> import promptlint
    >>> (layout,) = promptlint.layout(
    ...     {
    ...         "system": [{"text": "Answer briefly."}, {"cachePoint": {"type": "default"}}],
    ...         "messages": [{"role": "user", "content": [{"text": "It is 09:41:27. Open?"}]}],
    ...     }
    ... )
    >>> [(block.section, block.lifetime) for block in layout.blocks]
    [('system', 'static'), ('messages', 'request')]
    >>> [checkpoint.state for checkpoint in layout.checkpoints]
    ['below-minimum']

    Args:
        request: a mapping, JSON as text or bytes, or a path: see `Request`.
        model: the model of requests that name none.
        traffic: how requests come: "agent", "chat", "document-qa" or "single-shot", or figures;
            otherwise inferred from each request.
        grade: how far fixes may go: "safe", "layout" (the default) or "relocate".
        keep: what fixes leave as it is: "order", "checkpoints".
        samples: a file or folder of recorded requests of the same prompts to learn from.
        config: a configuration file to go by; no other is looked for. Options come before it, and
            what it says of walks and reports is for the command line.
        name: what a request is called that is no file.

    Raises:
        BadOption: an option says what is not known.
        BadConfiguration: the configuration cannot be used.
        Unreadable: a file cannot be read, or a mapping holds what is no JSON.
        NoRequest: there is none.
    """
    found = given(request, name)
    settings = settings_of(
        found.name,
        model=model,
        traffic=traffic,
        grade=grade,
        keep=keep,
        samples=samples,
        config=config,
    )._replace(rules=_READABLE)
    report = found.check(settings)
    report.some()
    return tuple(map(layout_of, cache_maps(report, settings)))


def diff(
    old: Request,
    new: Request,
    *,
    model: str | None = None,
    config: FilePath | None = None,
) -> Diff:
    """Tell where the second of two requests leaves what the first has stored in the cache.

    It is taken to be sent while that is still alive. Of several requests, the last of `old` and
    the first of `new` count.

    >>> import promptlint
    >>> def request(time):
    ...     rules = "Answer in the language of the customer, and keep to the tariff. " * 300
    ...     return {
    ...         "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    ...         "system": [
    ...             {"text": f"{rules}The time is {time}."},
    ...             {"cachePoint": {"type": "default"}},
    ...         ],
    ...         "messages": [{"role": "user", "content": [{"text": "Are you open?"}]}],
    ...     }
    >>> found = promptlint.diff(request("09:41:27"), request("10:02:11"))
    >>> found.ok
    False
    >>> found.difference.message
    'in the system text, a time of day after ‘The time is’ differs: it changes with every request'
    >>> found.difference.new.place.pointer
    '/system/0/text'

    Args:
        old: the request that was sent before: see `Request`.
        new: the request that is sent now.
        model: the model of requests that name none.
        config: a configuration file to go by; no other is looked for. Options come before it, and
            what it says of walks and reports is for the command line.

    Raises:
        BadOption: an option says what is not known.
        BadConfiguration: the configuration cannot be used.
        Unreadable: a file cannot be read, or a mapping holds what is no JSON.
        NoRequest: there is none.
    """
    linted: list[Linted] = []
    for request, name in ((old, "<old>"), (new, "<new>")):
        found = given(request, name)
        settings = settings_of(found.name, model=model, config=config)._replace(rules=_READABLE)
        linted.append(Linted(found.check(settings), settings))
    return diff_of(*linted)
