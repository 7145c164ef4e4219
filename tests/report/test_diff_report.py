"""The diff of a fix: a patch that applies, and a picture of it for the eyes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.report.diff import patch, shown
from promptlint.report.safe_text import columns
from promptlint.report.style import Page, text_of

LINES = st.lists(st.text("ab{}\x0c\u2028\r", max_size=3), max_size=12).map("\n".join)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb\nc\n", "a\nc\n"),
        ("a", "b"),
        ("a\n", "a"),
        ("a", "a\n"),
        ("a\r\nb\r\n", "a\r\nc\r\n"),
        ("one\u2028line\n", "one\u2028other\n"),
        ("\n".join("abcdefghijklmnop"), "\n".join("abcXefghijklmYop")),
    ],
)
def test_a_patch_applies(tmp_path: Path, before: str, after: str) -> None:
    if not shutil.which("git"):
        pytest.skip("git is not on this machine")
    path = tmp_path / "request.json"
    path.write_bytes(before.encode())
    (tmp_path / "change").write_bytes(patch("request.json", before, after).encode())
    command = ("git", "apply", "-p0", "--whitespace=nowarn", "change")
    subprocess.run(command, cwd=tmp_path, check=True)
    assert path.read_bytes() == after.encode()


@given(LINES, LINES)
def test_what_is_shown_fits_and_is_safe(before: str, after: str) -> None:
    text = text_of(shown("request.json", before, after, Page(40)), Page(40))
    assert all(columns(line) <= 40 for line in text.split("\n"))
    assert text.replace("\n", "").isprintable()


def test_no_change_is_no_patch() -> None:
    assert patch("a", "x\n", "x\n") == ""


def test_a_long_line_is_cut_around_what_differs() -> None:
    before = '  "text": "' + "x" * 500 + "OLD" + "y" * 500 + '"\n'
    after = before.replace("OLD", "NEW")
    lines = text_of(shown("r", before, after, Page(60)), Page(60)).splitlines()
    removed, added = lines[-2:]
    assert (removed[0], added[0]) == ("-", "+")
    assert "xxxOLDyyy" in removed
    assert "xxxNEWyyy" in added
