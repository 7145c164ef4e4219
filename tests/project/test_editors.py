"""What docs/editors.md gives to editors finds its way in what promptlint really prints.

Vim and Neovim read it themselves where they are installed; of the others, the patterns do.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ci_files import snippets
from git_repository import CLEAN, POINT, QUESTION, converse, manual

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "editors.md"
SNIPPETS = snippets(PAGE)
SEVERITIES = {"error", "warning", "info"}
TIME = "2026-11-20T09:41:27Z"
CLOCKED = "a clock.json"
# What the IDEs put for these words (com.intellij.execution.filters.RegexpFilter).
JETBRAINS = {
    "$FILE_PATH$": r"(?P<file>(?:[A-Za-z]:)?[0-9 a-z_A-Z\-\\./]+)",
    "$LINE$": r"(?P<line>[0-9]+)",
    "$COLUMN$": r"(?P<column>[0-9]+)",
}
FLYCHECK = (
    'line-start (file-name) ":" line ":" column ": {} "'
    ' (id (one-or-more (not (any " ")))) " " (message) line-end'
)


class Seen(NamedTuple):
    """A finding, as an editor sees it."""

    file: str
    line: int
    column: int
    severity: str
    rule: str


class Workspace(NamedTuple):
    """A folder, and what is found in it."""

    folder: Path
    findings: set[Seen]

    def run(self, *arguments: str, stdin: Path | None = None) -> str:
        """What `promptlint ARGUMENTS` prints."""
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-m", "promptlint", *arguments],
            cwd=self.folder,
            input=stdin.read_text(encoding="utf-8") if stdin else "",
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
        return done.stdout

    def of(self, name: str) -> set[Seen]:
        """What is found in one file."""
        return {each for each in self.findings if each.file == name}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """One finding of each severity, one of them behind letters that are more than a byte."""
    made = Workspace(tmp_path_factory.mktemp("workspace"), set())
    clock = f"‘Größe’, 12 €: Current time: {TIME}\n"
    requests = {
        CLOCKED: converse([{"text": clock + manual()}, POINT], [QUESTION]),
        "deep/short.json": converse([{"text": "Be kind."}, POINT], [QUESTION]),
        "clean.json": CLEAN,
        "package.json": {"name": "shop"},
    }
    (made.folder / "deep").mkdir()
    for name, request in requests.items():
        text = json.dumps(request, indent=2, ensure_ascii=False)
        (made.folder / name).write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "fixtures/stories/document-block/request.json", made.folder / "near.json")
    for found in json.loads(made.run("check", "--output-format", "json"))["findings"]:
        place = found["path"], found["line"], found["column"]
        made.findings.add(Seen(*place, found["severity"], found["rule"]))
    assert {each.severity for each in made.findings} == SEVERITIES
    return made


def snippet(language: str, word: str = "") -> str:
    (found,) = (each.text for each in SNIPPETS if each.language == language and word in each.text)
    return found


def matched(pattern: str, output: str, **known: str) -> set[Seen]:
    """What a pattern with groups of these names makes of an output, line by line."""
    seen = set()
    for line in output.splitlines():
        match = re.search(pattern, line)
        assert match, line
        found: dict[str, Any] = {**match.groupdict(), **known}
        seen.add(
            Seen(
                found["file"],
                int(found["line"]),
                int(found["column"]),
                found["severity"],
                found["rule"],
            )
        )
    return seen


def beside(editor: str) -> dict[str, str]:
    """The environment for an editor that is to find our command. Skips where there is no editor."""
    if not shutil.which(editor):
        pytest.skip(f"{editor} is not on this machine")
    path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ["PATH"]))
    return {**os.environ, "PATH": path, "LC_ALL": "C.UTF-8", "HOME": os.devnull}


def test_code_reads_the_findings_of_a_task(workspace: Workspace) -> None:
    (task,) = json.loads(snippet("json"))["tasks"]
    assert task["command"] == "promptlint"
    pattern = task["problemMatcher"]["pattern"]
    seen = set()
    for line in workspace.run(*task["args"]).splitlines():
        match = re.search(pattern["regexp"], line)
        assert match, line
        parts = (match[pattern[name]] for name in ("file", "line", "column", "severity", "code"))
        file, row, column, severity, rule = parts
        seen.add(Seen(file, int(row), int(column), severity, rule))
        assert match[pattern["message"]]
    assert seen == workspace.findings


@pytest.mark.parametrize("editor", ["vim", "nvim"])
def test_vim_goes_to_the_place(workspace: Workspace, editor: str, tmp_path: Path) -> None:
    environment = beside(editor)
    script, listed, place = (tmp_path / name for name in ("script.vim", "listed", "place"))
    script.write_text(
        f"""set nocompatible encoding=utf-8
edit a\\ clock.json
{snippet("vim")}
silent make!
call writefile(map(getqflist(), 'json_encode(v:val)'), '{listed}')
cfirst
call writefile([bufname('%'), strpart(getline('.'), col('.') - 1, {len(TIME)})], '{place}')
qall!
""",
        encoding="utf-8",
    )
    subprocess.run(
        [editor, "-es", "-u", "NONE", "-i", "NONE", "-S", str(script)],
        cwd=workspace.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    (found,) = map(json.loads, listed.read_text(encoding="utf-8").splitlines())
    (expected,) = workspace.of(CLOCKED)
    assert (found["lnum"], found["col"], found["type"]) == (expected.line, expected.column, "e")
    assert found["text"].startswith(f"{expected.rule} ")
    assert place.read_text(encoding="utf-8").splitlines() == [CLOCKED, TIME]


def test_neovim_reads_the_findings_of_a_buffer(workspace: Workspace) -> None:
    text = snippet("lua")
    (pattern,) = re.findall(r"from_pattern\(\s*'(.*?)',", text)
    (groups,) = re.findall(r"\{ ('lnum', .*?) \}", text)
    assert groups == "'lnum', 'col', 'severity', 'code', 'message'"
    for lua, python in (("%d", r"\d"), ("%a", "[A-Za-z]"), ("%S", r"\S"), ("^.-", "^.*?")):
        pattern = pattern.replace(lua, python)
    assert "%" not in pattern
    (given,) = re.findall(r"args = \{\n(.*?)\n  \},", text, re.DOTALL)
    arguments = re.findall(r"'(\S+)'", given)
    arguments.insert(arguments.index("--stdin-filename") + 1, CLOCKED)
    output = workspace.run(*arguments, stdin=workspace.folder / CLOCKED)
    (expected,) = workspace.of(CLOCKED)
    (line,) = output.splitlines()
    match = re.search(pattern, line)
    assert match
    assert match.groups()[:4] == (
        str(expected.line),
        str(expected.column),
        expected.severity,
        expected.rule,
    )
    assert workspace.run(*arguments, stdin=workspace.folder / "package.json") == ""


def test_emacs_reads_a_compilation(workspace: Workspace) -> None:
    text = snippet("elisp", "compilation-error-regexp-alist-alist")
    (literal, groups) = re.findall(r'^ +"(.*)"\n +(.*?)\)\)$', text, re.MULTILINE)[0]
    assert groups == "1 2 3 (4 . 5)"
    pattern = literal.replace("\\\\", "\\")
    for emacs, python in ((r"\(?:", "(?:"), (r"\(", "("), (r"\)", ")"), (r"\|", "|")):
        pattern = pattern.replace(emacs, python)
    seen = set()
    output = workspace.run("check", "-q", "--output-format", "concise", ".")
    for line in output.splitlines():
        match = re.search(pattern, line)
        assert match, line
        severity = match[4] or match[5] or "error"
        seen.add((match[1], int(match[2]), int(match[3]), severity))
    assert seen == {each[:4] for each in workspace.findings}


def test_flycheck_reads_the_findings_of_a_buffer(workspace: Workspace) -> None:
    text = snippet("elisp", "flycheck-define-checker")
    patterns = re.findall(r"\((error|warning|info) (line-start\b.*?line-end)\)", text, re.DOTALL)
    assert {severity for severity, _ in patterns} == SEVERITIES
    output = workspace.run("check", "-q", "--output-format", "concise", ".").splitlines()
    seen = set()
    for severity, said in patterns:
        assert " ".join(said.split()) == FLYCHECK.format(severity)
        pattern = rf"^(?P<file>.+?):(?P<line>\d+):(?P<column>\d+): {severity} (?P<rule>[^ ]+) .+$"
        lines = [line for line in output if re.search(pattern, line)]
        seen |= matched(pattern, "\n".join(lines), severity=severity)
    assert seen == workspace.findings
    (command,) = re.findall(r":command \((.*?)\)", text, re.DOTALL)
    _, *arguments = command.replace("source-original", "buffer.json").replace('"', "").split()
    assert workspace.run(*arguments, stdin=workspace.folder / CLOCKED).startswith("buffer.json:")


def test_jetbrains_ides_make_links_of_the_findings(workspace: Workspace) -> None:
    fields = dict(
        re.findall(r"^\| (\w+)[^|]* \| `(.*)` \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert fields["Program"] == "promptlint"
    file = (workspace.folder / CLOCKED).as_posix()
    arguments = [
        each.strip('"').replace("$FilePath$", file) for each in fields["Arguments"].split()
    ]
    pattern = fields["Output"]
    for word, meant in JETBRAINS.items():
        assert word in pattern
        pattern = pattern.replace(word, meant)
    (expected,) = workspace.of(CLOCKED)
    assert matched(pattern, workspace.run(*arguments), severity="error", rule=expected.rule) == {
        expected._replace(file=file)
    }
