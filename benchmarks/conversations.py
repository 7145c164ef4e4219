"""Conversations that grow turn by turn, as an application sends them: no checkpoint anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from copy import deepcopy
from itertools import cycle, islice
from random import Random
from typing import Any, Literal, NamedTuple

Body = dict[str, Any]
Dialect = Literal["converse", "anthropic"]

MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
_TEXT = """
    answer in the language of the customer and keep to the tone of a patient colleague quote the
    tariff table by its row and name it when a price is disputed a parcel counts as late once the
    promised window has closed and no scan has been recorded trust the larger depot and say so
"""


class Sent(NamedTuple):
    """One request and when it was sent."""

    time: float
    body: Body


class Shape(NamedTuple):
    """What the requests of one kind of application look like.

    Attributes:
        volatile: lines at the head of the system text, by call and session.
        calls: tool calls in one turn of the assistant, drawn anew for each turn; 0 for a chat.
        words: of a user's message or a tool's result.
        document: words of a document before the first question.
        system, tools: words of instructions, number of tools.
        grows: whether the turns before are sent along.
        aside: where in the newest user message the time stands, and nowhere in history: in front
            of its text, or in a block of its own behind it.
    """

    name: str
    turns: int = 12
    gap: float = 20.0
    sessions: int = 3
    volatile: Callable[[int, int], Sequence[str]] = lambda *_: ()
    calls: Sequence[int] = (0,)
    words: int = 60
    document: int = 0
    system: int = 1500
    tools: int = 0
    grows: bool = True
    aside: Literal["no", "in front", "behind"] = "no"


def clock(call: int, session: int) -> Sequence[str]:
    """A time that is another in each call."""
    return [f"Current time: 2026-11-20T09:{session:02}:{call:02}Z"]


def session_line(_: int, session: int) -> Sequence[str]:
    """An identifier of the session."""
    return [f"- Session: 7f3a1c52-90be-4c1e-8a57-{session:012}"]


def both(call: int, session: int) -> Sequence[str]:
    """Both of them."""
    return [*session_line(call, session), *clock(call, session)]


SHAPES = (
    Shape("agent, one call a turn", calls=(1,), tools=8, gap=10),
    Shape("agent, 1 to 4 calls", calls=(1, 2, 3, 4), tools=8, gap=10),
    Shape("agent, 1 to 12 calls", calls=tuple(range(1, 13)), tools=8, gap=10, turns=10),
    Shape("agent, 12 calls a turn", calls=(12,), tools=8, gap=10, turns=8),
    Shape("agent, clock in system", calls=(1, 2), tools=8, gap=10, volatile=clock),
    Shape("agent, clock and session", calls=(1, 2), tools=8, gap=10, volatile=both),
    Shape("agent, long results", calls=(1, 2), tools=8, gap=10, words=1500, turns=8),
    Shape("agent, short prompt", calls=(1, 2), tools=1, gap=10, system=150, turns=16),
    Shape("chat", gap=45),
    Shape("chat, short prompt", gap=45, system=100, words=120, turns=14),
    Shape("chat, clock in system", gap=45, volatile=clock),
    Shape("chat, session in system", gap=45, volatile=session_line),
    Shape("chat, clock before newest text", gap=45, aside="in front"),
    Shape("chat, clock behind newest text", gap=45, aside="behind"),
    Shape("agent, clock behind newest", calls=(1, 2), tools=8, gap=10, aside="behind"),
    Shape("chat, two turns", gap=45, turns=2, sessions=8),
    Shape("questions on one document, growing", gap=45, document=3000, turns=6),
    Shape("questions on one document, each alone", gap=45, document=3000, turns=6, grows=False),
    Shape("document, clock, growing", gap=45, document=3000, turns=6, volatile=clock),
    Shape("single shots, one prompt", turns=1, sessions=30, gap=45),
    Shape("single shots, clock in system", turns=1, sessions=30, gap=45, volatile=clock),
)


def words(count: int, random: Random) -> str:
    """That many words, another text each time."""
    start = random.randrange(1000)
    number = random.randrange(10**6)
    return f"[{number}] " + " ".join(islice(cycle(_TEXT.split()), start, start + count))


def conversations(shape: Shape, dialect: Dialect, seed: int = 1) -> list[Sent]:
    """All requests of all sessions, in the order of time."""
    shared = Random(f"{shape.name} {seed}")
    prompt = words(shape.system, shared)
    tools = [(f"tool_{number}", words(60, shared)) for number in range(shape.tools)]
    document = words(shape.document, shared) if shape.document else ""
    sent: list[Sent] = []
    for session in range(shape.sessions):
        own = Random(f"{shape.name} {seed} {session}")
        time = 40.0 * session
        messages: list[Body] = []
        for call in range(shape.turns):
            if call and shape.grows:
                messages.append(_answer(own, dialect, own.choice(shape.calls)))
            elif call:
                messages = []
            messages.append(_turn(own, dialect, shape, messages, document))
            newest = deepcopy(messages)
            _set_aside(newest[-1]["content"], shape, dialect, "\n".join(clock(call, session)))
            lines = shape.volatile(call, session)
            text = "\n".join([*lines, "", prompt]) if lines else prompt
            sent.append(Sent(time, _body(dialect, text, tools, newest)))
            time += own.expovariate(1 / shape.gap)
    return sorted(sent, key=lambda each: each.time)


def _set_aside(content: list[Body], shape: Shape, dialect: Dialect, line: str) -> None:
    """Put a line into the newest message that no later request will hold."""
    if shape.aside == "behind":
        content.append(_text(dialect, line))
    elif shape.aside == "in front":
        content[-1]["text"] = f"{line}\n\n{content[-1]['text']}"


def _text(dialect: Dialect, text: str) -> Body:
    return {"type": "text", "text": text} if dialect == "anthropic" else {"text": text}


def _answer(own: Random, dialect: Dialect, calls: int) -> Body:
    content = [_text(dialect, words(40, own))]
    for _ in range(calls):
        name, key = "tool_0", f"tooluse_{own.randrange(10**9)}"
        if dialect == "anthropic":
            content.append({"type": "tool_use", "id": key, "name": name, "input": {"row": "7"}})
        else:
            use = {"toolUseId": key, "name": name, "input": {"row": "7"}}
            content.append({"toolUse": use})
    return {"role": "assistant", "content": content}


def _turn(
    own: Random, dialect: Dialect, shape: Shape, before: Sequence[Body], document: str
) -> Body:
    """What the user says next, or the results of the tools that were called."""
    content: list[Body] = []
    for block in before[-1]["content"] if before else ():
        if block.get("type") == "tool_use":
            result = {"tool_use_id": block["id"], "content": words(shape.words, own)}
            content.append({"type": "tool_result", **result})
        elif "toolUse" in block:
            result = {"toolUseId": block["toolUse"]["toolUseId"]}
            content.append(
                {"toolResult": {**result, "content": [{"text": words(shape.words, own)}]}}
            )
    if not content:
        if document and not before:
            content.append(_text(dialect, document))
        content.append(_text(dialect, words(shape.words, own)))
    return {"role": "user", "content": content}


def _body(
    dialect: Dialect, system: str, tools: Sequence[tuple[str, str]], messages: list[Body]
) -> Body:
    schema: Body = {"type": "object", "properties": {"row": {"type": "string"}}}
    if dialect == "anthropic":
        body: Body = {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 512}
        body["system"] = [_text(dialect, system)]
        body["messages"] = messages
        if tools:
            body["tools"] = [
                {"name": name, "description": says, "input_schema": schema} for name, says in tools
            ]
        return body
    body = {"system": [_text(dialect, system)], "messages": messages}
    if tools:
        specs = [
            {"name": name, "description": says, "inputSchema": {"json": schema}}
            for name, says in tools
        ]
        body["toolConfig"] = {"tools": [{"toolSpec": spec} for spec in specs]}
    return body


def written(body: Body) -> str:
    """The body as a file's text."""
    return json.dumps(body, indent=1)
