"""Signed thinking behind text that changes, on a model that binds it to what stands before."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options
from promptlint.checks.volatile import CHANGES
from promptlint.facts import Facts
from promptlint.findings import Problem, Related, Spot
from promptlint.operations import Repair
from promptlint.prompt import Block, Prompt
from promptlint.text import Grade

# What changes from user to user or from session to session is the same all through one
# conversation, and thinking is never replayed in another.
_WITHIN = ("day", "request")


def bound_thinking(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """Speaks once, at the first signed block that something stands before that will change."""
    model = facts.found.model
    if model is None or not model.preserved_thinking:
        return
    signed = [block for block in request.blocks if "signed" in block.traits]
    if not signed:
        return
    changing = [s for s in facts.spots if s.lifetime in _WITHIN and s.confidence != "low"]
    bound = next((block for block in signed if _before(changing, block)), None)
    if bound is None:
        return
    spots = _before(changing, bound)
    places = {spot.node: spot for spot in reversed(spots)}  # the first of each string
    worst = next((spot for spot in spots if spot.lifetime == "request"), spots[0])
    yield Problem(
        node=bound.node,
        words={
            "what": worst.evidence,
            "others": f" (and {len(spots) - 1} more)" if len(spots) > 1 else "",
            "changes": CHANGES[worst.lifetime],
        },
        variant="drops" if _drops(request) else None,
        related=tuple(
            Related(node, f"changes {CHANGES[spot.lifetime]}: {spot.evidence}")
            for node, spot in reversed(places.items())
        ),
        fix=Repair("say what changes behind the thinking, in the newest message", Grade.MANUAL, ()),
    )


def _before(spots: list[Spot], block: Block) -> list[Spot]:
    return [spot for spot in spots if spot.block.index < block.index]


def _drops(request: Prompt) -> bool:
    """Whether the request asks the service to drop such thinking rather than to refuse."""
    path = ("thinking", "block_binding", "prefix_mismatch_behavior")
    own = request.root.get_string(*path)
    fields = request.root.get("additionalModelRequestFields")
    return "drop_block" in (own, fields.get_string(*path) if fields is not None else None)
