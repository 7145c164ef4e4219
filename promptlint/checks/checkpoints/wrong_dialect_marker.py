"""A marker that another API, or an SDK, would understand."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.checkpoints.mending import mended
from promptlint.checks.common import Options
from promptlint.facts import Facts, spelling_of
from promptlint.findings import Problem
from promptlint.prompt import DialectName, Marker, Prompt

_RIGHT: dict[DialectName, str] = {
    "converse": 'Converse takes {"cachePoint": {"type": "default"}}, an element of its own',
    "invoke-anthropic": 'InvokeModel for Claude takes "cache_control": {"type": "ephemeral"}, a key'
    " of the block",
    "invoke-nova": 'InvokeModel for Nova takes "cachePoint": {"type": "default"}, a key of the text'
    " block",
}


def wrong_dialect_marker(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each marker whose spelling, or way of standing, is another format's."""
    if facts.caching.supported is False:
        return
    wrong = [marker for marker in request.markers if is_foreign(request, marker)]
    repairs = mended(request, facts, wrong)
    for marker in wrong:
        yield Problem(
            node=marker.node,
            words={"written": marker.spelling, "right": _RIGHT[request.dialect]},
            variant=_variant(request, marker),
            fix=repairs[marker.node],
        )


def is_foreign(request: Prompt, marker: Marker) -> bool:
    """Whether a marker is another API's or an SDK's."""
    return marker.spelling != spelling_of(request)[0] or _variant(request, marker) is not None


def _variant(request: Prompt, marker: Marker) -> str | None:
    holder = marker.node.parent
    if marker.place == "sdk":
        return "sdk"
    if holder is not None and holder.step == "additionalModelRequestFields":
        return "additional"
    if marker.place == "item" and request.dialect != "converse":
        return "item"
    return None
