"""The real boto3 client against an endpoint on this machine that answers like Bedrock."""

from __future__ import annotations

import json
import sys
from base64 import b64decode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from filler import words

from promptlint.dialects import body_up_to
from promptlint.facts import Facts
from promptlint.forms import read
from promptlint.integrations.count_tokens import CountTokens
from promptlint.prompt import Prompt
from promptlint.text import Source

if TYPE_CHECKING:
    from command_line import Run

SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
BASE = SONNET.removeprefix("us.")
POINT = {"cachePoint": {"type": "default"}}
UNSUPPORTED = "The provided model doesn't support counting tokens."


class Service(ThreadingHTTPServer):
    """Counts a token for every word, and three for the frame; keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.fails: tuple[int, str, str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """POST /model/{id}/count-tokens."""

    server: Service

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((unquote(self.path.split("/")[2]), body))
        if self.server.fails:
            status, kind, message = self.server.fails
            self.answer(status, {"message": message}, kind)
        else:
            self.answer(200, {"inputTokens": 3 + len(json.dumps(body).split())})

    def answer(self, status: int, body: dict[str, Any], kind: str = "") -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        if kind:
            self.send_header("x-amzn-ErrorType", kind)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Service]:
    """An endpoint, and an environment in which boto3 finds it and nothing else."""
    with Service() as server:
        Thread(target=lambda: server.serve_forever(0.02), daemon=True).start()
        for name, value in {
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": server.url,
            "AWS_ACCESS_KEY_ID": "none",
            "AWS_SECRET_ACCESS_KEY": "none",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": str(tmp_path / "config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "credentials"),
            "AWS_EC2_METADATA_DISABLED": "true",
        }.items():
            monkeypatch.setenv(name, value)
        yield server
        server.shutdown()


def body(size: int) -> dict[str, Any]:
    """A Converse request with a system prompt of so many words."""
    return {
        "modelId": SONNET,
        "system": [{"text": words(size)}, POINT],
        "messages": [{"role": "user", "content": [{"text": "Where is my parcel?"}, POINT]}],
    }


def request(value: dict[str, Any]) -> Prompt:
    (found,) = read(Source("request.json", json.dumps(value)), jsonl=False).requests
    return found


def counter(everything: bool = False) -> tuple[CountTokens, list[str]]:  # noqa: FBT002
    said: list[str] = []
    return CountTokens(said.append, everything=everything), said


def test_only_prefixes_in_doubt_are_asked_about(service: Service) -> None:
    count, said = counter()
    near = Facts(request(body(850)), counter=count)
    assert not near.cumulative[0].low >= 1024 > near.cumulative[0].high
    exact = near.prefixes[0].tokens
    assert exact.high - exact.low < 15
    assert 850 <= exact.estimate <= 900
    assert {model for model, _ in service.asked} == {BASE}
    asked = len(service.asked)
    _ = Facts(request(body(5000)), counter=count).prefixes
    assert len(service.asked) == asked
    assert said == []


def test_all_prefixes_are_asked_about_if_wanted(service: Service) -> None:
    count, _ = counter(everything=True)
    facts = Facts(request(body(5000)), counter=count)
    first, last = (prefix.tokens for prefix in facts.prefixes)
    assert 5000 <= first.estimate < last.estimate <= 5100
    assert len(service.asked) == 3  # each prefix, and the message that stands in for the others


def test_nothing_is_asked_twice(service: Service) -> None:
    count, _ = counter()
    for _ in range(3):
        _ = Facts(request(body(850)), counter=count).prefixes
    assert len(service.asked) == len({json.dumps(question) for _, question in service.asked})


@pytest.mark.parametrize(
    ("fails", "word"),
    [
        ((400, "ValidationException", UNSUPPORTED), UNSUPPORTED),
        ((403, "AccessDeniedException", "not allowed"), "not allowed"),
        ((429, "ThrottlingException", "slow down"), "slow down"),
        ((500, "InternalServerException", "oh"), "oh"),
    ],
)
def test_a_refusal_is_said_once_and_the_estimate_stands(
    service: Service, fails: tuple[int, str, str], word: str
) -> None:
    service.fails = fails
    count, said = counter(everything=True)
    facts = Facts(request(body(850)), counter=count)
    assert [prefix.tokens for prefix in facts.prefixes] == [
        facts.cumulative[0],
        facts.cumulative[1],
    ]
    assert len(said) == 1
    assert word in said[0]
    assert "estimates stand" in said[0]


def test_nobody_there(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", "http://127.0.0.1:1")
    count, said = counter()
    facts = Facts(request(body(850)), counter=count)
    assert facts.prefixes[0].tokens == facts.cumulative[0]
    assert len(said) == 1


def test_no_credentials(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    count, said = counter()
    assert Facts(request(body(850)), counter=count).prefixes
    (sentence,) = said
    assert "credentials" in sentence.lower()
    assert service.asked == []


def test_no_boto3(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    count, said = counter()
    assert Facts(request(body(850)), counter=count).prefixes
    (sentence,) = said
    assert sentence.endswith("estimates stand: boto3 is missing: install bedrock-promptlint[aws]")


def test_an_anthropic_body_goes_as_it_is_sent(service: Service) -> None:
    count, _ = counter(everything=True)
    value = {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 64,
        "system": [{"type": "text", "text": "Be kind.", "cache_control": {"type": "ephemeral"}}],
        "messages": [{"role": "user", "content": "Where?"}],
    }
    facts = Facts(request({"modelId": SONNET, "body": value}), counter=count)
    assert facts.prefixes[0].tokens.high > 0
    _, question = service.asked[0]
    sent = json.loads(b64decode(question["input"]["invokeModel"]["body"]))
    assert sent["anthropic_version"] == "bedrock-2023-05-31"
    assert sent["system"] == [{"type": "text", "text": "Be kind."}]
    assert sent["messages"] == [{"role": "user", "content": [{"type": "text", "text": "x"}]}]


def test_the_body_up_to_a_block() -> None:
    tool = {"toolSpec": {"name": "t", "description": "d", "inputSchema": {"json": {}}}}
    talk = [
        {"role": "user", "content": [{"text": "a"}, POINT, {"text": "b"}]},
        {"role": "assistant", "content": [{"text": "c"}, POINT]},
    ]
    prompt = request(
        {
            "modelId": SONNET,
            "toolConfig": {"tools": [tool, POINT], "toolChoice": {"auto": {}}},
            "system": [{"text": "s"}, POINT],
            "messages": talk,
            "inferenceConfig": {"maxTokens": 5},
        }
    )
    tools = {"toolConfig": {"tools": [tool], "toolChoice": {"auto": {}}}}
    system = {"system": [{"text": "s"}]}
    assert body_up_to(prompt, 0) == tools
    assert body_up_to(prompt, 1) == {**tools, **system}
    first = {"role": "user", "content": [{"text": "a"}]}
    assert body_up_to(prompt, 2) == {**tools, **system, "messages": [first]}
    assert body_up_to(prompt, 4)["messages"] == [
        {"role": "user", "content": [{"text": "a"}, {"text": "b"}]},
        {"role": "assistant", "content": [{"text": "c"}]},
    ]


def test_the_command_line_says_what_it_learnt(
    service: Service, promptlint: Run, tmp_path: Path
) -> None:
    (tmp_path / "near.json").write_text(json.dumps(body(760)), encoding="utf-8")
    doubtful = promptlint("check", "--fail-on", "info", "near.json")
    assert doubtful.status == 1
    assert "prefix-near-minimum" in doubtful.out
    certain = promptlint("check", "--count-tokens", "--fail-on", "info", "near.json")
    assert "prefix-below-minimum" in certain.out
    assert "prefix-near-minimum" not in certain.out
