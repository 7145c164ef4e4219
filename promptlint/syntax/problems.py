"""Why a text is not JSON: looked for once the parser has met something it cannot read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from promptlint.syntax.node import Node

_SPACE = r"[ \t\n\r]*+"
_STRING_HEAD = r'"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+'
_COMMENT = r"/[/*]"
_NUMBER_PART = r"[-+.]?[0-9]|[-+.]"
_WORD = r"[^\W\d]"
_TEMPLATE = r"\$|\{|%|<[%<]"
_COMMENTS = "JSON has no comments"
_TEMPLATES = "this is a template and not yet JSON"
_NUMBERS = "JSON does not write numbers like this"
# What may stand where a value should begin, and what to say of it; the first that fits.
_NO_VALUES = (
    (r"(?i:true|false|null|none)\b", "JSON knows true, false and null, in lower case"),
    (_COMMENT, _COMMENTS),
    (r"'", "strings need double quotes"),
    (r"[,:\]}]", "a value is missing here"),
    (r"\0", "the text holds NUL characters, as UTF-16 read as UTF-8 does"),
    (_NUMBER_PART, _NUMBERS),
    (_TEMPLATE, _TEMPLATES),
    ("", "this is not a JSON value"),
)


class SyntaxProblem(Exception):
    """The text is not JSON. Carries one clause for the user and the offset it is about.

    What stands before the offset is the beginning of some JSON document.
    """

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


def at_item(text: str, at: int, end: int, container: Node | None) -> SyntaxProblem:
    """The problem where the document, or an element or member of `container`, should begin.

    `at` is right behind the bracket or comma that comes before it.
    """
    here = _skip(text, at, end)
    if container is None:
        return _at_value(text, here, end) if here < end else SyntaxProblem("the text is empty", at)
    if here >= end:
        return _ends_early(container, end)
    if text[here] in "]}":
        if text[at - 1] == ",":
            return SyntaxProblem("a comma stands before the closing bracket", at - 1)
        return _wrong_bracket(here, container)
    return (
        _at_member(text, here, end, container)
        if container.is_object
        else _at_value(text, here, end)
    )


def after_value(text: str, at: int, end: int, container: Node) -> SyntaxProblem:
    """The problem behind a value of `container` that ends at `at`: no comma, no closing bracket."""
    here = _skip(text, at, end)
    if here >= end:
        return _ends_early(container, end)
    if text[here] in "]}":
        return _wrong_bracket(here, container)
    if _match(_COMMENT, text, here, end):
        return SyntaxProblem(_COMMENTS, here)
    if text[at - 1].isdigit() and (_match(_NUMBER_PART, text, at, end) or text[at] in "eE"):
        return SyntaxProblem(_NUMBERS, at)
    if text[at - 1] == '"' and text[here] != '"':
        return SyntaxProblem("a comma is missing here, or a backslash before the last quote", here)
    where = "members" if container.is_object else "elements"
    return SyntaxProblem(f"a comma is missing between two {where}", here)


def _match(pattern: str, text: str, at: int, end: int | None = None) -> re.Match[str] | None:
    # Compiled when a text turns out broken; `re` remembers it for the next one.
    return re.compile(pattern).match(text, at, len(text) if end is None else end)


def _skip(text: str, at: int, end: int) -> int:
    match = _match(_SPACE, text, at, end)
    return match.end() if match else at


def _ends_early(container: Node, end: int) -> SyntaxProblem:
    return SyntaxProblem(f"the text ends inside an {container.kind}", end)


def _wrong_bracket(at: int, container: Node) -> SyntaxProblem:
    return SyntaxProblem(f"this is not the bracket that closes an {container.kind}", at)


def _at_member(text: str, at: int, end: int, container: Node) -> SyntaxProblem:
    """The problem of the member that should begin at `at`: its key, its colon, or its value."""
    if text[at] != '"':
        return SyntaxProblem(_not_a_key(text, at), at)
    match = _match(_STRING_HEAD, text, at, end)
    stop = match.end() if match else at
    if stop >= end or text[stop] != '"':
        return _broken_string(text, at, stop, end)
    colon = _skip(text, stop + 1, end)
    if colon < end and text[colon] != ":":
        return SyntaxProblem("a colon is missing after this key", stop + 1)
    here = _skip(text, colon + 1, end)
    return _at_value(text, here, end) if here < end else _ends_early(container, end)


def _broken_string(text: str, at: int, stop: int, end: int) -> SyntaxProblem:
    """The problem of the string that begins at `at` and is in order up to `stop`."""
    if stop >= end:
        return SyntaxProblem("this string has no closing quote", at)
    if text[stop] == "\\":
        return SyntaxProblem("this escape is not one that JSON knows", stop)
    return SyntaxProblem("a line break or control character stands inside a string", stop)


def _not_a_key(text: str, at: int) -> str:
    if _match(_COMMENT, text, at):
        return _COMMENTS
    if _match(_TEMPLATE, text, at):
        return _TEMPLATES
    if text[at] == "'" or _match(_WORD, text, at):
        return "keys need double quotes"
    return "a key in double quotes is missing here"


def _at_value(text: str, at: int, end: int) -> SyntaxProblem:
    """The problem of the value that should begin at `at`."""
    if text[at] == '"':
        match = _match(_STRING_HEAD, text, at, end)
        return _broken_string(text, at, match.end() if match else at, end)
    reason = next(reason for pattern, reason in _NO_VALUES if _match(pattern, text, at, end))
    return SyntaxProblem(reason, at)
