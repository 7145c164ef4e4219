"""Where others put checkpoints, and where promptlint does: `python -m benchmarks.policies`.

The same generated conversations, turn by turn, under each policy, replayed in the simulated cache.
Figures are costs of input relative to no caching; `usd` is dollars per 1,000 requests of the model
named above the table. Each request is rewritten by itself, as `promptlint fix` sees it: nobody
tells it of the turns before or after. `stated` is `relocate` with the rhythm of the calls in
the configuration; the first call of a chat looks like a single shot without that.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from typing import Any

from benchmarks.conversations import (
    MODEL,
    SHAPES,
    Body,
    Dialect,
    Sent,
    Shape,
    conversations,
    written,
)
from promptlint import rulepack
from promptlint.cache import Call, Usage, replay
from promptlint.engine.fix import fix_source
from promptlint.engine.lint import Settings
from promptlint.facts import Facts, Traffic
from promptlint.forms import read
from promptlint.text import Grade, Source

Policy = Callable[[Body], str]


def facts_of(text: str) -> Facts:
    """The facts of the one request in a text."""
    (request,) = read(Source("request.json", text), jsonl=False).requests
    return Facts(request, MODEL)


def mark(content: list[Body], body: Body) -> None:
    """Put a checkpoint at the end of a list of blocks."""
    if "anthropic_version" in body:
        content[-1]["cache_control"] = {"type": "ephemeral"}
    else:
        content.append({"cachePoint": {"type": "default"}})


def marking(places: Callable[[Body], Iterable[list[Body]]]) -> Policy:
    """A policy that puts checkpoints at the end of some lists and changes nothing else."""

    def policy(body: Body) -> str:
        body = deepcopy(body)
        for content in places(body):
            mark(content, body)
        return written(body)

    return policy


def _of(role: str, body: Body, most: int) -> list[list[Body]]:
    found = [message["content"] for message in body["messages"] if message["role"] == role]
    return found[-most:]


def _fixed(body: Body) -> Iterable[list[Body]]:
    tools: Any = body.get("tools") or body.get("toolConfig", {}).get("tools")
    return [tools] if tools else []


def _static_lagging_tail(body: Body) -> Iterable[list[Body]]:
    return [body["system"], *(message["content"] for message in body["messages"][-2:])]


def ours(grade: Grade, traffic: Traffic | None = None) -> Policy:
    """What `promptlint fix` makes of a request that stands alone."""
    settings = Settings(rules=rulepack.names(), model=MODEL, reach=grade, traffic=traffic)
    return lambda body: fix_source(Source("request.json", written(body)), settings).after


POLICIES: dict[str, Policy] = {
    "none": written,
    "assistant": marking(lambda body: _of("assistant", body, 1)),
    "user": marking(lambda body: _of("user", body, 1)),
    "sys+2users": marking(
        lambda body: [*_fixed(body), body["system"], *_of("user", body, 2)],
    ),
    "static+lag": marking(_static_lagging_tail),
    "layout": ours(Grade.LAYOUT),
    "relocate": ours(Grade.RELOCATE),
}
# A session begins every 40 seconds.
_SESSIONS = 90.0


def rhythm(shape: Shape) -> Traffic:
    """The traffic of a shape, as its author would state it."""
    calls = float(shape.turns) if shape.grows or shape.turns == 1 else 1.0
    sessions = _SESSIONS if shape.grows else _SESSIONS * shape.turns
    return Traffic("custom", calls, shape.gap, sessions, 1.0, stated=True)


OURS = ("layout", "relocate")


def replayed(sent: Sequence[Sent], policy: Policy) -> list[tuple[Facts, Usage]]:
    """Each request under a policy, with what the cache makes of it."""
    calls = [Call(facts_of(policy(body)), time) for time, body in sent]
    return [(call.facts, usage) for call, usage in zip(calls, replay(calls), strict=True)]


def cost(served: Iterable[tuple[Facts, Usage]]) -> float:
    """The cost of all of them, in fresh-token equivalents."""
    return sum(usage.cost(facts.rates) for facts, usage in served)


def main() -> None:
    """Print the table."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    print(f"{MODEL}\n{'':52}" + "".join(f"{name:>18}" for name in (*POLICIES, "stated")))
    dialects: tuple[Dialect, ...] = ("converse", "anthropic")
    for shape in SHAPES:
        for dialect in dialects:
            name = f"{shape.name} ({dialect})"
            if wanted not in name:
                continue
            sent = conversations(shape, dialect)
            served = {label: replayed(sent, policy) for label, policy in POLICIES.items()}
            known = ours(Grade.RELOCATE, rhythm(shape))
            served["stated"] = replayed(sent, known)
            costs = {label: cost(each) for label, each in served.items()}
            usd = served["none"][0][0].rates.usd or 0.0
            lowest = min(costs.values())
            cells = "".join(
                f"{own / costs['none']:8.3f}{'*' if own < lowest * 1.0001 else ' '}"
                f"{own * usd * 1000 / len(sent):8.2f} "
                for own in costs.values()
            )
            print(f"{name:52}{cells}", flush=True)


if __name__ == "__main__":
    main()
