r"""Regular expressions for shapes: run in time linear in the text, or refused with the reason.

`re` tries every way in which a pattern can match; so a user's pattern must have few, no matter how
long the text is, or google-re2 must be there (extra `fast`): all that RE2 takes is linear. Ours
run on `re` in any case: behind their literals it is as fast, and there is nothing to import. Both
engines take `\w`, `\d` and `\b` as ASCII, so that they find the same.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, cast

_MOST_WAYS = 200
_LONGEST_REPEAT = 1000  # RE2's own limit


@cache
def _tokens() -> re.Pattern[str]:
    return re.compile(
        r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?:|\(\?P<\w+>|\(\?[^)]?|[()|*+?]|\{\d+(?:,\d*)?\}|.",
        re.DOTALL,
    )


@cache
def _counted() -> re.Pattern[str]:
    return re.compile(r"\{(\d+)(,?)(\d*)\}")


@cache
def _re2() -> Any:  # noqa: ANN401 - a module without types
    """The module of google-re2; None if it is not installed."""
    try:
        import re2
    except ImportError:
        return None
    return re2


@cache
def regex(pattern: str) -> re.Pattern[str]:
    """A pattern of the code or of the lexicon's values, compiled when it is first needed."""
    return re.compile(pattern)


@cache
def compiled(pattern: str, *, ours: bool) -> re.Pattern[str]:
    """A pattern of the lexicon's shapes, to search a text with. Raises re.error if it is none."""
    engine = None if ours else _re2()
    if engine is None:
        return re.compile(pattern, re.ASCII)
    return cast("re.Pattern[str]", engine.compile(pattern, _quiet(engine)))


def _quiet(engine: Any) -> Any:  # noqa: ANN401 - a module without types
    """Options that keep RE2 from writing to standard error."""
    options = engine.Options()
    options.log_errors = False
    return options


def refusal(pattern: str, group: int = 0) -> str | None:
    """Why a pattern is not taken; None if it runs in linear time and has the `group`.

    What is said is one clause, to stand behind the pattern's place.
    """
    try:
        expression = re.compile(pattern, re.ASCII)
    except re.error as error:
        return f"it is no regular expression: {error}"
    if expression.match("") is not None:
        return "it matches the empty text"
    if group > expression.groups:
        return f"it has no group {group}"
    tokens = _tokens().findall(pattern)
    reason = _without_bound(tokens)
    if reason is not None:
        return reason
    engine = _re2()
    if engine is None:
        reason = _too_many_ways(tokens)
        return reason and f"{reason}; make it simpler, or install the extra `fast`"
    try:
        engine.compile(pattern, _quiet(engine))
    except engine.error as error:
        said = error.args[0] if error.args else error
        words = said.decode(errors="replace") if isinstance(said, bytes) else said
        return f"RE2 does not take it: {words}"
    return None


def _without_bound(tokens: list[str]) -> str | None:
    """What in a pattern can reach as far as the text goes, or needs more than one pass."""
    before = ""
    for part in tokens:
        if part.startswith("(?") and part != "(?:" and not part.startswith("(?P<"):
            return f"`{part}` is more than a group"
        if part[:1] == "\\" and part[1:].isdigit():
            return f"`{part}` refers back"
        counted = _counted().fullmatch(part)
        if part in ("*", "+") or (counted and counted[2] and not counted[3]):
            return f"`{before}{part}` repeats without a bound, as `{{1,200}}` would set one"
        if counted and int(counted[3] or counted[1]) > _LONGEST_REPEAT:
            return f"`{before}{part}` repeats more than {_LONGEST_REPEAT:,} times"
        before = part
    return None


def _too_many_ways(tokens: list[str]) -> str | None:
    """What in a pattern makes `re` slow on some text.

    The number of ways in which it can match from one place is at most the product of the
    choices that it leaves; a repeated group would multiply choices by themselves.
    """
    ways, before = 1, ""
    for part in tokens:
        if part in ("?", "|"):
            ways *= 2
        counted = _counted().fullmatch(part)
        if counted and counted[2]:
            if before == ")":
                return f"`{before}{part}` repeats a group"
            ways *= int(counted[3]) - int(counted[1]) + 1
        before = part
    return f"it can match in {ways:,} ways (at most {_MOST_WAYS})" if ways > _MOST_WAYS else None
