"""Floor 3: JSON tree to Prompt and back, one module per wire format."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from promptlint.dialects import anthropic, converse, nova
from promptlint.dialects.content import content, node_at
from promptlint.dialects.detection import detect
from promptlint.dialects.reading import Grammar, read_prompt
from promptlint.operations import Operation
from promptlint.prompt import Block, DialectName, Prompt
from promptlint.syntax import Document, Node
from promptlint.text import Edit

__all__ = [
    "body_up_to",
    "content",
    "detect",
    "node_at",
    "read",
    "spell",
    "spelling_of",
    "takes_marker",
]

_GRAMMARS: dict[DialectName, Grammar] = {
    grammar.name: grammar for grammar in (converse.GRAMMAR, anthropic.GRAMMAR, nova.GRAMMAR)
}


def read(  # noqa: PLR0913 - what stands around a body is said by keyword
    document: Document,
    root: Node,
    dialect: DialectName,
    *,
    rivals: tuple[DialectName, ...] = (),
    model_id: str | None = None,
    model_node: Node | None = None,
) -> Prompt:
    """The body at `root` as a Prompt. Never raises, whatever the body holds.

    Args:
        rivals: other dialects that the body could be in just as well.
        model_id, model_node: as a wrapper names the model; without them the body's own
            `modelId` or `model` counts.
    """
    return read_prompt(_GRAMMARS[dialect], document, root, rivals, (model_id, model_node))


def spell(prompt: Prompt, operations: Iterable[Operation]) -> tuple[Edit, ...]:
    """The operations as edits of `prompt.document.text` (not yet mapped to the file).

    Raises:
        ValueError: a checkpoint is wanted where this wire format has no place for one.
    """
    from promptlint.dialects.spelling import edits_of

    return edits_of(_GRAMMARS[prompt.dialect], prompt, operations)


def body_up_to(prompt: Prompt, end: int) -> dict[str, Any]:
    """The tools, system and messages up to block number `end` as a body, without markers."""
    from promptlint.dialects.prefix import body_up_to as cut

    return cut(prompt, end)


def spelling_of(prompt: Prompt) -> tuple[str, str]:
    """The key of a marker in this wire format, and the `type` it has."""
    grammar = _GRAMMARS[prompt.dialect]
    return grammar.spelling, grammar.type


def takes_marker(prompt: Prompt, block: Block) -> bool:
    """Whether the wire format has a place for a checkpoint right after this block."""
    return _GRAMMARS[prompt.dialect].takes(block)
