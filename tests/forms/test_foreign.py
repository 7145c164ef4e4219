"""A file that is no JSON at all is called what it is."""

from __future__ import annotations

import pytest

from promptlint.forms import read
from promptlint.text import NotText, Source


def reason(name: str, text: str) -> str:
    return read(Source(name, text), jsonl=False).reason or ""


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("prompt.txt", "You sort parcels for {{company}}.", "this is plain text"),
        ("prompt", "You sort parcels.\nToday is Monday.", "this is plain text"),
        ("prompt.md", "# Parcels\n\n- by size\n", "this is plain text"),
        ("list", "1. By size.\n2. By weight.", "this is plain text"),
        ("note", "None of these parcels is large.", "this is plain text"),
        ("request.yaml", "- system", "this is YAML"),
        ("request", "modelId: claude\nsystem:\n  - text: hello\n", "this looks like YAML"),
        ("request", "---\nmodelId: claude\n", "this looks like YAML"),
        ("letter", "Dear model: hello\nplease answer.", "this is plain text"),
        ("parcels.csv", "id,size\n1,large\n", "this is a table"),
        ("page", "<!doctype html><p>Hello</p>", "this looks like XML or HTML"),
        ("page.xml", "<a>b</a>", "this is XML or HTML"),
        ("tool.py", "import json\n", "this is source code"),
        ("settings.toml", 'model = "claude"\n', "this is TOML"),
    ],
)
def test_what_is_no_json_at_all(name: str, text: str, said: str) -> None:
    assert reason(name, text).startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the text is empty"),
        ("  \n", "the text is empty"),
        ("{'system': []}", "keys need double quotes"),
        ('// a comment\n{"system": []}', "JSON has no comments"),
        ('{"system": {{ system }}}', "this is a template and not yet JSON"),
        ("undefined", "this is not a JSON value"),
        ("None", "JSON knows true, false and null, in lower case"),
        ('"system', "this string has no closing quote"),
    ],
)
def test_what_was_going_to_be_json_hears_what_is_wrong_with_it(text: str, said: str) -> None:
    assert reason("request", text) == said


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x1f\x8b\x08\x00\xff", "the file is compressed by gzip, and has to be unpacked first"),
        (b"PK\x03\x04\xff", "the file is a ZIP archive, and has to be unpacked first"),
        (b"%PDF-1.7\n\xe2\xe3", "the file is a PDF, and not text"),
        (b"\x89PNG\r\n\x1a\n", "the file is a picture, and not text"),
        (b"\xfe\x00\x01\x02", "the file is binary, and not text"),
        (b'{"system": "caf\xe9"}', "the byte 0xe9 is not valid UTF-8"),
    ],
)
def test_what_is_no_text(data: bytes, said: str) -> None:
    with pytest.raises(NotText) as caught:
        Source.decode("file", data)
    assert caught.value.reason == said
