"""What a layout costs: the formula, and the prices it is fed with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from promptlint.catalog import Found, price
from promptlint.prompt import Ttl

# Where no price is known: Anthropic's multiples, which hold for most models of the catalogue.
_TYPICAL_WRITE: Mapping[Ttl, float] = {"5m": 1.25, "1h": 2.0}
_TYPICAL_READ = 0.1


class Rates(NamedTuple):
    """Prices of cached tokens, relative to a fresh input token.

    Attributes:
        write: by TTL. Never below 1: AWS lists Nova's writes at $0, but no bill has been seen,
            so plans assume that a written token costs what a fresh one does.
        read: one token read from the cache.
        usd: a fresh input token in US dollars, None where the catalogue has no price.
    """

    write: Mapping[Ttl, float]
    read: float
    usd: float | None

    def break_even(self, ttl: Ttl) -> float:
        """The survival from which caching pays: (w - 1) / (w - r)."""
        write = self.write[ttl]
        return (write - 1) / (write - self.read) if write > self.read else 0.0

    def pays(self, survival: float, ttl: Ttl) -> bool:
        """Whether a prefix of that survival is worth caching; what is never read is not."""
        return survival > 0 and survival >= self.break_even(ttl)

    def usd_per_1000(self, tokens: float) -> float | None:
        """The price of a thousand requests of `tokens` fresh-token equivalents each."""
        return None if self.usd is None else tokens * self.usd * 1000


class Segment(NamedTuple):
    """What one checkpoint adds to the cached prefix.

    Attributes:
        tokens: between the checkpoint before and this one.
        ttl: of this checkpoint.
        survival: probability that the prefix up to this checkpoint is read.
    """

    tokens: float
    ttl: Ttl
    survival: float


def rates_for(found: Found | None, prompt_tokens: int) -> Rates:
    """The rates for a model ID, at the price tier of a prompt of that size."""
    row = None
    if found is not None and found.model is not None:
        row = price(found.model, found.profile, prompt_tokens)
    if row is None or not row.input:
        return Rates(_TYPICAL_WRITE, _TYPICAL_READ, None)
    write_5m = _TYPICAL_WRITE["5m"] if row.write_5m is None else row.write_5m / row.input
    write_1h = _TYPICAL_WRITE["1h"] if row.write_1h is None else row.write_1h / row.input
    read = _TYPICAL_READ if row.read is None else row.read / row.input
    return Rates({"5m": max(write_5m, 1.0), "1h": max(write_1h, 1.0)}, read, row.input / 1e6)


def expected_cost(total: float, segments: Iterable[Segment], rates: Rates) -> float:
    """Expected cost of one request's input, in fresh-token equivalents.

    C = T + Σ ΔTⱼ ((wⱼ - 1) - (wⱼ - r) pⱼ): the events "prefix j is in the cache" are nested, so
    each segment is read with its own survival and written otherwise.

    Args:
        total: all tokens of the request.
        segments: in cache order, for the checkpoints that take effect.
    """
    cost = total
    for tokens, ttl, survival in segments:
        write = rates.write[ttl]
        cost += tokens * ((write - 1) - (write - rates.read) * survival)
    return cost
