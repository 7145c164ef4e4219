"""The catalogue, listed, and one model with everything that is said about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from promptlint.catalog import Caching, Model, Price
from promptlint.catalog.reading import notes_for
from promptlint.report.json import terms
from promptlint.report.safe_text import safe, wrap
from promptlint.report.style import BAD, FAINT, GOOD, STRONG, Line, Page, Span, line
from promptlint.report.words import minimum

_STATUS = {"active": GOOD, "preview": GOOD, "gated": FAINT, "legacy": "yellow", "eol": BAD}
_SECTIONS = ("tools", "system", "messages")


def listed(models: Iterable[Model], page: Page) -> Iterator[Line]:
    """All models by vendor: ID, name and status, and below what they take of checkpoints."""
    for vendor, group in groupby(models, key=lambda model: model.vendor):
        yield line(Span(vendor, STRONG))
        for model in group:
            yield from _heading(model, page)
            said = "; ".join(both_apis(model))
            yield from _wrapped(f"{model.status}: {said}", page, indent=6)
        yield line()


def explained(model: Model, page: Page) -> Iterator[Line]:
    """One model: figures first, then who says so."""
    yield from _heading(model, page)
    yield line("  ", Span(model.status, _STATUS[model.status]))
    if model.status_note:
        yield from _wrapped(model.status_note, page, indent=2)
    yield from _title("Checkpoints")
    for words in both_apis(model):
        yield from _wrapped(words, page, indent=2)
    if model.own is not None:
        size = f" from {model.own.minimum:,} tokens" if model.own.minimum else ""
        yield from _wrapped(f"caches by itself{size}, without checkpoints", page, indent=2)
    yield from _title("Names")
    yield from _wrapped(names_in_words(model), page, indent=2)
    if model.aliases:
        yield from _wrapped(f"also: {', '.join(model.aliases)}", page, indent=2)
    yield from _prices(model)
    notes = notes_for(model.id)
    if notes:
        yield from _title("Remarks")
        for note in notes:
            yield from _wrapped(note, page, indent=2)
    yield from _claims(model, page)


def _heading(model: Model, page: Page) -> Iterator[Line]:
    own = f"{model.id}{'*' if model.is_family else ''}"
    if len(own) + len(model.name) + 4 <= page.width:
        yield line("  ", Span(own, STRONG), f"  {model.name}")
    else:
        yield line("  ", Span(own, STRONG))
        yield line("    ", model.name)


def both_apis(model: Model) -> Iterator[str]:
    """What a model takes of checkpoints: once if both APIs take the same, else for each."""
    converse, invoke = _caching(model.converse), _caching(model.invoke)
    if converse == invoke:
        yield converse
    else:
        yield f"Converse: {converse}"
        yield f"InvokeModel: {invoke}"


def _caching(caching: Caching) -> str:
    """What one API takes, in words."""
    if caching.supported is False:
        return "takes no checkpoints"
    known = "" if caching.supported else "nobody says whether it caches; assumed: "
    fields = ", ".join(name for name in _SECTIONS if name in caching.fields)
    ttls = " or ".join(caching.ttls)
    written = ", which must not be written" if caching.explicit_ttl is False else ""
    after = ", only after text" if caching.after_text_only else ""
    return (
        f"{known}from {minimum(caching)} tokens; {caching.max_checkpoints} checkpoints in "
        f"{fields}{after}; TTL {ttls}{written}"
    )


def names_in_words(model: Model) -> str:
    """Whether the bare ID can be called, and which inference profiles there are."""
    named = [prefix for prefix in model.profiles if prefix]
    bare = {
        True: "the bare ID can be called on demand",
        False: "the bare ID cannot be called: an inference profile is needed",
        None: "whether the bare ID can be called is not known",
    }[model.on_demand]
    return f"{bare}; inference profiles: {', '.join(named)}" if named else bare


def _prices(model: Model) -> Iterator[Line]:
    if not model.prices:
        return
    yield from _title("US dollars per million tokens")
    yield line(
        Span(
            f"  {'':<16}{'input':>9}{'write 5m':>10}{'write 1h':>10}{'read':>9}{'output':>9}",
            FAINT,
        )
    )
    for profile, rows in model.prices.items():
        for row in rows:
            yield line(_price(profile, row))


def _price(profile: str, row: Price) -> str:
    above = f" >{row.above // 1000}k" if row.above else ""
    figures = (
        (row.input, 9),
        (row.write_5m, 10),
        (row.write_1h, 10),
        (row.read, 9),
        (row.output, 9),
    )
    columns = "".join(
        f"{'-' if value is None else f'{value:g}':>{size}}" for value, size in figures
    )
    return f"  {profile + above:<16}{columns}"


def _claims(model: Model, page: Page) -> Iterator[Line]:
    claims = sorted(model.claims, key=lambda claim: claim.what)
    if claims:
        yield from _title("Who says so")
    for what, group in groupby(claims, key=lambda claim: claim.what):
        said = list(group)
        differ = " (sources differ)" if len({claim.value for claim in said}) > 1 else ""
        yield line("  ", Span(safe(what), STRONG), Span(differ, "yellow"))
        for claim in said:
            yield from _wrapped(f"{claim.value}: {claim.source}, {claim.date}", page, indent=4)
            if claim.url:
                yield line("    ", Span(safe(claim.url), FAINT))


def _title(words: str) -> Iterator[Line]:
    yield line()
    yield line(Span(words, STRONG))


def _wrapped(text: str, page: Page, *, indent: int) -> Iterator[Line]:
    for words in wrap(safe(text), page.width - indent):
        yield line(" " * indent, words)


def as_json(models: Iterable[Model], *, claims: bool) -> dict[str, Any]:
    """The same for programs. `claims`: with who says so."""
    return {"schema": 1, "models": [_object(model, claims=claims) for model in models]}


def _object(model: Model, *, claims: bool) -> dict[str, Any]:
    told = {
        "id": model.id,
        "is_family": model.is_family,
        "name": model.name,
        "vendor": model.vendor,
        "status": model.status,
        "status_note": model.status_note,
        "profiles": list(model.profiles),
        "on_demand": model.on_demand,
        "aliases": list(model.aliases),
        "preserved_thinking": model.preserved_thinking,
        "converse": _terms(model.converse),
        "invoke": _terms(model.invoke),
        "prices": {
            profile: [row._asdict() for row in rows] for profile, rows in model.prices.items()
        },
    }
    if claims:
        told["notes"] = list(notes_for(model.id))
        told["claims"] = [claim._asdict() for claim in model.claims]
    return told


def _terms(caching: Caching) -> dict[str, Any]:
    return {
        "supported": caching.supported,
        **terms(caching),
        "disputed": caching.disputed,
        "maximum": caching.maximum,
        "explicit_ttl": caching.explicit_ttl,
        "after_text_only": caching.after_text_only,
        "automatic": caching.automatic,
    }
