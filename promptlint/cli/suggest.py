"""What may stand behind an option or a command: for shells that complete words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click
    from click.shell_completion import CompletionItem

_Items = list["CompletionItem[str]"]


def rule(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> _Items:
    """A rule, by its name or code, or a family."""
    return _rules(incomplete)


def rules(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> _Items:
    """Rules, families and ALL, separated by commas."""
    before, comma, word = incomplete.rpartition(",")
    return _rules(word, before + comma, ["ALL"])


def severity(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> _Items:
    """Pairs of rule and severity, separated by commas."""
    from promptlint import rulepack
    from promptlint.cli.options import SEVERITIES

    before, comma, word = incomplete.rpartition(",")
    name, equals, level = word.partition("=")
    if equals:
        return _fitting(SEVERITIES, level, before=f"{before}{comma}{name}=")
    return _fitting((f"{each}=" for each in sorted(rulepack.names())), name, before=before + comma)


def model(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> _Items:
    """Models by their IDs; with inference profiles as soon as one has been begun."""
    from promptlint.catalog import every

    models = [each for each in every() if not each.is_family]
    found = _fitting((each.id for each in models), incomplete)
    with_profile = (
        f"{profile}.{each.id}" for each in models for profile in each.profiles if profile
    )
    return found or _fitting(with_profile, incomplete)


def output_format(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> _Items:
    """A format of reports, or behind "=" a file."""
    from promptlint.cli.options import FORMATS

    _, equals, name = incomplete.partition("=")
    return _file(name) if equals else _fitting(FORMATS, incomplete)


def file(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> _Items:
    """A file or a folder."""
    return _file(incomplete)


def _rules(word: str, before: str = "", besides: Iterable[str] = ()) -> _Items:
    """Codes only for those who have begun to write one: names say more."""
    from click.shell_completion import CompletionItem

    from promptlint import rulepack

    headings = rulepack.headings()
    named = {heading.name: heading.summary for heading in headings}
    coded = dict(sorted((heading.code, heading.summary) for heading in headings))
    families = dict.fromkeys(rulepack.FAMILIES, "a family of rules")
    others = dict.fromkeys(besides, "all rules")
    offered = coded if word[:2].upper() == "PL" else {**named, **families, **others}
    return [
        CompletionItem(before + each, help=about)
        for each, about in offered.items()
        if each.startswith((word, word.upper()))
    ]


def _fitting(words: Iterable[str], begun: str, *, before: str = "") -> _Items:
    from click.shell_completion import CompletionItem

    return [CompletionItem(before + word) for word in words if word.startswith(begun)]


def _file(begun: str) -> _Items:
    from click.shell_completion import CompletionItem

    return [CompletionItem(begun, type="file")]
