"""A request as Python values: into text, and back from a fixed text.

boto3 wants media as bytes, which JSON does not have. In the text, base64 stands for them.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any, NamedTuple

from promptlint.errors import Unreadable
from promptlint.syntax import MAX_DEPTH, format_pointer

_Steps = tuple[str | int, ...]
# A key (None in a list) with the string under it.
_Place = tuple[str | None, str]


class Written(NamedTuple):
    """A request written as JSON.

    Attributes:
        text: as `json.dumps` writes it with an indent of two.
        held: the bytes that strings stand for.
        bodies: the keys of a wrapper whose text was given as bytes.
    """

    text: str
    held: Mapping[_Place, object]
    bodies: tuple[str, ...]

    def read_back(self, text: str) -> dict[str, Any]:
        """The request in a text like this one, of plain dicts and lists, bytes as they were."""
        request: dict[str, Any] = json.loads(text)
        for key in self.bodies:
            request[key] = request[key].encode()
        if self.held:
            _put_back(request, self.held)
        return request


def written(request: Mapping[str, Any]) -> Written:
    """A request as JSON.

    Raises:
        Unreadable: it holds what JSON has no word for.
    """
    bodies = tuple(_bodies(request))
    plain = {
        key: value.decode() if key in bodies else value  # as InvokeModel takes it
        for key, value in request.items()
    }
    try:
        for padding in count():
            reader = _Reader("=" * padding)
            made = reader.plain(plain, ())
            if reader.is_clear:
                text = json.dumps(made, indent=2, ensure_ascii=False)
                return Written(text, reader.held, bodies)
    except RecursionError:
        pass
    raise Unreadable(_TOO_DEEP)


_TOO_DEEP = f"the request is nested deeper than {MAX_DEPTH} levels, as none is"


def _bodies(request: Mapping[str, Any]) -> Iterator[str]:
    for key in ("body", "Body"):
        value = request.get(key)
        if isinstance(value, bytes):
            try:
                value.decode()
            except UnicodeDecodeError:
                continue
            yield key


class _Reader:
    """Makes plain values of a request. `padding` is put behind the base64 of its bytes."""

    def __init__(self, padding: str) -> None:
        self._padding = padding
        self._strings: set[_Place] = set()
        self.held: dict[_Place, object] = {}

    @property
    def is_clear(self) -> bool:
        """Whether no string of the request looks like one that stands for bytes."""
        return not self._strings & self.held.keys()

    def plain(self, value: object, steps: _Steps) -> object:
        """The value in dicts, lists and what else JSON has. `steps`: where it stands."""
        if isinstance(value, str):
            self._strings.add((_key(steps), value))
            return value
        if value is None or isinstance(value, bool | int | float):
            return value
        if len(steps) > MAX_DEPTH:
            raise Unreadable(_TOO_DEEP)
        if isinstance(value, Mapping):
            members: dict[str, object] = {}
            for key, member in value.items():
                if not isinstance(key, str):
                    raise Unreadable(f"the key {key!r} at {_at(steps)} is no string")
                members[key] = self.plain(member, (*steps, key))
            return members
        if isinstance(value, list | tuple):
            elements: list[object] = []
            for number, element in enumerate(value):
                elements.append(self.plain(element, (*steps, number)))
            return elements
        if isinstance(value, bytes | bytearray | memoryview):
            stand_in = b64encode(value).decode() + self._padding
            self.held.setdefault((_key(steps), stand_in), value)
            return stand_in
        kind = type(value).__name__
        raise Unreadable(f"the {kind} at {_at(steps)} is no value of JSON")


def _key(steps: _Steps) -> str | None:
    last = steps[-1] if steps else None
    return last if isinstance(last, str) else None


def _at(steps: _Steps) -> str:
    return format_pointer(steps) or "the top"


def _put_back(value: object, held: Mapping[_Place, object]) -> None:
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            for key, member in value.items():
                value[key] = _found(held, key, member)
            waiting += value.values()
        elif isinstance(value, list):
            value[:] = [_found(held, None, element) for element in value]
            waiting += value


def _found(held: Mapping[_Place, object], key: str | None, value: object) -> object:
    return held.get((key, value), value) if isinstance(value, str) else value
