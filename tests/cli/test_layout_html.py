"""`promptlint layout --html`: where the page goes, and what is said of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from command_line import Run

REQUEST = """{
  "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
  "system": [
    {"text": "Current time: 2026-11-20T09:41:27Z\\n⟨3000 words⟩"},
    {"cachePoint": {"type": "default"}}
  ],
  "messages": [{"role": "user", "content": [{"text": "Where is my parcel?"}]}]
}
"""


@pytest.fixture
def request_file(promptlint: Run, expand: Callable[[str], str]) -> Path:
    path = Path("request.json")
    path.write_text(expand(REQUEST), encoding="utf-8")
    return path


def is_page(text: str) -> bool:
    return text.startswith("<!doctype html>\n") and text.endswith("</html>\n")


def test_the_page_alone(promptlint: Run, request_file: Path) -> None:
    ran = promptlint("layout", "--html", "map.html", "request.json")
    assert (ran.status, ran.out) == (0, "")
    assert ran.err == "Drew the cache maps of 1 request into map.html\n"
    assert is_page(Path("map.html").read_text(encoding="utf-8"))


def test_quiet_is_quiet(promptlint: Run, request_file: Path) -> None:
    ran = promptlint("layout", "-q", "--html", "map.html", "request.json")
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    assert Path("map.html").is_file()


def test_the_page_beside_another_format(promptlint: Run, request_file: Path) -> None:
    ran = promptlint("layout", "--html", "m.html", "--output-format", "json", "request.json")
    assert json.loads(ran.out)["schema"] == 1
    both = promptlint("layout", "--html", "n.html", "-o", "map.txt", "request.json")
    assert both.out == ""
    assert Path("map.txt").read_text(encoding="utf-8").startswith("request.json:1:1")
    pages = [Path(name).read_text(encoding="utf-8") for name in ("m.html", "n.html")]
    assert is_page(pages[0])
    assert pages[0] == pages[1]


def test_the_page_to_stdout(promptlint: Run, request_file: Path) -> None:
    ran = promptlint("layout", "--html", "-", "request.json")
    assert (ran.status, ran.err) == (0, "")
    assert is_page(ran.bytes.decode("utf-8"))


def test_a_page_takes_the_place_of_a_page(promptlint: Run, request_file: Path) -> None:
    promptlint("layout", "--html", "map.html", "request.json")
    page = Path("map.html").read_text(encoding="utf-8")
    Path("map.html").write_text("<!DOCTYPE html>\nold", encoding="utf-8")
    assert promptlint("layout", "--html", "map.html", "request.json").status == 0
    assert Path("map.html").read_text(encoding="utf-8") == page


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--html", "request.json", "request.json"), "is no page of HTML"),
        (("--html", "-", "--output-format", "full", "request.json"), "cannot share stdout"),
        (("--html", "m.html", "-o", "m.html", "request.json"), "cannot hold two reports"),
        (("--html", "no/such/folder/m.html", "request.json"), "cannot be written"),
    ],
)
def test_what_gets_in_the_way_is_refused(
    promptlint: Run, request_file: Path, arguments: tuple[str, ...], words: str
) -> None:
    before = request_file.read_bytes()
    ran = promptlint("layout", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert words in ran.err
    assert request_file.read_bytes() == before


def test_a_file_that_cannot_be_read_costs_the_others_nothing(
    promptlint: Run, request_file: Path
) -> None:
    Path("broken.json").write_text('{"name":', encoding="utf-8")
    ran = promptlint("layout", "--html", "map.html", "broken.json", "request.json")
    assert ran.status == 2
    assert "broken.json" in ran.err
    assert "1 request into map.html" in ran.err


def test_a_page_without_a_request_says_so(promptlint: Run) -> None:
    Path("package.json").write_text("{}", encoding="utf-8")
    ran = promptlint("layout", "--html", "map.html", "package.json")
    assert ran.status == 0
    assert "No request was found" in Path("map.html").read_text(encoding="utf-8")
    assert ran.err.endswith("Drew the cache maps of 0 requests into map.html\n")
