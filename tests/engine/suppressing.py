"""Requests with faults, and what is to be passed over in them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from filler import words

from promptlint import rulepack
from promptlint.config.ignores import Ignore, Origin
from promptlint.engine.lint import Settings, check_source
from promptlint.findings import Finding
from promptlint.text import Source

Body = dict[str, Any]

POINT = {"cachePoint": {"type": "default"}}
CLOCK = "Current time: 2026-11-20T09:41:27Z"
SESSION = "Session: 7f3a1c52-90be-4c1e-8a57-2d0f6f3b9e41"
SETTINGS = Settings(rules=rulepack.selected(None, ()))


def request(*system: str, points: tuple[int, ...] = ()) -> Body:
    """A request with these system texts, a checkpoint behind those in `points`, or the last."""
    blocks: list[object] = []
    for number, text in enumerate(system):
        blocks.append({"text": text})
        if number in (points or (len(system) - 1,)):
            blocks.append(POINT)
    return {
        "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "system": blocks,
        "messages": [{"role": "user", "content": [{"text": "Where is my parcel?"}]}],
    }


def clocked(*lines: str) -> Body:
    """A request with a clock, and perhaps more lines, on top of its long prompt."""
    return request("\n".join((CLOCK, *lines, words(1500))))


def found(body: object, settings: Settings = SETTINGS, path: str = "a.json") -> list[Finding]:
    """The findings in a request, in a conversation with jsonl lines if it is a string."""
    text = body if isinstance(body, str) else json.dumps(body, indent=2)
    return list(check_source(Source(path, text), settings).findings)


def ignore(
    *files: str,
    rules: tuple[str, ...] = ("volatile-prefix",),
    until: date | None = None,
    folder: Path | None = None,
    own: bool = True,
    line: int = 1,
) -> Ignore:
    """An entry of the configuration of this folder."""
    folder = folder or Path()
    origin = Origin(folder / "promptlint.toml", line)
    return Ignore(files, frozenset(rules), "it is known", until, origin, folder, own)


def ignoring(*ignores: Ignore, today: date | None = None) -> Settings:
    """Settings with some entries."""
    return SETTINGS._replace(ignores=ignores, today=today)


def hidden(findings: list[Finding]) -> list[str]:
    """The rules of the findings that do not count."""
    return [each.rule for each in findings if each.suppressed]
