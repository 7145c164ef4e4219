"""When a stored request was sent, where the record around its body says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from promptlint.prompt import Prompt
from promptlint.syntax import Node

# As logs, gateways and traces call it; the first that a record has counts.
_KEYS = (
    *("timestamp", "@timestamp", "time", "ts", "datetime", "date"),
    *("startedDateTime", "startTime", "start_time", "requestTime", "request_time"),
    *(
        "createdAt",
        "created_at",
        "created",
        "recordedAt",
        "recorded_at",
        "eventTime",
        "eventTimestamp",
    ),
)
_DAYS = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
# Seconds, milliseconds, microseconds and nanoseconds since the epoch are told apart by their size.
_EARLIEST, _LATEST = 9e8, 9e9


def sent_at(request: Prompt) -> float | None:
    """Seconds since the epoch, by the objects around the body, the innermost first; None if unsaid.

    A time without a zone is taken for UTC.
    """
    for record in _around(request):
        for key in _KEYS:
            node = record.get(key)
            seconds = None if node is None else _seconds(node)
            if seconds is not None:
                return seconds
    return None


def _around(request: Prompt) -> Iterator[Node]:
    """The objects that a body stands in, in this document and in those that hold it."""
    document, node = request.document, request.root.parent
    while True:
        while node is not None:
            if node.is_object:
                yield node
            node = node.parent
        if document.holder is None:
            return
        document, string = document.holder
        node = string.parent


def _seconds(node: Node) -> float | None:
    if node.is_string:
        text = node.string.strip()
        if _DAYS.match(text):
            try:
                when = datetime.fromisoformat(text)
            except ValueError:
                return None
            return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    else:
        text = node.raw
    try:
        value = float(text) if node.kind in {"string", "number"} else 0.0
    except ValueError:
        return None
    for _ in range(4):
        if _EARLIEST <= value <= _LATEST:
            return value
        value /= 1000
    return None
