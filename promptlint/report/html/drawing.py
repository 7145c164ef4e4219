"""A strip drawn to scale: its width is the request's tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from promptlint.facts import Facts
from promptlint.layout.states import State
from promptlint.report.changes import CHANGES
from promptlint.report.html.markup import Html, element, join, quote
from promptlint.report.safe_text import fit
from promptlint.report.strips import Mark, Piece, Strip
from promptlint.report.words import tokens

SIGNS: dict[State, str] = {
    "effective": "✓",
    "maybe-below-minimum": "?",
    "redundant": "=",
    "volatile": "✗",
    "below-minimum": "✗",
    "refused": "✗",
}
TONES: dict[State, str] = {
    "effective": "good",
    "maybe-below-minimum": "doubt",
    "redundant": "doubt",
    "volatile": "bad",
    "below-minimum": "bad",
    "refused": "bad",
}
_LABELLED = 7.0  # percent of the width from which there is room for words
_THIN = 0.5  # percent below which edges would hide what is between them
_VISIBLE = 2.0  # percent from which a section's beginning and end are two lines
_APART = 7.0  # percent between two flags in one row
_MOST_ROWS = 6
_MOST_SPOTS = 6
SPOT_WIDTH = 80  # columns of what is shown of a spot; some are whole documents


class Scale:
    """From tokens to percent of the width."""

    def __init__(self, strip: Strip) -> None:
        self._total = max(strip.total.estimate, 1)

    def percent(self, amount: float) -> float:
        """So many tokens."""
        return min(max(100 * amount / self._total, 0.0), 100.0)

    def place(self, begin: float, size: float | None = None) -> str:
        """A style that puts something at a token, with a width of `size` tokens."""
        style = f"margin-left:{self.percent(begin):.2f}%"
        return style if size is None else f"{style};width:{self.percent(size):.2f}%"


def drawing(facts: Facts, strip: Strip, name: str, label: str, excerpts: Sequence[str]) -> Html:
    """The strip with sections above, checkpoints across and the minimum below.

    Args:
        name: what the identifiers of its table's rows begin with.
        label: what the strip is, for those who do not see it.
        excerpts: the beginning of each piece.
    """
    scale = Scale(strip)
    flags, rows = _flags(strip, scale)
    blocks = (
        _block(piece, number, name, scale, excerpt)
        for number, (piece, excerpt) in enumerate(zip(strip.pieces, excerpts, strict=True))
    )
    return element(
        "div",
        element("div", *_sections(strip, scale), class_="sections", aria_hidden="true"),
        element(
            "ol",
            *blocks,
            class_="blocks",
            aria_label=label,
        ),
        *flags,
        *_minimum(facts, strip, scale),
        class_="strip",
        style=f"--rows:{rows}",
    )


def thumbnail(strip: Strip) -> Html:
    """The strip without words."""
    scale = Scale(strip)
    parts = (
        element("i", class_=piece.lifetime, style=scale.place(piece.begin, piece.own.estimate))
        for piece in strip.pieces
    )
    marks = (
        element("b", class_=TONES[mark.state], style=scale.place(piece.prefix.estimate))
        for piece in strip.pieces
        for mark in piece.marks
    )
    return element("div", *parts, *marks, class_="thumbnail", aria_hidden="true")


def name_of(piece: Piece) -> str:
    """A piece in words: "block 3, user text, moved"."""
    kind = piece.block.kind if piece.role is None else f"{piece.role} {piece.block.kind}"
    said = ["moved"] * piece.moved or ["part"] * (piece.part is not None)
    return ", ".join((f"block {piece.block.index}", kind, *said))


def marks_of(strip: Strip) -> list[tuple[str, Piece, Mark]]:
    """The checkpoints of a strip, each with a short name."""
    pairs = ((piece, mark) for piece in strip.pieces for mark in piece.marks)
    return [(f"C{number}", piece, mark) for number, (piece, mark) in enumerate(pairs, 1)]


def _sections(strip: Strip, scale: Scale) -> Iterator[Html]:
    for section, group in groupby(strip.pieces, key=lambda piece: piece.section):
        pieces = list(group)
        begin, end = pieces[0].begin, pieces[-1].prefix.estimate
        share = scale.percent(end - begin)
        if share >= (2 * _LABELLED if end == strip.total.estimate else _LABELLED):
            yield element("span", section, style=scale.place(begin, end - begin))
        elif end == strip.total.estimate:  # its word has room on its left
            style = f"margin-right:{100 - scale.percent(end):.2f}%"
            if share >= _VISIBLE:
                yield element("span", style=scale.place(begin, end - begin))
            yield element("span", section, class_="end", style=style)
        else:
            yield element("span", style=scale.place(begin, end - begin))


def _block(piece: Piece, number: int, name: str, scale: Scale, excerpt: str) -> Html:
    words = name_of(piece)
    spots = len(piece.spots)
    said = f"{words}, {piece.own.estimate:,} tokens, {CHANGES[piece.lifetime]}"
    if spots:
        said += f", {spots} spot{'s' * (spots > 1)}"
    share = scale.percent(piece.own.estimate)
    label = element("span", words.removeprefix("block "), class_="label")
    ticks = (
        element("i", class_=f"spot {spot.lifetime}", style=f"margin-left:{at * 100:.1f}%")
        for spot, at in piece.spots
    )
    link = element(
        "a",
        *([label] if share >= _LABELLED else []),
        *ticks,
        _tip(piece, words, excerpt),
        href=f"#{name}{number}",
        aria_label=said,
    )
    classes = piece.lifetime + " moved" * piece.moved + " thin" * (share < _THIN)
    return element("li", link, class_=classes, style=scale.place(piece.begin, piece.own.estimate))


def _tip(piece: Piece, words: str, excerpt: str) -> Html:
    """What is shown while a block has the pointer or the focus."""
    lines = [
        element("strong", words[0].upper() + words[1:]),
        join(f"{tokens(piece.own)} tokens; {tokens(piece.prefix)} up to its end"),
        join(f"lifetime {piece.lifetime}: {CHANGES[piece.lifetime]}"),
        *(
            join("▲ ", spot.kind, " ", quote(fit(spot.text, SPOT_WIDTH)), f" ({spot.evidence})")
            for spot, _ in piece.spots[:_MOST_SPOTS]
        ),
    ]
    if len(piece.spots) > _MOST_SPOTS:
        lines.append(join(f"▲ and {len(piece.spots) - _MOST_SPOTS} more"))
    if excerpt:
        lines.append(join("“", quote(excerpt), "”"))
    lines.append(element("code", pointer_of(piece)))
    return element("span", *(element("span", each) for each in lines), class_="tip")


def pointer_of(piece: Piece) -> str:
    """The JSON Pointer of a piece's block, with its characters if it is a part."""
    return piece.pointer if piece.part is None else f"{piece.pointer} {_characters(piece)}"


def _characters(piece: Piece) -> str:
    begin, end = piece.part or (0, 0)
    return f"(characters {begin:,} to {end:,})"


def _flags(strip: Strip, scale: Scale) -> tuple[list[Html], int]:
    """Checkpoints as lines with flags, in as many rows as keep them apart."""
    ends: list[float] = []
    flags = []
    for short, piece, mark in marks_of(strip):
        at = scale.percent(piece.prefix.estimate)
        row = next((n for n, end in enumerate(ends) if at - end >= _APART), len(ends))
        if row == _MOST_ROWS:
            row = min(range(row), key=ends.__getitem__)
        ends[row : row + 1] = [at]
        side = "right" if at < _APART else "left"
        flag = element("b", f"{short} {SIGNS[mark.state]}")
        style = f"left:{at:.2f}%;--row:{row}"
        tone = TONES[mark.state]
        flags.append(
            element("div", flag, class_=f"mark {tone} {side}", style=style, aria_hidden="true")
        )
    return flags, len(ends)


def _minimum(facts: Facts, strip: Strip, scale: Scale) -> Iterator[Html]:
    """A line where a prefix is long enough; a band where sources differ on where that is."""
    if facts.caching.supported is False:
        return
    low, high = facts.caching.minimum
    begin, end = scale.percent(low), scale.percent(high)
    words = f"minimum {low:,}" if low == high else f"minimum {low:,} to {high:,}"
    total = strip.total.estimate
    if low > total:
        words += ": out of reach"
    elif high > total:
        words += " →"
    half = 50.0
    side = "left" if begin > half else "right"
    style = f"left:{begin:.2f}%;width:{end - begin:.2f}%"
    kind = " band" * (low != high) + " open" * (high > total)
    classes = f"minimum {side}{kind}"
    yield element("div", element("span", words), class_=classes, style=style, aria_hidden="true")
