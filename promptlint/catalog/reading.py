"""The catalogue's files. A vendor's figures are read when one of its models is asked for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

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


def _load(file: str) -> Table:
    return tomllib.loads((_folder() / file).read_text(encoding="utf-8"))


@cache
def vendors() -> frozenset[str]:
    """The first labels of the IDs that the catalogue knows ("anthropic", "amazon", …)."""
    return frozenset(path.stem for path in _folder().glob("*.toml") if "." not in path.stem)


@cache
def models_of(vendor: str) -> tuple[Model, ...]:
    """The models of one vendor, in the order of its file.

    Args:
        vendor: one of `vendors()`.
    """
    data = _load(f"{vendor}.toml")
    return tuple(_model(data, entry) for entry in data["model"])


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
    return _load(f"{vendor}.claims.toml")


def _about(model_id: str, kind: str) -> list[Table]:
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
