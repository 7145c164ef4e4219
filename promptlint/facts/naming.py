"""Which model a request is judged by: its own, or the one that the user says to assume."""

from __future__ import annotations

from promptlint.catalog import find, is_placeholder
from promptlint.prompt import DialectName, Prompt

VENDORS: dict[DialectName, str] = {"invoke-anthropic": "Anthropic", "invoke-nova": "Amazon"}


def model_id(request: Prompt, assumed: str | None) -> str | None:
    """The request's own ID, unless it names no model and another is given.

    One that cannot be meant, since no model of its vendor reads this body, is not assumed.
    """
    own = request.model_id
    if own is not None and not is_placeholder(own) and not (assumed and find(own).opaque):
        return own
    model = find(assumed).model if assumed else None
    if model is not None and model.vendor != VENDORS.get(request.dialect, model.vendor):
        return own if own is not None and not is_placeholder(own) else None
    return assumed
