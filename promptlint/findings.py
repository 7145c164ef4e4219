"""Floor 2: what a check says, and what a user reads."""

from __future__ import annotations

from enum import IntEnum
from typing import Literal, NamedTuple

from promptlint.operations import Repair
from promptlint.prompt import Block
from promptlint.syntax import Node
from promptlint.text import Grade, Position, Span

Lifetime = Literal["static", "day", "user", "session", "request"]
Confidence = Literal["high", "medium", "low"]

# Longest first. `user` and `day` do not nest in truth; this is the order in which survival falls.
LIFETIMES: tuple[Lifetime, ...] = ("static", "day", "user", "session", "request")


class Severity(IntEnum):
    """How bad a finding is, ordered."""

    INFO = 0
    WARNING = 1
    ERROR = 2

    @property
    def label(self) -> str:
        """The word users type and read."""
        return self.name.lower()

    @classmethod
    def named(cls, label: str) -> Severity:
        """The severity called `label`. Raises KeyError for any other word."""
        return cls[label.upper()]


class Spot(NamedTuple):
    """A span of text that changes from call to call.

    Attributes:
        node: the string value it is in; `start` and `end` count code points of its decoded value.
        kind: a kind of rules/volatile.toml ("date", "uuid", …).
        evidence: why we think so, in words for the user.
        secret: whether the text may be a secret and must be masked.
    """

    block: Block
    node: Node
    start: int
    end: int
    kind: str
    lifetime: Lifetime
    confidence: Confidence
    evidence: str
    secret: bool

    @property
    def text(self) -> str:
        """The characters themselves, not masked."""
        return self.node.string[self.start : self.end]


class Related(NamedTuple):
    """Another place that a finding is about, with what to say there."""

    node: Node
    note: str


class Problem(NamedTuple):
    """What a check found in one request.

    Attributes:
        node: the place: a marker, a block, the model ID.
        words: the values for the placeholders of the rule's message.
        variant: which of the rule's messages to use; None for the main one.
        spots: the volatile texts it is about; the first becomes the primary place.
        tokens: tokens at stake per request.
        usd_per_1000: money at stake per thousand requests.
    """

    node: Node
    words: dict[str, object]
    variant: str | None = None
    severity: Severity | None = None
    spots: tuple[Spot, ...] = ()
    related: tuple[Related, ...] = ()
    tokens: int | None = None
    usd_per_1000: float | None = None
    fix: Repair | None = None


class Place(NamedTuple):
    """Where something is in a file: pointer for programs, positions for people, span for edits."""

    pointer: str
    span: Span
    start: Position
    end: Position


class FoundSpot(NamedTuple):
    """A spot in a finding, with its place. `text` is masked already where it may be secret."""

    place: Place
    start: int
    end: int
    text: str
    kind: str
    lifetime: Lifetime
    confidence: Confidence
    evidence: str


class Note(NamedTuple):
    """A related place in a finding."""

    place: Place
    note: str


class Offer(NamedTuple):
    """What can be done about a finding: `repair` is None where it is advice only."""

    grade: Grade
    title: str
    repair: Repair | None


class Replacement(NamedTuple):
    """Characters of a file to be replaced, said for programs that count lines and columns."""

    start: Position
    end: Position
    text: str


class Suppressed(NamedTuple):
    """Why a finding does not count."""

    by: Literal["ignore", "baseline"]
    reason: str


class Finding(NamedTuple):
    """A problem with its rule and its file, ready to be reported."""

    rule: str
    code: str
    severity: Severity
    message: str
    path: str
    request: int | None
    place: Place
    spots: tuple[FoundSpot, ...]
    related: tuple[Note, ...]
    tokens: int | None
    usd_per_1000_requests: float | None
    fix: Offer | None
    suppressed: Suppressed | None
    fingerprint: str
    url: str
