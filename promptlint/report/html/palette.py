"""The colours of the page, light and dark; a test computes their contrast."""

from __future__ import annotations

from collections.abc import Mapping

Colors = Mapping[str, str]

# Of a lifetime there are two: the fill of a block, and its edge and pattern.
LIGHT: Colors = {
    "page": "#ffffff",
    "panel": "#f4f6f8",
    "ink": "#1a2028",
    "faint": "#56606b",
    "rule": "#c8d0d8",
    "link": "#0b5cad",
    "focus": "#0b5cad",
    "good": "#1b6e4b",
    "doubt": "#855500",
    "bad": "#b3261e",
    "frame-fill": "#e8ebee",
    "frame-edge": "#56606b",
    "static-fill": "#d3ece2",
    "static-edge": "#1b6e53",
    "day-fill": "#dbe7f9",
    "day-edge": "#2a5ea8",
    "user-fill": "#e9e1f8",
    "user-edge": "#6b46a8",
    "session-fill": "#fbeccb",
    "session-edge": "#855500",
    "request-fill": "#fcdcd9",
    "request-edge": "#b3261e",
}
DARK: Colors = {
    "page": "#11151a",
    "panel": "#1a2027",
    "ink": "#e8edf3",
    "faint": "#a0abb7",
    "rule": "#3a444f",
    "link": "#7db8ff",
    "focus": "#ffd166",
    "good": "#62cfa0",
    "doubt": "#e8b95a",
    "bad": "#ff958c",
    "frame-fill": "#272f38",
    "frame-edge": "#a0abb7",
    "static-fill": "#123a2e",
    "static-edge": "#4fbf95",
    "day-fill": "#152b4d",
    "day-edge": "#7fb0f5",
    "user-fill": "#2d234a",
    "user-edge": "#b79cf0",
    "session-fill": "#402f0b",
    "session-edge": "#e8b95a",
    "request-fill": "#4a1c1a",
    "request-edge": "#ff958c",
}


def variables() -> str:
    """Both as custom properties of CSS. Paper is light."""
    light, dark = (
        "".join(f"--{name}:{value};" for name, value in colors.items()) for colors in (LIGHT, DARK)
    )
    return (
        f":root{{color-scheme:light dark;{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
    )
