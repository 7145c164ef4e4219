"""Write docs/catalogue.md: what is known of each model, and who says so.

    python -m scripts.catalogue_docs [--check]

With --check nothing is written; if the page is stale, that is said and the exit code is 1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from promptlint.catalog import Claim, Model, Price, every
from promptlint.report.models import both_apis, names_in_words
from promptlint.report.words import minimum
from scripts.generated import ROOT, settle
from scripts.rule_docs import code_span, prose

COMMAND = "python -m scripts.catalogue_docs"
PAGE = ROOT / "docs" / "catalogue.md"

INTRODUCTION = """\
# Models

What promptlint knows of the models on Bedrock: from how many tokens on a prefix is cached, how many
checkpoints a request may have and where, how long they live, and what the tokens cost.
`promptlint models` shows the same in a terminal, and `promptlint models ID` one model.

AWS has no single page with all of that, and those who write about it do not always agree. So every
figure has its source with the day on which it was read, and where sources differ, all of them stand
here. Where a minimum is a range, promptlint says "possibly" for what lies in it, and a finding is
one degree milder than it would be. Of a model that is not here, a minimum of 512 to 4,096 tokens is
assumed.

The figures may change with every version of promptlint ([what that means](versioning.md)).

## Overview

The minimum is in tokens and counts all of the prefix: tools, system and messages together.
"""

_FIELDS = ("tools", "system", "messages")


def page(models: Sequence[Model]) -> str:
    """The page on these models."""
    return "\n".join(
        [*_page(models), f"<!-- Generated from `rules/models/` by `{COMMAND}`. -->", ""]
    )


def _page(models: Sequence[Model]) -> Iterator[str]:
    yield from (INTRODUCTION, "| model | minimum | checkpoints | TTL | status |")
    yield "|---|---|---|---|---|"
    yield from map(_row, models)
    yield ""
    for vendor, group in groupby(models, key=lambda model: model.vendor):
        yield from (f"## {vendor}", "")
        for model in group:
            yield from _model(model)


def _row(model: Model) -> str:
    caching = model.converse
    if caching.supported is False:
        figures = ("caches by itself" if model.own is not None else "not cached", "none", "")
    else:
        without = [name for name in _FIELDS if name not in caching.fields]
        where = f", not in {' and '.join(without)}" if without else ""
        life = ",\N{NO-BREAK SPACE}".join(caching.ttls)
        figures = (minimum(caching), f"{caching.max_checkpoints}{where}", life)
    return f"| [{model.name}](#{_anchor(model.name)}) | {' | '.join(figures)} | {model.status} |"


def _anchor(heading: str) -> str:
    """As forges name it: small letters, signs left out, blanks as hyphens."""
    kept = "".join(sign for sign in heading.lower() if sign.isalnum() or sign in " -_")
    return kept.replace(" ", "-")


def _model(model: Model) -> Iterator[str]:
    identifier = f"{model.id}*" if model.is_family else model.id
    note = f" {prose(model.status_note)}." if model.status_note else ""
    yield from (f"### {model.name}", "", f"{code_span(identifier)}, {model.status}.{note}", "")
    said = [*both_apis(model)]
    if model.own is not None:
        size = f" from {model.own.minimum:,} tokens on" if model.own.minimum else ""
        life = f", for {model.own.lifetime}" if model.own.lifetime else ""
        said.append(f"caches by itself{size}{life}, without checkpoints")
    said.append(names_in_words(model))
    if model.aliases:
        said.append(f"also called {', '.join(map(code_span, model.aliases))}")
    yield from (f"- {_capital(words)}" for words in said)
    yield from (f"- {prose(note)}" for note in model.notes)
    yield ""
    yield from _prices(model)
    yield from _claims(model.claims)


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _prices(model: Model) -> Iterator[str]:
    if not model.prices:
        return
    yield "| $ per million tokens | input | write 5m | write 1h | read | output |"
    yield "|---|---:|---:|---:|---:|---:|"
    for profile, rows in model.prices.items():
        yield from (_price(profile, row) for row in rows)
    yield ""


def _price(profile: str, row: Price) -> str:
    above = f", above {row.above:,} tokens" if row.above else ""
    figures = (row.input, row.write_5m, row.write_1h, row.read, row.output)
    said = ("" if figure is None else f"{figure:g}" for figure in figures)
    return f"| {profile}{above} | {' | '.join(said)} |"


def _claims(claims: Sequence[Claim]) -> Iterator[str]:
    """Folded away: what is said, and by whom; those who say the same stand together."""
    if not claims:
        return
    yield from ("<details><summary>Who says so</summary>", "")
    ordered = sorted(claims, key=lambda claim: claim.what)
    for what, group in groupby(ordered, key=lambda claim: claim.what):
        said: dict[str, list[str]] = {}
        for claim in group:
            said.setdefault(claim.value, []).append(_source(claim))
        for value, sources in said.items():
            yield f"- **{prose(what)}**: {prose(value)} ({'; '.join(sources)})"
    yield from ("", "</details>", "")


def _source(claim: Claim) -> str:
    title = prose(claim.source)
    return f"[{title}]({claim.url}), {claim.date}" if claim.url else f"{title}, {claim.date}"


def main(arguments: Sequence[str], path: Path = PAGE) -> int:
    """Write the page, or say that it is stale."""
    return settle({path: page(every())}, arguments, __doc__, COMMAND)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
