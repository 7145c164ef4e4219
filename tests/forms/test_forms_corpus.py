"""Real requests: each is found, in its dialect, with its checkpoints."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from promptlint import dialects, forms
from promptlint.operations import RemoveMarker
from promptlint.syntax import Document
from promptlint.text import Source, apply

Json = Any


def labels(corpus: Path) -> list[Json]:
    found: list[Json] = json.loads((corpus / "requests.json").read_text())
    return found


def read(corpus: Path, label: Json) -> forms.Stored:
    path = corpus / label["file"]
    return forms.read(Source.decode(path.name, path.read_bytes()), jsonl=False)


def test_every_request_is_found(corpus: Path) -> None:
    for label in labels(corpus):
        found = read(corpus, label)
        if label["file"].endswith(".template.txt"):
            assert found.requests == ()
            assert "template" in (found.reason or "")
            continue
        (prompt,) = found.requests
        api = label["api"]
        expected = "invoke-anthropic" if api == "anthropic-messages" else api
        assert prompt.dialect == expected, label["id"]
        assert prompt.root.pointer == label["core_pointer"], label["id"]
        refused = {place["pointer"] for place in label["invalid"]}
        pointers = [prompt.pointer(marker.node) for marker in prompt.markers]
        assert pointers == label["checkpoints"], label["id"]
        legal = [prompt.pointer(checkpoint.marker.node) for checkpoint in prompt.checkpoints]
        # A place that is refused whatever the model is refers to the marker's block.
        merged = [p for p in pointers if p.rpartition("/")[0] in refused and p not in legal]
        assert sorted(legal + merged) == sorted(pointers), label["id"]


def test_most_models_are_named(corpus: Path) -> None:
    named = 0
    for label in labels(corpus):
        for prompt in read(corpus, label).requests:
            if prompt.model_id is not None:
                named += 1
                assert prompt.model_id == label["model"], label["id"]
    assert named > 50


def test_every_marker_can_be_taken_out(corpus: Path) -> None:
    for label in labels(corpus):
        for prompt in read(corpus, label).requests:
            edits = dialects.spell(prompt, [RemoveMarker(marker) for marker in prompt.markers])
            text = apply(prompt.document.text, edits)
            assert text.count("\n") <= prompt.document.text.count("\n")
            document = Document(text)
            root = document.root.get(*prompt.root.path)
            assert root is not None
            bare = dialects.read(document, root, prompt.dialect)
            assert bare.markers == ()
            assert dialects.content(bare) == dialects.content(prompt), label["id"]


def test_requests_look_like_requests(corpus: Path) -> None:
    for label in labels(corpus):
        assert forms.looks_like_request((corpus / label["file"]).read_bytes()), label["id"]


def test_all_requests_as_lines(corpus: Path) -> None:
    texts = [
        json.dumps(json.loads((corpus / label["file"]).read_text()))
        for label in labels(corpus)
        if label["file"].endswith(".json")
    ]
    found = forms.read(Source("all.jsonl", "\n".join(texts)), jsonl=True)
    assert len(found.requests) == len(texts)
    assert found.form == "jsonl"
