"""A file's text, and where its characters stand."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

_UTF8_BOM = b"\xef\xbb\xbf"
# Longest first: the UTF-32 mark begins with the UTF-16 one.
_FOREIGN_BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
# How files begin that are no text. Some of them are mistaken for requests, or hold requests.
_OTHERS = (
    (b"\x1f\x8b", "the file is compressed by gzip, and has to be unpacked first"),
    (b"PK\x03\x04", "the file is a ZIP archive, and has to be unpacked first"),
    (b"\x28\xb5\x2f\xfd", "the file is compressed by zstd, and has to be unpacked first"),
    (b"PAR1", "the file is in Parquet, and not in JSON"),
    (b"%PDF-", "the file is a PDF, and not text"),
    (b"\x89PNG", "the file is a picture, and not text"),
    (b"\xff\xd8\xff", "the file is a picture, and not text"),
    (b"GIF8", "the file is a picture, and not text"),
    (b"RIFF", "the file is a picture or a sound, and not text"),
)


class Span(NamedTuple):
    """Half-open range of code points, counted from 0."""

    start: int
    end: int


class Position(NamedTuple):
    """A place as editors show it: line and column counted from 1, columns in code points."""

    line: int
    column: int


class NotText(Exception):
    """The bytes are not UTF-8 text. Carries the sentence for the user and the place."""

    def __init__(self, reason: str, position: Position) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position


class Source:
    """A file decoded once. A byte order mark is remembered, not part of `text`."""

    __slots__ = ("_line_starts", "bom", "path", "text")

    def __init__(self, path: str, text: str, *, bom: bool = False) -> None:
        self.path = path
        self.text = text
        self.bom = bom
        self._line_starts: list[int] | None = None

    @classmethod
    def decode(cls, path: str, data: bytes) -> Source:
        """Read UTF-8, with or without a byte order mark.

        Raises:
            NotText: the bytes are in another encoding or broken.
        """
        for mark, name in _FOREIGN_BOMS:
            if data.startswith(mark):
                raise NotText(f"the file is {name}, and JSON for Bedrock is UTF-8", Position(1, 1))
        bom = data.startswith(_UTF8_BOM)
        try:
            return cls(path, data[3:].decode() if bom else data.decode(), bom=bom)
        except UnicodeDecodeError as error:
            if reason := _what_else(data):
                raise NotText(reason, Position(1, 1)) from None
            before = error.object[: error.start].decode()
            broken = error.object[error.start]
            raise NotText(
                f"the byte 0x{broken:02x} is not valid UTF-8",
                cls(path, before).position(len(before)),
            ) from None

    def encode(self, text: str | None = None) -> bytes:
        """`text` (default: this source's own) as bytes, with the byte order mark it came with."""
        body = (self.text if text is None else text).encode()
        return _UTF8_BOM + body if self.bom else body

    @property
    def line_starts(self) -> list[int]:
        """Offsets of the first character of every line."""
        if self._line_starts is None:
            starts = [0]
            find, at = self.text.find, -1
            while (at := find("\n", at + 1)) >= 0:
                starts.append(at + 1)
            self._line_starts = starts
        return self._line_starts

    def position(self, offset: int) -> Position:
        """Line and column of the character at `offset` (code points from 0)."""
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its line ending."""
        start = self.line_starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : len(self.text) if end < 0 else end].removesuffix("\r")


def _what_else(data: bytes) -> str | None:
    """What bytes are that are not UTF-8, if it can be told."""
    known = next((words for begin, words in _OTHERS if data.startswith(begin)), None)
    return known or ("the file is binary, and not text" if b"\0" in data else None)
