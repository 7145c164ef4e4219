"""Options that say something else of a run than what was found: counts, times, files."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from promptlint.checks import CHECKS
from promptlint.engine.clock import Clock, Step
from promptlint.facts import Facts

if TYPE_CHECKING:
    from command_line import Run


STORIES = ("clock-in-system", "clock-in-tool", "global-profile", "ten-refusals")


@pytest.fixture
def stories(promptlint: Run, root: Path) -> str:
    """A folder with some requests that have faults of several kinds."""
    for name in STORIES:
        told = root / "fixtures" / "stories" / name / "request.json"
        Path("stories", name).mkdir(parents=True)
        Path("stories", name, "request.json").write_bytes(told.read_bytes())
    return "stories"


@pytest.mark.parametrize("grade", ["safe", "layout"])
def test_statistics_count_what_the_findings_say(promptlint: Run, stories: str, grade: str) -> None:
    Path("promptlint.toml").write_text(f'grade = "{grade}"\n', encoding="utf-8")
    config = ("--config", "promptlint.toml", "--output-format", "json", stories)
    findings = json.loads(promptlint("check", *config).out)["findings"]
    rows = json.loads(promptlint("check", "--statistics", *config).out)["statistics"]

    counts = Counter(finding["rule"] for finding in findings)
    assert {row["rule"]: row["count"] for row in rows} == counts
    assert [(-row["count"], row["code"]) for row in rows] == sorted(
        (-row["count"], row["code"]) for row in rows
    )
    applied = {"safe": ["safe"], "layout": ["safe", "layout"]}[grade]
    for row in rows:
        own = [finding for finding in findings if finding["rule"] == row["rule"]]
        fixable = sum((each["fix"] or {}).get("grade") in applied for each in own)
        assert row["fixable"] == fixable
        for field in ("tokens", "usd_per_1000_requests"):
            stakes = [each[field] for each in own if each[field] is not None]
            expected = pytest.approx(sum(stakes)) if stakes else None
            assert row[field] == expected
        worst = min(own, key=lambda each: ["error", "warning", "info"].index(each["severity"]))
        assert row["severity"] == worst["severity"]


def test_statistics_for_people_say_the_same(promptlint: Run, stories: str) -> None:
    rows = json.loads(promptlint("check", "--statistics", "--output-format", "json", stories).out)[
        "statistics"
    ]
    lines = promptlint("check", "--statistics", stories).out.splitlines()
    assert len(lines) == len(rows)
    for line, row in zip(lines, rows, strict=True):
        found = re.fullmatch(
            r" *(\d+)  (\w+)  (\[[ *-]\]) ([\w-]+) *(?:  +\$([\d.,]+) per 1,000 calls of each)?",
            line,
        )
        assert found, line
        mark = {0: "[ ]", row["count"]: "[*]"}.get(row["fixable"], "[-]")
        assert found.groups()[:4] == (str(row["count"]), row["code"], mark, row["rule"])
        assert float((found[5] or "0").replace(",", "")) == pytest.approx(
            row["usd_per_1000_requests"] or 0, abs=0.005
        )


def test_no_findings_no_statistics(promptlint: Run) -> None:
    ran = promptlint("check", "--statistics", "--isolated", ".")
    assert (ran.status, ran.out) == (0, "")


def test_a_format_that_knows_findings_only_is_refused_before_anything_is_written(
    promptlint: Run, stories: str
) -> None:
    story = Path(stories, "clock-in-system", "request.json").read_bytes()
    Path("request.json").write_bytes(story)
    ran = promptlint("fix", "--statistics", "--output-format", "sarif=x.sarif", "request.json")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == (
        "promptlint: --statistics has no output format 'sarif' (full, concise and json it has)\n"
    )
    assert Path("request.json").read_bytes() == story


def test_in_a_job_of_github_actions_statistics_are_for_people(
    promptlint: Run, stories: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = promptlint("check", "--statistics", stories).out
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert promptlint("check", "--statistics", stories).out == expected


# --- times --------------------------------------------------------------------------------------


def times(said: str) -> dict[str, float]:
    found = re.findall(r"^ +([\d.]+) s +\d+%  (.*)$", said, re.MULTILINE)
    return {words: float(seconds) for seconds, words in found}


@pytest.mark.parametrize("command", [["check"], ["fix", "--diff"], ["check", "-j", "2"]])
def test_timing_is_said_on_stderr(promptlint: Run, stories: str, command: list[str]) -> None:
    plain = promptlint(*command, stories)
    timed = promptlint(*command, "--timing", stories)
    assert (timed.status, timed.out) == (plain.status, plain.out)
    assert timed.err.startswith(plain.err)
    said = timed.err.removeprefix(plain.err)
    found = times(said)
    assert {"start", "parsing", "facts: tokens"} <= set(found)
    assert any(words.startswith("rule ") for words in found)
    whole = re.match(r"Time in one process: ([\d.]+) s\n", said)
    assert whole
    assert sum(found.values()) == pytest.approx(float(whole[1]), abs=0.001 * len(found))


def test_a_clock_takes_the_inner_from_the_outer(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("time.perf_counter", lambda: now[0])
    clock = Clock()

    def work(seconds: float, *inner: float) -> float:
        now[0] += seconds
        for each in inner:
            clock.measure("facts", "inner", work, each)
        return seconds

    assert clock.measure("phase", "outer", work, 1.0, 0.25, 0.5) == 1.0
    now[0] += 4.0
    spent = clock.spent()
    assert spent[Step("phase", "outer")] == 1.0
    assert spent[Step("facts", "inner")] == 0.75
    assert spent[Step("phase", "everything else")] == 4.0


def test_measured_facts_and_checks_are_the_same(promptlint: Run) -> None:
    clock = Clock()
    assert clock.timed(CHECKS).keys() == CHECKS.keys()
    assert issubclass(clock.facts, Facts)
    assert {"tokens", "spots", "prefixes"} <= set(vars(clock.facts))


def test_nobody_looks_at_the_clock_unasked(
    promptlint: Run, stories: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def tick() -> float:
        raise AssertionError("somebody looked at the clock")

    monkeypatch.setattr("time.perf_counter", tick)
    monkeypatch.setattr("time.process_time", tick)
    assert "AssertionError" not in promptlint("check", stories).err


# --- files --------------------------------------------------------------------------------------


def test_the_files_are_those_that_are_looked_at(promptlint: Run) -> None:
    for name in ("b/two.jsonl", "a.json", "b/notes.txt", "left/out.json"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text("{}", encoding="utf-8")
    looked_at = promptlint("check", "-v", "--exclude", "left", ".").err
    for command in ("check", "fix"):
        ran = promptlint(command, "--show-files", "--exclude", "left", ".")
        assert (ran.status, ran.err) == (0, "")
        assert ran.out.splitlines() == ["a.json", "b/two.jsonl"]
        assert all(name in looked_at for name in ran.out.splitlines())


def test_a_path_that_leads_nowhere_shows(promptlint: Run) -> None:
    Path("a.json").write_text("{}", encoding="utf-8")
    ran = promptlint("check", "--show-files", "nowhere", "a.json")
    assert (ran.status, ran.out) == (2, "a.json\n")
    assert ran.err == "promptlint: nowhere: there is no such file or folder\n"


# --- check --fix --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--diff"],
        ["--safe"],
        ["--grade", "relocate"],
        ["--diff", "--grade", "safe"],
        ["--stdout"],
        ["-q"],
        ["--statistics"],
        ["--output-format", "json"],
        ["--fail-on", "info", "--select", "prefix"],
        ["--exit-zero"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("story", ["clock-in-system", "ten-refusals"])
def test_check_fix_is_fix(promptlint: Run, stories: str, story: str, options: list[str]) -> None:
    came: list[tuple[object, ...]] = []
    for command in (["fix"], ["check", "--fix"]):
        Path("request.json").write_bytes(Path(stories, story, "request.json").read_bytes())
        ran = promptlint(*command, *options, "request.json")
        came.append((ran, Path("request.json").read_bytes()))
    assert came[0] == came[1]


def test_a_diff_is_a_fix(promptlint: Run, stories: str) -> None:
    path = str(Path(stories, "clock-in-system", "request.json"))
    assert promptlint("check", "--diff", path) == promptlint("fix", "--diff", path)


def test_check_fix_reads_standard_input(promptlint: Run, stories: str) -> None:
    data = Path(stories, "clock-in-system", "request.json").read_bytes()
    assert promptlint("check", "--fix", "-", stdin=data) == promptlint("fix", "-", stdin=data)


def test_check_fix_without_a_path_is_about_this_folder(promptlint: Run, stories: str) -> None:
    assert promptlint("check", "--fix", "--diff") == promptlint("fix", "--diff", ".")
