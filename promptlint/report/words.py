"""Figures in words, for people."""

from __future__ import annotations

from promptlint.catalog import Bounds, Caching
from promptlint.facts import Facts, Tokens, Traffic


def tokens(found: Tokens) -> str:
    """An interval of tokens: "4,012 (3,700 to 4,400)"."""
    if found.low == found.high:
        return f"{found.estimate:,}"
    return f"{found.estimate:,} ({found.low:,} to {found.high:,})"


def minimum(caching: Caching) -> str:
    """The tokens a prefix must have: "1,024", or a range with the reason why it is one."""
    low, high = caching.minimum
    if low == high:
        return f"{low:,}" + " (sources differ)" * caching.disputed
    return f"{low:,} to {high:,}" + (" (sources differ)" if caching.disputed else " (not known)")


def money(value: float, unit: str) -> str:
    """A cost: dollars to the cent, or four digits of what is less; a share as a percentage."""
    if unit == "relative":
        return percent(value)
    return f"${value:,.2f}" if value >= 1 else f"${value:.4f}"


def lost(now: float, best: float, unit: str) -> float:
    """What is lost, such that the three figures agree as `money` prints them."""

    def shown(value: float) -> float:
        return round(value, 2 if unit == "relative" or value >= 1 else 4)

    return max(round(shown(now) - shown(best), 4), 0.0)


def difference(now: float, best: float, unit: str) -> str:
    """The same in words."""
    value = lost(now, best, unit)
    return f"${value:,.2f}" if unit != "relative" and best >= 1 else money(value, unit)


def percent(share: float) -> str:
    """A share: "12 %"."""
    return f"{share * 100:.0f} %"


def minimum_reached(bound: int, minimum: Bounds, *, there: bool) -> str:
    """What is true of prefixes from one of the bounds of the minimum on, if it is reached."""
    low, high = minimum
    if there:
        doubt = "" if bound == high else "perhaps "
        return f"{bound:,} tokens: from here on a prefix is {doubt}long enough"
    doubt = "" if bound == low else "surely "
    return f"{bound:,} tokens: not reached, no prefix is {doubt}long enough"


def about_model(facts: Facts) -> str:
    """A request's model and what it takes of checkpoints."""
    name = facts.model_id or "no model named"
    if facts.found.model is not None:
        name = f"{facts.found.model.name} ({name})"
    elif facts.found.opaque:
        name += " (an ID that names no model)"
    elif facts.model_id:
        name += " (not in the catalogue)"
    caching = facts.caching
    if caching.supported is False:
        return f"{name}: takes no checkpoints"
    return f"{name}: at most {caching.max_checkpoints} checkpoints, from {minimum(caching)} tokens"


def about_traffic(traffic: Traffic) -> str:
    """How requests come."""
    figures = (
        ("calls", "calls per session"),
        ("gap", "seconds between them"),
        ("sessions", "sessions per hour"),
    )
    partly = bool(traffic.measured) and not traffic.stated
    seen = f"observed in {traffic.requests:,} recorded requests"
    said = "" if traffic.stated else " (inferred from the request)"
    if traffic.name == "observed":
        said = f" in {traffic.requests:,} recorded requests"
    return f"traffic {traffic.name}{said}: " + ", ".join(
        f"{words} {getattr(traffic, name):g}" + f" ({seen})" * (partly and name in traffic.measured)
        for name, words in figures
    )
