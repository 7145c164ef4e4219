"""Small requests that name a model, and what promptlint says of them."""

from __future__ import annotations

import json
from typing import Any

from filler import expand

from promptlint.checks import CHECKS
from promptlint.engine.lint import Settings, check_source
from promptlint.findings import Finding
from promptlint.text import Source

Item = dict[str, Any]

ALL = frozenset(CHECKS)
POINT: Item = {"cachePoint": {"type": "default"}}
HOUR: Item = {"cachePoint": {"type": "default", "ttl": "1h"}}
TEXT: Item = {"text": "Be kind."}
LONG: Item = {"text": expand("⟨1500 words⟩")}


def converse(model_id: str | None, *system: Item, content: tuple[Item, ...] = (TEXT,)) -> str:
    """A request of Converse."""
    body: Item = {
        "system": list(system),
        "messages": [{"role": "user", "content": list(content)}],
        "inferenceConfig": {"maxTokens": 100},  # Converse, whatever else is left
    }
    return json.dumps(body if model_id is None else {"modelId": model_id} | body)


def invoke(model_id: str, *, marked: bool) -> str:
    """A call of InvokeModel with a body for Claude, as a string."""
    block: Item = {"type": "text", **LONG}
    if marked:
        block["cache_control"] = {"type": "ephemeral"}
    body = {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 100,
        "system": [block],
        "messages": [{"role": "user", "content": "Where is my parcel?"}],
    }
    return json.dumps({"modelId": model_id, "body": json.dumps(body)})


def found(text: str, rules: frozenset[str] = ALL, model: str | None = None) -> tuple[Finding, ...]:
    """What is said of a request."""
    return check_source(Source("request.json", text), Settings(rules, model=model)).findings


def told(text: str, rules: frozenset[str] = ALL, model: str | None = None) -> set[str]:
    """The names of the rules that speak."""
    return {finding.rule for finding in found(text, rules, model)}
