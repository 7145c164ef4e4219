"""The functions say what the commands say, in values that nobody can change."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import promptlint
from promptlint import Severity

if TYPE_CHECKING:
    from command_line import Run

ROOT = Path(__file__).parents[2]
FIXTURES = sorted(
    path
    for path in (ROOT / "fixtures").rglob("*.json*")
    if not path.name.endswith((".fixed.json", "utf16.json", "deep.json"))
)
REQUESTS = [path for path in FIXTURES if promptlint.check(path).requests]


def name(path: Path) -> str:
    return path.relative_to(ROOT / "fixtures").as_posix()


@pytest.mark.parametrize("path", FIXTURES, ids=name)
def test_a_check_is_that_of_the_command(path: Path, promptlint: Run) -> None:
    ran = promptlint("check", "--isolated", "-q", "--output-format", "json", str(path))
    found = check(path)
    assert found.to_dict() == json.loads(ran.out)
    assert found.ok == (ran.status == 0)
    # However the text is handed over.
    data = path.read_bytes()
    assert check(data, name=str(path)) == found
    if found.requests:
        assert check(data.decode(), name=str(path)) == found


@pytest.mark.parametrize("path", FIXTURES[::3], ids=name)
@pytest.mark.parametrize("grade", ["safe", "layout", "relocate"])
def test_a_fix_is_that_of_the_command(path: Path, grade: str, promptlint: Run) -> None:
    ran = promptlint("fix", "--isolated", "-q", "--stdout", "--grade", grade, str(path))
    data = path.read_bytes()
    found = fix(data, name=str(path), grade=grade)
    assert found.result == ran.bytes
    assert found.changed == (found.result != data)
    assert (found.refused is None) == ("left as it is" not in ran.err)
    if found.left.requests and grade == "layout":
        text = data.decode()
        assert fix(text, name=str(path), grade=grade).result.encode() == ran.bytes
        ran = promptlint("fix", "--isolated", "-q", "--diff", "--grade", grade, str(path))
        assert found.diff == ran.out


@pytest.mark.parametrize("path", REQUESTS, ids=name)
def test_a_layout_is_that_of_the_command(path: Path, promptlint: Run) -> None:
    ran = promptlint("layout", "--isolated", "--output-format", "json", str(path))
    told = {"schema": 1, "requests": [each.to_dict() for each in layout(path)]}
    assert told == json.loads(ran.out)


@pytest.mark.parametrize(("one", "other"), [*pairwise(REQUESTS[::2])], ids=name)
def test_a_diff_is_that_of_the_command(one: Path, other: Path, promptlint: Run) -> None:
    ran = promptlint("diff", "--isolated", "--output-format", "json", str(one), str(other))
    found = diff(one, other)
    assert found.to_dict() == json.loads(ran.out)
    assert found.ok == (ran.status == 0)


def test_options_are_those_of_the_command(tmp_path: Path, promptlint: Run) -> None:
    path = ROOT / "fixtures" / "stories" / "clock-in-system" / "request.json"
    (tmp_path / "own.toml").write_text('[severity]\nvolatile-prefix = "info"\n', encoding="utf-8")
    for options, arguments in (
        ({"ignore": "volatile-prefix, PL102"}, ["--ignore", "volatile-prefix,PL102"]),
        ({"select": ["model"]}, ["--select", "model"]),
        ({"severity": {"PL101": Severity.INFO}}, ["--severity-of", "PL101=info"]),
        (
            {"traffic": "single-shot", "select": "ALL"},
            ["--traffic", "single-shot", "--select", "ALL"],
        ),
        ({"extend_select": "unsorted-tools"}, ["--extend-select", "unsorted-tools"]),
        ({"config": tmp_path / "own.toml"}, ["--config", "own.toml"]),
    ):
        command = ["check", "-q", "--output-format", "json", *arguments, str(path)]
        if "--config" not in command:
            command.insert(1, "--isolated")
        found = check(path, **options)
        assert found.to_dict() == json.loads(promptlint(*command).out), arguments


IGNORE = """
[[ignore]]
rules = ["volatile-prefix"]
reason = "goes with the old assistant"
"""


def test_what_is_known_or_ignored_is_that_of_the_command(tmp_path: Path, promptlint: Run) -> None:
    story = ROOT / "fixtures" / "stories" / "clock-in-system" / "request.json"
    path = tmp_path / "request.json"
    path.write_bytes(story.read_bytes())
    assert promptlint("baseline", "write", "-q", "request.json").status == 0
    known = tmp_path / "promptlint-baseline.json"
    own = tmp_path / "own.toml"
    cases: list[tuple[str, Path | None, str, str]] = [
        ("", known, "--baseline=promptlint-baseline.json", "baseline"),
        ('baseline = "promptlint-baseline.json"', None, "--config=own.toml", "baseline"),
        (IGNORE, None, "--no-baseline", "ignore"),
    ]
    for text, baseline, argument, by in cases:
        own.write_text(text, encoding="utf-8")
        found = check(path, config=own, baseline=baseline)
        assert [each.suppressed and each.suppressed.by for each in found.findings] == [by]
        assert (found.ok, found.worst) == (True, None)
        command = ["check", "-q", "--config=own.toml", "--output-format", "json", argument]
        command = list(dict.fromkeys(command))  # one --config is enough
        assert found.to_dict() == json.loads(promptlint(*command, str(path)).out)
        # What is ignored is left alone; what is known is debt, and mended.
        assert fix(path, config=own, baseline=baseline).changed == (by == "baseline")


# The fixture `promptlint` takes the name of the package.
check, fix, layout, diff = promptlint.check, promptlint.fix, promptlint.layout, promptlint.diff


# --- values --------------------------------------------------------------------------------------


def results() -> Iterator[object]:
    for path in REQUESTS[::3]:
        yield promptlint.check(path)
        yield promptlint.fix(path)._replace(result="")
        yield promptlint.layout(path)
        yield promptlint.diff(path, REQUESTS[0])


def test_results_are_values_through_and_through() -> None:
    for result in results():
        waiting = [result]
        while waiting:
            value = waiting.pop()
            if isinstance(value, tuple):
                assert type(value) is tuple or hasattr(value, "_fields"), type(value)
                waiting += value
            else:
                plain = value is None or isinstance(value, str | int | float | Enum)
                assert plain, f"a {type(value)} in a {type(result)}"
        hash(result)


def test_what_is_ok() -> None:
    text = json.dumps({"system": [{"text": "Be brief."}], "messages": []})
    assert promptlint.check(text).ok
    found = promptlint.check(REQUESTS[-1], select="ALL")
    for severity in Severity:
        levels = {finding.rule: severity for finding in found.findings}
        again = promptlint.check(REQUESTS[-1], select="ALL", severity=levels)
        assert again.worst is severity
        assert again.ok == (severity is Severity.INFO)


def test_a_text_that_is_no_json_is_a_finding() -> None:
    found = promptlint.check('{"system": ', name="here")
    assert [(each.rule, each.path) for each in found.findings] == [("invalid-json", "here")]
    assert (found.requests, found.ok) == (0, False)
    kept = promptlint.fix('{"system": ')
    assert (kept.result, kept.changed, kept.left.ok) == ('{"system": ', False, False)


def test_a_byte_order_mark_stays() -> None:
    path = ROOT / "fixtures" / "stories" / "clock-in-system" / "request.json"
    text = "\ufeff" + path.read_text(encoding="utf-8")
    fixed = promptlint.fix(text)
    assert fixed.changed
    assert fixed.result.startswith("\ufeff{")
    assert promptlint.fix(text.encode()).result == fixed.result.encode()


# --- the surroundings ----------------------------------------------------------------------------


def test_nothing_is_printed_and_nothing_around_is_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    story = ROOT / "fixtures" / "stories" / "clock-in-system" / "request.json"
    path = tmp_path / "repository" / "request.json"
    (tmp_path / "repository" / ".git").mkdir(parents=True)  # by whose top a finding is known
    path.write_bytes(story.read_bytes())
    before = promptlint.check(path), promptlint.fix(path), promptlint.layout(path)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "promptlint.toml").write_text("this is no TOML", encoding="utf-8")
    monkeypatch.setenv("PROMPTLINT_CONFIG", "nowhere.toml")
    assert (promptlint.check(path), promptlint.fix(path), promptlint.layout(path)) == before
    with pytest.raises(promptlint.PromptlintError):
        promptlint.layout("{}")
    assert capfd.readouterr() == ("", "")


THREADS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
import promptlint
from pathlib import Path

paths = [Path(path) for path in sys.argv[1:]]
barrier = Barrier(len(paths))

def work(path):
    barrier.wait()  # all at once, with nothing loaded yet
    return promptlint.check(path), promptlint.fix(path), promptlint.layout(path)

with ThreadPoolExecutor(len(paths)) as pool:
    at_once = list(pool.map(work, paths))
barrier = Barrier(1)
assert at_once == [work(path) for path in paths]
"""


def test_many_threads_at_once() -> None:
    paths = [str(path) for path in REQUESTS if "stories" in path.parts][:8]
    done = subprocess.run(
        [sys.executable, "-c", THREADS, *paths],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_many_threads_in_a_process_that_has_loaded_all() -> None:
    expected = [promptlint.check(path) for path in REQUESTS]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(promptlint.check, REQUESTS)) == expected
