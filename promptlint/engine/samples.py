"""Recorded requests to learn from, read from files."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from promptlint.engine.lint import is_jsonl
from promptlint.engine.walk import walk
from promptlint.facts.samples import Recorded, recorded
from promptlint.forms import looks_like_request, parts
from promptlint.forms.times import sent_at
from promptlint.text import NotText, Source, files


class Samples(NamedTuple):
    """What a path holds; `unread` names the files that could not be read, with the reason."""

    requests: tuple[Recorded, ...]
    unread: tuple[str, ...]


def read_samples(path: str) -> Samples:
    """The recorded requests in a file or a folder, in any form in which requests are stored.

    Of each only what is compared is kept, and texts that several have in common once.
    """
    known: dict[str, str] = {}
    found: list[Recorded] = []
    unread: list[str] = []
    for file in walk([path]):
        try:
            data = files.read(Path(file.path))
        except files.FileRefused as refusal:
            unread.append(f"{file.path}: {refusal}")
            continue
        if not file.named and not looks_like_request(data):
            continue
        try:
            source = Source.decode(file.path, data)
        except NotText as problem:
            unread.append(f"{file.path}: {problem.reason}")
            continue
        for held in parts(source, jsonl=is_jsonl(source)):
            found += (_shared(recorded(each, sent_at(each)), known) for each in held.requests)
    return Samples(tuple(found), tuple(unread))


def _shared(sample: Recorded, known: dict[str, str]) -> Recorded:
    """The same with its texts taken from what others have."""
    wording = sample.wording
    system = tuple(known.setdefault(text, text) for text in wording.system)
    tools = {
        name: tool._replace(
            texts={place: known.setdefault(text, text) for place, text in tool.texts.items()}
        )
        for name, tool in wording.tools.items()
    }
    return sample._replace(wording=wording._replace(system=system, tools=tools))
