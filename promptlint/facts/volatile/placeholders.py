"""Placeholders of template languages: found by syntax, understood by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from .lexicon import Guess, Lexicon, words
from .outline import Outline


class Hole(NamedTuple):
    """A placeholder and the name in it; `sure`: its syntax means nothing else."""

    start: int
    end: int
    name: str
    sure: bool


_SYNTAXES: dict[str, tuple[str, str]] = {
    # name: (literal that must occur, pattern); group 1 is the expression
    "double": ("{{", r"\{\{\{?[-~]?[ \t]{0,4}([^{}\n]{1,160}?)[ \t]{0,4}[-~]?\}?\}\}"),
    "statement": (
        "{%",
        r"\{%-?[ \t]{0,4}(?:render|now|load_now)[ \t]{1,4}([^{}%\n]{1,120}?)[ \t]{0,4}-?%\}",
    ),
    "dollar": ("${", r"\$\{[ \t]{0,4}([^{}\n$]{1,160}(?:\{[^{}\n]{0,160}\}[^{}\n]{0,40})?)\}"),
    "single": ("{", r"\{([A-Za-z_][^{}\n;]{0,120})\}"),
    "percent": ("%(", r"%\(([A-Za-z_][\w.]{0,60})\)[sdrf]"),
    "angle": ("<<", r"<<[ ]?([A-Za-z_][\w. -]{0,60}?)[ ]?>>"),
    "dollars": ("$", r"\$([A-Za-z_][A-Za-z0-9_]{1,40})\$"),
}
# An expression: names, attributes, indices, calls, filters, a default, a format.
_EXPRESSION = (
    r"[A-Za-z_@#][\w.]{0,80}(?:[\[(][^{}\n]{0,100}[\])])?(?:[\w.]{0,60}(?:\([^{}\n]{0,60}\))?){0,2}"
)


@cache
def _syntax(name: str) -> re.Pattern[str]:
    return re.compile(_SYNTAXES[name][1])


@cache
def _plain() -> re.Pattern[str]:
    return re.compile(
        _EXPRESSION + r"(?:[ ]{0,2}(?:\|\|?|\?\?|or\b|![rsa]|\?)[^{}\n]{0,100}"
        r"|:(?:%[^{}\n]{1,40}|[<>^=+ #0-9,._-]{0,8}[bcdeEfFgGnosxX%]?))?"
    )


@cache
def _worded() -> re.Pattern[str]:
    return re.compile(r"[A-Za-z][\w'-]{0,30}(?: [\w'-]{1,30}){0,5}")


def find_holes(text: str, outline: Outline) -> Iterator[Hole]:
    """Placeholders of the template language that `text` is written in. Linear."""
    if "{" not in text and "%(" not in text and "<<" not in text and "$" not in text:
        return
    found: dict[str, list[Hole]] = {}
    literal_doubles = 0
    for name, (gate, _) in _SYNTAXES.items():
        if gate not in text:
            continue
        holes = []
        for match in _syntax(name).finditer(text):
            hole = Hole(match.start(), match.end(), match[1], name not in ("angle", "dollars"))
            if name == "double" and not _names(match[1], name):
                literal_doubles += 1
            elif _names(match[1], name) and _stands_free(text, hole, name):
                if not outline.at(hole.start).code or name == "double":
                    holes.append(hole)
        found[name] = holes
    doubles, singles, dollars = (found.get(x, []) for x in ("double", "single", "dollar"))
    literal_doubles += _stray_doubles(text) if "{{" in text else 0
    if singles and literal_doubles and len(doubles) <= len(singles):
        found["double"] = []  # str.format: "{{" is how it writes a brace
    elif doubles:
        found["single"] = [hole for hole in singles if len(doubles) < len(singles)]
    if dollars and len(dollars) >= len(singles):
        found["single"] = []
    for name in found:
        yield from found[name]


def _stray_doubles(text: str) -> int:
    """How many "{{" open something else than a one-line expression: JSON in str.format text."""
    return len(_stray().findall(text))


@cache
def _stray() -> re.Pattern[str]:
    return re.compile(r"\{\{[ \t]{0,8}(?:\n|[\"']|$)")


def _names(expression: str, syntax: str) -> bool:
    """Whether what stands in the braces names a value."""
    if syntax in ("percent", "angle", "dollars", "statement"):
        return True
    if syntax == "double" and expression[:1] in "#/^!>&":
        return expression[:1] == "&" or (len(expression) > 2 and expression[-1] == "#")
    if _plain().fullmatch(expression):
        return not expression.startswith(("if ", "for ", "return"))
    if syntax in ("double", "dollar"):
        return _worded().fullmatch(expression) is not None or expression.startswith(
            ("new Date", "$")
        )
    return False


def _stands_free(text: str, hole: Hole, syntax: str) -> bool:
    """Whether braces at this place can be a placeholder and not CSS, LaTeX, a regex, a path."""
    before, after = text[hole.start - 1 : hole.start], text[hole.end : hole.end + 1]
    if (
        syntax in ("single", "dollar")
        and after == "."
        and text[hole.end + 1 : hole.end + 2].isalpha()
    ):
        return False  # the name of a file in a sample: "{topic}.md"
    if syntax == "double" and before == "$":
        return False
    if syntax == "single":
        if ":" in hole.name and before.isalnum():
            return False  # CSS: ".x{margin:0}"
        if before and (before in "\\^_])}$#@%{" or after == "}"):
            return False
        if before.isalpha():
            low = max(0, hole.start - 24)
            head = re.search(r"[\\\w]{1,24}$", text[low : hole.start])
            if head and (head[0].startswith("\\") or "\\" in head[0]):
                return False
        if before == "=" and "<" in text[max(0, hole.start - 80) : hole.start].rpartition(">")[2]:
            return False  # JSX attribute
    if syntax in ("single", "double", "dollar") and before == "/" and _in_route(text, hole):
        return False
    return not (before in ("\\",) and syntax == "dollar")


def _in_route(text: str, hole: Hole) -> bool:
    """Whether the placeholder is a segment of a URL template: "/users/{id}"."""
    low = max(0, hole.start - 120)
    head = re.search(r"[^\s`\"'(]{1,120}$", text[low : hole.start])
    return head is not None and (
        "://" in head[0] or head[0].startswith("/") or head[0].count("/") > 1
    )


@cache
def _quoted() -> re.Pattern[str]:
    return re.compile(r"\"[^\"\n]{0,80}\"|'[^'\n]{0,80}'|\{[^{}\n]{0,160}\}")


@cache
def _statements() -> re.Pattern[str]:
    return re.compile(
        r"^[ \t]{0,8}(?:(?:from [\w.]{1,60} )?import [\w.*{( ]|def \w{1,60}\(|class \w{1,60}[:(]"
        r"|(?:export |const |let |var |function |return |raise |throw |print\(|async ))",
        re.MULTILINE,
    )


def is_source(text: str) -> bool:
    """Whether a text as a whole is source code, where braces are mostly code."""
    return len(_statements().findall(text[:100_000])) * 2000 > min(len(text), 100_000)


def guess(expression: str, lexicon: Lexicon) -> Guess:
    """What an expression's name says of the value's lifetime."""
    text = _quoted().sub(" ", expression.split("|")[0]).strip() or expression
    parts = [part for part in words(text) if not part.isdigit()]
    if not parts:
        return lexicon.unknown
    if "__" in text or text.endswith(("!r", "!a")) or text.startswith(("len(", "type(", "repr(")):
        return Guess(True, "static", "low")
    if parts[0] in lexicon.settings and len(parts) > 1:
        return Guess(True, "static", "low")
    for size in (4, 3, 2, 1):
        for end in range(len(parts), size - 1, -1):
            lifetime = lexicon.names.get(" ".join(parts[end - size : end]))
            if lifetime is not None:
                if lifetime == "day" and any(
                    mark in expression for mark in ("%H", "%I", "%M", "%X")
                ):
                    lifetime = "request"
                sure = size > 1 or len(parts) <= 2 or end == len(parts)
                return Guess(True, lifetime, "medium" if sure else "low")
    return lexicon.unknown
