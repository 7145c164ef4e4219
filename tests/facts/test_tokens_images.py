"""Images: their size from their first bytes, and the tokens that recordings show."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.dialects import read
from promptlint.facts.tokens import Tokens, count_block
from promptlint.facts.tokens.images import LARGE, STANDARD, Limit, claude_tokens, size_of
from promptlint.prompt import DialectName
from promptlint.syntax import Document


def count(content: object, dialect: DialectName = "converse", family: str | None = "A") -> Tokens:
    """Tokens of the only block of a request."""
    document = Document(json.dumps({"messages": [{"role": "user", "content": [content]}]}))
    (block,) = read(document, document.root, dialect).blocks
    return count_block(block, family)


# Headers as the formats' specifications draw them.
def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\x08\x06\0\0\0"


def gif(width: int, height: int) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0"


def jpeg(width: int, height: int) -> bytes:
    app = b"\xff\xe1" + struct.pack(">H", 3_002) + b"\xff\xc0" * 1_500  # looks like a frame: is not
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 17, 8, height, width, 3)
    return b"\xff\xd8" + app + frame + b"\0" * 9


def webp_lossy(width: int, height: int) -> bytes:
    frame = b"\x30\x01\x00\x9d\x01\x2a" + struct.pack("<HH", width, height)
    return b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0" + frame


def webp_lossless(width: int, height: int) -> bytes:
    bits = (width - 1) | (height - 1) << 14
    return b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + struct.pack("<I", bits) + b"\0" * 8


def webp_extended(width: int, height: int) -> bytes:
    size = struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return b"RIFF\0\0\0\0WEBPVP8X\n\0\0\0\0\0\0\0" + size


FORMATS = [png, gif, jpeg, webp_lossy, webp_lossless, webp_extended]


def encoded(data: bytes) -> str:
    return base64.b64encode(data + b"\0" * 50).decode()


def image(data: bytes) -> dict[str, object]:
    return {"image": {"format": "png", "source": {"bytes": encoded(data)}}}


@pytest.mark.parametrize("header", FORMATS)
@given(width=st.integers(1, 16_383), height=st.integers(1, 16_383))
def test_the_size_of_an_image_is_read_from_its_header(
    header: Callable[[int, int], bytes], width: int, height: int
) -> None:
    assert size_of(encoded(header(width, height))) == (width, height)


@given(st.binary(max_size=200))
def test_damaged_images_have_no_size_and_do_no_harm(data: bytes) -> None:
    size_of(encoded(b"\xff\xd8" + data))
    size_of("not base64 at all!")
    assert size_of(encoded(b"\x89PNG\r\n\x1a\n" + b"\0" * 20)) is None


def test_images_are_resized_before_they_are_counted() -> None:
    # The vendor's own examples for the standard tier.
    assert claude_tokens(1075, 1520, STANDARD) == 1_551
    assert claude_tokens(1920, 1080, STANDARD) == 1_560
    assert claude_tokens(1024, 1024, STANDARD) == 1_369
    assert claude_tokens(1920, 1080, LARGE) == 2_691
    assert claude_tokens(60, 30, STANDARD) == 6


@given(st.integers(1, 9_000), st.integers(1, 9_000), st.sampled_from([STANDARD, LARGE]))
def test_no_image_costs_more_than_the_limit(width: int, height: int, limit: Limit) -> None:
    assert 1 <= claude_tokens(width, height, limit) <= limit.tokens


# Recorded on Claude 4.5: the image's share of a request's tokens.
@pytest.mark.parametrize(
    ("width", "height", "true"),
    [
        (540, 360, 264),
        (166, 282, 69),
        (128, 128, 28),
        (405, 405, 228),
        (60, 30, 9),
        (1001, 1001, 1_299),
        (1920, 1080, 1_560),
        (3840, 2160, 1_592),
        (4032, 3024, 1_596),
    ],
)
def test_recorded_images_lie_inside(width: int, height: int, true: int) -> None:
    for content, dialect in (
        (image(png(width, height)), "converse"),
        (
            {"type": "image", "source": {"type": "base64", "data": encoded(png(width, height))}},
            "invoke-anthropic",
        ),
    ):
        tokens = count(content, dialect)  # type: ignore[arg-type]
        assert tokens.low <= true <= tokens.high
        assert tokens.high <= 1.2 * tokens.low + 10


@pytest.mark.parametrize(
    ("width", "height", "true"),
    [(256, 256, 100), (1920, 1080, 2_691), (2560, 1440, 2_992), (4032, 3024, 3_928)],
)
def test_recorded_images_of_the_newer_generation_lie_inside(
    width: int, height: int, true: int
) -> None:
    tokens = count(image(png(width, height)), family="B")
    assert tokens.low <= true <= tokens.high


def test_an_image_elsewhere_may_have_any_size() -> None:
    stored = {"image": {"format": "png", "source": {"s3Location": {"uri": "s3://b/k.png"}}}}
    assert count(stored).low < 50
    assert count(stored).high > 1_568
    nova = count(image(png(540, 360)), family="N1")
    assert nova.low <= 1_818 <= nova.high
