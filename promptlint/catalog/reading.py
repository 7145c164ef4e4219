"""The catalogue's files. A model's figures are read when it is asked for: TOML takes its time.

So an entry begins with `[[model]]` on a line of its own, has no tables of its own, and names its
model on one line.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from promptlint.catalog.model import (
    REFUSED,
    UNKNOWN,
    Bounds,
    Caching,
    Claim,
    Model,
    OwnCaching,
    Price,
)
from promptlint.resources import rules_folder

Table = Mapping[str, Any]


def _folder() -> Path:
    return rules_folder() / "models"


def _text(file: str) -> str:
    return (_folder() / file).read_text(encoding="utf-8")


@cache
def vendors() -> frozenset[str]:
    """The first labels of the IDs that the catalogue knows ("anthropic", "amazon", …)."""
    return frozenset(path.stem for path in _folder().glob("*.toml") if "." not in path.stem)


class Names(NamedTuple):
    """What a model is called: see `Model`."""

    id: str
    aliases: tuple[str, ...]
    is_family: bool


class _File(NamedTuple):
    """A vendor's file: what holds for all its models, and the entry of each, not yet parsed."""

    common: Table
    entries: Mapping[Names, str]


@cache
def _file(vendor: str) -> _File:
    common, *entries = _text(f"{vendor}.toml").split("\n[[model]]\n")
    return _File(tomllib.loads(common), {_names(entry): entry for entry in entries})


def _names(entry: str) -> Names:
    named = dict(re.findall(r"^(id|prefix|aliases) = (.+)$", entry, re.MULTILINE))
    own = json.loads(named.get("id") or named["prefix"])
    return Names(own, tuple(json.loads(named.get("aliases", "[]"))), "prefix" in named)


def names_of(vendor: str) -> tuple[Names, ...]:
    """What the models of one of `vendors()` are called, in the order of its file."""
    return tuple(_file(vendor).entries)


@cache
def model_of(vendor: str, names: Names) -> Model:
    """The model that is called so."""
    file = _file(vendor)
    return _model(file.common, tomllib.loads(file.entries[names]))


def models_of(vendor: str) -> tuple[Model, ...]:
    """The models of one of `vendors()`, in the order of its file."""
    return tuple(model_of(vendor, names) for names in names_of(vendor))


def every() -> tuple[Model, ...]:
    """All models, vendor by vendor."""
    return tuple(model for vendor in sorted(vendors()) for model in models_of(vendor))


def claims_for(model_id: str) -> tuple[Claim, ...]:
    """What is said about a model of the catalogue, and by whom."""
    return tuple(
        Claim(entry["what"], entry["value"], entry["source"], entry["date"], entry.get("url"))
        for entry in _about(model_id, "claim")
    )


def notes_for(model_id: str) -> tuple[str, ...]:
    """Remarks on a model of the catalogue."""
    return tuple(entry["text"] for entry in _about(model_id, "note"))


@cache
def _statements(vendor: str) -> Table:
    return tomllib.loads(_text(f"{vendor}.claims.toml"))


def _about(model_id: str, kind: str) -> list[Table]:
    from fnmatch import fnmatchcase

    entries = _statements(model_id.partition(".")[0]).get(kind, ())
    return [
        entry
        for entry in entries
        if any(fnmatchcase(model_id, pattern) for pattern in entry["models"])
    ]


def _model(data: Table, entry: Table) -> Model:
    own = entry.get("own_caching")
    return Model(
        id=entry["id"] if "id" in entry else entry["prefix"],
        name=entry["name"],
        vendor=data["vendor"],
        status=entry["status"],
        status_note=_status_note(entry),
        family=entry.get("tokenizer"),
        profiles=tuple(entry.get("profiles", ())),
        on_demand=entry.get("on_demand"),
        preserved_thinking=entry.get("preserved_thinking", False),
        prices={
            group: tuple(Price(**row) for row in rows)
            for group, rows in entry.get("prices", {}).items()
        },
        converse=_caching(data, entry, "converse"),
        invoke=_caching(data, entry, "invoke"),
        own=None if own is None else OwnCaching(own.get("minimum"), own.get("lifetime")),
        context_window=entry.get("context_window"),
        max_output=entry.get("max_output"),
        max_image_tokens=entry.get("max_image_tokens"),
        aliases=tuple(entry.get("aliases", ())),
        is_family="prefix" in entry,
    )


def _status_note(entry: Table) -> str:
    dates = (
        ("released", "released on {}"),
        ("legacy", "legacy since {}"),
        ("end_of_life", "end of life on {}"),
    )
    said = ", ".join(words.format(entry[key]) for key, words in dates if key in entry)
    parts = (said, entry.get("note", ""))
    return ". ".join(part[0].upper() + part[1:] for part in parts if part)


def _caching(data: Table, entry: Table, api: str) -> Caching:
    """The model has the last word over its vendor, and in each the API over what is said of all."""
    values: dict[str, Any] = {}
    for layer in (data.get("caching", {}), entry.get("caching", {})):
        values |= {key: value for key, value in layer.items() if key not in ("converse", "invoke")}
        values |= layer.get(api, {})
    if values.get("supported") is False:
        return REFUSED
    if "minimum" in values:
        values["minimum"] = Bounds(*values["minimum"])
    if "fields" in values:
        values["fields"] = frozenset(values["fields"])
    if "ttls" in values:
        values["ttls"] = tuple(values["ttls"])
    return UNKNOWN._replace(**values)
