"""Our parser beside `json.loads`, in one run: `python -m benchmarks.syntax`.

`json.loads` is written in C and keeps no places, so the ratio is what matters: it says what places
cost, and it is comparable from machine to machine. Best of several runs.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from time import perf_counter

from promptlint.syntax import Document, parse
from promptlint.syntax.surgery import New, Surgery
from promptlint.text import apply

SENTENCE = 'The quick brown fox \u2014 caf\u00e9 \u2014 jumps over "the" lazy dog.\n'
SECONDS = 0.5


def request(characters: int, paragraph: int = 20) -> str:
    """A conversation in Converse's format of about this many characters."""
    text = {"text": SENTENCE * paragraph}
    size = len(json.dumps(text))
    roles = ("user", "assistant")
    messages = [
        {"role": roles[number % 2], "content": [text]}
        for number in range(max(1, characters // (size + 40)))
    ]
    return json.dumps({"system": [{"text": SENTENCE}], "messages": messages}, indent=2)


def dense(characters: int) -> str:
    """Small numbers and keys and nothing else: the worst there is for a parser in Python."""
    return json.dumps([{"a": number % 10, "b": [True, None]} for number in range(characters // 33)])


DOCUMENTS = {
    "small": request(1_000, paragraph=2),
    "100 KB": request(100_000),
    "10 MB": request(10_000_000),
    "dense 100 KB": dense(100_000),
    "dense 10 MB": dense(10_000_000),
}


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest run, of at least three and for at least half a second."""
    times: list[float] = []
    while len(times) < 3 or sum(times) < SECONDS:
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return min(times)


def operate(document: Document) -> str:
    """The document with a checkpoint behind every block of every message."""
    surgery = Surgery(document)
    for content in (message.get("content") for message in document.root.children[1].children):
        if content is not None:
            surgery.items(content).append(New({"cachePoint": {"type": "default"}}))
    return apply(document.text, surgery.edits())


def main() -> None:
    """Print a table."""
    print(
        f"{'document':14}{'MB':>8}{'json MB/s':>12}{'ours MB/s':>12}{'ratio':>8}{'edit MB/s':>12}"
    )
    for name, text in DOCUMENTS.items():
        megabytes = len(text.encode()) / 1e6
        theirs = best(lambda text=text: json.loads(text))  # type: ignore[misc]
        ours = best(lambda text=text: parse(text))  # type: ignore[misc]
        row = f"{name:14}{megabytes:8.3f}{megabytes / theirs:12.1f}{megabytes / ours:12.1f}"
        row += f"{ours / theirs:8.1f}"
        if not name.startswith("dense"):
            document = Document(text)
            edited = best(lambda document=document: operate(document))  # type: ignore[misc]
            row += f"{megabytes / edited:12.1f}"
        print(row, flush=True)


if __name__ == "__main__":
    main()
