"""Pictures as SVG: drawn in the colours of the page of maps, light and dark, loading nothing."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from promptlint.report.html.palette import variables

# A drawing's width, and what surrounds it.
WIDTH = 720.0
_DRAWN = (
    "text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;"
    "fill:var(--ink)}\n"
    ".ground{fill:var(--page);stroke:var(--rule)}\n"
    ".faint{fill:var(--faint)}\n"
    ".small{font-size:11.5px}\n"
    ".strong{font-weight:600}\n"
    ".middle{text-anchor:middle}\n"
    ".end{text-anchor:end}\n"
    ".good{fill:var(--good)}.bad{fill:var(--bad)}.doubt{fill:var(--doubt)}\n"
    ".edge{stroke:var(--faint);fill:none}\n"
    ".grid{stroke:var(--rule);fill:none}\n"
    ".ghost{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:3 3}\n"
    ".mark{stroke:var(--ink);stroke-width:2}\n"
    + "".join(
        f".{name}{{fill:var(--{name}-fill);stroke:var(--{name}-edge)}}\n"
        for name in ("frame", "static", "day", "user", "session", "request")
    )
)

Attribute = str | float


def element(name: str, /, *inside: str, **attributes: Attribute) -> str:
    """An element of XML; `class_` and `stroke_width` stand for class and stroke-width."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{said}>{''.join(inside)}</{name}>" if inside else f"<{name}{said}/>"


def _value(value: Attribute) -> str:
    return escape(value) if isinstance(value, str) else f"{round(value, 2):g}"


def words(x: float, y: float, text: str, kind: str = "") -> str:
    """A line of text. `kind`: classes such as "faint small middle"."""
    look = {"class_": kind} if kind else {}
    return element("text", escape(text, quote=False), x=x, y=y, **look)


def box(x: float, y: float, size: tuple[float, float], kind: str, text: str = "") -> str:
    """A rectangle in the colours of a lifetime, with words in its middle if they fit."""
    width, height = size
    shape = element("rect", class_=kind, x=x, y=y, width=width, height=height, rx=3)
    look = "middle" if 7.5 * len(text) < width else "small middle"
    return shape + (words(x + width / 2, y + height / 2 + 4.5, text, look) if text else "")


def line(x1: float, y1: float, x2: float, y2: float, kind: str = "edge") -> str:
    """A straight line."""
    return element("line", class_=kind, x1=x1, y1=y1, x2=x2, y2=y2)


def checkpoint(x: float, y: float, height: float, text: str = "") -> str:
    """A line across a row of boxes, with a flag above it."""
    flag = words(x, y - 8, text, "small strong middle") if text else ""
    return line(x, y - 4, x, y + height + 4, "mark") + flag


def drawing(height: float, title: str, parts: Iterable[str], style: str = "") -> str:
    """A picture that explains something."""
    ground = element(
        "rect", class_="ground", x=0.5, y=0.5, width=WIDTH - 1, height=height - 1, rx=8
    )
    return picture(WIDTH, height, title, _DRAWN + style, (ground, *parts))


def picture(width: float, height: float, title: str, style: str, parts: Iterable[str]) -> str:
    """A whole picture. `title`: what it shows, for those who do not see it."""
    lines = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" role="img">\n'
        f"<title>{escape(title)}</title>\n"
        f"<style>\n{variables()}{style}</style>\n"
        f"{lines}\n</svg>\n"
    )
