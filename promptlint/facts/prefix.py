"""What a checkpoint caches, and who can count it."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from promptlint.facts.tokens import Tokens
from promptlint.findings import Lifetime, Spot
from promptlint.prompt import Checkpoint, Prompt


class Counter(Protocol):
    """Someone who can count the tokens of a prefix exactly, or nearly so."""

    everything: bool
    """Whether to be asked about all prefixes, not only about those in doubt."""

    def count(self, request: Prompt, model_id: str, end: int) -> Tokens | None:
        """Tokens up to block number `end`, for a model by its base ID; None if it can't tell."""


class Prefix(NamedTuple):
    """What one checkpoint caches.

    Attributes:
        tokens: of the whole prefix, request frame and hidden tool prompt included.
        added: tokens since the checkpoint before (or the beginning).
        lifetime: that of its shortest-lived block.
        survival: probability that the next request reads it.
        spots: the volatile texts since the checkpoint before.
        expands: whether placeholders in it stand for text of unknown length.
    """

    checkpoint: Checkpoint
    tokens: Tokens
    added: Tokens
    lifetime: Lifetime
    survival: float
    spots: tuple[Spot, ...]
    expands: bool
