"""Random requests in random formatting: what must hold for every one of them."""

from __future__ import annotations

import json
from functools import cache
from random import Random
from typing import Any

from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from promptlint import dialects
from promptlint.operations import Arrange, Keep, Mark, Operation, PutMarker, RemoveMarker, Respell
from promptlint.prompt import Block, DialectName, Prompt, Ttl
from promptlint.syntax import Document, Node
from promptlint.text import apply

Json = Any

words = st.text(alphabet='aZ é\n"\\/\u2028😀', min_size=1, max_size=8).map(lambda text: f"x{text}")
ttls = st.sampled_from(({}, {"ttl": "5m"}, {"ttl": "1h"}))
# As they should be, and as they are met in the wild.
wild = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(("default", "ephemeral", None, 3)),
        "ttl": st.sampled_from(("5m", "1h", "2h", "", None, 300)),
        "scope": words,
    },
)
spellings = st.sampled_from(
    ("cachePoint", "cache_control", "cache_point", "cachepoint", "cacheControl", "cache-control")
)


def points(kind: str) -> st.SearchStrategy[Json]:
    return ttls.map(lambda ttl: {"type": kind, **ttl})


def interleaved(block: st.SearchStrategy[Json], point: st.SearchStrategy[Json]) -> Json:
    """Blocks, each perhaps with a marker element behind it."""
    pairs = st.tuples(block, st.lists(point, max_size=1))
    return st.lists(pairs, min_size=1, max_size=4).map(
        lambda drawn: [item for first, rest in drawn for item in (first, *rest)]
    )


@st.composite
def converse_bodies(draw: st.DrawFn) -> Json:
    point = points("default").map(lambda value: {"cachePoint": value})
    text = words.map(lambda string: {"text": string})
    schema = {"json": {"type": "object", "properties": {"q": {"description": "d"}}}}
    tool = words.map(
        lambda name: {"toolSpec": {"name": "t", "description": name, "inputSchema": schema}}
    )
    image = st.just({"image": {"format": "png", "source": {"bytes": "QUJD"}}})
    result = st.lists(text, max_size=2).map(
        lambda parts: {"toolResult": {"toolUseId": "i", "content": parts, "status": "success"}}
    )
    use = words.map(lambda q: {"toolUse": {"toolUseId": "i", "name": "t", "input": {"q": q}}})
    block = st.one_of(text, text, image, result, use)
    roles = st.sampled_from(("user", "assistant"))
    message = st.fixed_dictionaries({"role": roles, "content": interleaved(block, point)})
    body: dict[str, Json] = {"messages": draw(st.lists(message, min_size=1, max_size=3))}
    if draw(st.booleans()):
        body["system"] = draw(interleaved(text, point))
    if draw(st.booleans()):
        body["toolConfig"] = {"tools": draw(interleaved(tool, point))}
    return {**body, "modelId": "us.anthropic.claude-sonnet-4-6"}


def keyed(block: st.SearchStrategy[Json], key: str, kind: str) -> st.SearchStrategy[Json]:
    """Blocks, some with a marker as a key."""
    marked = st.tuples(block, points(kind)).map(lambda pair: {**pair[0], key: pair[1]})
    return st.one_of(block, marked)


@st.composite
def anthropic_bodies(draw: st.DrawFn) -> Json:
    plain = words.map(lambda string: {"type": "text", "text": string})
    text = keyed(plain, "cache_control", "ephemeral")
    tool = keyed(
        words.map(lambda d: {"name": "t", "description": d, "input_schema": {"type": "object"}}),
        "cache_control",
        "ephemeral",
    )
    result = keyed(
        st.one_of(words, st.lists(text, max_size=2)).map(
            lambda inner: {"type": "tool_result", "tool_use_id": "i", "content": inner}
        ),
        "cache_control",
        "ephemeral",
    )
    content = st.one_of(words, st.lists(st.one_of(text, result), min_size=1, max_size=4))
    roles = st.sampled_from(("user", "assistant"))
    message = st.fixed_dictionaries({"role": roles, "content": content})
    body: dict[str, Json] = {"messages": draw(st.lists(message, min_size=1, max_size=3))}
    body["anthropic_version"] = "bedrock-2023-05-31"
    if draw(st.booleans()):
        body["system"] = draw(st.one_of(words, st.lists(text, min_size=1, max_size=3)))
    if draw(st.booleans()):
        body["tools"] = draw(st.lists(tool, min_size=1, max_size=3))
    return body


@st.composite
def nova_bodies(draw: st.DrawFn) -> Json:
    text = keyed(words.map(lambda string: {"text": string}), "cachePoint", "default")
    image = st.just({"image": {"format": "png", "source": {"bytes": "QUJD"}}})
    content = st.lists(st.one_of(text, text, image), min_size=1, max_size=4)
    message = st.fixed_dictionaries({"role": st.just("user"), "content": content})
    body: dict[str, Json] = {"messages": draw(st.lists(message, min_size=1, max_size=3))}
    body["schemaVersion"] = "messages-v1"
    if draw(st.booleans()):
        body["system"] = draw(st.lists(text, min_size=1, max_size=3))
    return body


@st.composite
def spoiled(draw: st.DrawFn, bodies: st.SearchStrategy[Json]) -> Json:
    """A body with strange markers, or other strange values, in strange places."""
    body = draw(bodies)
    for _ in range(draw(st.integers(1, 4))):
        places = list(containers(body))
        place = draw(st.sampled_from(places))
        odd: Json = draw(st.one_of(wild, st.none(), st.just(3), words, st.just([])))
        if isinstance(place, dict):
            place[draw(st.one_of(spellings, st.sampled_from(("text", "type", "content"))))] = odd
        else:
            item = odd if draw(st.booleans()) else {draw(spellings): odd}
            place.insert(draw(st.integers(0, len(place))), item)
    return body


def containers(value: Json) -> Json:
    if isinstance(value, (dict, list)):
        yield value
        for inner in list(value.values()) if isinstance(value, dict) else list(value):
            yield from containers(inner)


@st.composite
def written(draw: st.DrawFn, bodies: st.SearchStrategy[Json]) -> Document:
    """A body as a file: indentation, spacing, escapes, line ends and order of keys vary."""
    body = shuffled(draw(bodies), draw(st.randoms(use_true_random=False)))
    indent = draw(st.sampled_from((None, 2, "\t")))
    tight = draw(st.booleans())
    text = json.dumps(
        body,
        indent=indent,
        separators=(",", ":") if tight else None,
        ensure_ascii=draw(st.booleans()),
    )
    return Document(text.replace("\n", "\r\n") if draw(st.booleans()) else text)


def shuffled(value: Json, chance: Random) -> Json:
    if isinstance(value, list):
        return [shuffled(item, chance) for item in value]
    if not isinstance(value, dict):
        return value
    keys = chance.sample(list(value), len(value))
    return {key: shuffled(value[key], chance) for key in keys}


BODIES: dict[DialectName, st.SearchStrategy[Json]] = {
    "converse": converse_bodies(),
    "invoke-anthropic": anthropic_bodies(),
    "invoke-nova": nova_bodies(),
}
any_body = st.one_of(
    *(st.tuples(st.just(name), written(bodies)) for name, bodies in BODIES.items())
)
any_spoiled = st.one_of(
    *(st.tuples(st.just(name), written(spoiled(bodies))) for name, bodies in BODIES.items())
)


def prompt_of(document: Document, dialect: DialectName) -> Prompt:
    return dialects.read(document, document.root, dialect)


def after(prompt: Prompt, *operations: Operation) -> Prompt:
    text = apply(prompt.document.text, dialects.spell(prompt, operations))
    return prompt_of(Document(text), prompt.dialect)


def identity(prompt: Prompt) -> list[Arrange]:
    """Every list with the items it has, as far as its markers close a block of it."""
    found = []
    for target in prompt.lists:
        items: list[Keep | Mark] = []
        for block in blocks_in(prompt, target.node):
            items.append(Keep(block))
            items += (
                Mark(None, checkpoint.marker)
                for checkpoint in prompt.checkpoints
                if checkpoint.after is block
            )
        found.append(Arrange(target, tuple(items)))
    return found


def blocks_in(prompt: Prompt, node: Node) -> list[Block]:
    return [block for block in prompt.blocks if node in (block.node, block.node.parent)]


@settings(max_examples=examples(30), deadline=None)
@given(any_body)
def test_a_request_is_recognised_and_arranging_it_as_it_is_changes_nothing(
    drawn: tuple[DialectName, Document],
) -> None:
    dialect, document = drawn
    assert dialects.detect(document.root, named=False) == (dialect,)
    prompt = prompt_of(document, dialect)
    assert all(marker.legal for marker in prompt.markers)
    assert len(prompt.checkpoints) == len(prompt.markers)
    assert dialects.spell(prompt, identity(prompt)) == ()


@settings(max_examples=examples(60), deadline=None)
@given(any_spoiled)
def test_whatever_stands_there_markers_go_and_content_stays(
    drawn: tuple[DialectName, Document],
) -> None:
    dialect, document = drawn
    prompt = prompt_of(document, dialect)
    bare = after(prompt, *(RemoveMarker(marker) for marker in prompt.markers))
    assert bare.markers == ()
    assert dialects.content(bare) == dialects.content(prompt)
    assert [b.kind for b in bare.blocks] == [b.kind for b in prompt.blocks]


@settings(max_examples=examples(60), deadline=None)
@given(any_spoiled, st.data())
def test_a_checkpoint_can_be_set_behind_any_block_that_takes_one(
    drawn: tuple[DialectName, Document], data: st.DataObject
) -> None:
    dialect, document = drawn
    prompt = prompt_of(document, dialect)
    taking = [block for block in prompt.blocks if dialects.takes_marker(prompt, block)]
    if not taking:
        return
    block = data.draw(st.sampled_from(taking))
    ttl: Ttl | None = data.draw(st.sampled_from((None, "5m", "1h")))
    result = after(prompt, PutMarker(block, ttl))
    assert dialects.content(result) == dialects.content(prompt)
    here = [p.marker.ttl for p in result.checkpoints if p.after.index == block.index]
    assert here[0 if dialect == "converse" else -1] == ttl
    others = {m.node.raw for m in prompt.markers if m.after is not block}
    assert others <= {m.node.raw for m in result.markers}


@settings(max_examples=examples(60), deadline=None)
@given(any_spoiled)
def test_a_marker_in_its_place_can_be_written_anew(drawn: tuple[DialectName, Document]) -> None:
    dialect, document = drawn
    prompt = prompt_of(document, dialect)
    fitting = [marker for marker in prompt.markers if marker.fits]
    result = after(prompt, *(Respell(marker, "1h") for marker in fitting))
    assert dialects.content(result) == dialects.content(prompt)
    assert [(m.ttl, m.legal) for m in result.markers if m.fits] == [("1h", True)] * len(fitting)


@settings(max_examples=examples(30), deadline=None)
@given(any_body, st.data())
def test_blocks_take_any_order_and_markers_any_place(
    drawn: tuple[DialectName, Document], data: st.DataObject
) -> None:
    dialect, document = drawn
    prompt = prompt_of(document, dialect)
    target = data.draw(st.sampled_from(prompt.lists))
    order = data.draw(st.permutations(blocks_in(prompt, target.node)))
    items: list[Keep | Mark] = []
    expected = []
    content = dialects.content(prompt)
    for block in order:
        value: Json = content[block.index][3]
        items.append(Keep(block))
        expected.append(value)
        if dialects.takes_marker(prompt, block) and data.draw(st.booleans()):
            ttl: Ttl | None = data.draw(st.sampled_from((None, "5m", "1h")))
            items.append(Mark(ttl, None))
            point = {"type": "default", **({"ttl": ttl} if ttl else {})}
            if dialect == "converse":
                expected.append({"cachePoint": point})
            elif dialect == "invoke-nova":
                expected[-1] = {**value, "cachePoint": point}
            else:
                expected[-1] = {**value, "cache_control": {**point, "type": "ephemeral"}}
    result = after(prompt, Arrange(target, tuple(items)))
    found = result.root.get(*target.node.path)
    assert found is not None
    bare = [{"type": "text", "text": found.value}]
    assert (bare if found.is_string else found.value) == expected
    others = [row for block, row in zip(prompt.blocks, content, strict=True) if block not in order]
    kept = {block.index for block in order}
    assert [r for i, r in enumerate(dialects.content(result)) if i not in kept] == others


@cache
def converse_shape() -> Json:
    from botocore.session import Session

    model = Session().get_service_model("bedrock-runtime")
    return model.operation_model("Converse").input_shape


def accepts(body: Json) -> bool:
    from botocore.validate import ParamValidator

    return not ParamValidator().validate(body, converse_shape()).has_errors()


@settings(max_examples=examples(30), deadline=None)
@given(written(converse_bodies()), st.data())
def test_boto_still_accepts_what_it_accepted(document: Document, data: st.DataObject) -> None:
    assert accepts(document.root.value)
    prompt = prompt_of(document, "converse")
    bare = after(prompt, *(RemoveMarker(marker) for marker in prompt.markers))
    assert accepts(bare.root.value)
    target = data.draw(st.sampled_from(prompt.lists))
    order = data.draw(st.permutations(blocks_in(prompt, target.node)))
    items = [item for block in order for item in (Keep(block), Mark("1h", None))]
    assert accepts(after(prompt, Arrange(target, tuple(items))).root.value)


def test_boto_is_a_judge() -> None:
    assert accepts({"modelId": "m", "messages": []})
    assert not accepts({"modelId": "m", "cache_control": {"type": "ephemeral"}})
