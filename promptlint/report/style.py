"""Lines with colours in them, and without."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """Words in one style: a style of rich ("bold red"), or "" for none."""

    text: str
    style: str = ""


Line = tuple[Span, ...]

SEVERITIES = {"error": "bold red", "warning": "bold yellow", "info": "bold blue"}
PLACE = "cyan"
FAINT = "dim"
STRONG = "bold"
MARKED = "bold magenta"
GOOD = "green"
BAD = "red"


class Page(NamedTuple):
    """What a report is written for: so many columns, with or without colours."""

    width: int = 80
    color: bool = False


def line(*parts: Span | str) -> Line:
    """A line from its parts; plain strings have no style."""
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts)


def text_of(lines: Iterable[Line], page: Page) -> str:
    """The lines as one text, each ended by a line feed; with ANSI colours if the page has them.

    The words themselves must be safe already.
    """
    if page.color:
        return _colored(lines)
    plain = ("".join(part.text for part in parts).rstrip() for parts in lines)
    return "".join(f"{text}\n" for text in plain)


def _colored(lines: Iterable[Line]) -> str:
    from rich.color import ColorSystem
    from rich.style import Style

    def paint(part: Span) -> str:
        if not part.style:
            return part.text
        return Style.parse(part.style).render(part.text, color_system=ColorSystem.STANDARD)

    return "".join("".join(paint(part) for part in parts) + "\n" for parts in lines)
