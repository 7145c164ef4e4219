"""A checkpoint in its own place, behind a block that the service takes none after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from promptlint.checks.checkpoints.mending import mended
from promptlint.checks.common import Options, model_name
from promptlint.facts import Facts, is_empty_text, is_moved, spelling_of
from promptlint.findings import Problem, Severity
from promptlint.prompt import Block, Marker, Prompt

_PLURALS = {"tools": "tools", "system": "the system prompt", "messages": "messages"}


class _Refusal(NamedTuple):
    """What is said of one marker: the rule's variant, and a severity that is not the rule's."""

    variant: str | None = None
    severity: Severity | None = None


def checkpoint_after_reasoning(
    request: Prompt, facts: Facts, options: Options
) -> Iterator[Problem]:
    """One problem for each cachePoint of Converse right after reasoningContent."""

    def refusal(block: Block) -> _Refusal | None:
        return _Refusal() if _is_reasoning(request, block) else None

    yield from _problems(request, facts, refusal)


def checkpoint_after_document(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each cachePoint of Converse right after a document, on Claude.

    A warning where the model may be another's; an info where only some were refused.
    """
    model = facts.found.model

    def refusal(block: Block) -> _Refusal | None:
        if request.dialect != "converse" or block.kind != "document":
            return None
        if is_moved(request, block):
            return _Refusal(None, None if model else Severity.WARNING)
        return _Refusal("disputed", Severity.INFO) if model else None

    if not facts.caching.after_text_only:
        yield from _problems(request, facts, refusal)


def checkpoint_on_empty_text(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each checkpoint that closes a text with nothing in it.

    A warning where there is white space: what is reported is an empty text.
    """

    def refusal(block: Block) -> _Refusal | None:
        if not is_empty_text(request, block):
            return None
        written = any(node.string for node in block.texts)
        return _Refusal(None, Severity.WARNING if written else None)

    yield from _problems(request, facts, refusal)


def unsupported_checkpoint_field(
    request: Prompt, facts: Facts, options: Options
) -> Iterator[Problem]:
    """One problem for each checkpoint in a section, or after a block, that the model takes none in.

    After media in Converse nobody has measured it: a warning.
    """
    caching = facts.caching

    def refusal(block: Block) -> _Refusal | None:
        if block.section not in caching.fields:
            return _Refusal()
        if not caching.after_text_only or block.kind == "text" or _is_reasoning(request, block):
            return None
        certain = block.kind in ("tool_result", "tool_use") or request.dialect == "invoke-nova"
        return _Refusal("after") if certain else _Refusal("unmeasured", Severity.WARNING)

    yield from _problems(request, facts, refusal)


def _is_reasoning(request: Prompt, block: Block) -> bool:
    return request.dialect == "converse" and block.kind == "reasoning"


def _problems(
    request: Prompt, facts: Facts, refusal: Callable[[Block], _Refusal | None]
) -> Iterator[Problem]:
    refused = [
        (marker, marker.after, said)
        for marker in request.markers
        if marker.after is not None and stands_by_itself(request, marker)
        if (said := refusal(marker.after)) is not None
    ]
    if facts.caching.supported is False:
        return
    repairs = mended(request, facts, [marker for marker, _, said in refused if _mends(said)])
    for marker, block, (variant, severity) in refused:
        words: dict[str, object] = {
            "kind": block.kind.replace("_", " "),
            "format": block.node.get_string("document", "format") or "of this kind",
            "section": _PLURALS[block.section],
            "model": model_name(facts),
        }
        yield Problem(
            node=marker.node,
            words=words,
            variant=variant,
            severity=severity,
            fix=repairs.get(marker.node),
        )


def _mends(said: _Refusal) -> bool:
    """What sources differ on is left to its author."""
    return said.variant != "disputed"


def stands_by_itself(request: Prompt, marker: Marker) -> bool:
    """Whether a marker is spelled and placed as its format wants it, whatever it closes."""
    in_place = marker.fits or (request.dialect == "invoke-nova" and marker.place == "key")
    return in_place and marker.spelling == spelling_of(request)[0] and marker.place != "body"
