"""Floor 2: what Bedrock's models take, hold and cost, and which of them an ID means."""

from promptlint.catalog.lookup import Found, caching_for, find, is_placeholder, mistake
from promptlint.catalog.model import (
    UNKNOWN,
    UNKNOWN_CLAUDE,
    UNKNOWN_NOVA,
    Bounds,
    Caching,
    Claim,
    Model,
    OwnCaching,
    Price,
    price,
)
from promptlint.catalog.reading import every

__all__ = [
    "UNKNOWN",
    "UNKNOWN_CLAUDE",
    "UNKNOWN_NOVA",
    "Bounds",
    "Caching",
    "Claim",
    "Found",
    "Model",
    "OwnCaching",
    "Price",
    "caching_for",
    "every",
    "find",
    "is_placeholder",
    "mistake",
    "price",
]
