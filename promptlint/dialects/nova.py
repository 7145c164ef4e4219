"""Amazon Nova through InvokeModel: Converse's blocks, but a checkpoint is a key of a text block.

Source: the Bedrock user guide's prompt caching page and the Nova samples of AWS, 2026.
"""

from __future__ import annotations

from promptlint.dialects import converse
from promptlint.dialects.reading import Place
from promptlint.prompt import Block
from promptlint.syntax import Node


def _holds(block: Block, _value: Node, place: Place) -> bool:
    return place == "key" and _takes(block)


def _takes(block: Block) -> bool:
    return block.kind == "text" and block.section != "tools"


GRAMMAR = converse.GRAMMAR._replace(name="invoke-nova", own="key", holds=_holds, takes=_takes)
