"""Nothing is torn apart by what moves: texts built of parts that are known to belong together."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from effort import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from promptlint import rulepack
from promptlint.engine.fix import fix_source
from promptlint.engine.lint import Settings
from promptlint.layout.units import units_around
from promptlint.text import Grade, Source, Span

_FRAMES = [
    "{% if a %}|{% endif %}",
    "{{#each a}}|{{/each}}",
    "{{ if .A }}|{{ end }}",
    "<% if a %>|<% end %>",
]
MANY = settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
LAYOUT = Settings(rules=frozenset(rulepack.load()), reach=Grade.LAYOUT)


class Written(NamedTuple):
    """A text under construction: its lines, and the numbers of those with a rule.

    Attributes:
        together: lines that stay one behind the other, whatever moves.
        framed: first and last line of elements: both go, with all between, or none.
        headed: a line that announces the others: it goes if and only if all of them do.
    """

    lines: list[str]
    together: list[list[int]]
    framed: list[tuple[int, int]]
    headed: list[tuple[int, list[int]]]

    def add(self, line: str) -> int:
        self.lines.append(line)
        return len(self.lines) - 1

    def full(self, begin: int) -> list[int]:
        return [n for n in range(begin, len(self.lines)) if self.lines[n].strip()]


Part = Callable[[Written, str], None]


def leaf(volatile: bool, words: str) -> Part:
    def write(out: Written, indent: str) -> None:
        number = len(out.lines)
        out.add(
            f"{indent}{words} {number}: «{number}»" if volatile else f"{indent}Be kind, {number}."
        )

    return write


def fence(mark: str, inner: list[Part]) -> Part:
    def write(out: Written, indent: str) -> None:
        begin = out.add(f"{indent}{mark}")
        for part in inner:
            part(out, indent)
        out.add(f"{indent}{mark}")
        out.together.append(out.full(begin))

    return write


def template(frame: str, inner: list[Part]) -> Part:
    def write(out: Written, indent: str) -> None:
        opening, closing = frame.split("|")
        begin = out.add(indent + opening)
        for part in inner:
            part(out, indent)
        out.add(indent + closing)
        out.together.append(out.full(begin))

    return write


def element(deeper: bool, inner: list[Part]) -> Part:
    def write(out: Written, indent: str) -> None:
        begin = len(out.lines)
        out.add(f"{indent}<part{begin}>")
        for part in inner:
            part(out, indent + "  " * deeper)
        out.framed.append((begin, out.add(f"{indent}</part{begin}>")))

    return write


def table(rows: list[bool], align: bool) -> Part:
    def write(out: Written, indent: str) -> None:
        begin = out.add(f"{indent}| shop | time |")
        if align:
            out.add(f"{indent}|---|:-:|")
        for volatile in rows:
            number = len(out.lines)
            out.add(
                f"{indent}| {number} | «{number}» |" if volatile else f"{indent}| {number} | x |"
            )
        out.together.append(out.full(begin))
        out.add("")

    return write


def mapping(values: list[bool]) -> Part:
    def write(out: Written, indent: str) -> None:
        begin = out.add(f"{indent}key{len(out.lines)}:")
        for volatile in values:
            number = len(out.lines)
            out.add(f"{indent}  k{number}: " + (f"«{number}»" if volatile else "x"))
        out.together.append(out.full(begin))

    return write


def item(volatile: bool, more: list[bool]) -> Part:
    def write(out: Written, indent: str) -> None:
        number = len(out.lines)
        out.add(
            f"{indent}- now {number}: «{number}»" if volatile else f"{indent}- Be kind, {number}."
        )
        for nested in more:
            other = len(out.lines)
            out.add(
                f"{indent}  - v{other}: «{other}»" if nested else f"{indent}  and so on, {other}"
            )
        out.together.append(out.full(number))

    return write


def bullets(intro: bool, items: list[Part]) -> Part:
    def write(out: Written, indent: str) -> None:
        if out.lines and out.lines[-1].strip():
            out.add("")
        begin = out.add(f"{indent}Here is what there is, {len(out.lines)}:") if intro else None
        first = len(out.lines)
        for each in items:
            each(out, indent)
        if begin is not None:
            out.headed.append((begin, out.full(first)))
        out.add("")
        out.add(f"{indent}That is all, {len(out.lines)}.")  # or another list would go on with it

    return write


def numbered(values: list[bool]) -> Part:
    def write(out: Written, indent: str) -> None:
        out.add("")
        begin = len(out.lines)
        for place, volatile in enumerate(values, 1):
            number = len(out.lines)
            out.add(f"{indent}{place}. Now {number}: " + (f"«{number}»" if volatile else "x"))
        out.together.append(out.full(begin))
        out.add("")

    return write


def section(underlined: bool, inner: list[Part]) -> Part:
    def write(out: Written, indent: str) -> None:
        out.add("")
        begin = out.add(f"Part {len(out.lines)}" if underlined else f"## Part {len(out.lines)}")
        if underlined:
            out.together.append([begin, out.add("-------")])
        first = len(out.lines)
        for part in inner:
            part(out, "")
        if not out.full(first):
            out.add(f"Be kind, {len(out.lines)}.")
        out.headed.append((begin, out.full(first)))
        out.add("")

    return write


def _lists(of: st.SearchStrategy[Part]) -> st.SearchStrategy[list[Part]]:
    return st.lists(of, min_size=1, max_size=4)


FLAGS = st.lists(st.booleans(), min_size=1, max_size=3)
LEAVES = st.builds(
    leaf, st.booleans(), st.sampled_from(["Current time", "当前时间", "x-trace", "cwd"])
)
SMALL = st.one_of(
    LEAVES,
    LEAVES,
    st.builds(fence, st.sampled_from(["```", "~~~", "````"]), _lists(LEAVES)),
    st.builds(table, FLAGS, st.booleans()),
    st.builds(mapping, FLAGS),
    st.builds(numbered, FLAGS),
    st.builds(
        bullets,
        st.booleans(),
        _lists(st.builds(item, st.booleans(), st.lists(st.booleans(), max_size=2))),
    ),
)
NESTED = st.recursive(
    SMALL,
    lambda inner: st.one_of(
        st.builds(element, st.booleans(), _lists(inner)),
        st.builds(template, st.sampled_from(_FRAMES), _lists(inner)),
    ),
    max_leaves=8,
)
# What follows a section belongs to it.
DOCUMENTS = st.tuples(
    st.lists(NESTED, min_size=1, max_size=4),
    st.lists(st.builds(section, st.booleans(), _lists(NESTED)), max_size=3),
).map(lambda pair: [*pair[0], *pair[1]])


def written(parts: list[Part], newline: str) -> tuple[str, list[Span], Written]:
    """The text of some parts, its spots, and what is known about its lines."""
    out = Written([], [], [], [])
    for part in parts:
        part(out, "")
    text, spots = "", []
    for number, piece in enumerate(newline.join(out.lines).replace("»", "«").split("«")):
        if number % 2:
            spots.append(Span(len(text), len(text) + len(piece)))
        text += piece
    return text, spots, out


@MANY
@given(DOCUMENTS, st.sampled_from(["\n", "\r\n"]))
def test_nothing_is_torn_apart(parts: list[Part], newline: str) -> None:
    text, spots, known = written(parts, newline)
    units, stuck = units_around(text, spots)
    starts = [0]
    for line in text.split("\n")[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    moved = {n for n, at in enumerate(starts) if any(u.start <= at < u.end for u in units)}
    moved = {n for n in moved if known.lines[n].strip()}
    kept = [n for n in range(len(known.lines)) if known.lines[n].strip() and n not in moved]
    # Whole lines.
    assert {u.start for u in units} <= set(starts)
    assert {u.end for u in units} <= {*starts, len(text)}
    # Each spot goes if and only if it is not stuck.
    for spot in spots:
        place = max(n for n, at in enumerate(starts) if at <= spot.start)
        assert (place in moved) == (spot not in stuck)
    result = {number: at for at, number in enumerate([*kept, *sorted(moved)])}
    for together in known.together:
        assert all(result[b] == result[a] + 1 for a, b in pairwise(together)), together
    for first, last in known.framed:
        whole = [n for n in range(first, last + 1) if n in result]
        assert {first, last} <= moved <= moved | set(whole) or not {first, last} & moved
        assert not {first, last} & moved or set(whole) <= moved
    for head, below in known.headed:
        assert (head in moved) == (set(below) <= moved), (head, below)


@settings(MANY, max_examples=examples(15))
@given(DOCUMENTS)
def test_a_second_fix_changes_nothing_and_no_line_is_lost(parts: list[Part]) -> None:
    out = Written([], [], [], [])
    for part in parts:
        part(out, "")
    text = re.sub("«([0-9]+)»", r"2026-11-20T09:41:27.\1Z", "\n".join(out.lines))
    static = "Answer the customer in a kind and helpful way, and say what you know. " * 300
    body = {
        "modelId": "anthropic.claude-sonnet-4-5-20250929-v1:0",
        "system": [{"text": f"{static}\n\n{text}"}, {"cachePoint": {"type": "default"}}],
        "messages": [{"role": "user", "content": [{"text": "Hello"}]}],
    }
    once = fix_source(Source("request.json", json.dumps(body, indent=2)), LAYOUT).after
    assert fix_source(Source("request.json", once), LAYOUT).after == once
    texts = [block["text"] for block in json.loads(once)["system"] if "text" in block]
    assert all(each.strip() for each in texts)
    lines = Counter(line for each in texts for line in each.split("\n") if line.strip())
    assert lines == Counter(n for n in f"{static}\n\n{text}".split("\n") if n.strip())
