"""Placeholders of template languages, found by their syntax."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from promptlint.facts.volatile.reading.outline import Outline


class Hole(NamedTuple):
    """A placeholder, the name in it, and the key in `_SYNTAXES` of how it is written."""

    start: int
    end: int
    name: str
    syntax: str


_SYNTAXES: dict[str, tuple[str, str]] = {
    # name: (literal that must occur, pattern); group 1 is the expression
    "double": ("{{", r"\{\{\{?[-~]?[ \t]{0,4}([^{}\n]{1,300}?)[ \t]{0,4}[-~]?\}?\}\}"),
    "script": (  # n8n: JavaScript over several lines
        "{{",
        r"\{\{\s{0,20}(\$[\w(.][^{}]{1,600}?(?:\{[^{}]{0,400}\}[^{}]{0,400}){0,6})\}\}",
    ),
    "statement": (
        "{%",
        r"\{%-?[ \t]{0,4}(?:render|include|now|load_now)[ ]([^{}%\n]{1,120}?)[ \t]{0,4}-?%\}",
    ),
    "dollar": ("${", r"\$\{[ \t]{0,4}([^{}\n$]{1,160}(?:\{[^{}\n]{0,160}\}[^{}\n]{0,40})?)\}"),
    "single": ("{", r"\{([A-Za-z_][^{}\n;]{0,120})\}"),
    "percent": ("%(", r"%\(([A-Za-z_][\w.]{0,60})\)[sdrf]"),
    "angle": ("<<", r"<<[ ]?([A-Za-z_][\w. -]{0,60}?)[ ]?>>"),
    "dollars": ("$", r"\$([A-Za-z_][A-Za-z0-9_]{1,40})\$"),
    "sigil": ("$", r"(?<![\w$\\`/])\$([a-z]+(?:_[a-z0-9]|[A-Z])[A-Za-z0-9_]{1,40})\b(?![$(\[/=])"),
    "tag": ("<", r"(?<=[:=ns] )<([A-Z][A-Z0-9_]{3,40})>|(?<=[:=])<([A-Z][A-Z0-9_]{3,40})>"),
    "verb": ("%", r"(?<=[:=] )%([sdv])\b|(?<=[:=] [`\"'])%([sdv])\b"),
    "command": ("!", r"!\\?`([a-z][^`\\\n]{1,120})\\?`|!\{([^{}\n]{1,120})\}"),
}
_STATEMENTS = (("{%", "%}"), ("{{#", "{{/"), ("{{", "{{end}}"), ("{{", "{{ end }}"))
_CONTROL = (
    "if ",
    "for ",
    "return",
    "range ",
    "with ",
    "end",
    "else",
    "template ",
    "define ",
    "block ",
)
# An expression: names, attributes, indices, calls, filters, a default, a format.
_EXPRESSION = (
    r"[.$]?[A-Za-z_@#](?:[\w.]|\?\.){0,80}(?:[\[(][^{}\n]{0,100}[\])])?"
    r"(?:[\w.]{0,60}(?:\([^{}\n]{0,60}\))?){0,2}"
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
def _nested() -> re.Pattern[str]:
    return re.compile(r"\{[^{}\n]{0,160}\}")


@cache
def _worded() -> re.Pattern[str]:
    return re.compile(r"[A-Za-z][\w'-]{0,30}(?: [\w'-]{1,30}){0,5}")


class Loop(NamedTuple):
    """A loop of a template: its variable, what it goes over, and where it begins."""

    variable: str
    over: str
    place: int


@cache
def _loops() -> re.Pattern[str]:
    return re.compile(
        r"\{%-?[ ]{0,4}for[ ](\w{1,60})(?:,[ ]?\w{1,60})?[ ]in[ ]([^%{}\n]{1,120}?)[ ]{0,4}-?%\}"
        r"|\{\{~?#(?:each|foreach)[ ]([^{}\n]{1,120}?)"
        r"(?:[ ]as[ ]\|?[ ]?(\w{1,60})[^{}\n]{0,60})?\}\}"
        r"|\{\{-?[ ]?range[ ](?:\$\w{1,30},[ ]?\$\w{1,30}[ ]?:=[ ]?)?([^{}\n]{1,120}?)[ ]?-?\}\}"
    )


def find_loops(text: str) -> list[Loop]:
    """The loops of Jinja and of Handlebars, in order."""
    if not any(word in text for word in ("{% for", "{%- for", "each ", "range ")):
        return []
    return [
        Loop(
            match[1] or match[4] or ("." if match[5] else "this"),
            match[2] or match[3] or match[5],
            match.end(),
        )
        for match in _loops().finditer(text)
    ]


def find_holes(text: str, outline: Outline, language: str | None) -> list[Hole]:
    """Placeholders of `text`, whose template language is known or None. Linear."""
    found = {
        name: _holes(text, name, outline, language)
        for name, (gate, _) in _SYNTAXES.items()
        if gate[0] in text and gate[-1] in text and gate in text  # one character is found faster
    }
    doubles, singles, dollars = (found.get(name, []) for name in ("double", "single", "dollar"))
    if singles and len(doubles) <= len(singles) and escapes_braces(text):
        found["double"] = []  # str.format: "{{" is how it writes a brace
    elif singles and _phrases(text) >= len(singles):
        found["single"] = []  # "{message id}": a form for the model to fill in
    elif singles and (len(doubles) >= len(singles) or 0 < len(dollars) >= len(singles)):
        found["single"] = []
    return [hole for holes in found.values() for hole in holes]


def _phrases(text: str) -> int:
    """How many braces hold several words, as no template language has them."""
    return sum(1 for _ in _several_words().finditer(text))


@cache
def _several_words() -> re.Pattern[str]:
    return re.compile(r"\{[A-Za-z]{1,30}(?: [A-Za-z]{1,30}){1,6}\}")


def _holes(text: str, syntax: str, outline: Outline, language: str | None) -> list[Hole]:
    """What looks like a placeholder of one syntax; in code only the one that code has not."""
    holes: list[Hole] = []
    for match in _syntax(syntax).finditer(text):
        name = match[match.lastindex or 0]
        hole = Hole(match.start(), match.end(), name, syntax)
        if (
            _names(name, syntax)
            and (_follows(holes, hole) or _stands_free(text, hole, syntax, language))
            and (syntax in ("double", "script", language) or not outline.at(hole.start).code)
        ):
            holes.append(hole)
    return holes


def _follows(holes: list[Hole], hole: Hole) -> bool:
    """Whether a placeholder stands right behind another one."""
    return bool(holes) and holes[-1].end == hole.start


def language_of(text: str) -> str | None:
    """The syntax of the placeholders that a text is known to have; None if nothing tells.

    Statements of Jinja, Handlebars and their kin tell, and so does "{{" where it opens something
    else than an expression, as str.format writes a brace.
    """
    if "{" not in text:
        return None
    if any(begin in text and end in text for begin, end in _STATEMENTS):
        return "double"
    return "single" if "{{" in text and escapes_braces(text) else None


def escapes_braces(text: str) -> bool:
    """Whether "{{" opens something else than an expression: JSON in text for str.format."""
    return _stray().search(text) is not None or any(
        not _names(match[1], "double") for match in _syntax("double").finditer(text)
    )


@cache
def _stray() -> re.Pattern[str]:
    return re.compile(r"\{\{[ \t]{0,8}(?:\n|[\"'](?!now[\"'])|$)")


def _names(expression: str, syntax: str) -> bool:
    """Whether what stands in the braces names a value."""
    if syntax not in ("double", "single", "dollar"):
        return True
    if syntax == "double" and expression[:1] in "#/^!>&":
        return expression[:1] == "&" or (expression[:1] == "#" == expression[1:][-1:])
    if expression == ".":
        return syntax == "double"
    if _plain().fullmatch(_nested().sub("", expression)):
        return not expression.startswith(_CONTROL)
    if syntax == "double" and expression[:5] in ('"now"', "'now'"):
        return True  # Liquid
    if syntax in ("double", "dollar"):
        return _worded().fullmatch(expression) is not None or expression.startswith(
            ("new Date", "$")
        )
    return False


def _stands_free(text: str, hole: Hole, syntax: str, language: str | None) -> bool:
    """Whether braces at this place can be a placeholder and not CSS, LaTeX, a regex, a path."""
    before = text[max(0, hole.start - 1) : hole.start]
    after, next_one = text[hole.end : hole.end + 1], text[hole.end + 1 : hole.end + 2]
    if syntax in ("single", "dollar") and after == "." and next_one.isalpha():
        return False  # the name of a file in a sample: "{topic}.md"
    tag = text[max(0, hole.start - 40) : hole.start].rpartition("<")
    if tag[1] and tag[2].replace("_", "").replace("/", "").isalpha():
        return False  # a part of the name of an element: "<step_{{number}}>"
    if before == "/" and syntax in ("single", "double", "dollar") and _in_route(text, hole):
        return False
    if syntax == "single":
        return _single_stands_free(text, hole, before, after)
    return syntax == language or before != {"double": "$", "dollar": "\\"}.get(syntax, "none")


def _single_stands_free(text: str, hole: Hole, before: str, after: str) -> bool:
    if (before and before in "\\^_])}$@%{") or after == "}":
        return False
    word = text[max(0, hole.start - 20) : hole.start].rpartition(" ")[2]
    if "_" in word and before.isalnum():
        return False  # a call of a tool: "remember_window{name}"
    if ":" in hole.name and before.isascii() and before.isalnum():
        return False  # CSS: ".x{margin:0}"
    if before.isalpha():  # LaTeX: "\text{time}"
        head = _tail().search(text[max(0, hole.start - 24) : hole.start])
        return head is None or "\\" not in head[0]
    # An attribute of JSX is code: "<div key={user}>".
    tag = text[max(0, hole.start - 80) : hole.start].rpartition(">")[2]
    return not (before == "=" and "<" in tag)


@cache
def _tail() -> re.Pattern[str]:
    return re.compile(r"[\\\w]{1,24}$")


def _in_route(text: str, hole: Hole) -> bool:
    """Whether the placeholder is a segment of a URL template: "/users/{id}"."""
    low = max(0, hole.start - 120)
    head = re.search(r"[^\s`\"'(]{1,120}$", text[low : hole.start])
    return head is not None and (
        "://" in head[0] or head[0].startswith("/") or head[0].count("/") > 1
    )
