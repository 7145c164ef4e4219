"""Figures in words, for people."""

from __future__ import annotations

from promptlint.catalog import Caching
from promptlint.facts import Tokens


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


def percent(share: float) -> str:
    """A share: "12 %"."""
    return f"{share * 100:.0f} %"
