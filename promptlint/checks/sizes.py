"""Which prefixes are too short to be cached, or may be."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.facts import Facts, Prefix, Verdict, compare, verdict


def judged(facts: Facts, wanted: Verdict) -> Iterator[tuple[int, Prefix]]:
    """The prefixes of one verdict, counted exactly only where a quick count is not enough."""
    if facts.caching.supported is False:
        return
    for number, point in enumerate(facts.request.checkpoints):
        # Their sizes alone decide most prefixes, a count without a vocabulary most of the rest.
        size = facts.bounds[point.after.index]
        if compare(size, facts.caching.minimum, expands=True) == "above":
            continue
        if verdict(facts, facts.prefixes[number]) not in (wanted, "maybe"):
            continue
        exact = facts.precise.prefixes[number]
        if verdict(facts, exact) == wanted:
            yield number, exact
