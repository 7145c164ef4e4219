"""The parser against `json.loads`: what it accepts, what it reads, and where it says things are."""

from __future__ import annotations

import gc
import json
import math
import re
from random import Random

import pytest
from effort import examples
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from json_writing import ODD_STRINGS, RANDOMS, Hand, hands, values, write  # noqa: TC002 - ours

from promptlint.syntax import MAX_DEPTH, Node, SyntaxProblem, TooDeep, parse, resolve

JSON_ALPHABET = '[]{}:,"\\ \t\n\r0123456789-+.eEtrufalsnNIity/bx\u00e9\u2028\x00\x0b\ufeff'
INTERESTING = [
    "NaN",
    "-Infinity",
    "true",
    "null",
    '"a"',
    "\\u12",
    "\\ud83d",
    "1e5",
    "{}",
    "[]",
    ": ",
]


def same(one: object, other: object) -> bool:
    """Equality that tells 1 from 1.0 and True, and lets NaN equal itself."""
    return repr(one) == repr(other)


def agrees_with_json(text: str) -> None:
    try:
        expected = json.loads(text)
    except ValueError:
        with pytest.raises(SyntaxProblem) as caught:
            parse(text)
        problem = caught.value
        assert 0 <= problem.offset <= len(text)
        assert re.fullmatch(r"[a-zA-Z][^.!?\n]*", problem.reason)
        assert can_become_json(text[: problem.offset]), problem
    else:
        root = parse(text).root
        assert same(root.value, expected)
        check_places(text, root)


def check_places(text: str, root: Node) -> None:
    seen = 0
    for node in root.walk():
        assert node.start >= seen
        seen = node.start
        assert node.raw == text[node.start : node.end]
        assert same(json.loads(node.raw), node.value)
        assert node.lead == (node.key_span.start if node.key_span else node.start)
        if node.parent is not None:
            assert node.parent.start < node.lead < node.end < node.parent.end
        if node.key_span:
            assert json.loads(text[slice(*node.key_span)]) == node.step
        if not duplicated(node):
            assert resolve(root, node.pointer) is node
            assert root.get(*node.path) is node
        assert node.is_array or node.is_object or not node.children


def duplicated(node: Node | None) -> bool:
    """Whether the way to `node` leads by a key that its object has twice."""
    while node is not None and node.parent is not None:
        if node.parent.keys.count(str(node.step)) > 1:
            return True
        node = node.parent
    return False


def can_become_json(head: str) -> bool:
    """Whether some document begins with `head`; `head` ends outside a string or inside one."""
    brackets, quoted = [], False
    for token in re.finditer(r'\\.|"|[\[\]{}]', head, re.DOTALL):
        if token[0] == '"':
            quoted = not quoted
        elif not quoted and token[0] in "[{":
            brackets.append("]" if token[0] == "[" else "}")
        elif not quoted and token[0] in "]}":
            brackets.pop()
    close = "".join(reversed(brackets))
    return any(is_json(head + more + close) for more in ENDINGS)


ENDINGS = ["", "0", '"":0', ":0", '"', '":0', "\\", '""', ".0", "e0"]


def is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


@given(values(ODD_STRINGS), hands())
def test_documents_are_read_as_json_reads_them(value: object, hand: Hand) -> None:
    text = write(value, hand)
    assert same(json.loads(text), json.loads(json.dumps(value)))
    agrees_with_json(text)


@settings(max_examples=examples(200))
@given(values(), hands(), RANDOMS)
def test_mutated_documents_are_accepted_or_refused_as_json_does(
    value: object, hand: Hand, random: Random
) -> None:
    text = write([value, {"k": value}], hand)
    for _ in range(random.randint(1, 3)):
        start = random.randrange(len(text) + 1)
        end = min(len(text), start + random.choice([0, 0, 1, 1, 2, 9]))
        new = random.choice(["", "", random.choice(JSON_ALPHABET), random.choice(INTERESTING)])
        text = text[:start] + new + text[end:]
    agrees_with_json(text)


@settings(max_examples=examples(200))
@given(st.text(st.sampled_from(JSON_ALPHABET), max_size=12))
def test_random_text_is_accepted_or_refused_as_json_does(text: str) -> None:
    agrees_with_json(text)


@given(values(), hands(), st.text(max_size=3), st.text(max_size=3))
def test_a_part_of_a_text_is_parsed_in_its_place(
    value: object, hand: Hand, before: str, after: str
) -> None:
    text = write(value, hand)
    root = parse(before + text + after, len(before), len(before) + len(text)).root
    assert root.span == (len(before), len(before) + len(text))
    check_places(before + text + after, root)


def test_numbers_that_only_python_knows_are_kept() -> None:
    nan, infinity, minus = parse("[NaN, Infinity, -Infinity]").root.children
    assert math.isnan(nan.value)
    assert (infinity.value, minus.value) == (math.inf, -math.inf)
    assert {nan.kind, infinity.kind, minus.kind} == {"literal"}


def test_kinds() -> None:
    root = parse('[{}, [], "", 0, -1.5e3, true, false, null]').root
    kinds = [node.kind for node in root.children]
    assert kinds == ["object", "array", "string", "number", "number", *["literal"] * 3]


def test_numbers_beyond_a_float_are_kept() -> None:
    assert parse(f"[1{'0' * 400}]").root.value == [10**400]
    assert parse(f"[1{'0' * 9000}.5]").root.value == [math.inf]


@given(
    st.lists(st.tuples(st.sampled_from(["a", "\u00e9", "\\u0061", "b"]), st.integers()), max_size=6)
)
def test_duplicate_keys_are_kept_and_reported(members: list[tuple[str, int]]) -> None:
    text = "{" + ", ".join(f'"{key}": [{{"x": {value}, "x": 0}}]' for key, value in members) + "}"
    root, _, duplicates = parse(text)
    keys = [json.loads(f'"{key}"') for key, _ in members]
    assert root.keys == keys
    expected = []
    for index, child in enumerate(root.children):
        if keys[index] in keys[:index]:
            expected.append(child)
        expected.append(child.children[0].children[1])
    assert list(duplicates) == expected
    for key in keys:
        found = root.get(key)
        assert found is not None
        assert same(found.value, json.loads(text)[key])


@given(values())
def test_depth_counts_nested_containers(value: object) -> None:
    def depth(value: object) -> int:
        inner = value.values() if isinstance(value, dict) else value
        if not isinstance(inner, (list, type({}.values()))):
            return 0
        return 1 + max(map(depth, inner), default=0)

    parsed = parse(json.dumps(value))
    assert parsed.depth == depth(value)
    assert all(node.height == depth(node.value) for node in parsed.root.walk())


@pytest.mark.parametrize(("depth", "head", "tail"), [(100_000, "[", "]"), (50_000, '{"a":', "}")])
def test_no_depth_is_a_crash(depth: int, head: str, tail: str) -> None:
    parsed = parse(head * depth + "0" + tail * depth)
    assert parsed.depth == depth
    assert sum(1 for _ in parsed.root.walk()) == depth + 1
    with pytest.raises(TooDeep):
        _ = parsed.root.value
    del parsed
    gc.collect()
    with pytest.raises(SyntaxProblem, match="ends inside"):
        parse(head * depth)


def test_values_are_read_down_to_the_greatest_depth() -> None:
    root = parse("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)).root
    value, inner = root.children[0].value, 0
    while value:
        value, inner = value[0], inner + 1
    assert inner == MAX_DEPTH - 1
    with pytest.raises(TooDeep):
        _ = root.value


def test_the_way_through_a_document() -> None:
    root = parse('{"a": [1, {"b": "x"}], "": {"c/d~e": null}}').root
    assert root.get_string("a", 1, "b") == "x"
    assert root.get_string("a", 0) is None
    for path in (("a", 2), ("a", -1), ("b",), (0,), ("a", "0"), ("a", 0, "x")):
        assert root.get(*path) is None
    assert [node.string for node in root.strings()] == ["x"]
    pointed = root.get("", "c/d~e")
    assert pointed is not None
    assert pointed.pointer == "//c~1d~0e"
    with pytest.raises(TypeError):
        _ = root.string


@given(st.text(max_size=5))
def test_strings_without_need_of_decoding(text: str) -> None:
    assume(not re.search(r'["\\\x00-\x1f]', text))
    assert parse(f'"{text}"').root.string == text
