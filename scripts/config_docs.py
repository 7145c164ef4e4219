"""Write the reference in docs/configuration.md from the JSON Schema of a configuration.

    python -m scripts.config_docs [--check]

With --check nothing is written; if the page is stale, that is said and the exit code is 1. What
stands around the reference is written by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from promptlint.config.schema import configuration_schema
from promptlint.report.explain import toml
from scripts.generated import ROOT, between, settle
from scripts.rule_docs import cell, code_span, fenced, prose

COMMAND = "python -m scripts.config_docs"
PAGE = ROOT / "docs" / "configuration.md"

Schema = Mapping[str, Any]

# More than one of what `_type` says.
_MANY = {"a string": "strings", "a table": "tables", "a number": "numbers", "a date": "dates"}


def reference(schema: Schema) -> str:
    """Every key of a configuration: what it means, what it takes, its default, an example.

    Args:
        schema: a JSON Schema (2020-12) with a description for each property. Of its vocabulary,
            what pydantic writes is understood.
    """
    return "\n".join(_reference(schema))


def _reference(schema: Schema) -> Iterator[str]:
    for key, own in schema["properties"].items():
        yield from (f"### {code_span(key)}", "", *_described(own))
        said = [f"Takes {_type(own, schema)}."]
        if own.get("default") not in (None, [], {}):
            said.append(f"Default: {code_span(toml(own['default']))}.")
        yield from (" ".join(said), "")
        for table in _tables(own, schema):
            yield from _rows(table, schema)
        for example in own.get("examples", ()):
            yield from fenced(_assigned(key, example), "toml")


def _described(own: Schema) -> Iterator[str]:
    if words := own.get("description"):
        yield from (prose(" ".join(words.split())), "")


def _rows(table: Schema, schema: Schema) -> Iterator[str]:
    """The keys of a table."""
    yield from _described(table)
    yield from ("| key | takes | |", "|---|---|---|")
    for key, own in table["properties"].items():
        needed = "" if key in table.get("required", ()) else " Optional."
        words = prose(" ".join(own.get("description", "").split())) + needed
        yield f"| {code_span(key)} | {cell(_type(own, schema))} | {cell(words.strip())} |"
    yield ""


def _resolved(own: Schema, schema: Schema) -> Schema:
    """What a schema refers to."""
    if "$ref" not in own:
        return own
    found: Schema = schema
    for key in own["$ref"].removeprefix("#/").split("/"):
        found = found[key]
    return {**found, **{key: value for key, value in own.items() if key != "$ref"}}


def _options(own: Schema) -> Sequence[Schema]:
    """The schemas of which one has to fit; null is left out, as TOML has none."""
    options = own.get("anyOf") or own.get("oneOf") or ()
    return [option for option in options if option.get("type") != "null"]


def _type(own: Schema, schema: Schema) -> str:
    """What a value may be, in words."""
    own = _resolved(own, schema)
    if options := _options(own):
        return ", or ".join(_type(option, schema) for option in options)
    if "enum" in own:
        words = [code_span(str(value)) for value in own["enum"]]
        return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]
    kind = own.get("type")
    if kind == "array":
        entry = _type(own.get("items", {}), schema)
        kinds = entry.split(", or ")
        if all(each in _MANY for each in kinds):
            return f"a list of {' or '.join(_MANY[each] for each in kinds)}"
        return f"a list; each entry {entry}"
    if kind == "object" and isinstance(own.get("additionalProperties"), dict):
        return f"a table; each value {_type(own['additionalProperties'], schema)}"
    if kind in ("integer", "number"):
        whole = "a whole number" if kind == "integer" else "a number"
        bounds = (
            ("minimum", "at least"),
            ("exclusiveMinimum", "more than"),
            ("maximum", "at most"),
            ("exclusiveMaximum", "less than"),
        )
        said = [f"{words} {own[key]:g}" for key, words in bounds if key in own]
        return f"{whole}, {' and '.join(said)}" if said else whole
    if kind == "string":
        return "a date" if own.get("format") == "date" else "a string"
    return {"boolean": "`true` or `false`", "object": "a table"}.get(str(kind), "any value")


def _tables(own: Schema, schema: Schema) -> Iterator[Schema]:
    """The tables with keys of their own that a value may be, or hold."""
    own = _resolved(own, schema)
    if "properties" in own:
        yield own
    for inner in (*_options(own), own.get("items"), own.get("additionalProperties")):
        if isinstance(inner, dict):
            yield from _tables(inner, schema)


def _assigned(key: str, value: object) -> str:
    """A key with a value as people write it: tables and lists of them have headings."""
    if isinstance(value, dict):
        return f"[{key}]\n{_lines(value)}"
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        return "\n\n".join(f"[[{key}]]\n{_lines(each)}" for each in value)
    return f"{key} = {toml(value)}"


def _lines(table: Mapping[str, Any]) -> str:
    return "\n".join(f"{_key(key)} = {toml(value)}" for key, value in table.items())


def _key(key: str) -> str:
    bare = key.replace("-", "").replace("_", "")
    return key if bare.isascii() and bare.isalnum() else toml(key)


def main(arguments: Sequence[str], path: Path = PAGE, schema: Schema | None = None) -> int:
    """Write the reference into the page, or say that it is stale."""
    inside = reference(schema or configuration_schema())
    text = between(path.read_text(encoding="utf-8"), COMMAND, inside)
    return settle({path: text}, arguments, __doc__, COMMAND)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
