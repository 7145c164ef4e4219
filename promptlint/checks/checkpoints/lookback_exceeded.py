"""A turn that adds more blocks than the service looks back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from promptlint.checks.common import Options, money
from promptlint.checks.rearranged import rearranged
from promptlint.checks.turns import WORTH
from promptlint.facts import Facts, compare, is_refused, takes_checkpoint
from promptlint.facts.lookback import LOOKBACK
from promptlint.findings import Problem, Related
from promptlint.layout import plan
from promptlint.operations import Arrange, Mark, RemoveMarker, Repair
from promptlint.prompt import Block, Checkpoint, Prompt, fits_between
from promptlint.text import Grade


class _Gap(NamedTuple):
    """A previous call's end that no checkpoint reaches, and the newest checkpoint behind it."""

    end: Block
    newest: Checkpoint
    lost: int


def lookback_exceeded(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for the request, at the newest checkpoint of its messages."""
    found = _gap(facts)
    if found is None:
        return
    exact = facts.precise
    lost = found.lost * (exact.rates.write[found.newest.ttl] - exact.rates.read)
    usd = exact.rates.usd_per_1000(lost)
    yield Problem(
        node=found.newest.marker.node,
        words={
            "added": found.newest.after.index - found.end.index,
            "reach": LOOKBACK,
            "tokens": f"{found.lost:,}",
            "money": money(usd),
        },
        related=(Related(found.end.node, "the previous call ended behind this"),),
        tokens=found.lost,
        usd_per_1000=usd,
        fix=_repair(request, facts, found),
    )


def previous_end(request: Prompt) -> Block | None:
    """The last block of the previous call: of the message before the last assistant message.

    What the assistant says at the very end is the beginning of an answer, put into its mouth.
    """
    answer_seen = asked_since = False
    for block in reversed(request.section("messages")):
        if block.role != "assistant":
            if answer_seen:
                return block
            asked_since = True
        elif asked_since:
            answer_seen = True
    return None


def _gap(facts: Facts) -> _Gap | None:
    """Speaks of Claude only: Nova's reads were seen to end where no checkpoint stands."""
    request, model = facts.request, facts.found.model
    points = [point for point in request.checkpoints if point.after.section == "messages"]
    if not points or not facts.traffic.converses or facts.caching.supported is False:
        return None
    if facts.caching.after_text_only or (model is not None and model.vendor != "Anthropic"):
        return None
    if is_refused(request, facts):
        return None
    end = previous_end(request)
    newest = max(points, key=lambda point: point.after.index)
    if end is None or any(0 <= p.after.index - end.index <= LOOKBACK for p in points):
        return None
    if newest.after.index < end.index:
        return None
    # The previous call wrote nothing where its prompt was too short, or changes from call to call.
    survival = facts.prefixes[-1].survival
    if not facts.rates.pays(survival, newest.ttl):
        return None
    if facts.bounds[end.index].high < facts.caching.minimum.high:
        return None
    exact = facts.precise
    if compare(exact.cumulative[end.index], facts.caching.minimum, expands=False) != "above":
        return None
    before = [p.after.index for p in request.checkpoints if p.after.index <= end.index]
    read = exact.cumulative[before[-1]].estimate if before else 0
    lost = exact.cumulative[end.index].estimate - read
    extra = lost * (exact.rates.write[newest.ttl] - exact.rates.read) * survival
    return _Gap(end, newest, lost) if extra >= plan(exact, Grade.SAFE).cost_now * WORTH else None


def _repair(request: Prompt, facts: Facts, gap: _Gap) -> Repair:
    """A checkpoint where the previous call ended: one that can be spared, or one more."""
    place = _place(request, facts, gap)
    if place is None or facts.rivals:
        return _ADVICE
    before = [point for point in request.checkpoints if point is not gap.newest]
    spare = before[-1] if before and before[-1].after.section == "messages" else None
    moved = _moved(facts, spare, place) if spare is not None else None
    if moved is not None:
        title = "move the checkpoint before it to where the previous call ended"
        return Repair(title, Grade.SAFE, moved)
    if len(request.markers) < facts.caching.max_checkpoints and _fits(before, gap.newest, place):
        ttl = gap.newest.ttl if gap.newest.marker.ttl is not None else None
        target = facts.list_of(place)
        arranged = rearranged(request, target, {}, (place, Mark(ttl, None)))
        if arranged is not None:
            title = "set a checkpoint where the previous call ended, too"
            return Repair(title, Grade.LAYOUT, (arranged,))
    return _ADVICE


_ADVICE = Repair(
    "set a checkpoint where the previous call ended, too, or one every 20 blocks", Grade.MANUAL, ()
)


def _place(request: Prompt, facts: Facts, gap: _Gap) -> Block | None:
    """The first block from the previous call's end on, within reach, that can carry a marker."""
    within = request.blocks[gap.end.index : gap.end.index + LOOKBACK + 1]
    return next((b for b in within if takes_checkpoint(request, facts.caching, b)), None)


def _fits(before: list[Checkpoint], asked: Checkpoint, place: Block) -> bool:
    """Whether the TTL of `asked` can be written at `place`: none of 1h comes after one of 5m."""
    others = ((point.after.index, point.ttl) for point in before)
    return fits_between(asked.ttl, place.index, others)


def _moved(
    facts: Facts, spare: Checkpoint, place: Block
) -> tuple[Arrange | RemoveMarker, ...] | None:
    """The operations that move a marker; None where it is inside a block or may not go."""
    request = facts.request
    others = [point for point in request.checkpoints if point is not spare]
    if spare.marker.place == "nested" or not _fits(others, spare, place):
        return None
    ttl = spare.ttl if spare.marker.ttl is not None else None
    target = facts.list_of(place)
    arranged = rearranged(request, target, {spare.marker.node: None}, (place, Mark(ttl, None)))
    if arranged is None:
        return None
    if facts.list_of(spare.after) is target:
        return (arranged,)
    return RemoveMarker(spare.marker), arranged
