"""Where the second of two requests leaves what the first has stored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal, NamedTuple

from promptlint.cache.inside import Steps, Within, first_difference
from promptlint.cache.parameters import Parameter, comes_before, parameters
from promptlint.cache.replay import effective, ends_of, keys_of
from promptlint.cache.store import Cache
from promptlint.dialects import content, node_at
from promptlint.facts import Facts
from promptlint.prompt import Block, Ttl
from promptlint.syntax import Node

# "model", "api", "parameter": another one, so that nothing, or nothing from a section on, is the
# same. "added", "removed", "order": of blocks. "regrouped": the same block in another message,
# role or section. "replaced": another block in its place. "end": the second request ends here.
# "longer": the first one does.
_Outside = Literal[
    "model",
    "api",
    "parameter",
    "added",
    "removed",
    "order",
    "regrouped",
    "replaced",
    "end",
    "longer",
]
Kind = Within | _Outside
# Why not even all that both begin with is read: the second has no checkpoint that takes effect,
# only earlier ones, or only ones that do not look back so far.
Hindrance = Literal["no-checkpoint", "earlier-checkpoint", "too-far"]

_Part = tuple[object, ...]
# Of a long row of blocks, so many must be alike to be taken for the same.
_ALIKE = 8


class Point(NamedTuple):
    """A place in a request.

    Attributes:
        node: the value that differs; where something is missing, what would hold it.
        block: the block it is in or is.
        offset: in a string, its first other character.
        missing: whether it is missing here.
    """

    node: Node
    block: Block | None
    offset: int | None = None
    missing: bool = False


class Difference(NamedTuple):
    """The first thing in cache order that is not the same.

    Attributes:
        block: how many blocks stand before it, in both.
        old, new: where it is in each; None where there is nothing in its place.
        parameter: its two values, if it is one.
    """

    kind: Kind
    block: int
    old: Point | None
    new: Point | None
    parameter: tuple[Parameter, Parameter] | None = None


class Comparison(NamedTuple):
    """Two requests, the second sent soon after the first.

    Attributes:
        shared: blocks that both begin with.
        stored: blocks that the first leaves in the cache: up to its last checkpoint in effect.
        reachable: the most of it that is the same in the second: up to another checkpoint.
        read: blocks that the second reads.
        difference: None where one request is the other.
        hindrance: why not all that is reachable is read.
    """

    old: Facts
    new: Facts
    shared: int
    stored: int
    reachable: int
    read: int
    difference: Difference | None
    hindrance: Hindrance | None


def compare(old: Facts, new: Facts) -> Comparison:
    """Replay two requests, and tell where they part."""
    keys, others = keys_of(old), keys_of(new)
    points, later = effective(old), effective(new)
    cache = Cache()
    cache.serve(keys, points, 0.0)
    read = cache.serve(others, later, 1.0).read
    pairs = zip(keys, others, strict=False)
    shared = next((n for n, (one, other) in enumerate(pairs) if one != other), None)
    if shared is None:
        shared = min(len(keys), len(others))
    ends = [index + 1 for index, _ in points]
    reachable = max((end for end in ends if end <= shared), default=0)
    same = shared == len(keys) == len(others)
    return Comparison(
        old=old,
        new=new,
        shared=shared,
        stored=max(ends, default=0),
        reachable=reachable,
        read=read,
        difference=None if same else _difference(old, new, shared),
        hindrance=_hindrance(later, reachable) if read < reachable else None,
    )


def surcharge(facts: Facts, read: int, lost: float) -> float:
    """What a request pays for so many tokens behind what it reads, beyond the price of reading.

    In fresh-token equivalents; `read` counts blocks.
    """
    rates, ends = facts.rates, ends_of(effective(facts))
    more = 0.0
    for number in range(read, len(facts.loads)):
        price = 1.0
        if number < max(ends.values()):
            price = rates.write["1h" if number < ends["1h"] else "5m"]
        share = min(lost, facts.loads[number].estimate)
        more += share * (price - rates.read)
        lost -= share
    return more


def _hindrance(points: Sequence[tuple[int, Ttl]], reachable: int) -> Hindrance:
    if not points:
        return "no-checkpoint"
    return "earlier-checkpoint" if points[-1][0] + 1 < reachable else "too-far"


def _difference(old: Facts, new: Facts, at: int) -> Difference:
    """What is not the same behind so many blocks that are."""
    if old.found.base_id != new.found.base_id:
        return Difference("model", at, _model(old), _model(new))
    roots = Point(old.request.root, None), Point(new.request.root, None)
    if old.request.dialect != new.request.dialect:
        return Difference("api", at, *roots)
    if at < min(len(old.request.blocks), len(new.request.blocks)):
        for pair in zip(parameters(old), parameters(new), strict=True):
            begins = all(_begins(facts, at, pair[0]) for facts in (old, new))
            if begins and pair[0].value != pair[1].value:
                places = _parameter(roots[0], pair[0]), _parameter(roots[1], pair[1])
                return Difference("parameter", at, *places, pair)
    return _of_blocks(_side(old), _side(new), at)


def _parameter(root: Point, parameter: Parameter) -> Point:
    return root._replace(node=parameter.node or root.node, missing=parameter.node is None)


def _model(facts: Facts) -> Point | None:
    node = facts.request.model_node
    return None if node is None else Point(node, None)


def _begins(facts: Facts, at: int, parameter: Parameter) -> bool:
    """Whether the first block that a parameter makes another one is block number `at`."""
    blocks = facts.request.blocks
    if comes_before(blocks[at].section, parameter.begins):
        return False
    return at == 0 or comes_before(blocks[at - 1].section, parameter.begins)


class _Side(NamedTuple):
    """One of the requests, with the content of its blocks."""

    facts: Facts
    parts: Sequence[_Part]

    def point(self, at: int, steps: Steps = (), offset: int | None = None) -> Point | None:
        """A place in block number `at`; None if there is no such block."""
        if at >= len(self.parts):
            return None
        request = self.facts.request
        block = request.blocks[at]
        node = node_at(request, block, steps)
        if node is None:
            node = node_at(request, block, steps[:-1]) or block.node
            return Point(node, block, missing=True)
        return Point(node, block, offset)

    def names(self, at: int) -> list[str]:
        """What the blocks from number `at` on in its section are known by: tools by their names."""
        blocks = self.facts.request.blocks
        section = blocks[at].section
        rest = zip(blocks[at:], self.parts[at:], strict=True)
        return [_name(block, part) for block, part in rest if block.section == section]


def _side(facts: Facts) -> _Side:
    return _Side(facts, content(facts.request))


def _name(block: Block, part: _Part) -> str:
    """A tool's name, or all of the value of any other block."""
    if block.section == "tools":
        node = block.node.get("toolSpec", "name") or block.node.get("name")
        if node is not None and node.is_string:
            return node.string
    return json.dumps(part[-1])


def _of_blocks(old: _Side, new: _Side, at: int) -> Difference:
    if at >= len(new.parts):
        return Difference("end", at, old.point(at), None)
    if at >= len(old.parts):
        return Difference("longer", at, None, new.point(at))
    kind = _kind(old, new, at)
    if kind is not None:
        return Difference(kind, at, old.point(at), new.point(at))
    return _inside(old, new, at)


def _kind(old: _Side, new: _Side, at: int) -> _Outside | None:
    """What became of the blocks themselves; None if the difference is inside of one."""
    before, after = old.parts[at], new.parts[at]
    one, other = old.facts.request.blocks[at], new.facts.request.blocks[at]
    if one.section != other.section:
        return "removed" if comes_before(one.section, other.section) else "added"
    if json.dumps(before[-1]) == json.dumps(after[-1]):
        return "regrouped"
    was, now = old.names(at), new.names(at)
    if one.section == "tools":
        return _of_tools(was, now)
    if sorted(was) == sorted(now):
        return "order"
    if any(_are_alike(was[:_ALIKE], now, n) for n in range(1, len(now) - len(was) + 1)):
        return "added"
    if any(_are_alike(was[n : n + _ALIKE], now) for n in range(1, len(was))):
        return "removed"
    return None if (before[:-1], one.kind) == (after[:-1], other.kind) else "replaced"


def _of_tools(was: Sequence[str], now: Sequence[str]) -> _Outside | None:
    """What became of tools, by the names of those that are left; None if the first is the same."""
    if was[0] == now[0]:
        return None
    stays, stood = was[0] in now, now[0] in was
    if stays:
        return "order" if stood else "added"
    return "removed" if stood else "replaced"


def _are_alike(some: Sequence[str], row: Sequence[str], begin: int = 0) -> bool:
    """Whether some blocks come next in a row."""
    return some[0] == row[begin] and some == row[begin : begin + len(some)]


def _inside(old: _Side, new: _Side, at: int) -> Difference:
    """The first difference in two blocks that are alike from without."""
    kind, before, after, offset = first_difference(old.parts[at][-1], new.parts[at][-1])
    return Difference(kind, at, old.point(at, before, offset), new.point(at, after, offset))
