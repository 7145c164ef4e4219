"""A number of tokens that is known only to lie between two bounds."""

from __future__ import annotations

from typing import ClassVar, NamedTuple


class _Bounds(NamedTuple):
    low: int
    estimate: int
    high: int


class Tokens(_Bounds):
    """`low` ≤ the true number of tokens ≤ `high`; `estimate` is the likeliest.

    Adding two of them adds the bounds, so a sum is at least as careful as its parts, and
    `sum(parts, Tokens.zero)` works.
    """

    __slots__ = ()

    zero: ClassVar[Tokens]

    def __add__(self, other: Tokens) -> Tokens:  # type: ignore[override]
        return Tokens(self.low + other.low, self.estimate + other.estimate, self.high + other.high)

    def __or__(self, other: Tokens) -> Tokens:
        """The bounds that hold whichever of the two is right; the estimate is the mean."""
        return Tokens(
            min(self.low, other.low),
            (self.estimate + other.estimate) // 2,
            max(self.high, other.high),
        )

    def within(self, outer: Tokens) -> Tokens:
        """These bounds, cut down to those of `outer`, so that the two never contradict."""
        low, estimate, high = (min(max(value, outer.low), outer.high) for value in self)
        return Tokens(low, estimate, high)


Tokens.zero = Tokens(0, 0, 0)
