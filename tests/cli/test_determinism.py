"""The same files give the same output, whoever works on them and however Python hashes."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from effort import PATIENT

from promptlint.cli.options import FORMATS

REQUESTS = 40
SEEDS_AND_JOBS = (("0", "1"), ("2024", "2"), *(("1", "4"),) * PATIENT)
MODELS = (
    "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "global.anthropic.claude-haiku-4-5-20251001-v1:0",
    "amazon.nova-lite-v1:0",
    "anthropic.claude-9-1-20310101-v1:0",
)
VOLATILE = (
    "Current time: 2026-11-20T09:41:{n:02}Z",
    "Session: 7f3a1c52-90be-4c1e-8a57-2d0f6f3b9e{n:02}",
    "User: Ada Example {n}",
    "Today is {{{{date}}}}",
)


def request(number: int, chance: random.Random) -> Any:  # noqa: ANN401 - JSON
    """A request with faults of several kinds."""
    words = " ".join(
        chance.choices(("parcels", "vans", "the", "door", "letter"), k=chance.choice((90, 90, 900)))
    )
    lines = [each.format(n=number) for each in chance.sample(VOLATILE, k=2)] + [words]
    chance.shuffle(lines)
    point = {"cachePoint": {"type": "default"}}
    system: list[Any] = [{"text": "\n".join(lines)}, *[point] * chance.randrange(3)]
    content: list[Any] = [{"text": "Where is my parcel?"}, *[point] * chance.randrange(2)]
    messages = [{"role": "user", "content": content}]
    return {"modelId": chance.choice(MODELS), "system": system, "messages": messages}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("requests")
    chance = random.Random(7)
    for number in range(REQUESTS):
        path = folder / f"{number % 7}" / f"r{number}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(request(number, chance), indent=2), encoding="utf-8")
    (folder / "broken.json").write_text('{"cachePoint": ', encoding="utf-8")
    (folder / "package.json").write_text("{}", encoding="utf-8")
    (folder / "two.jsonl").write_text(
        "".join(json.dumps(request(n, chance)) + "\n" for n in range(2)), encoding="utf-8"
    )
    return folder


def output(folder: Path, seed: str, jobs: str, reports: Path) -> dict[str, bytes]:
    """All that promptlint says of a folder, by what it is."""
    reports.mkdir()
    formats = [f"--output-format={form}={reports / form}" for form in FORMATS]
    said: dict[str, bytes] = {}
    for command in (
        ["check", "-v", *formats],
        ["fix", "--diff", "--grade", "relocate"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "promptlint", *command, "-j", jobs, "."],
            cwd=folder,
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                "COLUMNS": "80",
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        name = " ".join(command[:2])
        said |= {f"{name} stdout": done.stdout, f"{name} stderr": done.stderr}
        said |= {f"{name} status": str(done.returncode).encode()}
    return said | {form: (reports / form).read_bytes() for form in FORMATS}


def test_output_is_the_same_for_every_run_and_every_number_of_processes(
    folder: Path, tmp_path: Path
) -> None:
    runs = [
        output(folder, seed, jobs, tmp_path / f"{seed}-{jobs}") for seed, jobs in SEEDS_AND_JOBS
    ]
    assert runs[0]["check -v status"] == b"1"
    assert runs[0]["check -v stdout"].count(b"\n") > REQUESTS
    assert runs[0]["fix --diff stdout"].count(b"+++ ") > REQUESTS // 4
    for other in runs[1:]:
        for name, said in runs[0].items():
            assert other[name] == said, name
