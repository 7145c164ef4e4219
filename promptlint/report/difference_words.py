"""What differs in two requests, in words."""

from __future__ import annotations

import json
from collections.abc import Mapping

from promptlint.cache.compare import Comparison, Difference, Point
from promptlint.cache.replay import effective
from promptlint.facts.lookback import LOOKBACK
from promptlint.findings import Spot
from promptlint.prompt import Block, SectionName
from promptlint.report.changes import CHANGES
from promptlint.syntax import Document, SyntaxProblem

_SECTIONS: Mapping[SectionName, str] = {
    "tools": "the tools",
    "system": "the system text",
    "messages": "the messages",
}
_MEDIA = ("image", "document", "video", "audio")
_LONGEST = 40


def sentence(difference: Difference, spot: Spot | None) -> str:
    """What differs, as a clause without a full stop. `spot`: what is known to change there."""
    old, new = difference.old, difference.new
    kind = difference.kind
    if kind == "model":
        return f"the model is {_model(new)} instead of {_model(old)}, and models share no cache"
    if kind == "api":
        return "it goes to another API, and APIs share no cache"
    if difference.parameter is not None:
        was, now = difference.parameter
        lost = "nothing is" if now.begins == "tools" else f"{_SECTIONS[now.begins]} are not"
        return f"{now.title} is {_cut(now.said)} instead of {_cut(was.said)}, so that {lost} read"
    if kind == "end":
        return f"the request ends before {_block(old)}"
    if kind == "longer":
        return f"{_block(new)} is new, at the end"
    if old is None or new is None:
        return "something else stands here"
    return (
        _of_blocks(difference, old, new) or f"{_where(new)} {_inside(difference, old, new, spot)}"
    )


def hindered(compared: Comparison) -> str:
    """Why not all that is shared is read, as a clause."""
    if compared.hindrance == "no-checkpoint":
        return "it has no checkpoint that takes effect, and reads nothing"
    if compared.hindrance == "earlier-checkpoint":
        return "its last checkpoint stands before the end of what is stored"
    first = next(index for index, _ in effective(compared.new) if index >= compared.reachable)
    away = first + 1 - compared.reachable
    return (
        f"its next checkpoint stands {away} blocks behind what is stored, and the service looks "
        f"back {LOOKBACK}"
    )


def _of_blocks(difference: Difference, old: Point, new: Point) -> str | None:
    """What became of whole blocks; None if the difference is inside of one."""
    tools = new.block is not None and new.block.section == "tools"
    match difference.kind:
        case "added":
            return f"{_block(new)} was not there"
        case "removed":
            return f"{_block(old)} is gone"
        case "order" if tools:
            return f"the tools stand in another order: {_block(new)} where {_block(old)} stood"
        case "order":
            return f"{_block(new)} and others stand in another order"
        case "replaced":
            return f"{_block(new)} stands where {_block(old)} stood"
        case "regrouped":
            return f"{_block(new)} is the same, but in another {_apart(old.block, new.block)}"
    return None


def _apart(old: Block | None, new: Block | None) -> str:
    return "role" if old and new and old.role != new.role else "message"


def _inside(difference: Difference, old: Point, new: Point, spot: Spot | None) -> str:
    """What differs in a block."""
    match difference.kind:
        case "text" if spot is not None:
            return f"{spot.evidence} differs: it {CHANGES[spot.lifetime]}"
        case "text" if new.block is not None and new.node not in new.block.texts:
            media = new.block.kind in _MEDIA
            return f"the {new.block.kind} is another one" if media else f"{_step(new)} differs"
        case "text":
            return _texts(old.node.string, new.node.string)
        case "keys":
            return f"the keys of an object stand in another order: {_step(new)} before {_step(old)}"
        case "members":
            return _members(old, new)
    if old.node.children or new.node.children:
        return "another kind of value stands in one place"
    return f"{_step(new)} is {_raw(new)} instead of {_raw(old)}"


def _texts(old: str, new: str) -> str:
    """How two texts differ, if that is not to be seen at once."""
    if old.replace("\r\n", "\n") == new.replace("\r\n", "\n"):
        return "lines end in another way"
    if old.split() == new.split():
        return "there is other white space"
    written = _same_json(old, new)
    if written is not None:
        return written
    from unicodedata import normalize

    if normalize("NFC", old) == normalize("NFC", new):
        return "characters are composed in another way (Unicode normal forms)"
    return "the text differs"


def _same_json(old: str, new: str) -> str | None:
    """In which other way the same JSON is written in two texts; None if it is not that."""
    if old[:1] not in ("{", "[") or new[:1] not in ("{", "["):
        return None
    try:
        one, other = Document(old).root.value, Document(new).root.value
    except (SyntaxProblem, ValueError):
        return None
    if json.dumps(one) == json.dumps(other):
        return "the same JSON has other white space or escapes in it"
    if one == other:
        return "the same JSON has its keys in another order"
    return None


def _members(old: Point, new: Point) -> str:
    """What an object or a list has more or less."""
    if new.missing:
        return "an element is gone" if isinstance(old.node.step, int) else f"{_step(old)} is gone"
    if old.missing:
        return (
            "an element was added"
            if isinstance(new.node.step, int)
            else f"{_step(new)} was not there"
        )
    return f"{_step(new)} stands where {_step(old)} stood"


def _where(point: Point) -> str:
    block = point.block
    if block is None:
        return ""
    if block.section == "tools":
        return f"in {_block(point)},"
    if block.section == "system":
        return "in the system text,"
    return f"in a message of the {block.role}," if block.role else "in a message,"


def _block(point: Point | None) -> str:
    """A block by what it is: "the tool ‘price’"."""
    if point is None or point.block is None:
        return "something"
    block = point.block
    if block.section == "tools":
        name = block.node.get_string("toolSpec", "name") or block.node.get_string("name")
        return f"the tool {_quoted(name)}" if name else "a tool without a name"
    kind = block.kind.replace("_", " ")
    article = "an" if kind[0] in "aeio" else "a"
    where = "the system section" if block.section == "system" else f"a message of the {block.role}"
    return f"{article} {kind} block in {where}"


def _step(point: Point) -> str:
    return _quoted(point.node.step) if point.node.step is not None else "it"


def _raw(point: Point) -> str:
    return _cut(point.node.raw)


def _model(point: Point | None) -> str:
    return "none" if point is None else f"‘{point.node.string}’"


def _quoted(name: object) -> str:
    return f"‘{_cut(str(name))}’"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
