"""The shipped vocabulary: it is the published one, needs no network, and survives any text."""

from __future__ import annotations

import base64
import hashlib
import random
import socket
import string
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.facts.tokens import count_text, vocabulary

# The hash that tiktoken pins in its own openai_public.py.
PUBLISHED = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"


def test_the_shipped_vocabulary_is_the_published_one() -> None:
    lines = (
        base64.b64encode(token) + b" %d\n" % rank for token, rank in vocabulary.read_ranks().items()
    )
    assert hashlib.sha256(b"".join(lines)).hexdigest() == PUBLISHED


def test_the_packer_refuses_another_file(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.tiktoken"
    other.write_bytes(b"IQ== 0\n")
    script = root / "scripts" / "pack_vocabulary.py"
    run = subprocess.run(
        [sys.executable, script, other], capture_output=True, text=True, check=False
    )
    assert run.returncode != 0
    assert "SHA-256" in run.stderr


def test_counts_are_those_of_cl100k() -> None:
    # Counted with tiktoken's own cl100k_base.
    assert vocabulary.count("tiktoken is great!") == 6
    assert vocabulary.count("お誕生日おめでとう") == 9
    assert vocabulary.count("2 + 2 = 4") == 7
    assert vocabulary.count("antidisestablishmentarianism") == 6


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> NoReturn:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    vocabulary.vocabulary.cache_clear()
    assert vocabulary.count("Nobody is called for this.") == 6


def test_quick_counting_loads_nothing_heavy(root: Path) -> None:
    code = (
        "import sys; from promptlint.facts.tokens import count_text; "
        "count_text('some text', 'A', quick=True); "
        "heavy = {'tiktoken', 'regex', 'requests', 'pydantic', 'jsonschema', 'rich', 'click'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root
    )
    assert run.stdout.strip() == "[]"


@given(st.text(alphabet="a \n", min_size=1, max_size=400))
def test_pieces_are_short_and_make_up_the_text(text: str) -> None:
    long = text * (3 * vocabulary.PIECE // len(text) + 1)
    parts = list(vocabulary.pieces(long))
    assert "".join(parts) == long
    assert all(0 < len(part) <= vocabulary.PIECE for part in parts)


def test_cutting_hardly_changes_the_count() -> None:
    text = "The quick brown fox jumps over the lazy dog, and nobody minds.\n" * 4_000
    whole = len(vocabulary.vocabulary().encode_ordinary(text))
    assert vocabulary.count(text) == pytest.approx(whole, abs=2 * len(text) / vocabulary.PIECE + 2)


def test_a_panic_in_the_tokenizer_leaves_the_quick_estimate(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class PanicException(BaseException):  # what Rust code raises; it has no importable class
        pass

    class Panicking:
        def encode_ordinary(self, _text: str) -> NoReturn:
            raise PanicException("StackOverflow")

    monkeypatch.setattr(vocabulary, "vocabulary", Panicking)
    assert count_text("some text", "A") == count_text("some text", "A", quick=True)


def test_other_problems_are_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted:
        def encode_ordinary(self, _text: str) -> NoReturn:
            raise KeyboardInterrupt

    monkeypatch.setattr(vocabulary, "vocabulary", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        count_text("some text", "A")


def _base64(size: int) -> str:
    return "".join(random.Random(7).choices(string.ascii_letters + string.digits, k=size))


HOSTILE: dict[str, Callable[[int], str]] = {
    "spaces": lambda size: " " * size + "x",
    "one letter": lambda size: "a" * size,
    "digits": lambda size: "7" * size,
    "base64": _base64,
    "emoji": lambda size: "😀" * (size // 4),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_take_time_in_proportion_to_their_length(name: str) -> None:
    text = HOSTILE[name](800_000)
    vocabulary.count("loaded before the clock starts")
    eighth, whole = _seconds(text[: len(text) // 8]), _seconds(text)
    assert whole < 30 * eighth  # in proportion: 8; quadratic: 64
    counted = count_text(text, None)
    assert 0 < counted.low <= counted.estimate <= counted.high


def _seconds(text: str) -> float:
    start = time.process_time()
    count_text(text, "A")
    return time.process_time() - start
