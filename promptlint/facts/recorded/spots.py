"""What differs between recorded calls, as spots of a request of the same prompt."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import NamedTuple

from promptlint.facts.recorded.calls import Calls, lifetime_of
from promptlint.facts.recorded.family import Family, name_of, place_in
from promptlint.facts.recorded.same import unless_the_same
from promptlint.facts.recorded.texts import Change, Comparison, compare
from promptlint.facts.recorded.tools import tool_spots
from promptlint.findings import LIFETIMES, Confidence, Lifetime, Spot
from promptlint.prompt import Block, Prompt
from promptlint.syntax import Node

KIND = "observed"
# That two requests differ may be an edit between them.
_SEVERAL = 3

_Texts = tuple[str, ...]


class _Line(NamedTuple):
    """A line of a request: where it is in which text."""

    block: Block
    node: Node
    start: int
    text: str


class _Slot(NamedTuple):
    """A place that some calls fill differently.

    Attributes:
        whole: whether it is a whole line, or some.
        values: for each call what it has there; nothing where it has what the request has.
    """

    block: Block
    node: Node
    start: int
    end: int
    whole: bool
    last: int  # number of its last line
    values: tuple[Hashable, ...]


_NOTHING: tuple[Change, ...] = ()


def spots_seen(request: Prompt, family: Family, detected: Iterable[Spot]) -> tuple[Spot, ...]:
    """The spots of tools and system, in cache order: observed, and detected where not refuted."""
    by_node: dict[Node, list[Spot]] = {}
    for spot in detected:
        by_node.setdefault(spot.node, []).append(spot)
    found = list(tool_spots(request, family))
    for pairs, theirs in _areas(request, family):
        found += _area_spots(pairs, theirs, family.calls, by_node)
    found.sort(key=lambda spot: (spot.block.index, spot.node.start, spot.start))
    return tuple(found)


def _areas(
    request: Prompt, family: Family
) -> Iterator[tuple[list[tuple[Block, Node]], list[_Texts]]]:
    """The texts to compare: the system section as one, each text of a tool by itself."""
    for block in request.section("tools"):
        name = name_of(block)
        for node in block.texts:
            place, own = place_in(block, node), (node.string,)
            tools = (sample.wording.tools.get(name) for sample in family.samples)
            # A tool that is not there is another matter.
            texts = (own if tool is None else (tool.texts.get(place, ""),) for tool in tools)
            yield [(block, node)], list(texts)
    system = [(block, node) for block in request.section("system") for node in block.texts]
    if system:
        yield system, [sample.wording.system for sample in family.samples]


def _area_spots(
    pairs: Sequence[tuple[Block, Node]],
    theirs: Sequence[_Texts],
    calls: Calls,
    detected: dict[Node, list[Spot]],
) -> Iterator[Spot]:
    ours = tuple(node.string for _, node in pairs)
    lines = list(_lines(pairs))
    compared = {texts: compare(ours, texts) for texts in set(theirs)}
    each = [compared[texts] for texts in theirs]
    slots = _slots(lines, each)
    taken: list[tuple[Node, int, int]] = []
    for _, node in pairs:
        here = [slot for slot in slots if slot.node is node]
        for spot in _merged(here, detected.get(node, []), calls):
            taken.append((node, spot.start, spot.end))
            yield spot
    for spot in chain(_moved(lines, each, calls), _gaps(lines, each, calls)):
        free = (n is not spot.node or end <= spot.start or spot.end <= a for n, a, end in taken)
        if all(free):
            yield spot


def _lines(pairs: Sequence[tuple[Block, Node]]) -> Iterator[_Line]:
    """The same lines as `texts.lines_of` finds, with their places."""
    for block, node in pairs:
        start = 0
        for line in node.string.split("\n"):
            if line and not line.isspace():
                yield _Line(block, node, start, line)
            start += len(line) + 1


def _slots(lines: Sequence[_Line], each: Sequence[Comparison]) -> list[_Slot]:
    """The places in which calls differ from the request, in order, each with its values."""
    distinct = list({id(one): one for one in each}.values())
    by_line: dict[int, list[Change]] = {}
    for change in chain.from_iterable(one.changes for one in distinct):
        by_line.setdefault(change.line, []).append(change)
    filled = {id(one): _by_line(one) for one in distinct}
    slots: list[_Slot] = []
    for number, changes in sorted(by_line.items()):
        block, node, offset, text = lines[number]
        for start, end in _joined((change.start, change.end) for change in changes):
            values = tuple(
                tuple(
                    (change.start, change.end, change.other)
                    for change in filled[id(one)].get(number, _NOTHING)
                    if start <= change.start and change.end <= end
                )
                for one in each
            )
            whole = end - start == len(text.strip())
            slot = _Slot(block, node, offset + start, offset + end, whole, number, values)
            if slots and _continues(slots[-1], slot):
                before = slots.pop()
                both = tuple(zip(before.values, values, strict=True))
                slot = slot._replace(
                    start=before.start, values=tuple(pair if any(pair) else () for pair in both)
                )
            slots.append(slot)
    return slots


def _by_line(one: Comparison) -> dict[int, tuple[Change, ...]]:
    found: dict[int, tuple[Change, ...]] = {}
    for change in one.changes:
        found[change.line] = (*found.get(change.line, ()), change)
    return found


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that touch, as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _continues(before: _Slot, slot: _Slot) -> bool:
    """Whether two slots are whole lines, one behind the other, that change together."""
    together = [bool(value) for value in before.values] == [bool(value) for value in slot.values]
    next_to = before.node is slot.node and before.last == slot.last - 1
    return before.whole and slot.whole and next_to and together


def _merged(slots: Sequence[_Slot], detected: Sequence[Spot], calls: Calls) -> Iterator[Spot]:
    """The spots of one text: slots and detected spots that overlap are one."""
    spans = [
        *((s.start, s.end - 1) for s in slots if _varies(s)),
        *((s.start, s.end - 1) for s in detected),
    ]
    for start, last in _joined(spans):
        end = last + 1
        inside = [s for s in slots if start <= s.start and s.end <= end and _varies(s)]
        known = [s for s in detected if start <= s.start and s.end <= end]
        if inside:
            yield _observed(inside, known, (start, end), calls)
            continue
        for spot in known:
            edited = any(s.start < spot.end and spot.start < s.end for s in slots)
            kept = spot if edited else unless_the_same(spot, calls)
            if kept is not None:
                yield kept


def _varies(slot: _Slot) -> bool:
    """Whether the calls differ from one another, and not only from the request."""
    return len(set(slot.values)) > 1


def _observed(
    slots: Sequence[_Slot], known: Sequence[Spot], span: tuple[int, int], calls: Calls
) -> Spot:
    values = list(zip(*(slot.values for slot in slots), strict=True))
    ranks = [LIFETIMES.index(spot.lifetime) for spot in known]
    assumed = LIFETIMES[max(ranks)] if ranks else None
    others = sum(any(value) for value in values)
    differs = f"what differs in {others:,} of {len(values):,} recorded requests"
    first = known[0] if len(known) == 1 else None
    return Spot(
        block=slots[0].block,
        node=slots[0].node,
        start=span[0],
        end=span[1],
        kind=first.kind if first else KIND,
        lifetime=lifetime_of(values, calls, assumed) or "static",
        confidence="high" if len(values) >= _SEVERAL else "medium",
        evidence=f"{differs}, {first.evidence}" if first else differs,
        secret=any(spot.secret for spot in known),
    )


def _moved(lines: Sequence[_Line], each: Sequence[Comparison], calls: Calls) -> Iterator[Spot]:
    """Lines that all calls have, but not in one order."""
    distinct = {one.order for one in each}
    if len(distinct) == 1:
        return
    common = frozenset(each[0].order).intersection(*distinct)
    kept = {order: tuple(line for line in order if line in common) for order in distinct}
    orders = [kept[one.order] for one in each]
    if len(set(orders)) < 2 or len({len(order) for order in orders}) > 1:
        return
    affected: set[str] = set()
    for order in set(orders):
        pairs = zip(order, orders[0], strict=True)
        apart = [n for n, (one, other) in enumerate(pairs) if one != other]
        if apart:
            affected.update(order[apart[0] : apart[-1] + 1])
    own = tuple(line.text for line in lines if line.text in common)
    others = sum(order != own for order in orders)
    lifetime = lifetime_of(orders, calls, None) or "static"
    evidence = f"what stands in another place in {others:,} of {len(orders):,} recorded requests"
    for (_, there), run in groupby(lines, key=lambda line: (line.node, line.text in affected)):
        if there:
            row = list(run)
            yield _spot(row[0], row[-1], lifetime, "high", evidence)


def _gaps(lines: Sequence[_Line], each: Sequence[Comparison], calls: Calls) -> Iterator[Spot]:
    """Where some calls have lines that the request lacks.

    There is nothing of ours to move, so the spot is the line before, and of low confidence.
    """
    held = {id(one): frozenset(one.gaps) for one in each}
    for place in sorted(frozenset().union(*held.values())):
        values = [place in held[id(one)] for one in each]
        lifetime = lifetime_of(values, calls, None)
        if lifetime is None or not lines:
            continue
        line = lines[max(place, 0)]
        where = "before" if place < 0 else "behind"
        count = f"{sum(values):,} of {len(values):,}"
        evidence = f"text {where} this line, which {count} recorded requests have"
        yield _spot(line, line, lifetime, "low", evidence)


def _spot(
    first: _Line, last: _Line, lifetime: Lifetime, confidence: Confidence, evidence: str
) -> Spot:
    start = first.start + len(first.text) - len(first.text.lstrip())
    end = last.start + len(last.text.rstrip())
    return Spot(
        first.block, first.node, start, end, KIND, lifetime, confidence, evidence, secret=False
    )
