"""The pictures of docs/concepts.md that are drawn from figures of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from promptlint.catalog import Model, every
from promptlint.facts.cost import rates_for
from promptlint.prompt import Ttl
from scripts.svg import WIDTH, box, drawing, element, line, words


def minimum() -> str:
    """From how many tokens on each model caches a prefix."""
    ranges: dict[tuple[int, int], list[str]] = {}
    for model in _current(every()):
        ranges.setdefault(model.converse.minimum, []).append(_short(model))
    rows = sorted(ranges.items(), key=lambda row: (row[0][1], row[0][0]))
    parts: list[str] = []
    y = 58.0
    for bounds, names in rows:
        label = wrap(", ".join(names), 44)
        parts += _row(y, bounds, label)
        y += max(34.0, 17.0 * len(label) + 12)
    return drawing(
        y + 12,
        "From how many tokens on each model caches a prefix",
        [*_scale(y), *parts, *_legend()],
    )


_LEFT, _RIGHT, _MOST = 300.0, 700.0, 5_500


def _at(tokens: int) -> float:
    return _LEFT + (_RIGHT - _LEFT) * tokens / _MOST


def _current(models: Iterable[Model]) -> Iterator[Model]:
    """Those that one can begin with today, and that take checkpoints."""
    for model in models:
        if model.status == "active" and model.converse.supported and not model.is_family:
            yield model


def _short(model: Model) -> str:
    return model.name.removeprefix("Claude ").removeprefix("Amazon ")


def _row(y: float, bounds: tuple[int, int], label: list[str]) -> Iterator[str]:
    low, high = bounds
    for number, part in enumerate(label):
        yield words(16, y + 14 + 17 * number, part, "small")
    yield box(_at(0), y, (_at(low) - _at(0), 20), "request")
    if high > low:
        yield box(_at(low), y, (_at(high) - _at(low), 20), "session")
    yield box(_at(high), y, (_RIGHT - _at(high), 20), "static")
    said = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    yield words(_at(high) + 6, y + 14.5, said, "small strong")


def _scale(bottom: float) -> Iterator[str]:
    for tokens in range(0, 5_000, 1_000):
        yield line(_at(tokens), 48, _at(tokens), bottom, "grid")
        yield words(_at(tokens), 42, f"{tokens:,}", "small faint middle")
    yield words(_RIGHT, 42, "tokens", "small faint end")


def _legend() -> Iterator[str]:
    items = (("request", "not cached"), ("session", "not known"), ("static", "cached"))
    for number, (kind, text) in enumerate(items):
        x = 16 + 90 * number
        yield box(x, 31, (12, 12), kind)
        yield words(x + 17, 41.5, text, "small")


def break_even() -> str:
    """What a token of a prefix costs, by how many requests find it in the cache."""
    rates = rates_for(None, 0)
    lines: dict[Ttl, str] = {"5m": "session-edge", "1h": "user-edge"}
    parts = [*_grid()]
    parts += [
        _path(((0, 1), (1, 1)), "ink"),
        words(_across(1) - 4, _up(1) - 6, "not cached", "end"),
    ]
    for ttl, ink in lines.items():
        write, even = rates.write[ttl], rates.break_even(ttl)
        parts += [
            _path(((0, write), (1, rates.read)), ink),
            element("circle", cx=_across(even), cy=_up(1), r=4.5, style=f"fill:var(--{ink})"),
            words(_across(even) - 6, _up(1) + 18, _percent(even, 1), "strong end"),
            words(_across(0.1) + 6, _up(write - 0.1 * (write - rates.read)) - 6, _NAMES[ttl]),
        ]
    return drawing(316, "What a token of a cached prefix costs, and from when on that pays", parts)


_NAMES: dict[Ttl, str] = {"5m": "five minutes", "1h": "an hour"}


def _percent(share: float, digits: int = 0) -> str:
    return f"{share * 100:.{digits}f} %"


def _across(share: float) -> float:
    return 64 + (WIDTH - 64 - 24) * share


def _up(price: float) -> float:
    return 266 - 110 * price


def _path(points: Iterable[tuple[float, float]], ink: str) -> str:
    drawn = " ".join(f"{_across(share):.1f},{_up(price):.1f}" for share, price in points)
    return element(
        "polyline", points=drawn, style=f"fill:none;stroke:var(--{ink});stroke-width:2.5"
    )


def _grid() -> Iterator[str]:
    for price in (0.0, 0.5, 1.0, 1.5, 2.0):
        yield line(_across(0), _up(price), _across(1), _up(price), "grid")
        yield words(_across(0) - 8, _up(price) + 4, f"{price:g}", "small faint end")
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        yield words(_across(share), _up(0) + 18, _percent(share), "small faint middle")
    yield words(16, 24, "price of a token, in fresh tokens", "small faint")
    yield words(
        _across(1), _up(0) + 38, "requests that find the prefix in the cache", "small faint end"
    )
