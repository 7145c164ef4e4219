"""By what a finding is known again: in the next run, and whatever else is edited in its file.

A trace is a short hash. Nothing can be read from it, and what changes from call to call is not in
it: a file that is recorded anew has the same traces.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from promptlint.engine.paths import repository_paths
from promptlint.facts import Facts
from promptlint.findings import Finding, Problem, Spot
from promptlint.prompt import Block
from promptlint.syntax import Node

_INDEX = re.compile(r"/(?:0|[1-9][0-9]*)(?=[/#]|$)")
_DIGIT = re.compile(r"\d")
_SENTENCE_END = re.compile(r"[.!?;。！？]+(?=\s)|\n")
# A label is the last words before a spot; more of them would be more that may change.
_LABEL_WORDS = 3
_LABEL_WINDOW = 120
_LABEL_CHARACTERS = 24
_HEAD_WORDS = 5
_HEAD_WINDOW = 160


def traces_of(finding: Finding, problem: Problem, facts: Facts) -> tuple[str, ...]:
    """The traces of a problem that has become this finding.

    One for each spot or, without spots, one for its place.
    """
    tracer = facts.remember(_Tracer, lambda: _Tracer(facts))
    return tracer.traces(finding, problem)


def trace_of_file(rule: str, what: str) -> str:
    """The trace of a finding about a file as such. `what`: tells it from others of its rule."""
    return _hashed(rule, what)


class _Tracer:
    """Gives the traces of problems in one request."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._heads: dict[int, str] = {}

    def traces(self, finding: Finding, problem: Problem) -> tuple[str, ...]:
        """See `traces_of`."""
        rule = finding.rule
        if not problem.spots:
            return (_hashed(rule, general(finding.place.pointer), *self._marks(problem.node)),)
        return tuple(
            _hashed(rule, general(found.place.pointer), found.kind, label)
            for found, label in zip(finding.spots, _labels(problem.spots), strict=True)
        )

    def _marks(self, node: Node) -> tuple[str, ...]:
        """What tells a place from others of the same kind."""
        closed = self._closed.get(node)
        if closed is not None:
            spelling, block = closed
            return (spelling, *(self._block_marks(block) if block else ()))
        inner: Node | None = node
        while inner is not None:
            block = self._blocks.get(inner)
            if block is not None:
                return self._block_marks(block)
            inner = inner.parent
        return ()

    def _block_marks(self, block: Block) -> tuple[str, ...]:
        """What a block is known by. Messages are new in each recording, so no words of theirs."""
        if block.section == "messages":
            return (block.role or "", block.kind)
        if block.index not in self._heads:
            self._heads[block.index] = _name(block) or self._head(block)
        return (self._heads[block.index],)

    def _head(self, block: Block) -> str:
        """The first words of a block that stay the same."""
        if not block.texts:
            return ""
        node = block.texts[0]
        starts = (spot.start for spot in self._facts.spots_in(block) if spot.node is node)
        text = node.string[: min(starts, default=_HEAD_WINDOW)][:_HEAD_WINDOW]
        return " ".join(_words(text.lstrip().partition("\n")[0])[:_HEAD_WORDS])

    @cached_property
    def _closed(self) -> dict[Node, tuple[str, Block | None]]:
        markers = self._facts.request.markers
        return {marker.node: (marker.spelling, marker.after) for marker in markers}

    @cached_property
    def _blocks(self) -> dict[Node, Block]:
        return {block.node: block for block in self._facts.request.blocks}


def with_fingerprints(path: str, findings: Iterable[Finding]) -> list[Finding]:
    """The findings of one file with their fingerprints, of which no two are the same.

    However the file is named, and from wherever, they are the same: its path counts from the
    repository's top, or from the current folder where there is no repository.
    """
    name = repository_paths()(path)
    seen: dict[tuple[str, ...], int] = {}
    found: list[Finding] = []
    for finding in findings:
        known_by = (finding.rule, *sorted(finding.traces))
        twins = seen[known_by] = seen.get(known_by, -1) + 1
        words = (name, *known_by, *((str(twins),) if twins else ()))
        found.append(finding._replace(fingerprint=_hashed(*words)))
    return found


def general(pointer: str) -> str:
    """A pointer without the numbers in it, which change when something is put before."""
    return _INDEX.sub("/*", pointer)


def _labels(spots: Sequence[Spot]) -> list[str]:
    """For each spot the words before it in its sentence, as far back as the spot before it."""
    ends: dict[Node, int] = {}
    labels: dict[int, str] = {}
    for number in sorted(range(len(spots)), key=lambda number: spots[number].start):
        node, (start, end) = spots[number].node, spots[number][2:4]
        low = max(ends.get(node, 0), start - _LABEL_WINDOW)
        line = _SENTENCE_END.split(node.string[low:start])[-1]
        labels[number] = " ".join(_words(line)[-_LABEL_WORDS:])[-_LABEL_CHARACTERS:]
        ends[node] = end
    return [labels[number] for number in range(len(spots))]


def _words(text: str) -> list[str]:
    """The words of a text in lower case; a word with a digit in it is a value rather."""
    return [word for word in re.findall(r"\w+", text.lower()) if not _DIGIT.search(word)]


def _name(block: Block) -> str:
    """The name of a tool; "" where there is none."""
    if block.section != "tools":
        return ""
    return block.node.get_string("toolSpec", "name") or block.node.get_string("name") or ""


def _hashed(*words: str) -> str:
    from hashlib import sha256

    return sha256("\0".join(words).encode(errors="backslashreplace")).hexdigest()[:16]
