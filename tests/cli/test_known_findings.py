"""A project begins with promptlint: what it has is written down, and only what is new counts."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from filler import words

if TYPE_CHECKING:
    from command_line import Ran, Run

CLOCK = "Current time: 2026-11-20T09:41:27Z"
POINT = {"cachePoint": {"type": "default"}}
BASELINE = Path("promptlint-baseline.json")
CONFIGURATION = Path("promptlint.toml")


def prompt(*lines: str) -> dict[str, Any]:
    text = "\n".join((*lines, "You answer questions about parcels.", words(1200)))
    return {
        "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "system": [{"text": text}, POINT],
        "messages": [{"role": "user", "content": [{"text": "Where is it?"}]}],
    }


def write(path: str, body: object, indent: int | None = 2) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(json.dumps(body, indent=indent), encoding="utf-8")


def begin(number: int) -> None:
    """A repository with prompts in three folders: in the first with two faults, else with one."""
    Path(".git").mkdir()
    for each in range(number):
        body = prompt(CLOCK)
        if each % 3 == 0:
            body["modelId"] = body["modelId"].replace("us.", "global.")
        write(f"prompts/{'abc'[each % 3]}/{each}.json", body)


@pytest.fixture
def project(promptlint: Run) -> Run:
    """A project of nine prompts, with twelve findings: six, three, and three."""
    begin(9)
    return promptlint


def quiet(ran: Ran) -> bool:
    return (ran.status, ran.out) == (0, "")


def told(ran: Ran) -> list[str]:
    """The files that a report speaks of."""
    return [line.partition(":")[0] for line in ran.out.splitlines()]


def test_a_project_is_adopted_in_two_commands(promptlint: Run) -> None:
    begin(30)
    assert promptlint("check").err.startswith("30 errors, 10 warnings in 30 requests (30 files)\n")

    written = promptlint("baseline", "write")
    assert written.status == 0
    assert written.err == "promptlint-baseline.json: 40 findings in 30 files (40 new)\n"
    after = promptlint("check")
    assert quiet(after)
    assert after.err == "All 30 requests fine; 40 in the baseline\n"
    assert promptlint("check", "-q").err == ""
    assert promptlint("baseline", "write").err.endswith("40 findings in 30 files (as before)\n")

    # A clock comes to a prompt that has one already, and to one that is new.
    write("prompts/b/1.json", prompt(CLOCK, "Local time: 09:41:27"))
    write("prompts/new.json", prompt(CLOCK))
    ran = promptlint("check")
    assert ran.status == 1
    assert told(ran) == ["prompts/b/1.json", "prompts/new.json"]
    assert ran.err.startswith("2 errors in 31 requests (31 files); 39 in the baseline\n")
    assert told(promptlint("check", "--no-baseline", "prompts/b")) == [
        f"prompts/b/{number}.json" for number in sorted(range(1, 30, 3), key=str)
    ]


def test_edits_elsewhere_change_nothing(project: Run) -> None:
    project("baseline", "write")
    for number, path in enumerate(sorted(Path("prompts").rglob("*.json"))):
        body = json.loads(path.read_text(encoding="utf-8"))
        system = body["system"]
        if number % 2:
            system.insert(0, {"text": "Be kind."})
        if number % 3:
            system[-2]["text"] = system[-2]["text"].replace("2026-11-20T09:41:27Z", "2027-01-01")
            system[-2]["text"] = system[-2]["text"].replace("2027-01-01", "2031-01-02T03:04:05Z")
        write(str(path), dict(reversed(body.items())), indent=None if number % 5 else 4)
    assert quiet(project("check"))
    assert quiet(project("check", "-j", "2"))


def test_it_holds_from_wherever_one_looks(project: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    project("baseline", "write")
    top = Path.cwd()
    monkeypatch.chdir("prompts/a")
    for paths in (
        (),
        (".",),
        ("0.json",),
        ("../b",),
        (str(top),),
        (str(top / "prompts/a/0.json"),),
    ):
        assert quiet(project("check", *paths)), paths
    assert not quiet(project("check", "--no-baseline"))
    assert project("baseline", "write").err == (
        "../../promptlint-baseline.json: 12 findings in 9 files (as before)\n"
    )


def test_what_is_mended_is_taken_out(project: Run) -> None:
    project("baseline", "write")
    fixed = project("fix", "prompts/b")
    assert fixed.status == 0
    assert fixed.err.splitlines()[-1] == (
        "promptlint-baseline.json: 3 entries are needed no more; "
        "`promptlint baseline prune prompts/b` takes them out"
    )
    assert "3 entries" in project("check").err
    assert "entr" not in project("check", "prompts/a").err
    assert "entr" not in project("check", "--select", "global-model-id").err
    assert "entr" not in project("check", "--model", "us.amazon.nova-pro-v1:0").err
    assert project("check", "-q").err == ""

    assert "9 findings in 6 files (as before)" not in project("baseline", "prune", "prompts/a").err
    assert project("baseline", "prune", "prompts/b").err == (
        "promptlint-baseline.json: 9 findings in 6 files (3 gone)\n"
    )
    assert project("check").err == "All 9 requests fine; 9 in the baseline\n"
    assert not any(
        "/b/" in name for name in json.loads(BASELINE.read_text(encoding="utf-8"))["files"]
    )


def test_a_file_that_is_gone_is_missed_where_it_was(project: Run) -> None:
    project("baseline", "write")
    Path("prompts/c/2.json").unlink()
    assert "1 entry" in project("check").err
    assert "1 entry" in project("check", "prompts/c").err
    assert "entr" not in project("check", "prompts/c/5.json").err
    assert "entr" not in project("check", "prompts/a").err
    before = BASELINE.read_bytes()
    project("baseline", "prune", "prompts/a")
    assert BASELINE.read_bytes() == before
    # One that was renamed is another one.
    write("prompts/c/2000.json", prompt(CLOCK))
    assert told(project("check")) == ["prompts/c/2000.json"]


def test_writing_again_keeps_what_was_not_looked_at(project: Run) -> None:
    project("baseline", "write", "--select", "volatile-prefix")
    assert told(project("check", "prompts/b")) == []
    project("baseline", "write", "--select", "global-model-id", "prompts/a")
    assert quiet(project("check"))
    project("baseline", "write", "prompts/b")
    assert quiet(project("check"))


def test_a_baseline_may_lie_elsewhere(project: Run) -> None:
    project("baseline", "write", "--baseline", "ci/known.json", "prompts/b")
    assert not Path("ci").exists(), "a folder is not made up"
    Path("ci").mkdir()
    assert project("baseline", "write", "--baseline", "ci/known.json").status == 0
    assert not BASELINE.exists()
    assert json.loads(Path("ci/known.json").read_text(encoding="utf-8"))["files"].keys() >= {
        "../prompts/a/0.json"
    }
    assert not quiet(project("check"))
    assert quiet(project("check", "--baseline", "ci/known.json"))
    CONFIGURATION.write_text('baseline = "ci/known.json"\n', encoding="utf-8")
    assert quiet(project("check"))
    Path("prompts/b/1.json").unlink()
    remark = project("check", "--baseline", "ci/known.json").err
    assert "`promptlint baseline prune --baseline ci/known.json`" in remark


def test_every_configuration_has_its_own(project: Run) -> None:
    for folder in ("prompts/a", "prompts/b"):
        Path(folder, "promptlint.toml").write_text("fail-on = 'info'\n", encoding="utf-8")
    ran = project("baseline", "write")
    assert ran.err.splitlines() == [
        "promptlint-baseline.json: 3 findings in 3 files (3 new)",
        "prompts/a/promptlint-baseline.json: 6 findings in 3 files (6 new)",
        "prompts/b/promptlint-baseline.json: 3 findings in 3 files (3 new)",
    ]
    assert quiet(project("check"))
    assert quiet(project("check", "prompts/b/1.json", "prompts/c"))
    Path("prompts/b/1.json").unlink()
    assert (
        project("check").err.splitlines()[-1].startswith("prompts/b/promptlint-baseline.json: 1 ")
    )
    assert "(1 gone)" in project("baseline", "prune").err
    assert quiet(project("check"))


def test_trouble_with_a_baseline(project: Run) -> None:
    ran = project("baseline", "prune")
    assert ran.status == 2
    assert "there is no such file" in ran.err
    ran = project("baseline", "write", "-", stdin="{}")
    assert (ran.status, ran.err) == (2, "promptlint: a baseline is about files, and - is none\n")
    ran = project("baseline", "write", "nowhere", "prompts/b")
    assert ran.status == 2
    assert "3 findings" in ran.err
    BASELINE.write_text("<<<<<<< HEAD\n", encoding="utf-8")
    for command in (["check"], ["baseline", "write"], ["baseline", "prune"], ["fix", "prompts"]):
        ran = project(*command)
        assert ran.status == 2, command
        assert ran.err.startswith("promptlint: promptlint-baseline.json:1:1: not JSON: ")
    assert quiet(project("check", "--no-baseline", "--exit-zero", "--select", "ttl-order"))
    assert project("layout", "prompts/a/0.json").status == 0


def test_where_there_is_nothing_nothing_is_written(promptlint: Run) -> None:
    write("a.json", prompt())
    assert quiet(promptlint("baseline", "write"))
    assert not BASELINE.exists()
    assert quiet(promptlint("check", "--add-ignore", "known"))
    assert not CONFIGURATION.exists()


# --- --add-ignore -------------------------------------------------------------------------------


def test_all_that_is_found_is_passed_over_from_then_on(project: Run) -> None:
    ran = project("check", "--add-ignore", "known since May")
    assert quiet(ran)
    assert ran.err == "promptlint.toml: 12 entries added to ignore, for 12 findings\n"
    entries = tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))["ignore"]
    assert entries[1] == {
        "files": ["prompts/a/0.json#/system/0/text"],
        "rules": ["volatile-prefix"],
        "reason": "known since May",
    }
    after = project("check")
    assert quiet(after)
    assert after.err == "All 9 requests fine; 12 ignored\n"
    assert quiet(project("check", "--add-ignore", "known since May"))
    assert len(tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))["ignore"]) == 12

    # The file of one entry is mended: it has had its day.
    write("prompts/b/1.json", prompt())
    ran = project("check")
    assert told(ran) == ["promptlint.toml"]
    assert "this ignores volatile-prefix in prompts/b/1.json#/system/0/text, where" in ran.out
    assert told(project("check", "prompts/b/1.json")) == ["promptlint.toml"]
    for options in (
        ["prompts/c"],
        ["--ignore", "volatile-prefix"],
        ["--ignore", "unused-ignore"],
        ["--severity-of", "unused-ignore=info", "--fail-on", "warning", "-q", "-o", "report.txt"],
        ["--traffic", "agent"],
        ["--config", "model='us.amazon.nova-pro-v1:0'"],
        ["--exclude", "prompts/b/"],
    ):
        ran = project("check", *options)
        assert quiet(ran), (options, ran)


def test_a_run_of_a_hook_speaks_of_its_files_only(project: Run) -> None:
    project("check", "--add-ignore", "known since May")
    for path in sorted(Path("prompts/b").iterdir()):
        write(str(path), prompt())
    hook = ("check", "--skip-unrelated", "--force-exclude")
    assert quiet(project(*hook, "prompts/a/0.json", "prompts/c/2.json"))
    assert len(told(project(*hook, "prompts/b/1.json", "prompts/b/4.json"))) == 2
    assert len(told(project(*hook))) == 3


def test_a_finding_that_is_known_is_not_added(project: Run) -> None:
    project("baseline", "write", "prompts/a", "prompts/b")
    assert project("check", "--add-ignore", "x").err.endswith(
        ": 3 entries added to ignore, for 3 findings\n"
    )
    assert project("check").err == "All 9 requests fine; 9 in the baseline, 3 ignored\n"


def test_entries_go_where_the_configuration_is(
    project: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("pyproject.toml").write_text("[tool.promptlint]\nfail-on = 'info'\n", encoding="utf-8")
    Path("prompts/a/promptlint.toml").write_text("# ours\n", encoding="utf-8")
    monkeypatch.chdir("prompts")
    ran = project("check", "--add-ignore", "x")
    assert sorted(ran.err.splitlines()) == [
        "../pyproject.toml: 6 entries added to ignore, for 6 findings",
        "a/promptlint.toml: 6 entries added to ignore, for 6 findings",
    ]
    written = Path("a/promptlint.toml").read_text(encoding="utf-8")
    assert written.startswith('# ours\n\n[[ignore]]\nfiles = ["/0.json#/modelId"]\n')
    assert quiet(project("check"))


def test_a_new_configuration_begins_at_the_top(
    project: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("prompts/b")
    assert "../../promptlint.toml: 3 entries" in project("check", "--add-ignore", "x").err
    assert quiet(project("check"))


def test_places_are_those_that_a_reader_would_name(promptlint: Run) -> None:
    """One entry for all lines of a file, and all rules of one place together."""
    inner = json.dumps(prompt(CLOCK))
    write("a [1].json", [prompt(CLOCK), prompt()])
    Path("log.jsonl").write_text(
        f"{inner}\n{json.dumps(prompt())}\n{inner}\n{{\n", encoding="utf-8"
    )
    ran = promptlint("check", "--add-ignore", "x")
    assert ran.err == "promptlint.toml: 3 entries added to ignore, for 4 findings\n"
    entries = tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))["ignore"]
    assert [entry["files"] for entry in entries] == [
        ["/a \\[1].json#/0/system/0/text"],
        ["/log.jsonl#/system/0/text"],
        ["/log.jsonl"],
    ]
    assert quiet(promptlint("check"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--add-ignore", "", "prompts"], "--add-ignore wants a reason"),
        (["--add-ignore", "x", "--isolated"], "--isolated wants none"),
        (["--add-ignore", "x", "-"], "- is none"),
        (["--add-ignore", "x", "nowhere.json"], "there is no such file"),
        (
            ["--add-ignore", "x", "--config", "sub/own.toml", "prompts/b"],
            "outside of the folder of sub",
        ),
    ],
)
def test_what_cannot_be_added_is_refused(project: Run, arguments: list[str], words: str) -> None:
    Path("sub").mkdir()
    Path("sub/own.toml").touch()
    ran = project("check", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert words in ran.err
    assert "Traceback" not in ran.err
    assert not CONFIGURATION.exists()


def test_a_configuration_without_a_place_for_entries_is_left_as_it_is(project: Run) -> None:
    text = "[tool]\npromptlint.fail-on = 'info'\n"
    Path("pyproject.toml").write_text(text, encoding="utf-8")
    ran = project("check", "--add-ignore", "x")
    assert ran.status == 2
    assert ran.err.startswith("promptlint: pyproject.toml: there is no place in it for [[ignore]]")
    assert Path("pyproject.toml").read_text(encoding="utf-8") == text


def test_suppressed_findings_are_told_to_programs(project: Run) -> None:
    project("baseline", "write", "prompts/b")
    project("check", "--add-ignore", "known since May", "prompts/c")
    ran = project("check", "--output-format", "json", "prompts/b/1.json", "prompts/c/2.json")
    report = json.loads(ran.out)
    assert [each["suppressed"] for each in report["findings"]] == [
        {"by": "baseline", "reason": "known since promptlint-baseline.json was written"},
        {"by": "ignore", "reason": "known since May"},
    ]
    assert report["summary"]["suppressed"] == 2
