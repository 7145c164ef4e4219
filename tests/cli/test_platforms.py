"""Other systems than the one at hand: their paths, line ends, encodings and terminals."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from terminal import terminal

from promptlint.report.safe_text import columns

if TYPE_CHECKING:
    from collections.abc import Callable

    from command_line import Run

REQUEST = """{
  "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
  "system": [
    {"text": "Zeit: “jetzt” 😀 – Current time: 2026-11-20T09:41:27Z\\n⟨3000 words⟩"},
    {"cachePoint": {"type": "default"}}
  ],
  "messages": [{"role": "user", "content": [{"text": "Where is my parcel?"}]}]
}
"""
MOVED = REQUEST.replace("Zeit: “jetzt” 😀 – ", "")


# --- paths --------------------------------------------------------------------------------------


@pytest.fixture
def windows(promptlint: Run, monkeypatch: pytest.MonkeyPatch, expand: Callable[[str], str]) -> None:
    """Paths may be typed with backslashes, as where they separate folders."""
    Path("sub").mkdir()
    Path("sub", "request.json").write_text(expand(MOVED), encoding="utf-8")
    Path("sub", "package.json").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(os, "sep", "\\")


@pytest.mark.parametrize(
    "arguments",
    [
        r"check sub\request.json sub\package.json",
        r"check -v sub\request.json",
        r"check --output-format full sub\request.json",
        r"check --output-format json sub\request.json",
        r"check --show-files sub\request.json",
        r"check sub\nowhere.json",
        r"check --stdin-filename sub\request.json -",
        r"fix --diff sub\request.json",
        r"fix --stdout sub\request.json",
        r"fix sub\request.json",
        r"layout sub\request.json",
        r"layout --output-format json sub\request.json",
        r"layout sub\nowhere.json",
    ],
)
def test_backslashes_come_out_as_slashes(promptlint: Run, windows: None, arguments: str) -> None:
    ran = promptlint(*arguments.split(), stdin=Path("sub/request.json").read_bytes())
    name = "nowhere" if "nowhere" in arguments else "request"
    assert f"sub/{name}.json" in ran.out + ran.err
    assert "sub\\" not in ran.out + ran.err


def test_a_finding_is_the_same_however_its_path_was_typed(promptlint: Run, windows: None) -> None:
    asked = [("sub\\request.json",), ("sub/request.json",)]
    told = [json.loads(promptlint("check", "--output-format", "json", *each).out) for each in asked]
    assert told[0] == told[1]


# --- line ends and byte order marks -------------------------------------------------------------


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_a_fix_keeps_line_ends_and_the_mark(
    promptlint: Run, expand: Callable[[str], str], line_end: bytes, bom: bytes
) -> None:
    text = expand(MOVED).encode()
    Path("expected.json").write_bytes(text)
    Path("request.json").write_bytes(bom + text.replace(b"\n", line_end))
    places = [
        [
            (each["line"], each["column"], each["end_line"], each["end_column"])
            for each in json.loads(promptlint("check", "--output-format", "json", name).out)[
                "findings"
            ]
        ]
        for name in ("expected.json", "request.json")
    ]
    assert places[0] == places[1] != []
    stdout = promptlint("fix", "--stdout", "-q", "request.json").bytes
    assert promptlint("fix", "expected.json").status == 0
    assert promptlint("fix", "request.json").status == 0
    expected = bom + Path("expected.json").read_bytes().replace(b"\n", line_end)
    assert Path("request.json").read_bytes() == stdout == expected


# --- encodings ----------------------------------------------------------------------------------

COMMANDS = [
    "check --output-format full .",
    "check --output-format concise -v .",
    "check --output-format json .",
    "check --statistics .",
    "check --color always --output-format full .",
    "fix --diff .",
    "fix --diff --color always .",
    "fix --stdout request.json",
    "layout .",
    "rule",
    "rule volatile-prefix",
    "models",
    "models amazon.nova-lite-v1:0",
    "config",
    "completion zsh",
    "--help",
    "check --help",
    "chek “typed”",
]
# All commands in one process: what is asked is whether any of them fails.
ALL = """
import json, sys
from promptlint.cli import main
for line in json.loads(sys.argv[1]):
    print("===", ascii(line), main(line.split()), flush=True)
    print("---", ascii(line), file=sys.stderr, flush=True)
"""


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "ascii:strict", "utf-8", "cp437"])
def test_no_encoding_is_too_poor(
    tmp_path: Path, expand: Callable[[str], str], encoding: str
) -> None:
    (tmp_path / "request.json").write_text(expand(REQUEST), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", ALL, json.dumps(COMMANDS)],
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONIOENCODING": encoding,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    name = encoding.partition(":")[0]
    out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode(name)
    assert done.returncode == 0, err
    statuses = [line.rpartition(" ")[2] for line in out.splitlines() if line.startswith("=== ")]
    assert len(statuses) == len(COMMANDS)
    assert "2" not in statuses[:-1]
    assert "internal error" not in err
    # A fixed request is the user's own bytes, whatever the terminal is like.
    fixed = done.stdout.partition(b"fix --diff --color")[2].partition(b"=== ")[0]
    assert "“jetzt” 😀".encode() in fixed


# --- terminals ----------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [40, 53, 80, 120, 200])
@pytest.mark.parametrize(
    "arguments",
    [
        "check --output-format full .",
        "check --statistics .",
        "layout .",
        "fix --diff --color always .",
        "rule volatile-prefix",
        "rule",
        "models us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "models",
        "config",
    ],
)
def test_lines_fit_the_terminal(
    promptlint: Run,
    expand: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: str,
    width: int,
) -> None:
    Path("request.json").write_text(expand(REQUEST), encoding="utf-8")
    monkeypatch.setenv("COLUMNS", str(width))
    ran = promptlint(*arguments.split())
    assert ran.status in (0, 1)
    for line in without_colours(ran.out).splitlines():
        assert columns(line) <= width or is_whole(line), line


def without_colours(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


# Requests shown, tables of prices, and settings as a file would have them.
WHOLE = re.compile(r"""\s*["{}\[\]]|\s*--|.* = |# |.*\d\s+[\d.-]+$|.*read +output$""")


def is_whole(line: str) -> bool:
    """Whether a line is one that is not broken: code, a table, or a single word."""
    return " " not in line.strip() or WHOLE.match(line) is not None


def test_a_line_of_a_million_characters_is_no_trouble(promptlint: Run) -> None:
    body = json.loads(REQUEST)
    body["system"][0]["text"] = "Current time: 2026-11-20T09:41:27Z\n" + "parcel " * 150_000
    Path("request.json").write_text(json.dumps(body), encoding="utf-8")
    assert Path("request.json").stat().st_size > 1_000_000
    for form in ("full", "concise"):
        lines = promptlint("check", "--output-format", form, "request.json").out.splitlines()
        assert "volatile-prefix" in "\n".join(lines)
        assert max(map(len, lines)) <= (80 if form == "full" else 500)


@pytest.mark.skipif(os.name != "posix", reason="POSIX only")
@pytest.mark.parametrize(
    ("more", "colored"),
    [({}, True), ({"TERM": "dumb"}, False), ({"NO_COLOR": "1"}, False)],
    ids=["terminal", "dumb", "no-color"],
)
def test_a_terminal_gets_colours_if_it_takes_them(
    tmp_path: Path, more: dict[str, str], colored: bool
) -> None:
    kept = {key: value for key, value in os.environ.items() if "COLOR" not in key}
    path = os.pathsep.join(filter(None, sys.path))
    given = {**kept, "PYTHONPATH": path, "TERM": "xterm", **more}
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    with terminal([sys.executable, "-m", "promptlint", "check"], tmp_path, given) as run:
        assert run.end() == 0  # in a walk, broken JSON may be anything
    with terminal(
        [sys.executable, "-m", "promptlint", "check", "broken.json"], tmp_path, given
    ) as run:
        assert run.end() == 1
        assert ("\x1b[" in run.shown) == colored


# --- quiet --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        "check -q .",
        "check -q nothing package.json",
        "check -q --model anthropic.claude-9-20310101-v1:0 .",
        "check -q --output-format json -o report.json .",
        "check -q --statistics .",
        "check -q --show-files .",
        "check -q --fix --diff .",
        "fix -q request.json",
        "fix -q --stdout request.json",
        "layout -q .",
        "layout -q --html map.html .",
    ],
)
def test_quiet_says_nothing_but_what_was_asked_for(
    promptlint: Run, expand: Callable[[str], str], arguments: str
) -> None:
    Path("nothing").mkdir()
    Path("request.json").write_text(expand(MOVED), encoding="utf-8")
    Path("package.json").write_text("{}", encoding="utf-8")
    loud = promptlint(*(each for each in arguments.split() if each != "-q"))
    Path("request.json").write_text(expand(MOVED), encoding="utf-8")
    ran = promptlint(*arguments.split())
    assert (ran.status, ran.out, ran.err) == (loud.status, loud.out, "")
