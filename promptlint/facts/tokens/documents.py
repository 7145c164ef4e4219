"""What a document costs: its text where it can be read, its pages where they can be counted.

Sources: Claude with vision, 1,580 tokens and 1.2 times the text per page (blank A4: 1,599; a full
letter page 2,670; with citations 4,232); Converse without citations reads a PDF's text alone (two
nearly empty pages: 112). Nothing is published on Nova.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from promptlint.facts.tokens.images import decode
from promptlint.facts.tokens.interval import Tokens
from promptlint.syntax import Node

# Tokens of a page: the text of it, or the text and its picture.
_AS_TEXT = Tokens(5, 600, 3_500)
_AS_PICTURE = Tokens(1_200, 2_200, 5_000)
_EITHER = _AS_TEXT | _AS_PICTURE
_MOST_PAGES = 600  # the service takes no more
_LEAST_PAGE = 1_500  # bytes that a page of a PDF takes up at least, roughly

_FRAME = Tokens(0, 15, 80)
_PLAIN = frozenset({"txt", "md", "csv", "html", "text/plain", "text/markdown", "text/html"})


def count_document(
    node: Node, text: Callable[[str], Tokens], family: str | None, *, cited: bool
) -> Tokens:
    """Tokens of a document.

    Args:
        node: the object with `source` (and in Converse `format` and `name`).
        text: counts a text.
        family: tokenizer family, None if unknown.
        cited: whether citations are on, which makes Converse look at a PDF's pages as well.
    """
    kind = node.get_string("format") or node.get_string("source", "media_type") or ""
    title = node.get_string("name") or node.get_string("title") or ""
    context = node.get_string("context") or ""
    around = _FRAME + text(f"{title} {context}".strip())
    written = node.get("source", "text") or node.get("source", "content")
    if written is not None:
        return around + _written(written, text)
    data = node.get("source", "bytes") or node.get("source", "data")
    if data is None or not data.is_string:
        return around + Tokens(0, 3_000, 400_000)
    if node.get_string("source", "type") == "text":
        return around + text(data.string)
    raw = decode(data.raw[1:-1])
    if kind in _PLAIN:
        return around + text(raw.decode("utf-8", "replace"))
    if "pdf" in kind or raw.startswith(b"%PDF"):
        converse = node.get("format") is not None
        return around + _pdf(raw, family, as_text=converse and not cited)
    # Office formats are compressed, or padded: anything from a few words to all of it.
    return around + Tokens(0, len(raw) // 20, len(raw))


def _written(node: Node, text: Callable[[str], Tokens]) -> Tokens:
    """A text, or a list of parts with `text`."""
    if node.is_string:
        return text(node.string)
    parts = (part.get_string("text") for part in node.children)
    return sum((text(part) for part in parts if part is not None), Tokens.zero)


def count_pages(pdf: bytes) -> int | None:
    """The number of pages; None where the page objects are compressed."""
    return len(re.findall(rb"/Type\s*/Page(?![a-zA-Z])", pdf)) or None


def _pdf(raw: bytes, family: str | None, *, as_text: bool) -> Tokens:
    page = _AS_TEXT if as_text else _AS_PICTURE
    if family is None or family.startswith("N"):
        page = _EITHER
    pages = count_pages(raw)
    if pages is not None:
        return Tokens(page.low * pages, page.estimate * pages, page.high * pages)
    most = min(max(len(raw) // _LEAST_PAGE, 1), _MOST_PAGES)
    likely = min(max(len(raw) // 50_000, 1), most)
    return Tokens(page.low, page.estimate * likely, page.high * most)
