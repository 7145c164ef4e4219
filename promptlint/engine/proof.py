"""What must hold after every pass of a fix, checked on the new text itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from promptlint.dialects import content
from promptlint.engine.lint import Settings, facts_of
from promptlint.facts import Facts
from promptlint.forms import Stored
from promptlint.layout import plan
from promptlint.prompt import Prompt
from promptlint.text import Grade

# Rounding of token shares: a tenth of a percent is no rise of the cost.
_SLACK = 1.001


class NotProven(Exception):
    """A fix changed what it must not change. The message is one clause."""


def prove(before: Stored, after: Stored, grade: Grade, settings: Settings) -> None:
    """Compare a file's requests before and after a pass of fixes up to `grade`.

    Raises:
        NotProven: the new text is not the same requests in a layout of that grade.
    """
    if after.broken and not before.broken:
        raise NotProven("the result is not JSON")
    if len(before.requests) != len(after.requests):
        raise NotProven("the result does not hold the same requests")
    for old, new in zip(before.requests, after.requests, strict=True):
        if old.dialect != new.dialect:
            raise NotProven("the result is a request of another API")
        if grade is Grade.SAFE:
            _prove_same(old, new)
        else:
            _prove_layout(old, new, grade, settings)


def _prove_same(old: Prompt, new: Prompt) -> None:
    if content(old) != content(new):
        raise NotProven("the model would not read exactly the same content")
    if len(new.markers) > len(old.markers):
        raise NotProven("a safe fix adds no checkpoint")


def _prove_layout(old: Prompt, new: Prompt, grade: Grade, settings: Settings) -> None:
    sections = ("tools", "system", "messages") if grade is Grade.LAYOUT else (None,)
    for section in sections:
        if _pieces(old, section) != _pieces(new, section):
            raise NotProven("the content would not be a permutation of what it was")
    if len(new.checkpoints) > facts_of(new, settings).caching.max_checkpoints:
        raise NotProven("the result has more checkpoints than the model takes")
    if _cost(new, settings) > _cost(old, settings) * _SLACK:
        raise NotProven("the expected cost would rise")


def _pieces(request: Prompt, section: str | None) -> Counter[str]:
    """Lines and characters of the texts, and everything else whole, without their order."""
    pieces: Counter[str] = Counter()
    for block in request.blocks:
        if section is not None and block.section != section:
            continue
        if block.kind == "text":
            for node in block.texts:
                pieces.update(_lines_and_characters(node.string))
    pieces.update(_values(request, section))
    return pieces


def _lines_and_characters(text: str) -> Iterator[str]:
    yield from text
    yield from (f"line {line}" for line in text.split("\n") if line.strip())


def _values(request: Prompt, section: str | None) -> Iterable[str]:
    """All content that is not plain text, as values."""
    return (
        f"{where} {value!r}"
        for block, (where, *_, value) in zip(request.blocks, content(request), strict=True)
        if block.kind != "text" and section in (None, block.section)
    )


def _cost(request: Prompt, settings: Settings) -> float:
    facts: Facts = facts_of(request, settings).precise
    return plan(facts, Grade.SAFE).cost_now
