"""A marker of the right spelling that says, or stands on, what the service does not know."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.checkpoints.mending import mended
from promptlint.checks.checkpoints.wrong_dialect_marker import is_foreign
from promptlint.checks.common import Options
from promptlint.facts import Facts, spelling_of
from promptlint.findings import Problem
from promptlint.prompt import Marker, Prompt


def invalid_marker(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each marker with another type, with extra keys, or on what takes none."""
    found = [(marker, said) for marker in _own(request, facts) if (said := _fault(request, marker))]
    repairs = mended(request, facts, [marker for marker, _ in found])
    for marker, variant in found:
        written = marker.node.get("type")
        yield Problem(
            node=marker.node,
            words={
                "spelling": marker.spelling,
                "type": spelling_of(request)[1],
                "written": written.raw if written is not None else "none",
                "extras": ", ".join(marker.extras),
            },
            variant=None if variant == "value" else variant,
            fix=repairs[marker.node],
        )


def invalid_ttl(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each marker whose ttl is neither 5m nor 1h."""
    wrong = [marker for marker in _own(request, facts) if _has_odd_ttl(marker)]
    repairs = mended(request, facts, wrong)
    for marker in wrong:
        written = marker.node.get("ttl")
        yield Problem(
            node=marker.node,
            words={"written": written.raw[:40] if written is not None else ""},
            fix=repairs[marker.node],
        )


def _own(request: Prompt, facts: Facts) -> Iterator[Marker]:
    """The markers that are not another API's, on a model that caches at all."""
    if facts.caching.supported is not False:
        for marker in request.markers:
            if not is_foreign(request, marker):
                yield marker


def _fault(request: Prompt, marker: Marker) -> str | None:
    """What is wrong with a marker: "value" or a variant of the message."""
    if marker.place == "message":
        return "message"
    if marker.place == "body" and not marker.fits:
        return "body"
    if request.dialect == "invoke-anthropic" and not marker.fits and marker.after is not None:
        return "thinking" if marker.place == "key" else "inside"
    if not marker.node.is_object:
        return "value"
    if marker.type != spelling_of(request)[1]:
        return "type"
    return "extras" if marker.extras else None


def _has_odd_ttl(marker: Marker) -> bool:
    return marker.node.get("ttl") is not None and marker.ttl not in ("5m", "1h")
