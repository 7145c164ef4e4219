"""What an image costs: its size from the first bytes, then the vendor's arithmetic."""

from __future__ import annotations

import base64
import binascii
from typing import NamedTuple

from promptlint.facts.tokens.interval import Tokens

_CELL = 28  # pixels: an image is cut into cells of this size, each one token


class Limit(NamedTuple):
    """The largest image that a generation of Claude sees: longest edge in pixels, tokens."""

    edge: int
    tokens: int


STANDARD = Limit(1568, 1568)
LARGE = Limit(2576, 4784)  # Opus 4.7 and later

# 32 and 40 tokens came on top, and the large limit was that of an image of 2,000 pixels, where
# a longer edge was sent (public measurements of Claude 4.5 and 5.5, 2026).
_LONG_EDGE = 2000
_NOTE = 40


def claude_tokens(width: int, height: int, limit: Limit) -> int:
    """Tokens of an image after the resize that the service does first.

    Source: platform.claude.com, vision; agrees with recorded usage except for 3 to 5 tokens of
    frame. The size is kept if it fits; otherwise the largest long edge that fits is taken.
    """
    if _fits(width, height, limit):
        return _cells(width, height)
    long, short = max(width, height), min(width, height)
    low, high = 1, min(long, limit.edge)
    while low < high:
        middle = (low + high + 1) // 2
        if _fits(middle, max(round(middle * short / long), 1), limit):
            low = middle
        else:
            high = middle - 1
    return _cells(low, max(round(low * short / long), 1))


def _cells(width: int, height: int) -> int:
    return -(-width // _CELL) * -(-height // _CELL)


def _fits(width: int, height: int, limit: Limit) -> bool:
    padded = max(-(-width // _CELL), -(-height // _CELL)) * _CELL
    return padded <= limit.edge and _cells(width, height) <= limit.tokens


def count_image(size: tuple[int, int] | None, family: str | None) -> Tokens:
    """Tokens of an image of `size` (width, height), or of one of unknown size."""
    if family is None:
        both = count_image(size, "A"), count_image(size, "B"), count_image(size, "N1")
        return both[0] | both[1] | both[2]
    if family.startswith("N"):
        # Nova Pro: 1,818 for 540x360 and for 3008x2000; the vendor's table has 800 for 900x450
        # and 2,600 for 1300x1300. No formula is published.
        return Tokens(250, 1_800, 3_000)
    limit = LARGE if family == "B" else STANDARD
    if size is None:
        return Tokens(4, limit.tokens // 2, limit.tokens + limit.tokens // 20 + _NOTE)
    tokens = claude_tokens(*size, limit)
    low, middle = tokens, tokens + 4
    if max(size) > _LONG_EDGE:
        width, height = (max(round(edge * _LONG_EDGE / max(size)), 1) for edge in size)
        low = min(tokens, claude_tokens(width, height, limit))
        middle = low + _NOTE
    # One recording in ten was 70 tokens above the formula, nobody knows why.
    return Tokens(low, middle, tokens + max(tokens // 20, 5) + _NOTE * (max(size) > _LONG_EDGE))


def size_of(encoded: str) -> tuple[int, int] | None:
    """Width and height of a base64 PNG, JPEG, GIF or WebP image; None if they can't be read."""
    for length in (1_024, 262_144):
        head = decode(encoded[:length])
        found = _read_size(head)
        if found is not None or len(encoded) <= length:
            return found if found and min(found) > 0 else None
    return None


def decode(encoded: str) -> bytes:
    """The bytes of base64 text as far as it goes; a cut or damaged end is dropped."""
    clean = encoded.replace("\\/", "/").replace("\\n", "").replace("\n", "").rstrip("=")
    try:
        return base64.b64decode(clean[: len(clean) // 4 * 4])
    except (binascii.Error, ValueError):
        return b""


def _read_size(data: bytes) -> tuple[int, int] | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return _big(data[16:20]), _big(data[20:24])
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return _little(data[6:8]), _little(data[8:10])
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30:
        return _read_webp(data)
    if data.startswith(b"\xff\xd8"):
        return _read_jpeg(data)
    return None


def _read_webp(data: bytes) -> tuple[int, int] | None:
    form = data[12:16]
    if form == b"VP8X":
        return _little(data[24:27]) + 1, _little(data[27:30]) + 1
    if form == b"VP8L":
        bits = _little(data[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8 ":
        return _little(data[26:28]) & 0x3FFF, _little(data[28:30]) & 0x3FFF
    return None


def _read_jpeg(data: bytes) -> tuple[int, int] | None:
    """Walk the segments up to the frame header, which holds the size."""
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:  # fill byte
            place += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return _big(data[place + 7 : place + 9]), _big(data[place + 5 : place + 7])
        else:
            place += 2 + _big(data[place + 2 : place + 4])
    return None


def _big(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")
