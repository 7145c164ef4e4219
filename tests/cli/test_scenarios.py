"""Command lines with what they print, as text files that read like a terminal session.

A file in scenarios/ begins with what it shows. Then come sections: "=== command" (one command line,
without the program's name), "=== file NAME", "=== stdin", and what is expected: "=== stdout",
"=== stderr", "=== status", "=== afterwards NAME" (the file's new text). A section that is missing
is expected to be empty, the status 0, and every file unchanged. "⟨50 words⟩" stands for that many
words. In what is expected, "<*>" stands for any characters of a line, and a line "..." for any
lines.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from command_line import Run

FOLDER = Path(__file__).parent / "scenarios"
KNOWN = {"command", "file", "stdin", "stdout", "stderr", "status", "afterwards"}

Sections = dict[tuple[str, str], str]


def sections(text: str) -> Sections:
    """A scenario's sections by kind and name."""
    found: Sections = {}
    for part in re.split(r"^=== ", text, flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        kind, _, name = heading.partition(" ")
        assert kind in KNOWN, f"there is no section {kind!r}"
        assert (kind, name) not in found, f"{heading!r} stands twice"
        found[kind, name] = body
    return found


def matches(expected: str, text: str) -> bool:
    lines = re.split(r"^\.\.\.\n", expected, flags=re.MULTILINE)
    pattern = r"(?:.*\n)*?".join(re.escape(part).replace(r"<\*>", ".*") for part in lines)
    return re.fullmatch(pattern, text) is not None


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_scenario(path: Path, promptlint: Run, expand: Callable[[str], str]) -> None:
    scenario = sections(path.read_text(encoding="utf-8"))
    before = {name: expand(text) for (kind, name), text in scenario.items() if kind == "file"}
    for name, text in before.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8", newline="\n")

    arguments = shlex.split(scenario["command", ""])
    ran = promptlint(*arguments, stdin=expand(scenario.get(("stdin", ""), "")))

    for stream, text in (("stdout", ran.out), ("stderr", ran.err)):
        expected = expand(scenario.get((stream, ""), ""))
        if not matches(expected, text):
            assert text == expected, f"on {stream}"
    assert ran.status == int(scenario.get(("status", ""), "0"))
    written = {name: "" for kind, name in scenario if kind == "afterwards"}
    for name, text in (written | before).items():
        afterwards = scenario.get(("afterwards", name))
        expected = text if afterwards is None else expand(afterwards)
        now = Path(name).read_text(encoding="utf-8")
        assert now == expected or (afterwards is not None and matches(expected, now)), name


def test_a_scenario_that_says_something_else_fails() -> None:
    assert matches("a <*> c\n...\nend\n", "a b c\nx\ny\nend\n")
    assert matches("...\nend\n", "end\n")
    assert not matches("a <*> c\n", "a b\nc\n")
    assert not matches("", "x\n")
    assert not matches("a.c\n", "abc\n")
