"""How likely a prefix is still cached, unchanged, when the next request comes."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from math import exp
from typing import NamedTuple

from promptlint.findings import Lifetime
from promptlint.prompt import Block, Prompt, Ttl
from promptlint.resources import rules_folder

SECONDS: Mapping[Ttl, int] = {"5m": 300, "1h": 3600}
_DAY = 86_400
_STEPS = 32


class Traffic(NamedTuple):
    """The rhythm in which requests like this one come.

    Attributes:
        name: "agent", "chat", "document-qa", "single-shot", "custom", or "observed".
        calls: calls per session.
        gap: mean seconds between two calls of a session, exponentially distributed.
        sessions: sessions per hour, all users together.
        user_sessions: sessions per hour of one user.
        stated: whether the user said so, or all of it was observed; otherwise it is inferred from
            the request's shape.
        requests: recorded requests that some figures were observed in.
        measured: names of those figures.
    """

    name: str
    calls: float
    gap: float
    sessions: float
    user_sessions: float
    stated: bool
    requests: int = 0
    measured: tuple[str, ...] = ()

    @property
    def converses(self) -> bool:
        """Whether the messages of one call come again, grown, in the next."""
        return self.name in ("agent", "chat") or (
            self.name in ("custom", "observed") and self.calls > 1
        )

    def survival(self, lifetime: Lifetime, ttl: Ttl) -> float:
        """Probability that a prefix of this lifetime is read by the next request.

        With q = P(gap <= TTL): within a session (1 - 1/n) q; what all sessions share is also kept
        alive by the others, which begin at rate λ and keep it warm while they last, for
        TTL + (n - 1) E[min(gap, TTL)], where E[min(gap, TTL)] is the mean gap times q:
        s + (1 - s)(1 - exp(-λ (TTL + (n - 1) gap q))). A date falls out at midnight: of what was
        last used x seconds ago, x / 86,400 lies on the other side of it.
        """
        seconds = SECONDS[ttl]
        if lifetime == "request":
            return 0.0
        session = 1 - self._unused(seconds, 0.0)
        if lifetime == "session":
            return session
        rate = (self.user_sessions if lifetime == "user" else self.sessions) / 3600
        shared = 1 - self._unused(seconds, rate)
        if lifetime == "day":
            # E[x; x <= TTL] = the integral of P(last use > x), less its rectangle; by midpoints
            # that lie closer where x is small.
            steps = [(n + 0.5) / _STEPS for n in range(_STEPS)]
            area = sum(self._unused(seconds * u * u, rate) * 2 * u for u in steps) / _STEPS
            return max(session, shared - max(area - 1 + shared, 0.0) * seconds / _DAY)
        return shared

    def _unused(self, seconds: float, rate: float) -> float:
        """Probability that nobody has used a prefix for so long, when a call comes.

        Args:
            rate: at which sessions begin, per second, that share it with the call's own.
        """
        within = 1 - exp(-seconds / self.gap)
        again = 1 - 1 / self.calls if self.calls else 0.0
        warm = seconds + (self.calls - 1) * self.gap * within
        return (1 - again * within) * exp(-rate * warm)


@cache
def presets() -> Mapping[str, Traffic]:
    """The shapes of traffic in rules/traffic.toml, by name, as if the user had named them."""
    data = tomllib.loads((rules_folder() / "traffic.toml").read_text(encoding="utf-8"))
    return {
        name: Traffic(
            name=name,
            calls=row["calls"],
            gap=row["gap"],
            sessions=row["sessions"],
            user_sessions=row["user_sessions"],
            stated=True,
        )
        for name, row in data.items()
    }


def infer(request: Prompt, may_end: Callable[[Block], bool]) -> Traffic:
    """The traffic that the shape of a request suggests; `stated` is False.

    Turns or tool use mean a conversation, and so does a checkpoint at the end of the messages, at
    the last block that `may_end` one; one user message with a document, or with a checkpoint inside
    it, means questions on one document; a lone message is a single shot.
    """
    messages = request.section("messages")
    talks = any(
        block.role == "assistant" or block.kind in ("tool_use", "tool_result") for block in messages
    )
    marked = {point.after.index for point in request.checkpoints}
    last = next((block for block in reversed(messages) if may_end(block)), None)
    ends_marked = last is not None and last.index in marked
    if talks or ends_marked:
        name = "agent" if request.section("tools") else "chat"
    elif any(block.index in marked or block.kind == "document" for block in messages):
        name = "document-qa"
    elif request.section("tools"):
        name = "agent"
    else:
        name = "single-shot"
    return presets()[name]._replace(stated=False)
