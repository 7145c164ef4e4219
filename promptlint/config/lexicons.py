"""Lexicons of users: tables like those of rules/volatile.toml, checked when they are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from promptlint.config.documents import Wrong, misfits, read_document, schema
from promptlint.config.problems import hint
from promptlint.facts.volatile import as_spelled, refusal, shipped

# Tables of words that can be added to.
_TABLES = (
    "against",
    "calendar",
    "generic",
    "kinds",
    "labels",
    "narration",
    "placeholders",
    "shapes",
    "structure",
)
_SINGLE = ("kind", "takes", "strength")  # of a label, beside its words by language


def read_lexicon(path: Path) -> Mapping[str, Any]:
    """The tables of a user's lexicon, its words spelled as the detector sees them.

    Raises:
        BadConfig: the file cannot be read, is not TOML, does not fit the schema, names a kind
            that there is not, or has a pattern that could be slow; with all that is wrong.
    """
    data = read_document(path, _problems)
    return {name: _spelled(name, table) for name, table in data.items()}


def _problems(data: Mapping[str, Any]) -> Iterator[Wrong]:
    """What is wrong, with the keys of its place."""
    for name in data:
        if name not in _TABLES:
            yield (name,), f"a lexicon has no table {name!r}{hint(name, _TABLES)}"
    known = {name: table for name, table in data.items() if name in _TABLES}
    errors = list(misfits(known, schema("volatile")))
    yield from errors
    if not errors:
        yield from _senseless(known)


def _senseless(data: Mapping[str, Any]) -> Iterator[Wrong]:
    """What no schema sees: kinds that there are not, half a label, patterns that may be slow."""
    ours = shipped()
    kinds = {*ours["kinds"], *data.get("kinds", {})}
    for name, label in data.get("labels", {}).items():
        whole = {**ours["labels"].get(name, {}), **label}
        for key in _SINGLE:
            if key not in whole:
                yield ("labels", name), f"labels.{name}: {key} is missing"
        if whole.get("kind", next(iter(kinds))) not in kinds:
            yield ("labels", name, "kind"), _no_kind(whole["kind"], kinds)
    for number, shape in enumerate(data.get("shapes", ())):
        place = ("shapes", str(number))
        if shape["kind"] not in kinds:
            yield (*place, "kind"), _no_kind(shape["kind"], kinds)
        reason = refusal(shape["pattern"], shape.get("group", 0))
        if reason:
            yield (*place, "pattern"), f"the pattern is refused: {reason}"
    for kind in data.get("structure", {}).get("elements", {}):
        if kind not in kinds:
            yield ("structure", "elements", kind), _no_kind(kind, kinds)


def _no_kind(name: str, kinds: set[str]) -> str:
    return f"there is no kind {name!r}{hint(name, kinds)}"


def _spelled(name: str, table: Any) -> Any:  # noqa: ANN401 - TOML
    """Lists of words in the spelling of the lexicon; all else as it is."""
    if name in ("kinds", "shapes"):
        return table
    return {
        key: value
        if key in _SINGLE or key == "default"
        else _spelled(name, value)
        if isinstance(value, dict)
        else ", ".join(as_spelled(word) for word in value.split(", "))
        for key, value in table.items()
    }
