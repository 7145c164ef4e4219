"""What takes how long. Nothing is measured unless somebody asks for it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Literal, NamedTuple, ParamSpec, TypeVar

from promptlint.checks import Check
from promptlint.facts import Facts

_P = ParamSpec("_P")
_T = TypeVar("_T")

Kind = Literal["phase", "facts", "rule"]


class Step(NamedTuple):
    """What takes time: a phase of the run, a fact that checks share, or a rule's own check."""

    kind: Kind
    name: str


class Clock:
    """Adds up how long each step takes, without what other steps in it take.

    What checks share is computed when one of them first asks for it, and is a step of its own:
    so a check's time is its own, in whatever order they run.
    """

    def __init__(self) -> None:
        self._begin = time.perf_counter()
        self._before = time.process_time()
        self._inner = 0.0
        self._spent: dict[Step, float] = {}
        self.facts = _timed_facts(self)

    def measure(
        self,
        kind: Kind,
        name: str,
        function: Callable[_P, _T],
        /,
        *args: _P.args,
        **kwargs: _P.kwargs,
    ) -> _T:
        """Call a function, and add its time to that of the step."""
        step, inner, begin = Step(kind, name), self._inner, time.perf_counter()
        self._inner = 0.0
        try:
            return function(*args, **kwargs)
        finally:
            whole = time.perf_counter() - begin
            self._spent[step] = self._spent.get(step, 0.0) + whole - self._inner
            self._inner = inner + whole

    def timed(self, checks: Mapping[str, Check]) -> Mapping[str, Check]:
        """The same checks, measured."""

        def watched(name: str, check: Check) -> Check:
            # A check is a generator: nothing has happened before its problems are asked for.
            return lambda *args: iter(self.measure("rule", name, lambda: list(check(*args))))

        return {name: watched(name, check) for name, check in checks.items()}

    def spent(self) -> dict[Step, float]:
        """Seconds of each step; `start` is what the processor did before, `others` what is left."""
        known = {Step("phase", "start"): self._before, **self._spent}
        rest = time.perf_counter() - self._begin - sum(self._spent.values())
        return {**known, Step("phase", "everything else"): max(rest, 0.0)}


def _timed_facts(clock: Clock) -> type[Facts]:
    """Facts of which each is measured when it is computed."""

    def watched(name: str, compute: Callable[[Facts], object]) -> cached_property[object]:
        return cached_property(lambda facts: clock.measure("facts", name, compute, facts))

    def remember(facts: Facts, key: object, make: Callable[[], object]) -> object:
        name = key[0] if isinstance(key, tuple) else key
        return Facts.remember(facts, key, lambda: clock.measure("facts", str(name), make))

    members: dict[str, Any] = {
        name: watched(name, member.func)
        for name, member in vars(Facts).items()
        if isinstance(member, cached_property) and not name.startswith("_")
    }
    return type("TimedFacts", (Facts,), {**members, "remember": remember})
