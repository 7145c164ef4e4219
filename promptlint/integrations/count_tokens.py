"""Exact counts, on request: Bedrock's CountTokens through boto3 (the extra `aws`)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from promptlint.dialects import body_up_to
from promptlint.facts import Tokens

if TYPE_CHECKING:
    from promptlint.prompt import Prompt

_SECONDS = 10
# The service counts requests, not prefixes: one that ends before the messages, or with an
# assistant's turn, is counted with this message behind it, and the message taken off again.
_DUMMY = "x"
# What a request's frame may add behind a prefix (measured: +3 to +4 tokens a message).
_FRAME = 5


class CountTokens:
    """Counts prefixes by asking the service; an estimate stands where it can't or won't tell.

    Args:
        complain: is told once, in one sentence, why there is no answer.
        everything: whether to ask about all prefixes, not only those in doubt.
    """

    def __init__(self, complain: Callable[[str], None], *, everything: bool) -> None:
        self.everything = everything
        self._complain = complain
        self._client: Any = None
        self._known: dict[str, int | None] = {}
        self._refused: set[str] = set()
        self._down = False

    def count(self, request: Prompt, model_id: str, end: int) -> Tokens | None:
        """Tokens up to block number `end`, for a model by its base ID; None if it can't tell.

        The service knows base model IDs only: an inference profile is refused.
        """
        body = body_up_to(request, end)
        messages = body.setdefault("messages", [])
        open_ended = not messages or messages[-1].get("role") != "user"
        if not open_ended:
            total = self._ask(request, model_id, body)
            return None if total is None else Tokens(max(total - _FRAME, 0), total, total)
        dummy = {"role": "user", "content": [self._text(request)]}
        messages.append(dummy)
        total = self._ask(request, model_id, body)
        if total is None:
            return None
        alone = self._ask(request, model_id, {"messages": [dummy]})
        if alone is None:
            return None
        return Tokens(max(total - alone, 0), max(total - alone + 2, 0), total)

    @staticmethod
    def _text(request: Prompt) -> dict[str, str]:
        typed = request.dialect == "invoke-anthropic"
        return {"type": "text", "text": _DUMMY} if typed else {"text": _DUMMY}

    def _ask(self, request: Prompt, model_id: str, body: dict[str, Any]) -> int | None:
        """The service's count of a whole request; None if there is no answer."""
        if self._down or model_id in self._refused:
            return None
        if request.dialect == "converse":
            question = {"converse": _with_bytes(body)}
        elif request.dialect == "invoke-anthropic":
            whole = {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 1, **body}
            question = {"invokeModel": {"body": json.dumps(whole)}}
        else:
            question = {"invokeModel": {"body": json.dumps(body)}}
        key = model_id + json.dumps(body, sort_keys=True)
        if key not in self._known:
            self._known[key] = self._call(model_id, question)
        return self._known[key]

    def _call(self, model_id: str, question: dict[str, Any]) -> int | None:
        try:
            if self._client is None:
                self._client = _client()
            answer = self._client.count_tokens(modelId=model_id, input=question)
        except ImportError:
            self._give_up("boto3 is missing: install bedrock-promptlint[aws]")
        except Exception as error:  # noqa: BLE001 - whatever goes wrong there, the estimate stands
            self._failed(model_id, error)
        else:
            count = answer.get("inputTokens")
            return count if isinstance(count, int) else None
        return None

    def _failed(self, model_id: str, error: Exception) -> None:
        """Remember what not to ask again, and say why."""
        code = getattr(error, "response", {}).get("Error", {}).get("Code", "")
        words = " ".join(str(error).split())
        if code == "ValidationException":
            # Not for this model, or not for this body: others may be counted yet.
            self._refused.add(model_id)
            self._complain(f"CountTokens has no answer for {model_id}, estimates stand: {words}")
        else:
            self._give_up(words)

    def _give_up(self, reason: str) -> None:
        self._down = True
        self._complain(f"CountTokens could not be asked, estimates stand: {reason}")


def _client() -> Any:  # noqa: ANN401 - boto3 has no types
    import boto3
    from botocore.config import Config

    config = Config(
        connect_timeout=_SECONDS,
        read_timeout=_SECONDS,
        retries={"mode": "standard", "total_max_attempts": 2},
    )
    return boto3.session.Session().client("bedrock-runtime", config=config)


def _with_bytes(value: Any) -> Any:  # noqa: ANN401 - JSON
    """The body as boto3 wants it: base64 text under `bytes` decoded."""
    from base64 import b64decode
    from binascii import Error

    if isinstance(value, list):
        return [_with_bytes(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for key, item in value.items():
        if key == "bytes" and isinstance(item, str):
            try:
                found[key] = b64decode(item, validate=True)
            except Error:
                found[key] = item.encode()
        else:
            found[key] = _with_bytes(item)
    return found
