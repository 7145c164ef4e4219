"""The cache as it is documented, against examples from outside and against a plain model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from promptlint.cache import Cache, Miss
from promptlint.facts.lookback import LOOKBACK
from promptlint.prompt import Ttl


def prefixes(blocks: Sequence[str]) -> list[tuple[str, ...]]:
    """A key for each block: all blocks up to it."""
    return [tuple(blocks[: number + 1]) for number in range(len(blocks))]


def test_the_published_example() -> None:
    # Instructions of 1,038 tokens, then a document, a checkpoint behind each; then a question.
    tokens = {"instructions": 1038, "report": 36171, "letter": 37888, "why?": 9, "how?": 9}
    cache = Cache()
    read_and_written = []
    for call, blocks in enumerate(
        [
            ("instructions", "report", "why?"),
            ("instructions", "report", "how?"),
            ("instructions", "letter", "why?"),
        ]
    ):
        served = cache.serve(prefixes(blocks), [(0, "5m"), (1, "5m")], 10.0 * call)
        sizes = [tokens[block] for block in blocks[:2]]
        read_and_written.append((sum(sizes[: served.read]), sum(sizes[served.read :])))
    assert read_and_written == [(0, 37209), (37209, 0), (1038, 37888)]


@pytest.mark.parametrize(("added", "read"), [(1, 1), (20, 1), (21, 1), (22, 0), (40, 0)])
def test_how_far_a_checkpoint_looks_back(added: int, read: int) -> None:
    cache = Cache()
    row = [str(number) for number in range(added + 1)]
    cache.serve(prefixes(row[:1]), [(0, "5m")], 0)
    served = cache.serve(prefixes(row), [(added, "5m")], 1)
    assert served.read == read
    assert served.miss == (None if read else Miss("too-far", 0))


def test_a_hit_starts_the_ttl_anew_and_time_runs_from_the_start_of_a_request() -> None:
    cache = Cache()
    row = prefixes(["a"])
    times = [0.0, 300.0, 600.0, 900.1]
    assert [cache.serve(row, [(0, "5m")], time).read for time in times] == [0, 1, 1, 0]
    assert cache.serve(row, [(0, "5m")], 2000.0).miss == Miss("expired", 0)


def test_what_is_being_written_cannot_be_read_yet() -> None:
    cache = Cache(lag=5.0)
    row = prefixes(["a"])
    assert [cache.serve(row, [(0, "5m")], time).read for time in (0.0, 4.0, 9.5)] == [0, 0, 1]


def test_each_cause_of_a_miss() -> None:
    cache = Cache()
    assert cache.serve(prefixes("abc"), [(2, "5m")], 0).miss == Miss("first", 0)
    assert cache.serve(prefixes("abxy"), [(3, "5m")], 1).miss == Miss("changed", 2)
    assert cache.serve(prefixes("z"), [(0, "5m")], 2).miss == Miss("changed", 0)
    assert cache.serve(prefixes("abc"), [(1, "5m"), (2, "5m")], 3).miss is None
    assert cache.serve(prefixes("abcdef"), [(5, "5m")], 4).miss is None  # a new end
    assert cache.serve(prefixes("k"), [], 5).miss is None
    assert cache.serve(prefixes("kl"), [(1, "5m")], 6).miss == Miss("not-stored", 0)


class Entry(NamedTuple):
    blocks: tuple[str, ...]
    seconds: int
    since: float


def expected(
    entries: list[Entry], blocks: tuple[str, ...], points: list[tuple[int, Ttl]], time: float
) -> tuple[int, list[Entry]]:
    """One request by the words of the documentation, with no index and no hash."""
    live = [entry for entry in entries if time - entry.since <= entry.seconds]
    hits = set()
    for index, _ in points:
        within = [
            entry.blocks
            for entry in live
            if entry.blocks == blocks[: len(entry.blocks)]
            and 0 <= index + 1 - len(entry.blocks) <= LOOKBACK
        ]
        if within:
            hits.add(max(within, key=len))
    live = [entry._replace(since=time) if entry.blocks in hits else entry for entry in live]
    known = {entry.blocks for entry in live}
    for index, ttl in points:
        if blocks[: index + 1] not in known:
            live.append(Entry(blocks[: index + 1], 300 if ttl == "5m" else 3600, time))
    return max((len(hit) for hit in hits), default=0), live


@settings(max_examples=examples(100), deadline=None)
@given(st.data())
def test_many_requests_against_the_words_of_the_documentation(data: st.DataObject) -> None:
    cache, entries, time = Cache(), list[Entry](), 0.0
    for _ in range(data.draw(st.integers(1, 12))):
        # Few letters, so that requests share much; long enough to leave the lookback behind.
        blocks = ("a",) * data.draw(st.integers(0, 30))
        blocks += tuple(data.draw(st.text("ab", min_size=1, max_size=5)))
        places = data.draw(st.sets(st.integers(0, len(blocks) - 1), max_size=4))
        long = data.draw(st.integers(0, len(places)))
        points: list[tuple[int, Ttl]] = [
            (place, "1h" if number < long else "5m") for number, place in enumerate(sorted(places))
        ]
        time += data.draw(st.sampled_from([0.0, 1.0, 200.0, 301.0, 3000.0, 3601.0]))
        read, entries = expected(entries, blocks, points, time)
        assert cache.serve(prefixes(blocks), points, time).read == read
