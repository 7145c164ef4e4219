"""What can be counted in a text cheaply, and what its tokens depend on.

Every feature is a number of places where a pattern of character classes begins. A text is encoded
once, its bytes are mapped to classes by `bytes.translate`, and classes or pairs of them are
counted by `bytes.count`: no loop in Python touches a character, so 30 MB/s and more.
"""

from __future__ import annotations

from functools import cache

# In UTF-8 the first byte of a character tells its script, roughly.
_SCRIPTS = (
    (0xC2, "l"),  # Latin with diacritics
    (0xCD, "g"),  # Greek
    (0xD0, "r"),  # Cyrillic
    (0xD4, "h"),  # Armenian, Hebrew
    (0xD8, "b"),  # Arabic, Syriac, Thaana, N'Ko
    (0xE0, "i"),  # India's scripts, Thai, Lao
    (0xE1, "j"),  # Tibetan to Khmer, Georgian, Vietnamese letters
    (0xE2, "s"),  # punctuation, arrows, mathematics, boxes
    (0xE3, "k"),  # kana, punctuation of CJK
    (0xE4, "z"),  # Han
    (0xEA, "o"),  # Hangul
    (0xEE, "f"),  # full-width forms, variation selectors, private use
    (0xF0, "q"),  # emoji, rare scripts
    (0xF8, "s"),
)

# Names of the counts per script, in the order of `scripts`.
SCRIPTS = ("l", "g", "r", "h", "b", "i", "j", "s", "k", "z", "o", "f", "q")

# Names of the counts that any text has, in the order of `shape`.
SHAPE = (
    "words",
    "letters6",
    "letters12",
    "upper",
    "upper2",
    "hump",
    "capital",
    "digits",
    "numbers",
    "mixed",
    "marks",
    "marks2",
    "mark_word",
    "space_mark",
    "lines",
    "lines2",
    "indents",
    "spaces2",
)


@cache
def _tables() -> tuple[bytes, bytes, bytes]:
    """Byte to class: (fine, letters and digits, what unbroken runs are made of)."""
    fine, coarse, runs = (bytearray(b" " * 256) for _ in range(3))
    for byte in range(256):
        char = chr(byte)
        if byte >= 0x80:
            kind = "c"  # the rest of a character
            for first, script in _SCRIPTS:
                kind = script if byte >= first else kind
            fine[byte] = runs[byte] = ord(kind)
        elif char.isalpha():
            fine[byte] = ord("A" if char.isupper() else "a")
            coarse[byte] = runs[byte] = ord("a")
        elif char.isdigit():
            fine[byte] = coarse[byte] = ord("0")
            runs[byte] = ord("a")
        elif char == "\n":
            fine[byte] = ord("n")
        elif not char.isspace():
            fine[byte] = runs[byte] = ord(".")
    return bytes(fine), bytes(coarse), bytes(runs)


def shape(data: bytes) -> tuple[int, ...]:
    """The counts named in SHAPE.

    `lettersN`: pieces of N that runs of letters hold. `upper2`, `marks2`, `lines2`, `spaces2`:
    pairs. `hump`: a capital inside a word; `capital`: one that begins a word in small letters;
    `mixed`: a digit behind a letter; `mark_word`: a letter behind a mark.
    """
    fine_table, coarse_table, _ = _tables()
    fine, coarse = data.translate(fine_table).count, data.translate(coarse_table).count
    mixed, first = coarse(b"a0"), data[:1]
    return (
        coarse(b" a") + first.isalpha(),
        coarse(b"aaaaaa"),
        coarse(b"aaaaaaaaaaaa"),
        fine(b"A"),
        fine(b"AA"),
        fine(b"aA"),
        fine(b"Aa"),
        coarse(b"0"),
        coarse(b" 0") + mixed + first.isdigit(),
        mixed,
        fine(b"."),
        fine(b".."),
        fine(b".a"),
        fine(b" ."),
        fine(b"n"),
        fine(b"nn"),
        fine(b"n "),
        fine(b"  "),
    )


def scripts(data: bytes) -> tuple[int, ...]:
    """The number of characters outside ASCII per script, named in SCRIPTS."""
    fine = data.translate(_tables()[0])
    return tuple(fine.count(name.encode()) for name in SCRIPTS)


def unbroken(data: bytes) -> int:
    """Bytes in runs of 32 or more letters and digits, marks, or blanks: base64, hashes, padding.

    Rounded down to multiples of 32 per run.
    """
    runs = data.translate(_tables()[2])
    return 32 * sum(runs.count(kind * 32) for kind in (b"a", b".", b" "))


def english(data: bytes) -> int:
    """Occurrences of the commonest English words: whether the text is English at all."""
    return sum(map(data.count, (b" the ", b" to ", b" of ", b" and ")))
