"""Floor 5: what can be known about one request."""

from promptlint.facts.cost import Rates, Segment, expected_cost
from promptlint.facts.facts import Facts, Kept, shortest
from promptlint.facts.minimum import Verdict, compare, hangs_on_model, verdict
from promptlint.facts.places import (
    accepts_checkpoint,
    is_empty_text,
    is_moved,
    is_refused,
    spelling_of,
    takes_checkpoint,
)
from promptlint.facts.prefix import Counter, Prefix
from promptlint.facts.spots import TOOL_ORDER
from promptlint.facts.tokens import Overhead, Tokens
from promptlint.facts.traffic import Traffic, presets
from promptlint.facts.volatile import Lexicon, extended

__all__ = [
    "TOOL_ORDER",
    "Counter",
    "Facts",
    "Kept",
    "Lexicon",
    "Overhead",
    "Prefix",
    "Rates",
    "Segment",
    "Tokens",
    "Traffic",
    "Verdict",
    "accepts_checkpoint",
    "compare",
    "expected_cost",
    "extended",
    "hangs_on_model",
    "is_empty_text",
    "is_moved",
    "is_refused",
    "presets",
    "shortest",
    "spelling_of",
    "takes_checkpoint",
    "verdict",
]
