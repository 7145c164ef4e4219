"""What the checks of a house's own rules share: models meant by globs, and reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from promptlint.facts import Facts

# One entry of an option: a table of a rule pack.
Entry = Mapping[str, Any]


def names(facts: Facts) -> frozenset[str]:
    """All names that the request's model goes by, in small letters.

    The ID as written; without its ARN and without its inference profile; and the ID in the
    catalogue, if the request leaves out date and version. Empty if no model is named.
    """
    found = facts.found
    written = (facts.model_id or "").strip()
    said = {written, found.base_id}
    if found.base_id and found.profile:
        said.add(f"{found.profile}.{found.base_id}")
    if found.model is not None and not found.model.is_family:
        said.add(found.model.id)
    return frozenset(name.lower() for name in said if name)


def fits(models: Iterable[str], globs: Iterable[str]) -> bool:
    """Whether one of a model's names fits one of the globs."""
    from fnmatch import fnmatchcase

    return any(fnmatchcase(name, glob.lower()) for glob in globs for name in models)


def reason(entry: Entry) -> str:
    """Why the house wants it so, as an addition to a sentence; empty if it does not say."""
    words = " ".join(entry.get("reason", "").split())
    return f": {words}" if words else ""
