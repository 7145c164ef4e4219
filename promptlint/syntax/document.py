"""A JSON document in a file: the file itself, a line of it, or a string inside another document."""

from __future__ import annotations

from functools import cached_property

from promptlint.syntax.lines import Lines
from promptlint.syntax.node import Node
from promptlint.syntax.parser import parse
from promptlint.syntax.strings import escapes_all, quote
from promptlint.syntax.style import Style, style_of
from promptlint.text import Edit, Span


class Document:
    """A parsed document and the way from its characters back to the file's.

    Attributes:
        text: the text that was parsed; all offsets are offsets in it.
        root: the document's value.
        depth: how many containers are nested in one another.
        duplicates: members whose key an earlier member of the same object has.
        holder: the document and the string in it that this document is written in, if any.
    """

    def __init__(
        self,
        text: str,
        start: int = 0,
        end: int | None = None,
        holder: tuple[Document, Node] | None = None,
    ) -> None:
        """Parse `text[start:end]` (a line of a JSONL file, or all of the text).

        Raises:
            SyntaxProblem: the text is not JSON.
        """
        self.text = text
        self.root, self.depth, self.duplicates = parse(text, start, end)
        self.holder = holder

    @classmethod
    def inside(cls, outer: Document, string: Node) -> Document:
        """The document written in a string of another one. Raises SyntaxProblem."""
        return cls(string.string, holder=(outer, string))

    @cached_property
    def style(self) -> Style:
        """How the document is written."""
        return style_of(self.root)

    @cached_property
    def lines(self) -> Lines:
        """Where the document's lines begin."""
        return Lines(self.text, *self.root.span)

    @cached_property
    def _held_in_ascii(self) -> bool:
        return self.holder is not None and escapes_all(self.holder[1].raw)

    def file_span(self, span: Span) -> Span:
        """The characters of the file that spell the characters `span` of this document."""
        if self.holder is None:
            return span
        outer, string = self.holder
        return outer.file_span(string.map.span(*span))

    def file_edit(self, edit: Edit) -> Edit:
        """The same change, made in the file."""
        if self.holder is None:
            return edit
        outer, string = self.holder
        escaped = quote(edit.text, ascii_only=self._held_in_ascii)[1:-1]
        return outer.file_edit(Edit(string.map.span(*edit.span), escaped))

    def pointer(self, node: Node) -> str:
        """Where `node` is: a JSON Pointer; inside an escaped body, `/body#/pointer/inside`."""
        if self.holder is None:
            return node.pointer
        outer, string = self.holder
        return f"{outer.pointer(string)}#{node.pointer}"
