"""What is kept of a recorded request, and which recorded requests are calls of one prompt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from itertools import groupby
from typing import NamedTuple

from promptlint.dialects import content
from promptlint.facts.recorded.calls import Call, Calls, in_conversations
from promptlint.facts.recorded.texts import line_set
from promptlint.prompt import Block, DialectName, Prompt
from promptlint.syntax import Node
from promptlint.text import common_start

# Of more recorded requests of one prompt, the last ones are looked at.
_MOST = 100
# Characters that a common beginning must have, where less than half of the lines are the same.
_LONG_START = 200
_HALF = 0.5


class RecordedTool(NamedTuple):
    """A tool: its texts by their place in it, and a digest of all the rest."""

    texts: Mapping[str, str]
    rest: int


class Wording(NamedTuple):
    """What a request says before its messages.

    Attributes:
        tools: by name, in their order.
        system: the texts of the system section.
    """

    dialect: DialectName
    tools: Mapping[str, RecordedTool]
    system: tuple[str, ...]


class Recorded(NamedTuple):
    """What is kept of a recorded request."""

    wording: Wording
    call: Call


class Family(NamedTuple):
    """The recorded requests that are calls of the same prompt, in conversations."""

    samples: tuple[Recorded, ...]
    calls: Calls


def recorded(request: Prompt, time: float | None = None) -> Recorded:
    """What is kept of a request. `time`: when it was sent, in seconds since the epoch."""
    wording = wording_of(request)
    roles = [found.role for found in request.lists if found.message is not None]
    first = "assistant" not in roles[:-1]  # the last one may be the beginning of the answer
    return Recorded(wording, Call(_messages(request), _digest(wording), time, first))


def wording_of(request: Prompt) -> Wording:
    """What a request says before its messages."""
    tools = {
        name_of(block): RecordedTool(dict(texts_of(block)), _rest(block))
        for block in request.section("tools")
    }
    system = tuple(node.string for block in request.section("system") for node in block.texts)
    return Wording(request.dialect, tools, system)


def name_of(tool: Block) -> str:
    """The name of a tool, in either API; its number where it has none."""
    node = name_node(tool)
    return f"#{tool.index}" if node is None else node.string


def name_node(tool: Block) -> Node | None:
    """The string that names a tool."""
    node = tool.node.get("toolSpec", "name") or tool.node.get("name")
    return node if node is not None and node.is_string else None


def texts_of(tool: Block) -> Iterator[tuple[str, str]]:
    """The texts of a tool by their place in it."""
    for node in tool.texts:
        yield place_in(tool, node), node.string


def place_in(block: Block, node: Node) -> str:
    """Where a node is in a block."""
    return repr(node.path[len(block.node.path) :])


def _rest(tool: Block) -> int:
    """A digest of what is in a tool beside its texts: types, enumerations, limits."""
    from promptlint.dialects.markers import is_marker_key

    texts = set(tool.texts)
    leaves = (node for node in tool.node.walk() if not node.children and node not in texts)
    paths = ((node.path[len(tool.node.path) :], node.raw) for node in leaves)
    return _digest(*(each for each in paths if not any(map(is_marker_key, each[0]))))


def _digest(*values: object) -> int:
    """A number for values, the same in every process."""
    return int.from_bytes(blake2b(repr(values).encode(), digest_size=8).digest(), "big")


def _messages(request: Prompt) -> tuple[int, ...]:
    """For each message, a digest of all messages up to it; markers do not count."""
    chain: list[int] = []
    read = (each for each in content(request) if each[0] == "messages")
    for (role, _), parts in groupby(read, key=lambda each: (each[1], each[2])):
        values = [part[3] for part in parts]
        chain.append(_digest(chain[-1] if chain else 0, role, values))
    return tuple(chain)


def family_of(request: Prompt, samples: Sequence[Recorded]) -> Family | None:
    """The samples that are calls of the same prompt; None if there are fewer than two.

    The same dialect, and what there is of tools and system alike: tools if half of their names are
    the same and half of what those say, a system text if half of its lines are or if it begins
    alike. A request with tools, or with a system text, is not the prompt of one without.
    """
    own = wording_of(request)
    found: list[Recorded] = []
    for sample in reversed(samples):
        if _are_alike(own, sample.wording):
            found.append(sample)
            if len(found) == _MOST:
                break
    if len(found) < 2:
        return None
    found.reverse()
    return Family(tuple(found), in_conversations([sample.call for sample in found]))


def _are_alike(one: Wording, other: Wording) -> bool:
    if one.dialect != other.dialect or bool(one.tools) != bool(other.tools):
        return False
    if any(one.system) != any(other.system) or not (one.tools or any(one.system)):
        return False
    return _same_tools(one, other) and (
        one.system == other.system or _same_system(one.system, other.system)
    )


def _same_tools(one: Wording, other: Wording) -> bool:
    if one.tools == other.tools:
        return True
    names = one.tools.keys() & other.tools.keys()
    if len(names) < _HALF * max(len(one.tools), len(other.tools)):
        return False
    same = length = 0
    for name in names:
        texts, others = one.tools[name].texts, other.tools[name].texts
        for place in texts.keys() | others.keys():
            text, text_there = texts.get(place, ""), others.get(place, "")
            longer = max(len(text), len(text_there))
            length += longer
            same += longer if text == text_there else _common(text, text_there)
    return same >= _HALF * length


def _common(one: str, other: str) -> int:
    """Characters that two texts share at their beginning and their end."""
    begin = common_start(one, other)
    return begin + common_start(one[begin:][::-1], other[begin:][::-1])


def _same_system(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two system sections are the same in most of their lines, or begin alike."""
    lines, others = line_set(one), line_set(other)
    longer = max(sum(map(len, lines)), sum(map(len, others)))
    if sum(map(len, lines & others)) >= _HALF * longer:
        return True
    begin, end = "\n".join(one), "\n".join(other)
    start = min(_LONG_START, int(_HALF * max(len(begin), len(end))))
    return begin[:start] == end[:start]
