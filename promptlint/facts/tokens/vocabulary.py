"""OpenAI's cl100k vocabulary, from the package itself: nothing is ever fetched.

Neither Claude's nor Nova's vocabulary is public. cl100k is the best public yardstick for both:
it sees words, numbers and scripts as they do, and a linear correction does the rest.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tiktoken import Encoding

# What cl100k breaks a text into before it looks tokens up (tiktoken's own pattern for it).
_PATTERN = (
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"
    r"|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
)

# tiktoken panics on a run of about a million blanks and slows down on long runs of anything.
PIECE = 50_000


def read_ranks() -> dict[bytes, int]:
    """The vocabulary: each token and its rank. See scripts/pack_vocabulary.py for the format."""
    import zlib
    from io import BytesIO
    from pathlib import Path

    packed = (Path(__file__).parent / "cl100k.bin.gz").read_bytes()
    unpacked = BytesIO(zlib.decompress(packed, wbits=31))  # 31: what gzip writes
    number = int.from_bytes(unpacked.read(4), "little")
    lengths = unpacked.read(number)
    # A hundred thousand turns without a loop in Python.
    return dict(zip(map(unpacked.read, lengths), range(number), strict=True))


@cache
def vocabulary() -> Encoding:
    """The encoding, built when it is first asked for (some 50 ms)."""
    # Built directly: the registry of tiktoken would ask the network for the vocabulary.
    from tiktoken import Encoding

    return Encoding(
        name="promptlint/cl100k",
        pat_str=_PATTERN,
        mergeable_ranks=read_ranks(),
        special_tokens={},
    )


def pieces(text: str) -> Iterator[str]:
    """The text in pieces of at most PIECE characters, cut behind a line or a word if possible."""
    start = 0
    while len(text) - start > PIECE:
        end = start + PIECE
        cut = text.rfind("\n", end - 1_000, end) + 1 or text.rfind(" ", end - 1_000, end) or end
        cut = end if cut <= start else cut
        yield text[start:cut]
        start = cut
    yield text[start:]


def count(text: str) -> int | None:
    """The number of cl100k tokens; None if tiktoken fails on this text."""
    encode = vocabulary().encode_ordinary
    try:
        return sum(len(encode(piece)) for piece in pieces(text))
    except BaseException as problem:
        # A panic in tiktoken's Rust code is not even an Exception.
        if type(problem).__name__ != "PanicException":
            raise
        return None
