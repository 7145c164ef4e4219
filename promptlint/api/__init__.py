"""Floor 10: promptlint for programs. `import promptlint` is the way in."""

from promptlint.api.calls import check, diff, layout
from promptlint.api.fixing import fix
from promptlint.api.given import Request
from promptlint.api.results import Check, Fix
from promptlint.errors import BadConfiguration, BadOption, NoRequest, PromptlintError, Unreadable
from promptlint.facts import Tokens, Traffic
from promptlint.findings import Finding, FoundSpot, Note, Offer, Place, Severity, Suppressed
from promptlint.report.cache_map import Cost
from promptlint.report.difference import (
    Diff,
    DiffHindrance,
    DiffPlace,
    DiffPrefix,
    DiffRequest,
    DiffSide,
)
from promptlint.report.layouts import (
    BestCheckpoint,
    BestLayout,
    BestPiece,
    Layout,
    LayoutBlock,
    LayoutCheckpoint,
    LayoutModel,
)
from promptlint.text import Grade, Position, Span

__all__ = [
    "BadConfiguration",
    "BadOption",
    "BestCheckpoint",
    "BestLayout",
    "BestPiece",
    "Check",
    "Cost",
    "Diff",
    "DiffHindrance",
    "DiffPlace",
    "DiffPrefix",
    "DiffRequest",
    "DiffSide",
    "Finding",
    "Fix",
    "FoundSpot",
    "Grade",
    "Layout",
    "LayoutBlock",
    "LayoutCheckpoint",
    "LayoutModel",
    "NoRequest",
    "Note",
    "Offer",
    "Place",
    "Position",
    "PromptlintError",
    "Request",
    "Severity",
    "Span",
    "Suppressed",
    "Tokens",
    "Traffic",
    "Unreadable",
    "check",
    "diff",
    "fix",
    "layout",
]
