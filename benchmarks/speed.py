"""How long promptlint takes beside what else one would do with the same files.

Run as `python -m benchmarks.speed`. Everything is timed in one run, in turn, so that the ratios
hold where the machine's speed drifts; the figures are medians.
"""

from __future__ import annotations

import compileall
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import promptlint
from promptlint import rulepack
from promptlint.engine.lint import Settings, check_file
from promptlint.facts.tokens.vocabulary import vocabulary

_SENTENCE = "Quote the tariff table by its row, and name the row when a price is disputed. "
_FILES = 400
_RUNS = 21


def request(kilobytes: float, *, clock: bool = False) -> str:
    """A Converse request with a system prompt of about that size."""
    system = _SENTENCE * int(kilobytes * 1024 / len(_SENTENCE))
    if clock:
        system = "Current time: 2026-11-20T09:41:27Z\n\n" + system
    body = {
        "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "system": [{"text": system}, {"cachePoint": {"type": "default"}}],
        "messages": [{"role": "user", "content": [{"text": "Where is my parcel?"}]}],
    }
    return json.dumps(body, indent=2)


def median_seconds(commands: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """The median wall time of each command; they take turns."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(_RUNS):
        for name, command in commands.items():
            begin = time.perf_counter()
            subprocess.run(command, check=False, capture_output=True)
            times[name].append(time.perf_counter() - begin)
    return {name: statistics.median(each) for name, each in times.items()}


def starts(folder: Path) -> None:
    """Whole processes, as multiples of an interpreter that does nothing.

    With bytecode in place, as installers leave it: an environment with PYTHONDONTWRITEBYTECODE
    would measure the compiler.
    """
    compileall.compile_dir(Path(promptlint.__file__).parent, quiet=1)
    long, near = folder / "long.json", folder / "near.json"
    long.write_text(request(30), encoding="utf-8")
    near.write_text(request(4.2), encoding="utf-8")
    faulty = folder / "faulty.json"
    faulty.write_text(request(30, clock=True), encoding="utf-8")
    python = [sys.executable, "-m", "promptlint"]
    rows = median_seconds(
        {
            "python -c pass": [sys.executable, "-c", "pass"],
            "python -c 'import click'": [sys.executable, "-c", "import click"],
            "promptlint --version": [*python, "--version"],
            "check, 30 KB, no prefix in doubt": [*python, "check", str(long)],
            "check, 4 KB, near the minimum": [*python, "check", str(near)],
            "check, 30 KB, one finding": [*python, "check", str(faulty)],
        }
    )
    bare = rows["python -c pass"]
    for name, seconds in rows.items():
        print(f"{name:36} {seconds * 1000:7.1f} ms  {seconds / bare:5.1f} x")


def timed(work: Callable[[], object]) -> float:
    """Seconds of CPU for some work in this process."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def many(folder: Path) -> None:
    """Many files in one process, beside reading and counting alone."""
    paths = []
    for number in range(_FILES):
        path = folder / f"{number}.json"
        path.write_text(request(4 + number % 40, clock=number % 10 == 0), encoding="utf-8")
        paths.append(path)
    settings = Settings(rules=rulepack.names())
    count = vocabulary().encode_ordinary

    def lint() -> None:
        for path in paths:
            check_file(str(path), settings, named=True)

    def read_and_count() -> None:
        for path in paths:
            body = json.loads(path.read_bytes())
            count(body["system"][0]["text"])

    lint()
    read_and_count()
    pairs = [(timed(lint), timed(read_and_count)) for _ in range(5)]
    ours = statistics.median(pair[0] for pair in pairs)
    ratio = statistics.median(pair[0] / pair[1] for pair in pairs)
    print(f"{_FILES} files, lint: {ours:.2f} s, {ratio:.2f} x json.loads and tiktoken")


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as name:
        starts(Path(name))
        many(Path(name))


if __name__ == "__main__":
    main()
