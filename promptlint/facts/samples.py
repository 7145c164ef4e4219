"""What recorded requests tell of a request of the same prompt: what changes in it, and how often.

Values in, values out: `recorded` keeps of a request what is compared later, `Observed` compares.
Volatile is what differs *between the recorded requests*. Where a request differs from all of them
in the same way, its author has edited it, and nothing follows from that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from promptlint.facts.recorded.calls import Rhythm, rhythm_of
from promptlint.facts.recorded.family import Family, Recorded, family_of, name_of, recorded
from promptlint.facts.recorded.same import tell_enough
from promptlint.facts.recorded.spots import spots_seen
from promptlint.facts.traffic import Traffic, presets
from promptlint.findings import Spot
from promptlint.prompt import Prompt

__all__ = ["Observed", "Recorded", "observe", "recorded"]


class Observed(NamedTuple):
    """A request beside the recorded calls of its prompt."""

    request: Prompt
    family: Family

    def spots(self, detected: Iterable[Spot]) -> tuple[Spot, ...]:
        """The volatile texts of tools and system: what differs, and what might but was not seen to.

        Args:
            detected: what is thought to be volatile there, judged by the request alone.
        """
        return spots_seen(self.request, self.family, detected)

    @property
    def keeps_tools_in_order(self) -> bool:
        """Whether enough calls have the same tools in the same order."""
        own = [name_of(tool) for tool in self.request.section("tools")]
        orders = (list(sample.wording.tools) for sample in self.family.samples)
        return tell_enough(self.family.calls) and all(order == own for order in orders)

    def traffic(self, inferred: Traffic) -> Traffic:
        """The traffic as observed; what was not is taken from `inferred`."""
        return _traffic(self.family, inferred) or inferred


def observe(request: Prompt, samples: Sequence[Recorded]) -> Observed | None:
    """What the samples tell of a request; None if fewer than two are calls of its prompt."""
    family = family_of(request, samples)
    return None if family is None else Observed(request, family)


def _traffic(family: Family, inferred: Traffic) -> Traffic | None:
    """The traffic that was observed; what was not is taken from `inferred`; None if nothing was.

    Only figures that were all observed are as good as what a user states.
    """
    rhythm = rhythm_of(family.calls)
    if rhythm.calls == 1.0 and inferred.name == "document-qa":
        rhythm = rhythm._replace(calls=None)  # questions on one document do not continue another
    base = _fitting(inferred, rhythm)
    if rhythm.calls == 1.0:
        rhythm = rhythm._replace(gap=base.gap)  # there is no second call to wait for
    measured = tuple(name for name, value in rhythm._asdict().items() if value is not None)
    if not measured:
        return None
    whole = len(measured) == len(rhythm)
    sessions = base.sessions if rhythm.sessions is None else rhythm.sessions
    return base._replace(
        name="observed" if whole else base.name,
        calls=base.calls if rhythm.calls is None else rhythm.calls,
        gap=base.gap if rhythm.gap is None else rhythm.gap,
        sessions=sessions,
        user_sessions=min(base.user_sessions, sessions),
        stated=whole,
        requests=len(family.samples),
        measured=tuple(name for name in measured if not (name == "gap" and rhythm.calls == 1.0)),
    )


def _fitting(inferred: Traffic, rhythm: Rhythm) -> Traffic:
    """The traffic to take the rest from: one that has conversations if they were seen."""
    name = inferred.name
    if rhythm.calls is not None and rhythm.calls > 1 and not inferred.converses:
        name = "chat"
    elif rhythm.calls == 1.0 and inferred.converses:
        name = "single-shot"
    return presets()[name]._replace(stated=False)
