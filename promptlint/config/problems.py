"""What is said of a configuration that cannot be used."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any


class BadConfig(Exception):
    """A configuration that cannot be used. Each message is one line with the file in front."""

    def __init__(self, messages: Sequence[str]) -> None:
        super().__init__("\n".join(messages))
        self.messages = tuple(messages)


def read_toml(path: Path) -> tuple[str, dict[str, Any]]:
    """The text of a file and what it holds. Raises BadConfig: it cannot be read or is not TOML."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadConfig([f"{path}: cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise BadConfig([f"{path}: cannot be read: it is not UTF-8"]) from None
    except ValueError:  # a null character, which no name of a file has
        raise BadConfig([f"{str(path)!r}: cannot be read: this is no name of a file"]) from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).partition(" (at ")
        found = re.match(r"line (\d+)", place)
        line = found[1] if found else len(text.splitlines())
        raise BadConfig([f"{path}:{line}: not TOML: {_plainly(reason)}"]) from None
    except ValueError:  # of Python's own: an integer of thousands of digits
        raise BadConfig([f"{path}: cannot be read: a number in it is too long"]) from None
    except RecursionError:
        raise BadConfig([f"{path}: cannot be read: {_TOO_DEEP}"]) from None
    if _is_deep(data):
        raise BadConfig([f"{path}: cannot be read: {_TOO_DEEP}"])
    return text, data


def _plainly(reason: str) -> str:
    """What is wrong, in better words where users meet it often."""
    twice = re.fullmatch(
        r"Cannot (?:mutate immutable namespace|overwrite a value) ?\('(.+)',\)", reason
    )
    if twice is None:
        return reason
    key = twice[1].split("', '")[-1]
    return f"{key!r} is a list already: put the table into it, as {{ … }}, or write all as tables"


_DEEPEST = 50
_TOO_DEEP = "its tables are nested too deeply"


def _is_deep(data: object) -> bool:
    """Whether tables and lists are nested deeper than anything we read, or could walk through."""
    level = [data]
    for _ in range(_DEEPEST):
        level = [
            inner
            for value in level
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
    return bool(level)


def hint(word: str, known: Iterable[str]) -> str:
    """What a mistyped word may have meant, as an addition to a message; empty if nothing."""
    from difflib import get_close_matches

    close = get_close_matches(word, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
