"""How well volatile text is found in real prompts: `python -m benchmarks.volatile [--held-out]`.

Prints precision and recall (averaged per file, so that one long file does not rule), then every
miss and false alarm, then the speed. A third of the files, chosen by a hash of their names, is
held out: its rows are only printed when asked for.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from promptlint.facts.volatile import Match, find_spots

ROOT = Path(__file__).parents[1]
CORPUS = Path(os.environ.get("PROMPTLINT_MATERIAL", ROOT.parent / "shared")) / "corpus"
PROSE = """\
You answer customers of a shop that sells and repairs bicycles. Quote the tariff table by its row,
and name the row when a price is disputed; if no row fits, say so instead of guessing.

## Tone
- Write short sentences, in the language of the letter, and never blame the customer.
- Two things are always wrong: a promise that is not in the policy, and a refund without a receipt.

Read the whole letter first. Most of them ask for one thing only (where a parcel is, or what a
repair will cost), but some ask for several, and each is to be answered in the order it came in.
"""
SCOPES = ("request", "session", "day", "user")


class Case(NamedTuple):
    """A text with labelled spans (start, end, volatile, scope)."""

    name: str
    text: str
    spans: list[tuple[int, int, object, str]]


class Score(NamedTuple):
    """Figures over several files."""

    precision: float
    recall: dict[str, float]
    positives: dict[str, int]
    misses: list[str]
    alarms: list[str]


def held_out(name: str) -> bool:
    """Whether a file is in the third that is not looked at while rules are written."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 3 == 0


def prompts(corpus: Path) -> Iterator[Case]:
    """Labelled system prompts and templates."""
    for row in json.loads((corpus / "prompts.json").read_text(encoding="utf-8")):
        text = (corpus / "prompts" / row["file"]).read_text(encoding="utf-8")
        yield Case(
            row["file"],
            text,
            [(s["start"], s["end"], s["volatile"], s["scope"]) for s in row["spans"]],
        )


def request_texts(corpus: Path) -> Iterator[Case]:
    """Texts of requests that carry a volatile label; what is not labelled there is not judged."""
    for row in json.loads((corpus / "requests.json").read_text(encoding="utf-8")):
        if not row["volatile"]:
            continue
        try:
            whole = json.loads((corpus / row["file"]).read_text(encoding="utf-8"))
        except json.JSONDecodeError:
            continue  # templates of requests are not JSON
        grouped: dict[str, list[tuple[int, int, object, str]]] = defaultdict(list)
        for label in row["volatile"]:
            span = (
                label["start"],
                label["start"] + len(label["text"]),
                label["volatile"],
                label["scope"],
            )
            grouped[label["pointer"]].append(span)
        for pointer, spans in grouped.items():
            text = _at(whole, pointer)
            if not isinstance(text, str):
                text = _at(whole, row["core_pointer"] + pointer)
            if isinstance(text, str):
                yield Case(row["file"].rpartition("/")[2] + pointer, text, spans)


def _at(value: object, pointer: str) -> object:
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        try:
            if isinstance(value, list):
                value = value[int(key)]
            elif isinstance(value, dict):
                value = value[key]
        except (KeyError, IndexError, ValueError):
            return None
    return value


def score(cases: list[Case], *, judge_unlabelled: bool = True) -> Score:
    """Precision and recall, each averaged over the files that have any."""
    precisions: list[float] = []
    recalls: dict[str, list[float]] = {scope: [] for scope in SCOPES}
    positives = dict.fromkeys(SCOPES, 0)
    misses, alarms = [], []
    for case in cases:
        spots = find_spots(case.text)
        good = 0
        for spot in spots:
            labels = [v for s, e, v, _ in case.spans if s < spot.end and spot.start < e]
            if any(v is not False for v in labels) or not (labels or judge_unlabelled):
                good += 1
            else:
                alarms.append(
                    _row(
                        case,
                        spot.start,
                        spot.end,
                        f"{spot.kind} {spot.confidence}: {spot.evidence}",
                    )
                )
        if spots:
            precisions.append(good / len(spots))
        for scope in SCOPES:
            wanted = [(s, e) for s, e, v, at in case.spans if v is True and at == scope]
            hit = [any(s < x.end and x.start < e for x in spots) for s, e in wanted]
            positives[scope] += len(wanted)
            if wanted:
                recalls[scope].append(sum(hit) / len(wanted))
            misses += [
                _row(case, s, e, scope)
                for (s, e), found in zip(wanted, hit, strict=True)
                if not found
            ]
    return Score(
        _mean(precisions), {k: _mean(v) for k, v in recalls.items()}, positives, misses, alarms
    )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


def _row(case: Case, start: int, end: int, note: str) -> str:
    before = case.text[max(0, start - 50) : start]
    return f"  {case.name[:36]:36} [{note}] {before!r} ▸ {case.text[start:end][:90]!r}"


def report(title: str, cases: list[Case], *, rows: bool, judge_unlabelled: bool = True) -> None:
    """Prints one table, and the rows behind it."""
    result = score(cases, judge_unlabelled=judge_unlabelled)
    recall = "  ".join(f"{s} {result.recall[s]:.2f} (n={result.positives[s]})" for s in SCOPES)
    print(f"{title}: {len(cases)} files, precision {result.precision:.3f}, recall {recall}")
    if rows:
        print(" missed:", *result.misses, sep="\n")
        print(" false alarms:", *result.alarms, sep="\n")


def speed(cases: list[Case]) -> float:
    """Megabytes per second over all texts."""
    size = sum(len(case.text) for case in cases)
    best = min(_seconds(cases) for _ in range(3))
    return size / best / 1e6


def _seconds(cases: list[Case]) -> float:
    start = time.perf_counter()
    for case in cases:
        find_spots(case.text)
    return time.perf_counter() - start


def main(arguments: list[str]) -> None:
    """Prints everything."""
    if not CORPUS.is_dir():
        sys.exit("the corpus of real requests is not on this machine")
    everything = list(prompts(CORPUS))
    requests = list(request_texts(CORPUS))
    seen = [case for case in everything if not held_out(case.name)]
    report("prompts, development", seen, rows=True)
    in_sight = [case for case in requests if not held_out(case.name.partition("/")[0])]
    report("requests, development", in_sight, rows=True, judge_unlabelled=False)
    if "--held-out" in arguments:
        report(
            "prompts, held out",
            [c for c in everything if held_out(c.name)],
            rows="--rows" in arguments,
        )
        rest = [c for c in requests if held_out(c.name.partition("/")[0])]
        report("requests, held out", rest, rows="--rows" in arguments, judge_unlabelled=False)
    prose = Case("prose", (PROSE * 100)[:24_000], [])
    for what, cases in (("prose without findings", [prose] * 10), ("prompts, development", seen)):
        size = sum(len(case.text) for case in cases)
        print(f"speed, {what}: {speed(cases):.1f} MB/s over {size / 1e3:.0f} KB")


def matches(text: str) -> tuple[Match, ...]:
    """The spots of one text (for use at a prompt)."""
    return find_spots(text)


if __name__ == "__main__":
    main(sys.argv[1:])
