"""Where a checkpoint belongs that the service refuses as it stands: the safe repair of a marker."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from promptlint.facts import Facts, accepts_checkpoint, takes_checkpoint
from promptlint.findings import LIFETIMES
from promptlint.operations import PutMarker, RemoveMarker, Repair, Respell
from promptlint.prompt import Block, Marker, Prompt, Ttl, fits_between
from promptlint.syntax import Node
from promptlint.text import Grade

# How many blocks away a place is looked for.
_NEAR = 50


def mended(request: Prompt, facts: Facts, wrong: Iterable[Marker]) -> Mapping[Node, Repair]:
    """A safe repair for each of the markers that one rule finds wrong, by the marker's node.

    A marker is written anew where it stands, or goes behind the nearest block in its list where
    the service takes it; where there is none, or all checkpoints are spent, it goes away. The
    repairs know of each other, so that no two of them want the same place.
    """
    markers = tuple(wrong)
    if facts.rivals:
        unclear = Repair("first say which API the body is for", Grade.MANUAL, ())
        return {marker.node: unclear for marker in markers}
    nodes = {marker.node for marker in markers}
    placed: dict[int, Ttl] = {
        point.after.index: point.ttl
        for point in request.checkpoints
        if point.marker.node not in nodes
    }
    repairs: dict[Node, Repair] = {}
    listed = _by_list(request, facts) if markers else {}
    for marker in markers:
        if marker.place == "body" and marker.fits:
            repairs[marker.node] = _in_place(marker, _meant(marker))
            continue
        block = ttl = None
        if len(placed) < facts.caching.max_checkpoints:
            block = next(_places(request, facts, marker, listed), None)
            ttl = None if block is None else _ttl(facts, marker, block, placed)
        if block is None or ttl is None:
            repairs[marker.node] = Repair("take it out", Grade.SAFE, (RemoveMarker(marker),))
            continue
        # The default is written out only where its author did so, on a model that takes it.
        spelled = ttl == "1h" or (marker.ttl == "5m" and facts.caching.explicit_ttl is not False)
        repairs[marker.node] = _repair(marker, block, ttl if spelled else None)
        placed[block.index] = ttl
    return repairs


def _repair(marker: Marker, block: Block, ttl: Ttl | None) -> Repair:
    if marker.fits and block is marker.after:
        return _in_place(marker, ttl)
    kind = block.kind.replace("_", " ")
    title = f"set it behind the {kind} block" if block.section != "tools" else "set it behind it"
    return Repair(title, Grade.SAFE, (PutMarker(block, ttl), RemoveMarker(marker)))


def _in_place(marker: Marker, ttl: Ttl | None) -> Repair:
    return Repair("write it as this API takes it", Grade.SAFE, (Respell(marker, ttl),))


def _by_list(request: Prompt, facts: Facts) -> Mapping[Node, list[Block]]:
    """The blocks of each list of the body, by the list's node."""
    listed: dict[Node, list[Block]] = {}
    for block in request.blocks:
        listed.setdefault(facts.list_of(block).node, []).append(block)
    return listed


def _places(
    request: Prompt, facts: Facts, marker: Marker, listed: Mapping[Node, list[Block]]
) -> Iterator[Block]:
    """Blocks that the checkpoint may close: its own, then later ones in its list, then earlier.

    It does not go behind text that changes more often than what it closes now: then nothing
    would be read. What stands on the request itself names no block.
    """
    own = marker.after
    if own is None or marker.node.raw == "false" or marker.place == "body":
        return
    # Right before some documents no checkpoint of ours goes; one that stands there may stay.
    stays = accepts_checkpoint if marker.fits else takes_checkpoint
    if stays(request, facts.caching, own):
        yield own
    here = listed[facts.list_of(own).node]
    at = own.index - here[0].index
    rank = LIFETIMES.index(facts.lifetimes[own.index])
    for block in here[at + 1 : at + 1 + _NEAR]:
        if LIFETIMES.index(facts.lifetimes[block.index]) > rank:
            break
        if takes_checkpoint(request, facts.caching, block):
            yield block
    for block in reversed(here[max(at - _NEAR, 0) : at]):
        if takes_checkpoint(request, facts.caching, block):
            yield block


def _ttl(facts: Facts, marker: Marker, block: Block, placed: Mapping[int, Ttl]) -> Ttl | None:
    """The lifetime that the checkpoint can have behind that block, beside those that are placed.

    None of one hour may come after one of five minutes, and a safe fix buys no hour that nobody
    asked for. None where the place is taken or no lifetime fits.
    """
    if block.index in placed:
        return None
    wants_hour = _meant(marker) == "1h" and facts.caching.explicit_ttl is not False
    if wants_hour and fits_between("1h", block.index, placed.items()):
        return "1h"
    return "5m" if fits_between("5m", block.index, placed.items()) else None


def _meant(marker: Marker) -> Ttl | None:
    """The lifetime that a marker asks for, in whatever way it says so; None for the default."""
    words = str(marker.ttl).lower().replace(" ", "")
    if words in _AN_HOUR:
        return "1h"
    return "5m" if words == "5m" else None


_AN_HOUR = frozenset({"1h", "1hr", "1hour", "60m", "60min", "3600", "3600s"})
