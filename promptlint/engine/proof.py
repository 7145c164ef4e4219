"""What must hold after every pass of a fix, checked on the new text itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from promptlint.dialects import content
from promptlint.engine.lint import Settings, facts_of
from promptlint.facts import Facts
from promptlint.forms import Stored
from promptlint.layout import plan
from promptlint.prompt import Block, Prompt
from promptlint.text import Grade

# Rounding of token shares: a tenth of a percent is no rise of the cost.
_SLACK = 1.001


class NotProven(Exception):
    """A fix changed what it must not change. The message is one clause."""


class NotCheaper(NotProven):
    """A fix keeps all that it must, but the result would cost more."""


def prove(before: Stored, after: Stored, grade: Grade, settings: Settings) -> None:
    """Compare a file's requests before and after a pass of fixes up to `grade`.

    Raises:
        NotProven: the new text is not the same requests in a layout of that grade.
        NotCheaper: it is, but would cost more.
    """
    if after.broken and not before.broken:
        raise NotProven("the result is not JSON")
    if len(before.requests) != len(after.requests):
        raise NotProven("the result does not hold the same requests")
    for old, new in zip(before.requests, after.requests, strict=True):
        if old.root.raw == new.root.raw and old.dialect == new.dialect:
            continue  # of many requests in a file, few change in one pass
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
    by_section = grade is Grade.LAYOUT
    if _pieces(old, by_section=by_section) != _pieces(new, by_section=by_section):
        raise NotProven("the content would not be a permutation of what it was")
    if len(new.checkpoints) > facts_of(new, settings).caching.max_checkpoints:
        raise NotProven("the result has more checkpoints than the model takes")
    # What a marker's place suggests of the traffic must not change between the two.
    same = settings._replace(traffic=facts_of(old, settings).traffic)
    if _cost(new, same) > _cost(old, same) * _SLACK:
        raise NotCheaper("the expected cost would rise")


def _pieces(request: Prompt, *, by_section: bool) -> Counter[tuple[str, str]]:
    """Lines and characters of the texts, and everything else whole, without their order.

    Args:
        by_section: whether a piece in another section is another piece.
    """
    return Counter(
        (block.section if by_section else "", piece)
        for block, (*_, value) in zip(request.blocks, content(request), strict=True)
        for piece in _pieces_of(block, value)
    )


def _pieces_of(block: Block, value: object) -> Iterator[str]:
    if block.kind != "text":
        yield f"{block.section} {value!r}"
    for node in block.texts if block.kind == "text" else ():
        yield from node.string
        yield from (f"line {line}" for line in node.string.split("\n") if line.strip())


def _cost(request: Prompt, settings: Settings) -> float:
    facts: Facts = facts_of(request, settings).precise
    return plan(facts, Grade.SAFE).cost_now
