"""How well volatile text is found in real prompts: `python -m benchmarks.volatile [FOLDER …]`.

A FOLDER holds labelled prompts (prompts.json and prompts/); without one it is the corpus beside the
repository. Each prompt becomes the only system block of a request, with a checkpoint behind it; the
spots of `promptlint check` are held against the labels. Precision and recall are averaged over the
files, so that one long file does not rule; below stand the figures by kind, every miss and every
false alarm, and the patterns of other tools, where they are installed, on the same texts.
`--figures` leaves out the rows, `--speed` adds what hostile text costs.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from promptlint import rulepack
from promptlint.engine.lint import Settings, check_source
from promptlint.facts.volatile import find_spots
from promptlint.text import Source

ROOT = Path(__file__).parents[1]
CORPUS = Path(os.environ.get("PROMPTLINT_MATERIAL", ROOT.parent / "shared")) / "corpus"
MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
SCOPES = ("request", "session", "day", "user")
RULES = frozenset({"volatile-prefix", "volatile-tool"})
# Other tools, by distribution: where their patterns are, and how to get at them.
PEERS: dict[str, tuple[str, Callable[[Any], Sequence[Any]]]] = {
    "cachecanary": ("cachecanary.lint", lambda module: list(module.DYNAMIC_PATTERNS.values())),
    "promptcachelint": (
        "promptcachelint.detectors",
        lambda module: [pattern.regex for pattern in module.VOLATILE_PATTERNS],
    ),
    "bedrockcache": ("bedrockcache", lambda _: []),  # it has none
}
HOSTILE = ("a", " ", "1", "{", "}", "-", "@", ":", "\n", "a ", "1 ", "{a}", "1-", "a@", "a: 1\n")


class Label(NamedTuple):
    """A labelled span; `volatile`: true, false or "unsure"."""

    start: int
    end: int
    volatile: object
    scope: str
    kind: str


class Spot(NamedTuple):
    """A reported span, with what is said of it."""

    start: int
    end: int
    said: str = ""


class Case(NamedTuple):
    """A text, its labels, and what is reported in it."""

    name: str
    text: str
    labels: list[Label]
    spots: list[Spot]


class Score(NamedTuple):
    """Figures over several files."""

    precision: float
    recall: dict[str, float]
    positives: dict[str, int]
    by_kind: dict[str, tuple[int, int]]
    misses: list[str]
    alarms: list[str]


def request_of(text: str) -> str:
    """A request with a prompt as its only system block, and a checkpoint behind it."""
    return json.dumps(
        {
            "modelId": MODEL,
            "system": [{"text": text or " "}, {"cachePoint": {"type": "default"}}],
            "messages": [{"role": "user", "content": [{"text": "Hello."}]}],
        }
    )


def reported(name: str, request: str) -> Iterator[tuple[str, Spot]]:
    """The spots that `promptlint check` reports in a request, with their pointers.

    Raises SystemExit where a check failed: its silence would be scored as a miss.
    """
    report = check_source(Source(name, request), Settings(rules=RULES & rulepack.names()))
    for finding in report.findings:
        if finding.rule == "internal-error":
            raise SystemExit(finding.message)
        for spot in finding.spots:
            said = f"{spot.kind} {spot.confidence}: {spot.evidence}"
            yield spot.place.pointer, Spot(spot.start, spot.end, said)


def prompts(folder: Path) -> Iterator[Case]:
    """Labelled system prompts and templates."""
    for row in json.loads((folder / "prompts.json").read_text(encoding="utf-8")):
        text = (folder / "prompts" / row["file"]).read_text(encoding="utf-8")
        labels = [
            Label(span["start"], span["end"], span["volatile"], span["scope"], span["kind"])
            for span in row["spans"]
        ]
        spots = [spot for _, spot in reported("prompt.json", request_of(text))]
        yield Case(row["file"], text, labels, spots)


def requests(folder: Path) -> Iterator[Case]:
    """Requests that carry labels before a checkpoint, one case for each labelled text."""
    for row in json.loads((folder / "requests.json").read_text(encoding="utf-8")):
        wanted = [x for x in row["volatile"] if x["before_checkpoint"] and x["pointer"]]
        if not wanted:
            continue
        request = (folder / row["file"]).read_text(encoding="utf-8")
        found = list(reported("request.json", request))
        for pointer in dict.fromkeys(label["pointer"] for label in wanted):
            labels = [
                Label(x["start"], x["start"] + len(x["text"]), x["volatile"], x["scope"], "-")
                for x in wanted
                if x["pointer"] == pointer
            ]
            text = _at(json.loads(request), pointer)
            spots = [spot for place, spot in found if place == pointer]
            # What is not labelled in a request is not judged.
            judged = [spot for spot in spots if any(_overlap(spot, label) for label in labels)]
            yield Case(row["file"].rpartition("/")[2] + pointer, text, labels, judged)


def _at(value: Any, pointer: str) -> str:  # noqa: ANN401 - JSON
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        value = value[int(key)] if isinstance(value, list) else value[key]
    return str(value)


def _overlap(spot: Spot, label: Label) -> bool:
    return label.start < spot.end and spot.start < label.end


def score(cases: Sequence[Case]) -> Score:
    """Precision and recall, each averaged over the files that have any."""
    precisions: list[float] = []
    recalls: dict[str, list[float]] = {scope: [] for scope in SCOPES}
    positives = dict.fromkeys(SCOPES, 0)
    found_by_kind: Counter[str] = Counter()
    by_kind: Counter[str] = Counter()
    misses, alarms = [], []
    for case in cases:
        accepted = [label for label in case.labels if label.volatile is not False]
        false = [s for s in case.spots if not any(_overlap(s, label) for label in accepted)]
        alarms += [_row(case, spot, spot.said) for spot in false]
        if case.spots:
            precisions.append(1 - len(false) / len(case.spots))
        for scope in SCOPES:
            wanted = [x for x in case.labels if x.volatile is True and x.scope == scope]
            hits = [any(_overlap(spot, label) for spot in case.spots) for label in wanted]
            positives[scope] += len(wanted)
            if wanted:
                recalls[scope].append(sum(hits) / len(wanted))
            by_kind.update(label.kind for label in wanted)
            found_by_kind.update(x.kind for x, hit in zip(wanted, hits, strict=True) if hit)
            misses += [
                _row(case, Spot(*label[:2]), f"{scope} {label.kind}")
                for label, hit in zip(wanted, hits, strict=True)
                if not hit
            ]
    return Score(
        _mean(precisions),
        {scope: _mean(values) for scope, values in recalls.items()},
        positives,
        {kind: (found_by_kind[kind], count) for kind, count in by_kind.most_common()},
        misses,
        alarms,
    )


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else float("nan")


def _row(case: Case, span: Spot, note: str) -> str:
    before = case.text[max(0, span.start - 50) : span.start]
    shown = case.text[span.start : span.end][:90]
    return f"  {case.name[:36]:36} [{note}] {before!r} ▸ {shown!r}"


def peers() -> Iterator[tuple[str, Sequence[Any]]]:
    """The other tools that are installed, with their patterns."""
    for name, (module, patterns) in PEERS.items():
        try:
            version = importlib.metadata.version(name)
            yield f"{name} {version}", patterns(importlib.import_module(module))
        except ImportError:
            print(f"{name} is not installed, so it is left out")


def by_patterns(cases: Sequence[Case], patterns: Sequence[Any]) -> list[Case]:
    """The same texts with the matches of patterns for spots."""
    return [
        case._replace(
            spots=[
                Spot(*match.span()) for pattern in patterns for match in pattern.finditer(case.text)
            ]
        )
        for case in cases
    ]


def table(title: str, cases: Sequence[Case], *, rivals: bool) -> Score:
    """Prints a line for us and one for each other tool; returns our figures."""
    ours = score(cases)
    counts = "  ".join(f"{scope} (n={ours.positives[scope]})" for scope in SCOPES)
    print(f"\n{title}: {len(cases)} texts\n{'':24} precision  {counts}")
    _line("promptlint", ours)
    for name, patterns in peers() if rivals else ():
        if patterns:
            _line(name, score(by_patterns(cases, patterns)))
        else:
            print(f"{name:24} has no patterns for volatile text")
    return ours


def _line(name: str, figures: Score) -> None:
    recall = "".join(f"{figures.recall[scope]:13.2f}" for scope in SCOPES)
    print(f"{name:24} {figures.precision:9.3f} {recall}   {len(figures.alarms)} false alarms")


def show(figures: Score, *, rows: bool) -> None:
    """Prints what stands behind the figures."""
    kinds = (f"{kind} {hit}/{count}" for kind, (hit, count) in figures.by_kind.items())
    print("found by kind:", ", ".join(kinds))
    if rows:
        print("missed:", *figures.misses, sep="\n")
        print("false alarms:", *figures.alarms, sep="\n")


def speed(cases: Sequence[Case]) -> None:
    """Prints megabytes per second, and what a quarter and a whole megabyte of noise cost."""
    texts = [case.text for case in cases]
    rate = sum(map(len, texts)) / _seconds(texts) / 1e6
    print(f"\nspeed on these texts: {rate:.1f} MB/s\nseconds for 250 KB and 1 MB of:")
    for unit in HOSTILE:
        small, large = ((unit * size)[:size] for size in (250_000, 1_000_000))
        print(f"  {unit!r:10} {_seconds([small]):7.3f} {_seconds([large]):7.3f}")


def _seconds(texts: Sequence[str]) -> float:
    """The best of three runs."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        for text in texts:
            find_spots(text)
        best = min(best, time.perf_counter() - start)
    return best


def main(arguments: list[str]) -> None:
    """Prints everything."""
    folders = [Path(argument) for argument in arguments if not argument.startswith("--")]
    rows = "--figures" not in arguments
    if not folders and not CORPUS.is_dir():
        sys.exit("the corpus of real prompts is not on this machine; name a folder of your own")
    cases: list[Case] = []
    for folder in folders or [CORPUS]:
        found = list(prompts(folder))
        show(table(f"prompts in {folder.name}", found, rivals=True), rows=rows)
        cases += found
        if (folder / "requests.json").is_file():
            title = f"requests in {folder.name}, labels before a checkpoint"
            show(table(title, list(requests(folder)), rivals=False), rows=rows)
    if len(folders) > 1:
        show(table("all", cases, rivals=True), rows=False)
    if "--speed" in arguments:
        speed(cases)


if __name__ == "__main__":
    main(sys.argv[1:])
