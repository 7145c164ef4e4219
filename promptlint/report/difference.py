"""Where one request leaves what another has stored, and what that costs: plain values."""

from __future__ import annotations

from typing import NamedTuple

from promptlint.cache.compare import Hindrance, Kind
from promptlint.facts import Tokens
from promptlint.findings import Lifetime, Place
from promptlint.prompt import DialectName, SectionName
from promptlint.report.json import SCHEMA, Object, tokens


class DiffRequest(NamedTuple):
    """One of the two requests.

    Attributes:
        path: the file it stands in, or what it was called.
        request: its number there, from 0.
        pointer: where it begins in its document.
        model: the ID it names, or that was given for it.
        checkpoints: those in effect, as pointers.
    """

    path: str
    request: int
    pointer: str
    dialect: DialectName
    model: str | None
    checkpoints: tuple[str, ...]


class DiffPrefix(NamedTuple):
    """The beginning of a request: so many blocks, in cache order, and their tokens."""

    blocks: int
    tokens: Tokens


class DiffSide(NamedTuple):
    """What stands in one of the requests where they differ.

    Attributes:
        start, end: the characters of a string that are others, from 0; None if it is no string.
        text: they themselves, or the beginning of a block, or a key; cut where it is long, and
            masked where it may be secret.
        before, after: what stands around them in the string.
    """

    place: Place
    start: int | None
    end: int | None
    before: str
    text: str
    after: str


class DiffPlace(NamedTuple):
    """The first thing in cache order that is not the same in both.

    Attributes:
        kind: what differs: see `promptlint.cache.compare.Kind`.
        message: the same in words.
        block: its block's number in cache order.
        section: None where it is none of a block.
        spot: the kind of text that is known to change, if that is what differs …
        lifetime: … and how long it stays the same.
        old, new: None where there is nothing in its place.
    """

    kind: Kind
    message: str
    block: int
    section: SectionName | None
    spot: str | None
    lifetime: Lifetime | None
    old: DiffSide | None
    new: DiffSide | None


class DiffHindrance(NamedTuple):
    """Why a request does not even read what it shares with what is stored."""

    kind: Hindrance
    message: str


class Diff(NamedTuple):
    """Two requests, the second sent soon after the first.

    Attributes:
        shared: what both begin with.
        stored: what the first leaves in the cache.
        read: what the second reads of it.
        lost: the tokens that are stored and not read.
        usd_per_1000_requests: what the second pays more than if it read them; None without a
            price.
        difference: None where the requests are the same.
        hindrance: None where all is read that could be.
    """

    old: DiffRequest
    new: DiffRequest
    shared: DiffPrefix
    stored: DiffPrefix
    read: DiffPrefix
    lost: Tokens
    usd_per_1000_requests: float | None
    difference: DiffPlace | None
    hindrance: DiffHindrance | None

    @property
    def ok(self) -> bool:
        """Whether the second request reads all that the first has stored."""
        return self.read.blocks >= self.stored.blocks

    def to_dict(self) -> Object:
        """The same as plain JSON values: what `diff --output-format json` prints."""
        difference, hindrance = self.difference, self.hindrance
        return {
            "schema": SCHEMA,
            "old": _request_object(self.old),
            "new": _request_object(self.new),
            "shared": _prefix_object(self.shared),
            "stored": _prefix_object(self.stored),
            "read": _prefix_object(self.read),
            "lost": {
                "tokens": tokens(self.lost),
                "usd_per_1000_requests": self.usd_per_1000_requests,
            },
            "difference": None if difference is None else _place_object(difference),
            "hindrance": None if hindrance is None else hindrance._asdict(),
        }


def _request_object(request: DiffRequest) -> Object:
    return {**request._asdict(), "checkpoints": list(request.checkpoints)}


def _prefix_object(prefix: DiffPrefix) -> Object:
    return {"blocks": prefix.blocks, "tokens": tokens(prefix.tokens)}


def _place_object(place: DiffPlace) -> Object:
    sides = {
        name: None if side is None else _side_object(side)
        for name, side in (("old", place.old), ("new", place.new))
    }
    return {**place._asdict(), **sides}


def _side_object(side: DiffSide) -> Object:
    (line, column), (end_line, end_column) = side.place.start, side.place.end
    return {
        "pointer": side.place.pointer,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "start": side.start,
        "end": side.end,
        "before": side.before,
        "text": side.text,
        "after": side.after,
    }
