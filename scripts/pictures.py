"""Draw docs/pictures/: what promptlint says on a terminal, of requests in fixtures/.

    python -m scripts.pictures [--check]

With --check nothing is written; what is stale is named, and if there is any the exit code is 1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from html import escape
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from rich.ansi import AnsiDecoder
from rich.console import Console

from promptlint.report.safe_text import columns
from scripts.generated import ROOT, settle
from scripts.svg import element, picture
from scripts.terminal import COLUMNS, shown

if TYPE_CHECKING:
    from rich.segment import Segment
    from rich.style import Style

COMMAND = "python -m scripts.pictures"
FOLDER = ROOT / "docs" / "pictures"

REQUEST = "fixtures/stories/clock-in-system/request.json"
PICTURES = {
    "check": ("check", REQUEST),
    "fix": ("fix", "--diff", REQUEST),
    "layout": ("layout", REQUEST),
}
RUN = "import sys; from promptlint.cli import main; sys.exit(main())"

# Of a font's size: how wide a character is and how high a line.
_SIZE = 14.0
_CELL, _LINE = 0.6 * _SIZE, 1.4 * _SIZE
_MARGIN = 16.0

# The colours of a terminal by their numbers, and their names in palette.py.
_INKS = {1: "bad", 2: "good", 3: "doubt", 4: "link", 5: "user-edge", 6: "link"}
_STYLE = (
    "text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;"
    "white-space:pre;fill:var(--ink)}\n"
    ".screen{fill:var(--panel);stroke:var(--rule)}\n"
    ".bold{font-weight:bold}\n"
    ".dim{fill:var(--faint)}\n"
    + "".join(f".{ink}{{fill:var(--{ink})}}\n" for ink in sorted({*_INKS.values()}))
)


def drawn(arguments: Sequence[str]) -> str:
    """A terminal on which promptlint has been called so."""
    command = [sys.executable, "-c", RUN, *arguments]
    said = shown(command, ROOT, {}, color=True).output
    typed = f"promptlint {' '.join(arguments)}"
    return screen(f"\x1b[2m$\x1b[0m \x1b[1m{typed}\x1b[0m\n{said}", f"{typed}, on a terminal")


def screen(text: str, title: str) -> str:
    """A text with ANSI colours as a picture of the terminal that shows it."""
    lines = [*_lines(text.rstrip())]
    width = COLUMNS * _CELL + 2 * _MARGIN
    height = len(lines) * _LINE + 2 * _MARGIN
    frame = element(
        "rect",
        class_="screen",
        x=0.5,
        y=0.5,
        width=width - 1,
        height=height - 1,
        rx=8,
    )
    rows = (
        part
        for number, segments in enumerate(lines)
        for part in _row(segments, _MARGIN + (number + 0.75) * _LINE)
    )
    return picture(width, height, title, _STYLE, (frame, *rows))


def _lines(text: str) -> Iterator[list[Segment]]:
    console = Console(file=StringIO(), color_system=None, width=COLUMNS)
    for line in AnsiDecoder().decode(text):
        yield [segment for segment in line.render(console) if segment.text]


def _row(segments: Sequence[Segment], y: float) -> Iterator[str]:
    """A line, a part of one style at a time, each as wide as its characters on any font."""
    column = 0
    for text, style, _ in segments:
        size = columns(text)
        words = text.strip(" ")
        if words:
            names = [] if style is None else [*_classes(style)]
            start = column + len(text) - len(text.lstrip(" "))
            yield element(
                "text",
                escape(words, quote=False),
                **({"class_": " ".join(names)} if names else {}),
                x=_MARGIN + start * _CELL,
                y=y,
                textLength=columns(words) * _CELL,
                lengthAdjust="spacingAndGlyphs",
            )
        column += size


def _classes(style: Style) -> Iterator[str]:
    if style.bold:
        yield "bold"
    if style.dim:
        yield "dim"
    if style.color is not None and style.color.number in _INKS:
        yield _INKS[style.color.number]


def main(arguments: Sequence[str], folder: Path = FOLDER) -> int:
    """Draw the pictures, or name those that are stale."""
    wanted = {folder / f"{name}.svg": drawn(command) for name, command in PICTURES.items()}
    return settle(wanted, arguments, __doc__, COMMAND)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
