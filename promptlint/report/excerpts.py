"""A little of a file around the place of a finding, fit to be shown on one line."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from promptlint.engine.findings import mask
from promptlint.engine.lint import FileReport
from promptlint.facts.volatile import Lexicon, find_spots
from promptlint.findings import Finding
from promptlint.prompt import Block
from promptlint.report.safe_text import columns, head, safe, tail
from promptlint.syntax import Document, Node, resolve
from promptlint.text import Edit, Span, apply

_SPACE = re.compile(r"[ \t\r\n]+")
# White space that indents a document goes; so a window is taken from that many times its width.
_GENEROUS = 6
# Characters on both sides of a text in which a label, or the end, of a secret is looked for.
_CONTEXT = 300


class Excerpt(NamedTuple):
    """Safe text on one line: what is meant, and what stands before and after it."""

    before: str
    marked: str
    after: str


def excerpts(
    report: FileReport, width: int, words: Lexicon | None = None
) -> tuple[Excerpt | None, ...]:
    """For each finding of a file its excerpt, at most `width` columns wide.

    Texts are shown decoded, so that escapes of the file do not hide what they say; texts that
    may be secret by `words` (our lexicon if None) are masked. None where there is no text to show.
    """
    return tuple(_excerpt(report, finding, width, words) for finding in report.findings)


def beginning(block: Block, part: Span | None, width: int, words: Lexicon | None = None) -> str:
    """How a block, or a part of its text, begins: safe text on one line, secrets masked.

    "" where there is no text, and for calls of tools: what is secret in their input is known by
    keys only.
    """
    if not block.texts or block.kind == "tool_use":
        return ""
    text = block.texts[0].string
    begin, end = part or (0, len(text))
    low, high = max(0, begin - _CONTEXT), min(end, begin + _GENEROUS * width)
    # A label before the part may say that it is a secret; what is cut off cannot be told.
    masks = [
        Edit(Span(max(low + edit.span.start - begin, 0), low + edit.span.end - begin), edit.text)
        for edit in _masks(text[low : high + _CONTEXT], words)
        if low + edit.span.end > begin and low + edit.span.start < high
    ]
    seen = text[begin : max([high, *(begin + edit.span.end for edit in masks)])]
    shown = _SPACE.sub(" ", apply(seen, masks)).strip()
    return _first(shown, width, more=high < end)


def passage(
    text: str, place: Span, room: int, words: Lexicon | None = None, label: str = ""
) -> Excerpt:
    """The characters at `place`, and up to `room` of them on both sides and inside.

    Not made safe, but secrets are masked. `label`: what the text is the value of, if that is not
    said in it.
    """
    lead = f"{label}: " if label else ""
    masks = [
        Edit(Span(max(start - len(lead), 0), end - len(lead)), shown)
        for (start, end), shown in _masks(lead + text, words)
        if end > len(lead)
    ]
    low, high = max(0, place.start - room), min(len(text), place.end + room)
    inside = min(place.end, place.start + room)
    return Excerpt(
        "…" * (low > 0) + _masked(text, Span(low, place.start), masks),
        _masked(text, Span(place.start, inside), masks) + "…" * (inside < place.end),
        _masked(text, Span(place.end, high), masks) + "…" * (high < len(text)),
    )


def _masked(text: str, part: Span, masks: Iterable[Edit]) -> str:
    """A part of a text with what is masked in it."""
    moved = [
        Edit(
            Span(max(span.start, part.start) - part.start, min(span.end, part.end) - part.start),
            shown,
        )
        for span, shown in masks
        if span.start < part.end and part.start < span.end
    ]
    return apply(text[part.start : part.end], moved)


def _excerpt(
    report: FileReport, finding: Finding, width: int, words: Lexicon | None
) -> Excerpt | None:
    if finding.request is None or report.stored is None:
        text = report.source.text if report.source else ""
        return _of_broken(text, finding.place.span, width, words) if text else None
    document = report.stored.requests[finding.request].document
    pointer = finding.place.pointer.removeprefix(document.pointer(document.root))
    node = resolve(document.root, pointer)
    if node is None:
        return None
    if finding.spots and node.is_string:
        spot = finding.spots[0]
        text = node.string
        return _cut(text, Span(spot.start, spot.end), _masks(text, words), width)
    return _of_node(document, node, width, words)


def _of_node(document: Document, node: Node, width: int, words: Lexicon | None) -> Excerpt:
    """Structure: the JSON around a value, on one line; of a long list or object, its key marked."""
    span = node.span
    seen = document.text[span.start : min(span.end, span.start + _GENEROUS * width)]
    if node.children and len(_SPACE.sub(" ", seen)) > width // 2:
        span = node.key_span or Span(span.start, span.start + 1)
    window = Span(span.start - _GENEROUS * width, span.end + _GENEROUS * width)
    masks = [
        mask for string in _strings_in(document.root, window) for mask in _raw_masks(string, words)
    ]
    return _cut(document.text, span, masks, width, joined=True)


def _of_broken(text: str, span: Span, width: int, words: Lexicon | None) -> Excerpt:
    """A place where there should be JSON: its line, as far as it fits."""
    begin = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.start)
    near = Span(
        max(begin, span.start - _GENEROUS * width),
        min(len(text) if end < 0 else end, span.start + _GENEROUS * width),
    )
    line = text[near.start : near.end]
    place = Span(span.start - near.start, min(span.end, near.end) - near.start)
    return _cut(line, place, _masks(line, words), width)


def _cut(
    text: str, place: Span, masks: Iterable[Edit], width: int, *, joined: bool = False
) -> Excerpt:
    """The characters at `place` with as much on both sides as fits into `width` columns.

    Args:
        masks: replacements for what is not to be shown.
        joined: whether runs of white space are shown as one space.
    """
    masks = sorted(masks)
    low = max(0, place.start - _GENEROUS * width)
    high = min(len(text), place.end + _GENEROUS * width)

    def shown(start: int, end: int) -> str:
        part = _masked(text, Span(start, end), masks)
        return _SPACE.sub(" ", part) if joined else part

    # Nothing is escaped before it is cut, so that no escape is cut in two.
    chosen = shown(place.start, place.end)
    marked = safe(chosen)
    if columns(marked) > width * 2 // 3:
        half = width // 3 - 1
        marked = f"{head(chosen, half)}…{tail(chosen, half)}"
    room = width - columns(marked)
    before, after = shown(low, place.start), shown(place.end, high)
    if joined and low == 0:
        before = before.lstrip()
    # A side that needs less than half of the room leaves the rest to the other.
    left = max(room // 2, room - columns(safe(after)) - 1)
    before = _last(before, min(left, room), more=low > 0)
    after = _first(after, room - columns(before), more=high < len(text))
    return Excerpt(before, marked, after.rstrip() if joined else after)


def _last(text: str, width: int, *, more: bool) -> str:
    whole = safe(text)
    if columns(whole) <= width and not more:
        return whole
    return "…" + tail(text, width - 1) if width > 0 else ""


def _first(text: str, width: int, *, more: bool) -> str:
    whole = safe(text)
    if columns(whole) <= width and not more:
        return whole
    return head(text, width - 1) + "…" if width > 0 else ""


def _masks(text: str, words: Lexicon | None) -> list[Edit]:
    """Replacements for what may be secret in a text."""
    return [
        Edit(Span(match.start, match.end), mask(text[match.start : match.end]))
        for match in find_spots(text, words)
        if match.secret
    ]


def _raw_masks(string: Node, words: Lexicon | None) -> Iterator[Edit]:
    """The same for a string value as it is written in its document."""
    for (start, end), text in _masks(string.string, words):
        yield Edit(string.map.span(start, end), text)


def _strings_in(root: Node, window: Span) -> Iterator[Node]:
    """The string values that have characters in a window of their document."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_string:
            yield node
        children = node.children
        first = bisect_left(children, window.start, key=lambda child: child.end)
        for child in children[first:]:
            if child.start >= window.end:
                break
            waiting.append(child)
