"""Documents that users bring, held against a JSON Schema; all that is wrong is said at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from promptlint.config.lines import line_of
from promptlint.config.problems import BadConfig, hint, read_toml
from promptlint.resources import rules_folder

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

# What is wrong with a value: the keys that lead to it, and one clause.
Wrong = tuple[tuple[str, ...], str]

_S = TypeVar("_S")
_T = TypeVar("_T")

_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "a table",
    "string": "a string",
}


def read_document(
    path: Path, problems: Callable[[Mapping[str, Any]], Iterable[Wrong]]
) -> Mapping[str, Any]:
    """What a file holds. Raises BadConfig: it cannot be read, is not TOML, or has problems."""
    text, data = read_toml(path)
    found = chain(problems(data), _endless(data, ()))
    wrong = {(line_of(text, keys) or 1, said) for keys, said in found}
    if wrong:
        raise BadConfig([f"{path}:{line}: {said}" for line, said in sorted(wrong)])
    return data


def read_all(read: Callable[[_S], _T], sources: Iterable[_S]) -> tuple[list[_T], list[str]]:
    """What the sources hold that can be used, and what is wrong with the others."""
    found: list[_T] = []
    wrong: list[str] = []
    for source in sources:
        try:
            found.append(read(source))
        except BadConfig as problem:
            wrong += problem.messages
    return found, wrong


def schema(name: str) -> dict[str, Any]:
    """A schema of those we ship."""
    path = rules_folder() / "schemas" / f"{name}.schema.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def dotted(keys: Iterable[str]) -> str:
    """Keys as the name of a place, on one line whatever they hold."""
    return ".".join(map(shown, keys))


def shown(key: str) -> str:
    """A key as it is, or quoted if it would break the line."""
    return key if key.isprintable() else repr(key)


def misfits(value: object, schema: Mapping[str, Any], at: tuple[str, ...] = ()) -> Iterator[Wrong]:
    """What a schema says is wrong with a value. `at`: the keys that lead to the value."""
    from jsonschema import Draft202012Validator

    for error in Draft202012Validator(schema).iter_errors(value):
        keys = (*at, *map(str, error.absolute_path))
        for key, said in _said(error):
            place = (*keys, key) if key else keys
            yield place, f"{dotted(keys)}: {said}" if keys else said


def _said(error: ValidationError) -> Iterator[tuple[str, str]]:
    """What is wrong with one value, in our words, each with the key in it that it is about."""
    rule: Any = error.validator_value
    value: Any = error.instance
    own: Any = error.schema
    if error.validator == "additionalProperties":
        known = own.get("properties", {})
        for key in value:
            if key not in known:
                yield key, f"there is no key {key!r}{hint(key, known)}"
    elif error.validator == "enum":
        meant = hint(value, map(str, rule)) if isinstance(value, str) else ""
        yield "", f"{value!r} is none of {', '.join(map(str, rule))}{meant}"
    elif error.validator == "type" and rule in _TYPES:
        yield "", f"must be {_TYPES[rule]}"
    elif error.validator in ("minimum", "maximum"):
        than = "at least" if error.validator == "minimum" else "at most"
        yield "", f"must be {than} {rule:g}"
    elif error.validator == "required":
        missing = next(key for key in rule if error.message.startswith(repr(key)))
        yield "", f"{missing} is missing"
    elif error.validator == "pattern" and "$comment" in own:
        yield "", own["$comment"]
    else:
        yield "", error.message


def _endless(value: object, keys: tuple[str, ...]) -> Iterator[Wrong]:
    """TOML's nan and inf, of which a JSON Schema knows nothing."""
    if isinstance(value, float) and not abs(value) < float("inf"):
        yield keys, f"{dotted(keys)}: must be a finite number"
    elif isinstance(value, list | dict):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _endless(inner, (*keys, str(key)))
