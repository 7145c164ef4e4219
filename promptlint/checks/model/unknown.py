"""A model that is not named, is hidden, or is not in the catalogue: what that leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterator

from promptlint.catalog import UNKNOWN, UNKNOWN_NOVA
from promptlint.checks.common import Options, bounds, interval, model_place
from promptlint.checks.sizes import judged
from promptlint.facts import Facts, accepts_checkpoint, hangs_on_model
from promptlint.findings import Problem, Related
from promptlint.operations import Repair
from promptlint.prompt import Checkpoint, Prompt
from promptlint.text import Grade

_LONGEST_SHOWN = 100


def missing_model(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """Speaks where naming the model would settle something, at the first such checkpoint."""
    if facts.model_id is not None:
        return
    doubts = list(_doubts(request, facts))
    if not doubts:
        return
    placeholder = request.model_node if request.model_id is not None else None
    yield Problem(
        node=placeholder or doubts[0].node,
        words={"doubt": doubts[0].note},
        variant="placeholder" if placeholder is not None else None,
        related=tuple(doubts if placeholder is not None else doubts[1:]),
        fix=Repair("say which it is with --model, or `model` in the settings", Grade.MANUAL, ()),
    )


def unknown_model(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """Speaks where caching is at stake."""
    found = facts.found
    if facts.model_id is None or found.model is not None or found.opaque:
        return
    if not _is_at_stake(request, facts):
        return
    closest = found.closest
    yield Problem(
        node=model_place(request, facts),
        words={
            "id": _shortened(facts.model_id),
            "meant": f" (did you mean {closest}?)" if closest else "",
            "assumed": _assumed(facts),
        },
        related=tuple(_doubts(request, facts)),
        fix=Repair(f"if that is what you mean, write {closest}", Grade.MANUAL, ())
        if closest
        else None,
    )


def opaque_model_arn(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """Speaks where caching is at stake and nobody has said what is behind the ID."""
    if not facts.found.opaque or facts.model_id is None or not _is_at_stake(request, facts):
        return
    yield Problem(
        node=model_place(request, facts),
        words={"what": _resource(facts.model_id), "assumed": _assumed(facts)},
        related=tuple(_doubts(request, facts)),
        fix=Repair("say which model it is with --model", Grade.MANUAL, ()),
    )


def _is_at_stake(request: Prompt, facts: Facts) -> bool:
    """Whether the request asks for caching, or has text enough for it on some model."""
    if request.markers:
        return True
    lowest = facts.caching.minimum.low
    if not facts.bounds or facts.bounds[-1].high < lowest:
        return False
    return facts.total.high >= lowest


def _assumed(facts: Facts) -> str:
    """What is taken for true instead of the model's figures, in words."""
    low, high = facts.caching.minimum
    if facts.caching == UNKNOWN_NOVA:
        kind = "a Nova: no checkpoint in tools, none but after text, "
    elif facts.caching == UNKNOWN:
        kind = "one that takes checkpoints everywhere, with "
    else:
        kind = "a Claude with "
    return f"{kind}a minimum somewhere between {low:,} and {high:,} tokens"


def _doubts(request: Prompt, facts: Facts) -> Iterator[Related]:
    """The checkpoints of which known models would be judged differently, each with the reason.

    A body for Claude leaves only the minimum open: what else differs there is so with versions
    that are retired or nearly so. A body of Converse may be for Claude or for Nova; a piece of one,
    without messages, is left in peace, as it may serve either.
    """
    either = facts.caching == UNKNOWN and bool(request.section("messages"))
    short = {id(exact.checkpoint): exact for _, exact in judged(facts, "maybe")}
    for point in request.checkpoints:
        exact = short.get(id(point))
        if exact is not None and hangs_on_model(facts, exact):
            note = f"its prefix has {interval(exact.tokens)} tokens, and models cache from "
            yield Related(point.marker.node, note + bounds(facts).partition(" (")[0])
        elif either and (reason := _divides(request, point)):
            yield Related(point.marker.node, reason)


def _divides(request: Prompt, point: Checkpoint) -> str | None:
    """Why Claude takes a checkpoint that Nova refuses, if that is so."""
    if not accepts_checkpoint(request, UNKNOWN, point.after):
        return None
    if point.ttl == "1h":
        return "Claude from 4.5 on takes one of an hour, and Nova refuses it"
    if not accepts_checkpoint(request, UNKNOWN_NOVA, point.after):
        where = "in the tools" if point.after.section == "tools" else "that is not behind text"
        return f"Claude takes one {where}, and Nova refuses it"
    return None


def _shortened(model_id: str) -> str:
    return model_id if len(model_id) <= _LONGEST_SHOWN else f"{model_id[:_LONGEST_SHOWN]}…"


_RESOURCES = {
    "application-inference-profile": "an application inference profile",
    "provisioned-model": "provisioned throughput",
    "prompt-router": "a prompt router",
    "default-prompt-router": "a prompt router",
    "custom-model": "a custom model",
    "custom-model-deployment": "a custom model",
    "imported-model": "an imported model",
    "prompt": "a prompt of Prompt management",
    "endpoint": "a SageMaker endpoint",
}


def _resource(model_id: str) -> str:
    """What kind of thing an ID that names no model stands for: "an application …"."""
    for kind in re.findall("[a-z-]+(?=/)", model_id.replace("%2F", "/").replace("%2f", "/")):
        if kind in _RESOURCES:
            return _RESOURCES[kind]
    return "another resource"
