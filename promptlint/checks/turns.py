"""What the rules of conversations share: what the next call will not read, and what that costs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from promptlint.facts import Facts, is_refused, takes_checkpoint
from promptlint.findings import Severity
from promptlint.layout import cost_with
from promptlint.prompt import Block, Checkpoint

# From this share of the cost of a request on, what is missed is worth a finding.
WORTH = 0.05
# Fewer tokens than that nobody would miss, however little the request costs.
_FEW = 200
# Turns behind a checkpoint that still counts as one that moves along: it may lag a turn or two.
_LAG = 4


class Miss(NamedTuple):
    """What one more checkpoint would save.

    Attributes:
        after: the checkpoint behind which nothing is cached, None where there is none.
        end: the block that a checkpoint would best close.
        tokens: from there to that block.
        saved: fresh-token equivalents per request.
        share: of what the request costs as it is.
    """

    after: Checkpoint | None
    end: Block
    tokens: float
    saved: float
    share: float


def severity_of(facts: Facts) -> Severity:
    """What hangs on the traffic is a warning only where the user has stated it."""
    return Severity.WARNING if facts.traffic.stated else Severity.INFO


def uncached_conversation(facts: Facts) -> Miss | None:
    """What a conversation misses whose checkpoints all stand in tools and system."""
    return facts.remember("uncached conversation", lambda: _uncached_conversation(facts))


def _uncached_conversation(facts: Facts) -> Miss | None:
    request = facts.request
    if any(marker.section == "messages" for marker in request.markers):
        return None
    return _missed(facts, request.section("messages")) if _has_turns(facts) else None


def stranded(facts: Facts) -> Miss | None:
    """What a conversation misses whose last checkpoint has stayed on an early turn."""
    return facts.remember("stranded", lambda: _stranded(facts))


def _stranded(facts: Facts) -> Miss | None:
    messages = facts.request.section("messages")
    marked = [m.after for m in facts.request.markers if m.section == "messages" and m.after]
    if not marked or not _has_turns(facts):
        return None
    newest = max(marked, key=lambda block: block.index)
    number, last = newest.message or 0, messages[-1].message or 0
    if last - number < _LAG or number > last / 2:
        return None
    before = (block for block in messages if block.index <= newest.index)
    if any(block.kind in ("document", "image", "video", "audio") for block in before):
        return None  # set for what it closes, not for the conversation
    return _missed(facts, [block for block in messages if block.index > newest.index])


def unmarked_string(facts: Facts) -> Miss | None:
    """What is missed since the system prompt is a bare string and no other checkpoint serves it."""
    return facts.remember("unmarked string", lambda: _unmarked_string(facts))


def _unmarked_string(facts: Facts) -> Miss | None:
    request = facts.request
    system = request.section("system")
    if request.dialect != "invoke-anthropic" or not request.markers or not system:
        return None
    if not system[0].node.is_string or uncached_conversation(facts) is not None:
        return None
    # In messages, one that is read serves the system prompt as well.
    if any(
        facts.rates.pays(prefix.survival, prefix.checkpoint.ttl)
        for prefix in facts.prefixes
        if prefix.checkpoint.after.section == "messages"
    ):
        return None
    return _missed(facts, system)


def _has_turns(facts: Facts) -> bool:
    """Whether the messages hold several turns that come again in the next call."""
    if not facts.traffic.converses:
        return False
    roles = [found.role for found in facts.request.lists if found.section == "messages"]
    return roles.count("user") > 1 and "assistant" in roles


def _missed(facts: Facts, blocks: Sequence[Block]) -> Miss | None:
    """What a checkpoint behind the last of these blocks would save; None if it is not worth it."""
    request, caching = facts.request, facts.caching
    if caching.supported is False or not request.checkpoints or is_refused(request, facts):
        return None
    places = (block for block in reversed(blocks) if takes_checkpoint(request, caching, block))
    end = next(places, None)
    if end is None or facts.bounds[end.index].high < caching.minimum.high:
        return None
    # A quick count is good enough to see that there is nothing to gain.
    if facts.quick and _miss(facts, end).share < WORTH / 2:
        return None
    found = _miss(facts.precise, end)
    return found if found.share >= WORTH and found.tokens >= _FEW else None


def _miss(facts: Facts, end: Block) -> Miss:
    own = tuple((point.after.index, point.ttl) for point in facts.request.checkpoints)
    now = cost_with(facts, own)
    full = len(own) >= facts.caching.max_checkpoints
    kept = combinations(own, len(own) - 1) if full else (own,)  # one would have to give way
    saved = now - min(cost_with(facts, (*points, (end.index, "5m"))) for points in kept)
    after = next(
        (p for p in reversed(facts.request.checkpoints) if p.after.index < end.index), None
    )
    before = facts.cumulative[after.after.index].estimate if after else 0
    tokens = facts.cumulative[end.index].estimate - before
    return Miss(after, end, tokens, saved, saved / now if now else 0.0)
