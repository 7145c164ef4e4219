"""Floor 4: how requests are stored: from a file's text to the requests inside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from promptlint.forms.unwrap import Broken, Held, unwrap
from promptlint.prompt import Prompt
from promptlint.syntax import MAX_DEPTH, Document, SyntaxProblem
from promptlint.text import Source, Span

__all__ = ["Broken", "Stored", "claims_to_be_request", "looks_like_request", "parts", "read"]

_TOO_DEEP = f"it is nested deeper than {MAX_DEPTH} levels, as no request is"
_CLAIMS = (b"cachePoint", b"cache_control", b"anthropic_version", b"toolSpec", b"inferenceConfig")


class Stored(NamedTuple):
    """What a file holds.

    Attributes:
        form: how the requests are stored ("body", "wrapper", "jsonl", …); None without requests.
        broken: places that should hold JSON and do not.
        reason: one clause that says why there is no request; None if there is one.
    """

    form: str | None
    requests: tuple[Prompt, ...]
    broken: tuple[Broken, ...]
    reason: str | None


def read(source: Source, *, jsonl: bool) -> Stored:
    """All requests in a file. `jsonl`: every line is a JSON document of its own."""
    form: str | None = None
    requests: list[Prompt] = []
    broken: list[Broken] = []
    reason: str | None = None
    for held in parts(source, jsonl=jsonl):
        requests += held.requests
        broken += held.broken
        form = form or held.form
        reason = reason or held.reason
    if requests:
        return Stored("jsonl" if jsonl else form, tuple(requests), tuple(broken), None)
    if reason is None:
        reason = broken[0].reason if broken else "it is empty"
    return Stored(None, (), tuple(broken), reason)


def parts(source: Source, *, jsonl: bool) -> Iterator[Held]:
    """What each document of a file holds, one after the other; in JSONL, a line is a document.

    Nothing is kept of the lines before, so memory does not grow with the file.
    """
    spans = _lines(source.text) if jsonl else iter([Span(0, len(source.text))])
    for start, end in spans:
        try:
            document = Document(source.text, start, end)
        except SyntaxProblem as problem:
            at = min(problem.offset, end)
            reason = problem.reason if jsonl else _reason(source, problem)
            yield Held(None, (), (Broken(Span(at, min(at + 1, end)), reason),), None)
            continue
        if document.depth > MAX_DEPTH:
            yield Held(None, (), (), _TOO_DEEP)
        else:
            yield unwrap(document)


def _reason(source: Source, problem: SyntaxProblem) -> str:
    from promptlint.forms import foreign

    return foreign.reason(source, problem)


def _lines(text: str) -> Iterator[Span]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if text[start:end].strip():
            yield Span(start, end)
        start = end + 1


def looks_like_request(data: bytes) -> bool:
    """Whether these bytes can hold a request at all: a cheap test before a file is parsed.

    False is certain. The keys may stand in an escaped string, or be written with escapes.
    """
    if claims_to_be_request(data):
        return True
    found = set(re.findall(rb'"(messages|system|tools)\\*"', data))
    return (
        (b"messages" in found and b"role" in data and b"content" in data)
        or (b"system" in found and (b"text" in data or b"guardContent" in data))
        or (b"tools" in found and (b"input_schema" in data or b"systemTool" in data))
        or b'"messages-v' in data
        # A key's own letters are escaped: nobody writes that, but it is JSON.
        or re.search(rb"\\u00[67]", data) is not None
    )


def claims_to_be_request(data: bytes) -> bool:
    """Whether these bytes hold a word that only requests have, so that broken JSON is reported."""
    return any(word in data for word in _CLAIMS)
