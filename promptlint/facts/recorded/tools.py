"""What recorded calls differ in as to tools: which there are, in which order, with which schema."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from promptlint.facts.recorded.calls import Calls, lifetime_of
from promptlint.facts.recorded.family import Family, Wording, name_node, name_of, wording_of
from promptlint.facts.spots import TOOL_ORDER
from promptlint.findings import Confidence, Lifetime, Spot
from promptlint.prompt import Block, Prompt

_TOOL = "observed"


def tool_spots(request: Prompt, family: Family) -> Iterator[Spot]:
    """Spots on the names of tools."""
    tools = request.section("tools")
    if not tools:
        return
    own, samples = wording_of(request), [sample.wording for sample in family.samples]
    total = f"{len(samples):,} recorded requests"
    for tool in tools:
        values = [_state(own, sample, name_of(tool)) for sample in samples]
        lifetime = lifetime_of(values, family.calls, None)
        if lifetime is not None:
            without = values.count("absent")
            evidence = f"a tool that {without:,} of {total} do not have"
            if not without:
                others = sum(bool(value) for value in values)
                evidence = f"a tool whose schema differs in {others:,} of {total}"
            yield from _on_name(tool, _TOOL, lifetime, "high", evidence)
    yield from _reordered(tools, samples, family.calls)
    more = [tuple(name for name in sample.tools if name not in own.tools) for sample in samples]
    lifetime = lifetime_of(more, family.calls, None)
    if lifetime is not None:
        evidence = f"the last tool, beside which {sum(map(bool, more)):,} of {total} have others"
        yield from _on_name(tools[-1], _TOOL, lifetime, "low", evidence)


def _state(own: Wording, sample: Wording, name: str) -> Hashable:
    """What a call makes of a tool: nothing where it has it as the request does."""
    tool = sample.tools.get(name)
    if tool is None:
        return "absent"
    return None if tool.rest == own.tools[name].rest else tool.rest


def _reordered(tools: Sequence[Block], samples: Sequence[Wording], calls: Calls) -> Iterator[Spot]:
    """Spots on all tools from the first on that some call has in another place."""
    names = [name_of(tool) for tool in tools]
    common = set(names).intersection(*(sample.tools for sample in samples))
    own = tuple(dict.fromkeys(name for name in names if name in common))
    orders = [tuple(n for n in sample.tools if n in common) for sample in samples]
    lifetime = lifetime_of(orders, calls, None)
    if lifetime is None:
        return
    others = [order for order in orders if order != own]
    evidence = (
        f"the order of tools, which differs in {len(others):,} of {len(orders):,} recorded requests"
    )
    rows = (zip(order, own, strict=True) for order in others)
    first = min(next(n for n, (a, b) in enumerate(row) if a != b) for row in rows)
    for tool in tools[names.index(own[first]) :]:
        yield from _on_name(tool, TOOL_ORDER, lifetime, "high", evidence)


def _on_name(
    tool: Block, kind: str, lifetime: Lifetime, confidence: Confidence, evidence: str
) -> Iterator[Spot]:
    node = name_node(tool)
    if node is not None:
        length = len(node.string)
        yield Spot(tool, node, 0, length, kind, lifetime, confidence, evidence, secret=False)
