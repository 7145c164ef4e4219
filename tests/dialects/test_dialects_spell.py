"""Operations become small edits in the style of the file."""

from __future__ import annotations

import json
from typing import Any

import pytest

from promptlint import dialects
from promptlint.operations import Arrange, Keep, Mark, Operation, RemoveMarker, Text
from promptlint.prompt import DialectName, Prompt
from promptlint.syntax import Document
from promptlint.syntax.style import Slice
from promptlint.text import apply


def prompt_of(text: str, dialect: DialectName) -> Prompt:
    document = Document(text)
    return dialects.read(document, document.root, dialect)


def spelled(prompt: Prompt, *operations: Operation) -> str:
    return apply(prompt.document.text, dialects.spell(prompt, operations))


def unmarked(text: str, dialect: DialectName) -> str:
    prompt = prompt_of(text, dialect)
    return spelled(prompt, *(RemoveMarker(marker) for marker in prompt.markers))


REMOVED: list[tuple[DialectName, str, str]] = [
    ("converse", '{"system": [{"text": "a"}, {"cachePoint": {}}]}', '{"system": [{"text": "a"}]}'),
    ("converse", '{"system": [{"cachePoint": {}}, {"text": "a"}]}', '{"system": [{"text": "a"}]}'),
    (
        "converse",
        '{\n  "system": [\n    {"text": "a"},\n    {"cachePoint": {}}\n  ]\n}',
        '{\n  "system": [\n    {"text": "a"}\n  ]\n}',
    ),
    ("converse", '{"system": [{"text": "a", "cachePoint": {}}]}', '{"system": [{"text": "a"}]}'),
    ("converse", '{"system": [{"cache_point": {}, "text": "a"}]}', '{"system": [{"text": "a"}]}'),
    (
        "converse",
        (
            '{"messages": [{"content": [{"toolResult": {"content": [{"text": "a"}, '
            '{"cachePoint": {}}]}}], "cachePoint": {}}]}'
        ),
        '{"messages": [{"content": [{"toolResult": {"content": [{"text": "a"}]}}]}]}',
    ),
    (
        "converse",
        '{"messages": [], "additionalModelRequestFields": {"cacheControl": {}}}',
        '{"messages": []}',
    ),
    (
        "converse",
        '{"additionalModelRequestFields": {"top_k": 1, "cacheControl": {}}, "cache_control": {}}',
        '{"additionalModelRequestFields": {"top_k": 1}}',
    ),
    (
        "converse",
        '{"toolConfig": {"tools": [{"cachePoint": {}}], "toolChoice": {}}, "system": []}',
        '{"system": []}',
    ),
    (
        "converse",
        '{"system": [{"text": "a"}, {"cachePoint": {}, "cache_control": {}}]}',
        '{"system": [{"text": "a"}]}',
    ),
    (
        "invoke-anthropic",
        '{"tools": [{"name": "a", "cache_control": {}}], "system": [{"cache_control": {}}]}',
        '{"tools": [{"name": "a"}], "system": []}',
    ),
]


@pytest.mark.parametrize(("dialect", "before", "after"), REMOVED)
def test_a_removed_marker_leaves_nothing_behind(
    dialect: DialectName, before: str, after: str
) -> None:
    assert unmarked(before, dialect) == after


def whole(prompt: Prompt, index: int) -> Text:
    node = prompt.blocks[index].texts[0]
    return Text((Slice(node, 0, len(node.string)),))


def test_a_marker_is_added_in_the_style_of_the_file() -> None:
    text = '{\n\t"system": [\n\t\t{\n\t\t\t"text": "a"\n\t\t}\n\t]\n}'
    prompt = prompt_of(text, "converse")
    new = spelled(prompt, Arrange(prompt.lists[0], (Keep(prompt.blocks[0]), Mark("1h", None))))
    start, end = text[: text.index("\n\t]")], "\n\t]\n}"
    added = new.removeprefix(start).removesuffix(end)
    assert json.loads(new)["system"][1] == {"cachePoint": {"type": "default", "ttl": "1h"}}
    assert new == start + added + end
    assert added.startswith(",\n\t\t{\n\t\t\t")


@pytest.mark.parametrize(
    ("dialect", "before", "after"),
    [
        (
            "invoke-anthropic",
            '{"system": [{"type": "text", "text": "a"}]}',
            '{"system": [{"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}]}',
        ),
        (
            "invoke-anthropic",
            '{"system": [{"type": "text", "text": "a", "cache_control": null}]}',
            '{"system": [{"type": "text", "text": "a", "cache_control": {"type": "ephemeral"}}]}',
        ),
        (
            "invoke-anthropic",
            '{"system":[{"type":"text","text":"a","cacheControl":{"type":"ephemeral"}}]}',
            '{"system":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]}',
        ),
        (
            "invoke-anthropic",
            '{"system": "a\\u00e9\\n"}',
            (
                '{"system": [{"type": "text", "text": "a\\u00e9\\n", '
                '"cache_control": {"type": "ephemeral"}}]}'
            ),
        ),
        (
            "invoke-nova",
            '{"system": [{"text": "a"}]}',
            '{"system": [{"text": "a", "cachePoint": {"type": "default"}}]}',
        ),
        (
            "converse",
            '{"system": [{"text": "a", "cachePoint": {"type": "ephemeral"}}]}',
            '{"system": [{"text": "a"}, {"cachePoint": {"type": "default"}}]}',
        ),
        (
            "converse",
            '{"system": [{"text": "a"}, { "cachePoint" : {"type": "default", "ttl": "1h"} }]}',
            '{"system": [{"text": "a"}, { "cachePoint" : {"type": "default"} }]}',
        ),
        (
            "converse",
            '{"system": "a"}',
            '{"system": [{"text": "a"}, {"cachePoint": {"type": "default"}}]}',
        ),
    ],
)
def test_marking_the_only_block(dialect: DialectName, before: str, after: str) -> None:
    prompt = prompt_of(before, dialect)
    items = (Keep(prompt.blocks[0]), Mark(None, None))
    assert spelled(prompt, Arrange(prompt.lists[0], items)) == after
    # The whole text of a block is the block.
    items_of_text = (whole(prompt, 0), Mark(None, None))
    assert spelled(prompt, Arrange(prompt.lists[0], items_of_text)) == after


def test_a_users_marker_moves_as_it_is_written() -> None:
    prompt = prompt_of(
        '{"system": [{"text": "a"}, {"cachePoint": { "type":"default"}}, {"text": "b"}]}',
        "converse",
    )
    first, second = prompt.blocks
    items = (Keep(first), Keep(second), Mark(None, prompt.markers[0]))
    assert spelled(prompt, Arrange(prompt.lists[0], items)) == (
        '{"system": [{"text": "a"}, {"text": "b"}, {"cachePoint": { "type":"default"}}]}'
    )
    prompt = prompt_of(
        '{"system": [{"text": "a", "cachePoint": { "type":"default"}}, {"text": "b"}]}',
        "invoke-nova",
    )
    first, second = prompt.blocks
    items = (Keep(first), Keep(second), Mark(None, prompt.markers[0]))
    assert spelled(prompt, Arrange(prompt.lists[0], items)) == (
        '{"system": [{"text": "a"}, {"text": "b", "cachePoint": { "type":"default"}}]}'
    )


def split(prompt: Prompt, index: int, *ranges: tuple[int, int]) -> Text:
    node = prompt.blocks[index].texts[0]
    return Text(tuple(Slice(node, start, end) for start, end in ranges))


def test_a_text_is_taken_apart_and_its_escapes_survive() -> None:
    text = '{"system": [{"text": "\\u0041 stays\\nb goes\\nc \\u00e9 stays"}, {"cachePoint": {}}]}'
    prompt = prompt_of(text, "converse")
    items = (split(prompt, 0, (0, 8), (15, 24)), Mark(None, None), split(prompt, 0, (8, 15)))
    assert spelled(prompt, Arrange(prompt.lists[0], items)) == (
        '{"system": [{"text": "\\u0041 stays\\nc \\u00e9 stays"}, '
        '{"cachePoint": {"type": "default"}}, {"text": "b goes\\n"}]}'
    )


def test_a_rewritten_text_keeps_the_other_members_of_its_block() -> None:
    text = '{"system": [{"type": "text", "text": "a b", "cache_control": {"type": "ephemeral"}}]}'
    prompt = prompt_of(text, "invoke-anthropic")
    mark = Mark(None, prompt.markers[0])
    items = (split(prompt, 0, (0, 2)), mark, split(prompt, 0, (2, 3)))
    assert spelled(prompt, Arrange(prompt.lists[0], items)) == (
        '{"system": [{"type": "text", "text": "a ", "cache_control": {"type": "ephemeral"}}, '
        '{"type": "text", "text": "b"}]}'
    )


def test_bare_strings_stay_as_long_as_they_can() -> None:
    prompt = prompt_of('{"system": "a b", "messages": []}', "invoke-anthropic")
    target = prompt.lists[0]
    assert dialects.spell(prompt, [Arrange(target, (Keep(prompt.blocks[0]),))]) == ()
    assert dialects.spell(prompt, [Arrange(target, (whole(prompt, 0),))]) == ()
    assert spelled(prompt, Arrange(target, (split(prompt, 0, (2, 3), (1, 2), (0, 1)),))) == (
        '{"system": "b a", "messages": []}'
    )


def test_text_moves_between_sections() -> None:
    text = '{"system": "stays\\ngoes", "messages": [{"role": "user", "content": "ask"}]}'
    prompt = prompt_of(text, "invoke-anthropic")
    system, message = prompt.lists
    after = spelled(
        prompt,
        Arrange(system, (split(prompt, 0, (0, 5)),)),
        Arrange(message, (Keep(prompt.blocks[1]), Mark("1h", None), split(prompt, 0, (6, 10)))),
    )
    assert json.loads(after) == {
        "system": "stays",
        "messages": [
            {
                "role": "user",
                "content": [
                    {
                        "type": "text",
                        "text": "ask",
                        "cache_control": {"type": "ephemeral", "ttl": "1h"},
                    },
                    {"type": "text", "text": "goes"},
                ],
            }
        ],
    }


def test_removals_and_arrangements_go_together() -> None:
    text = (
        '{"system": [{"text": "a"}, {"cachePoint": {}}], '
        '"messages": [{"content": [{"text": "b"}, {"cachePoint": {}}]}]}'
    )
    prompt = prompt_of(text, "converse")
    removals = [RemoveMarker(marker) for marker in prompt.markers]
    arranged = Arrange(prompt.lists[0], (Keep(prompt.blocks[0]), Mark("5m", None)))
    after: Any = json.loads(spelled(prompt, *removals, arranged))
    assert after == {
        "system": [{"text": "a"}, {"cachePoint": {"type": "default", "ttl": "5m"}}],
        "messages": [{"content": [{"text": "b"}]}],
    }


def test_a_mark_without_a_place_is_refused() -> None:
    prompt = prompt_of('{"system": [{"text": "a"}]}', "converse")
    with pytest.raises(ValueError, match="needs a block before it"):
        dialects.spell(prompt, [Arrange(prompt.lists[0], (Mark(None, None),))])
    prompt = prompt_of('{"messages": [{"content": [{"image": {}}]}]}', "invoke-nova")
    items = (Keep(prompt.blocks[0]), Mark(None, None))
    with pytest.raises(ValueError, match="no place for a checkpoint"):
        dialects.spell(prompt, [Arrange(prompt.lists[0], items)])
