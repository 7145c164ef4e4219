"""What counts for the cache beside the blocks: as rules/invalidation.toml has it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from promptlint.dialects.reading import plain_value
from promptlint.facts import Facts
from promptlint.prompt import Prompt, SectionName
from promptlint.resources import rules_folder
from promptlint.syntax import Node

_SECTIONS: tuple[SectionName, ...] = ("tools", "system", "messages")

_MORE = "additionalModelRequestFields"
# Where a body says it, by name.
PLACES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "tool-choice": (("toolConfig", "toolChoice"), ("toolChoice",), ("tool_choice",)),
    "thinking": (("thinking",), (_MORE, "thinking")),
    "effort": (("output_config", "effort"), (_MORE, "output_config", "effort")),
}


class Parameter(NamedTuple):
    """Something that a request says, or leaves at its default.

    Attributes:
        name: its name in rules/invalidation.toml.
        title: what users call it.
        begins: the first section whose blocks are other ones where this has another value.
        said: as the request says it, or its default.
        value: what is compared: the same for all values that are as good as each other.
        node: where it is said; None where it is not.
    """

    name: str
    title: str
    begins: SectionName
    said: str
    value: str
    node: Node | None


class _Row(NamedTuple):
    title: str
    begins: SectionName
    default: str
    same: Mapping[str, str]


def parameters(facts: Facts) -> tuple[Parameter, ...]:
    """The parameters of a request, those that lose most first. None but Claude's are known."""
    if not _is_claude(facts):
        return ()
    found: list[Parameter] = []
    for name, row in rows().items():
        paths = (facts.request.root.get(*path) for path in PLACES[name])
        node = next((node for node in paths if node is not None), None)
        said = _said(name, facts.request, node) or row.default
        value = row.same.get(said, said)
        found.append(Parameter(name, row.title, row.begins, said, value, node))
    return tuple(sorted(found, key=lambda each: _SECTIONS.index(each.begins)))


def comes_before(one: SectionName, other: SectionName) -> bool:
    """Whether a section stands before another in cache order."""
    return _SECTIONS.index(one) < _SECTIONS.index(other)


def _is_claude(facts: Facts) -> bool:
    model = facts.found.model
    return facts.request.dialect != "invoke-nova" if model is None else model.vendor == "Anthropic"


@cache
def rows() -> Mapping[str, _Row]:
    """The rows of rules/invalidation.toml by name."""
    data = tomllib.loads((rules_folder() / "invalidation.toml").read_text(encoding="utf-8"))
    return {
        name: _Row(
            title=row["title"],
            begins=row["from"],
            default=row["default"],
            same={value: group[0] for group in row["same"] for value in group},
        )
        for name, row in data.items()
    }


def _said(name: str, request: Prompt, node: Node | None) -> str | None:
    """What a request says of a parameter; None where it says what comes to nothing."""
    if node is None:
        return None
    if name == "tool-choice":
        return request.tool_choice
    if name == "thinking" and node.get_string("type") == "disabled":
        return None
    return node.string if node.is_string else json.dumps(plain_value(node))
