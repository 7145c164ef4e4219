"""JSON Pointer, RFC 6901."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST_INDEX = 18


def format_pointer(path: Iterable[str | int]) -> str:
    """Keys and indexes as a JSON Pointer; the root is the empty string."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def parse_pointer(pointer: str) -> tuple[str, ...]:
    """The reference tokens of a JSON Pointer, unescaped.

    Raises:
        ValueError: a pointer that is not empty and does not begin with a slash.
    """
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        raise ValueError(f"{pointer!r} is not a JSON Pointer: it must begin with '/'")
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/"))


def is_index(step: str) -> bool:
    """Whether a reference token is an array index: ASCII digits without leading zeros.

    Source: RFC 6901, section 4.
    """
    digits = step.isascii() and step.isdigit() and len(step) <= _LONGEST_INDEX
    return digits and (step == "0" or not step.startswith("0"))
