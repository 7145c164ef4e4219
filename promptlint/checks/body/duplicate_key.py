"""The same key twice in one object."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from promptlint.checks.common import Options
from promptlint.facts import Facts
from promptlint.findings import Problem, Related
from promptlint.operations import Repair
from promptlint.prompt import Prompt
from promptlint.syntax import Node
from promptlint.text import Grade

Key = str | int | None


def duplicate_key(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each key that an object has more than once, wherever the object is.

    In free JSON, too: the schema of a tool loses a property by it.
    """
    found, root = request.document.duplicates, request.root
    begin = bisect_left(found, root.start, key=_start)
    again: dict[Node, dict[Key, list[Node]]] = {}
    for member in found[begin : bisect_left(found, root.end, key=_start)]:
        if member.parent is not None:
            again.setdefault(member.parent, {}).setdefault(member.step, []).append(member)
    for container, keys in again.items():
        first = {child.step: child for child in reversed(container.children)}
        for key, members in keys.items():
            times = "twice" if len(members) == 1 else f"{len(members) + 1} times"
            yield Problem(
                node=members[-1],
                words={"key": f'"{key}"', "times": times},
                related=(Related(first[key], "the first one"),),
                fix=Repair("keep the member that is meant", Grade.MANUAL, ()),
            )


def _start(node: Node) -> int:
    return node.start
