"""What took how long, for `--timing`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from promptlint.engine.clock import Step

_KINDS = {"phase": "", "facts": "facts: ", "rule": "rule "}
# Less than this is in "others": nobody could tell it from chance.
_LEAST = 0.001


def timing(spent: Mapping[Step, float]) -> Iterator[str]:
    """Lines for people: the phases, then what checks share, then the checks, longest first."""
    whole = sum(spent.values())
    yield f"Time in one process: {whole:.3f} s"
    for kind, prefix in _KINDS.items():
        own = {step.name: seconds for step, seconds in spent.items() if step.kind == kind}
        short = [name for name, seconds in own.items() if seconds < _LEAST]
        shown = sorted(own.items(), key=lambda pair: (-pair[1], pair[0]))
        for name, seconds in shown:
            if name not in short:
                yield _line(seconds, whole, prefix + name)
        if short:
            rest = sum(own[name] for name in short)
            words = f"{prefix}others ({len(short)})" if len(short) > 1 else prefix + short[0]
            yield _line(rest, whole, words)


def _line(seconds: float, whole: float, words: str) -> str:
    return f"{seconds:9.3f} s {seconds / whole if whole else 0:4.0%}  {words}"
