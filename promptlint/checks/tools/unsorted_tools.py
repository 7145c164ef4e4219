"""Tools in no order that one can see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise

from promptlint.checks.common import Options
from promptlint.facts import Facts
from promptlint.findings import Problem
from promptlint.layout import plan
from promptlint.operations import Arrange, Keep, Mark, Repair
from promptlint.prompt import Block, Prompt
from promptlint.text import Grade

_FEW = 5  # tools from which an order can be told from chance
_RUN = 4  # tools in a row, on average, where sorted lists were put together


def unsorted_tools(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for the list of tools.

    Silent where another rule has tools change places, and where recorded requests show that they
    keep their order.
    """
    tools = request.section("tools")
    if len(tools) < _FEW or not request.checkpoints or facts.caching.supported is False:
        return
    names = [_name(tool) for tool in tools]
    known = [name for name in names if name is not None]
    if len(known) < len(names) or has_visible_order(known):
        return
    if facts.observed is not None and facts.observed.keeps_tools_in_order:
        return
    if any(facts.lifetimes[tool.index] != "static" for tool in tools):
        return
    place = next(n for n, (one, other) in enumerate(pairwise(known), 1) if other < one)
    yield Problem(
        node=tools[place].node,
        words={"count": len(tools), "name": known[place], "before": known[place - 1]},
        fix=_repair(request, facts, tools, known),
    )


def _name(tool: Block) -> str | None:
    """The name of a tool, as either API spells it."""
    return tool.node.get_string("toolSpec", "name") or tool.node.get_string("name")


def has_visible_order(names: Sequence[str]) -> bool:
    """Whether names are sorted in some way, up or down, or grouped by the server they come from."""
    return any(_is_sorted([key(name) for name in names]) for key in _KEYS) or _is_grouped(names)


def _numbers_as_such(name: str) -> str:
    return re.sub(r"\d+", lambda match: match[0].zfill(12), name.lower())


_KEYS: tuple[Callable[[str], str], ...] = (
    str,
    str.lower,
    _numbers_as_such,
    lambda name: re.sub(r"[^0-9a-z]", "", name.lower()),
)


def _is_sorted(keys: Sequence[str]) -> bool:
    """Sorted as a whole, or long sorted lists one behind the other."""
    falls = sum(b < a for a, b in pairwise(keys))
    rises = sum(b > a for a, b in pairwise(keys))
    return min(falls, rises) + 1 <= max(1, len(keys) / _RUN)


def _is_grouped(names: Sequence[str]) -> bool:
    """Whether names with the same first part stand together, and most names have a fellow."""
    groups = [(prefix, len(list(run))) for prefix, run in groupby(names, key=_prefix)]
    prefixes = [prefix for prefix, _ in groups]
    fellows = sum(size for _, size in groups if size > 1)
    return len(set(prefixes)) == len(prefixes) and fellows > len(names) / 2


def _prefix(name: str) -> str:
    """The server of "mcp__server__tool"; of other names what is before a separator or capital."""
    if "__" in name:
        return name.rpartition("__")[0]
    return re.split(r"[-_.:/]|(?<=[a-z0-9])(?=[A-Z])", name, maxsplit=1)[0].lower()


def _repair(request: Prompt, facts: Facts, tools: Sequence[Block], names: Sequence[str]) -> Repair:
    """Sorted by name; what is marked at the end of the list stays marked at its end."""
    advice = Repair("sort them by name where the request is built", Grade.MANUAL, ())
    markers = [marker for marker in request.markers if marker.section == "tools"]
    at_end = all(
        marker.legal and marker.place in ("item", "key") and marker.after is tools[-1]
        for marker in markers
    )
    if not at_end or facts.rivals or plan(facts, Grade.LAYOUT).blocked:
        return advice
    ordered = sorted(zip(names, tools, strict=True), key=lambda pair: pair[0])
    kept = [Keep(tool) for _, tool in ordered]
    marks = [Mark(None, marker) for marker in markers]
    target = facts.list_of(tools[0])
    return Repair("sort them by name", Grade.LAYOUT, (Arrange(target, (*kept, *marks)),))
