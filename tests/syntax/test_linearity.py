"""Time grows with the size of the input and no faster, whatever the input.

Ratios are compared, never times: what is linear takes 8 times as long for 8 times as much, what is
quadratic 64 times; 24 lies far from both.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from time import process_time

import pytest
from effort import takes_long

from promptlint.syntax import Document, SyntaxProblem, parse
from promptlint.syntax.surgery import New, Surgery

MESSAGE = {"role": "user", "content": [{"text": "a"}, {"cachePoint": {"type": "default"}}]}
FACTOR, LIMIT, ATTEMPTS = 8, 24, 8


def assert_linear(prepare: Callable[[int], Callable[[], object]], size: int) -> None:
    """Best of several at both sizes; a busy machine gets another chance."""
    small = large = float("inf")
    for _ in range(ATTEMPTS):
        small = min(small, took(prepare(size)))
        large = min(large, took(prepare(size * FACTOR)))
        if large < LIMIT * small:
            return
    pytest.fail(f"{size * FACTOR:,} took {large / small:.0f} times as long as {size:,}")


def took(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


HOSTILE: dict[str, Callable[[int], str]] = {
    "messages": lambda n: json.dumps({"messages": [MESSAGE] * (n // 50)}),
    "numbers": lambda n: json.dumps(list(range(n // 4))),
    "depth": lambda n: "[" * (n // 4) + "]" * (n // 4),
    "open": lambda n: '{"a":' * (n // 8),
    "one key": lambda n: "{" + ",".join(['"a":1'] * (n // 8)) + "}",
    "escapes": lambda n: '"' + "\\u00e9" * n + '"',
    "no end": lambda n: '"' + "\\\\" * n * 4,
    "half escape": lambda n: '["' + "a" * n * 8 + '\\u12"]',
    "white space": lambda n: "[" + " \r\n\t" * n * 4 + "x",
    "digits": lambda n: "1" * n * 8 + ".5",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_parsing(name: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        text = HOSTILE[name](size)

        def work() -> None:
            with suppress(SyntaxProblem):
                parse(text)

        return work

    assert_linear(prepare, 8_000)


def remove_half(surgery: Surgery, document: Document) -> None:
    for node in document.root.children[0].children[::2]:
        surgery.remove(node)


def remove_inside(surgery: Surgery, document: Document) -> None:
    for message in document.root.children[0].children:
        surgery.remove(message.children[1].children[1])


def add_inside(surgery: Surgery, document: Document) -> None:
    for message in document.root.children[0].children:
        surgery.insert(message.children[1], 1, New({"text": ["new"]}))


def replace(surgery: Surgery, document: Document) -> None:
    for message in document.root.children[0].children:
        surgery.replace(message.children[0], ["assistant", {"a": 1}])


def turn_round(surgery: Surgery, document: Document) -> None:
    messages = document.root.children[0]
    surgery.arrange(messages, messages.children[::-1])
    remove_inside(surgery, document)


@pytest.mark.parametrize("change", [remove_half, remove_inside, add_inside, replace, turn_round])
@pytest.mark.parametrize("indent", [None, pytest.param(1, marks=takes_long)])
def test_surgery(change: Callable[[Surgery, Document], None], indent: int | None) -> None:
    def prepare(size: int) -> Callable[[], object]:
        document = Document(json.dumps({"messages": [MESSAGE] * size}, indent=indent))

        def work() -> None:
            surgery = Surgery(document)
            change(surgery, document)
            surgery.edits()

        return work

    assert_linear(prepare, 500)


def test_places_in_an_escaped_document() -> None:
    def prepare(size: int) -> Callable[[], object]:
        outer = Document(json.dumps({"body": json.dumps([["\u00e9"]] * size)}))
        document = Document.inside(outer, outer.root.children[0])
        surgery = Surgery(document)
        for child in document.root.children:
            surgery.replace(child.children[0], "\u20ac")
        edits = surgery.edits()
        return lambda: [document.file_edit(edit) for edit in edits]

    assert_linear(prepare, 500)


def test_lines_of_one_text() -> None:
    line = json.dumps(MESSAGE)

    def prepare(size: int) -> Callable[[], object]:
        text = (line + "\n") * size

        def work() -> None:
            for number in range(size):
                start = number * (len(line) + 1)
                document = Document(text, start, start + len(line))
                surgery = Surgery(document)
                surgery.insert(document.root.children[1], 1, New({"text": "new"}))
                surgery.edits()

        return work

    assert_linear(prepare, 250)


def test_changes_one_by_one_do_not_read_the_document_again() -> None:
    def prepare(size: int) -> Callable[[], object]:
        document = Document(json.dumps({"messages": [MESSAGE] * size}))

        def work() -> None:
            for message in document.root.children[0].children:
                surgery = Surgery(document)
                surgery.insert(message.children[1], 1, New({"text": "new"}))
                surgery.edits()

        return work

    assert_linear(prepare, 250)
