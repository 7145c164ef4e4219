"""A user's file is never lost, half-written, or written where it should not be."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from filler import words

from promptlint import rulepack
from promptlint.engine.fix import fix_file
from promptlint.engine.lint import Settings, check_file
from promptlint.text import files

SETTINGS = Settings(rules=frozenset(rulepack.load()))


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A request with a clock before its checkpoint."""
    body = {
        "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "system": [
            {"text": f"Current time: 2026-11-20T09:41:27Z\n\n{words(1500)}"},
            {"cachePoint": {"type": "default"}},
        ],
        "messages": [{"role": "user", "content": [{"text": "Where is my parcel?"}]}],
    }
    path = tmp_path / "request.json"
    path.write_text(json.dumps(body, indent=2), encoding="utf-8")
    return path


def fix(path: Path) -> str | None:
    """Fix a file in place; the reason if it was refused."""
    return fix_file(str(path), SETTINGS, named=True, write=True).refused


def test_a_fix_keeps_mode_and_leaves_nothing_behind(faulty: Path) -> None:
    faulty.chmod(0o640)
    before = faulty.read_text(encoding="utf-8")
    assert fix(faulty) is None
    assert faulty.read_text(encoding="utf-8") != before
    assert stat.S_IMODE(faulty.stat().st_mode) == 0o640
    assert [path.name for path in faulty.parent.iterdir()] == ["request.json"]


def test_a_clean_file_is_not_even_touched(faulty: Path) -> None:
    assert fix(faulty) is None
    os.utime(faulty, (1, 1))
    assert fix(faulty) is None
    assert faulty.stat().st_mtime == 1


def test_a_symlink_stays_one(faulty: Path) -> None:
    link = faulty.parent / "link.json"
    link.symlink_to(faulty)
    before = faulty.read_bytes()
    assert fix(link) is None
    assert link.is_symlink()
    assert faulty.read_bytes() != before


def test_hard_links_are_refused(faulty: Path) -> None:
    twin = faulty.parent / "twin.json"
    os.link(faulty, twin)
    before = faulty.read_bytes()
    assert "hard link" in (fix(faulty) or "")
    assert faulty.read_bytes() == before == twin.read_bytes()


def test_read_only_files_are_refused(faulty: Path) -> None:
    faulty.chmod(0o444)
    before = faulty.read_bytes()
    assert "read-only" in (fix(faulty) or "")
    assert faulty.read_bytes() == before


def test_duplicate_keys_are_refused(faulty: Path) -> None:
    text = faulty.read_text(encoding="utf-8")
    faulty.write_text(text.replace('"messages"', '"messages": [], "messages"'), encoding="utf-8")
    before = faulty.read_bytes()
    refused = fix(faulty) or ""
    assert "'messages' stands twice" in refused
    assert "line " in refused
    assert faulty.read_bytes() == before


def test_a_change_in_between_wins(faulty: Path) -> None:
    old = faulty.read_bytes()
    faulty.write_bytes(b"{}")
    with pytest.raises(files.FileRefused, match="in the meantime"):
        files.replace(faulty, old, b"[]")
    assert faulty.read_bytes() == b"{}"
    assert [path.name for path in faulty.parent.iterdir()] == ["request.json"]


def test_bom_and_line_ends_survive(faulty: Path) -> None:
    text = faulty.read_text(encoding="utf-8")
    faulty.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert fix(faulty) is None
    data = faulty.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf{\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")


def test_numbers_and_escapes_survive(faulty: Path) -> None:
    odd = '"inferenceConfig": {"temperature": 1.0, "x": 12345678901234567890, "y": "\\u00e9\\/"},'
    text = faulty.read_text(encoding="utf-8")
    faulty.write_text(text.replace('"messages"', odd + '"messages"'), encoding="utf-8")
    assert fix(faulty) is None
    assert odd in faulty.read_text(encoding="utf-8")


@pytest.mark.parametrize("data", [b"", b"\xff\xfe{\x00", b'{"system": [', b"\x80", b"{\x00}"])
def test_what_cannot_be_read_is_not_written(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(data)
    report = fix_file(str(path), SETTINGS, named=True, write=True)
    assert [finding.rule for finding in report.remaining.findings] == ["invalid-json"]
    assert path.read_bytes() == data


def test_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    assert check_file(str(tmp_path / "none.json"), SETTINGS, named=True).error
    assert check_file(str(tmp_path), SETTINGS, named=True).error
