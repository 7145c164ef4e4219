"""How a document is written, so that what is added looks like the rest."""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import NamedTuple

from promptlint.syntax.lines import LONGEST_GAP, Lines
from promptlint.syntax.node import Node
from promptlint.syntax.strings import escapes_all, quote

# Values that are looked at to learn a document's style.
_SAMPLE = 2_000
_BREAK = re.compile(r"(,?)\r?\n[ \t\r\n]*+")


class Slice(NamedTuple):
    """Characters `start` to `end` of a string node's decoded value, kept as they are spelled."""

    node: Node
    start: int
    end: int


class Joined(NamedTuple):
    """A string put together from slices of strings that are in the document already."""

    slices: tuple[Slice, ...]


class Style(NamedTuple):
    """How one document is written.

    Attributes:
        newline: its line ending.
        indent: one level of indentation; empty if nothing is indented.
        colon, comma: these characters with the white space around them, where a line goes on.
        expands: whether containers take a line for every element or member.
        ascii_only: whether every character beyond ASCII is escaped.
    """

    newline: str
    indent: str
    colon: str
    comma: str
    expands: bool
    ascii_only: bool


class Spacing(NamedTuple):
    """White space and commas of one container, for what is added to it.

    Attributes:
        opening, gap, tail: what stands before the first item, between two, and behind the last.
        indent: indentation of a line on which an item begins.
        style: the style of new items.
        one_line: whether no line break may come in.
    """

    opening: str
    gap: str
    tail: str
    indent: str
    style: Style
    one_line: bool


def style_of(root: Node) -> Style:
    """The style in which `root` is written, read off its first values."""
    text = root.text
    line_end = text.find("\n", root.start, root.end)
    colon = comma = indent = ""
    one_line = False
    for node in islice(root.walk(), _SAMPLE):
        if not node.children:
            continue
        first, *more = node.children[:2]
        opening = text[node.start + 1 : first.lead]
        if "\n" not in opening:
            one_line = one_line or node is not root
            if more and not comma:
                comma = _within_line(text[first.end : more[0].lead])
        elif not indent:
            lines = Lines(text, node.start, first.lead)
            indent = lines.indent(first.lead).removeprefix(lines.indent(node.start))
        if first.key_span and not colon:
            colon = _within_line(text[first.key_span.end : first.start])
        if colon and comma and (line_end < 0 or (indent and one_line)):
            break
    return Style(
        newline="\r\n" if line_end > 0 and text[line_end - 1] == "\r" else "\n",
        indent=indent,
        colon=colon or (":" if comma == "," else ": "),
        comma=comma or ("," if colon == ":" else ", "),
        expands=bool(indent) and not one_line,
        ascii_only=escapes_all(root.raw),
    )


def style_in(container: Node | None, style: Style, lines: Lines) -> Style:
    """The document's style, with containers expanded only where the neighbours in here are."""
    if container is None:
        return style
    if not container.children:
        return style_in(container.parent, style, lines)
    neighbours = [child for child in container.children if child.children]
    if not neighbours:
        return style
    expands = any(lines.broken(*child.span) for child in neighbours)
    return style._replace(expands=expands and bool(style.indent))


def spacing_of(container: Node, style: Style, lines: Lines) -> Spacing:
    """How the items of `container` are set apart."""
    text, children = container.text, container.children
    own, here = lines.indent(container.start), style_in(container, style, lines)
    if not children:
        inside = own + style.indent
        opening = style.newline + inside if here.expands else ""
        tail = style.newline + own if here.expands else ""
        gap = "," + opening if here.expands else style.comma
        one_line = container.parent is None or not lines.broken(*container.parent.span)
        return Spacing(opening, gap, tail, inside if here.expands else own, here, one_line)
    first, *more = children[:2]
    opening = text[container.start + 1 : first.lead]
    spread = "\n" in opening
    gap = text[first.end : more[0].lead] if more else ("," + opening if spread else style.comma)
    return Spacing(
        opening,
        gap if len(gap) <= LONGEST_GAP else style.comma,
        text[children[-1].end : container.end - 1],
        lines.indent(first.lead) if spread else own,
        here,
        not lines.broken(*container.span),
    )


def render(value: object, style: Style, indent: str, lines: Lines) -> str:
    """`value` as JSON in `style`, its first line at indentation `indent`.

    Args:
        value: a JSON value in which nodes (kept as written) and `Joined` strings may stand.
        style: how to write it.
        indent: white space at the beginning of the line on which the value begins.
        lines: the lines of the document that the nodes are from.
    """
    parts: list[str] = []
    # What is still to be written, last first: finished text, or a value and its indentation.
    waiting: list[str | tuple[object, str]] = [(value, indent)]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, str):
            parts.append(piece)
            continue
        item, indent = piece
        if not item or isinstance(item, Joined) or not isinstance(item, (dict, list, tuple)):
            parts.append(_render_single(item, style, indent, lines))
            continue
        is_object = isinstance(item, dict)
        inside = indent + style.indent
        opening = style.newline + inside if style.expands else ""
        gap = "," + opening if style.expands else style.comma
        tail = style.newline + indent if style.expands else ""
        pieces: list[str | tuple[object, str]] = ["{" if is_object else "["]
        for number, entry in enumerate(item):
            pieces.append(gap if number else opening)
            if isinstance(item, dict):
                pieces.append(quote(entry, ascii_only=style.ascii_only) + style.colon)
                pieces.append((item[entry], inside))
            else:
                pieces.append((entry, inside))
        pieces += [tail, "}" if is_object else "]"]
        waiting += reversed(pieces)
    return "".join(parts)


def reindent(raw: str, old: str, new: str) -> str:
    """`raw` JSON moved from indentation `old` to `new`. Strings hold no raw line breaks."""
    return raw if old == new else raw.replace("\n" + old, "\n" + new)


def put_on_one_line(raw: str, comma: str) -> str:
    """`raw` JSON without line breaks."""
    return _BREAK.sub(lambda match: comma if match[1] else "", raw)


def _within_line(separator: str) -> str:
    """`separator` if it is fit to be repeated inside a line, else nothing."""
    return separator if "\n" not in separator and len(separator) <= LONGEST_GAP else ""


def _render_single(item: object, style: Style, indent: str, lines: Lines) -> str:
    if isinstance(item, Node):
        if item.text is not lines.text:
            lines = Lines(item.text, item.start, item.start)
        return reindent(item.raw, lines.indent(item.start), indent)
    if isinstance(item, Joined):
        spans = [(part.node.text, part.node.map.span(part.start, part.end)) for part in item.slices]
        return '"' + "".join(text[start:end] for text, (start, end) in spans) + '"'
    if isinstance(item, str):
        return quote(item, ascii_only=style.ascii_only)
    return json.dumps(item)
