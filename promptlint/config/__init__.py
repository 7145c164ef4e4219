"""Floor 8: the user's configuration, from promptlint.toml or [tool.promptlint]."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from promptlint import rulepack
from promptlint.config.lines import line_of
from promptlint.config.problems import BadConfig, hint, read_toml
from promptlint.facts import Lexicon, Traffic, presets
from promptlint.findings import LIFETIMES, Severity
from promptlint.rulepack import Rule
from promptlint.text import Grade

if TYPE_CHECKING:
    from pydantic import BaseModel, ConfigDict

FORMATS = ("full", "concise", "json")
GRADES = tuple(grade.label for grade in sorted(Grade, reverse=True) if grade is not Grade.MANUAL)

_OWN_FILE = "promptlint.toml"
_SHARED_FILE = "pyproject.toml"


class Config(NamedTuple):
    """What the user has configured; None and empty where nothing is said.

    Attributes:
        path: the file it comes from, None without one.
        select: names, codes, families or globs of rules; None means all.
        exclude: gitignore patterns.
        severity: by rule name; what rule packs say is in it.
        words: the lexicon with the user's own words, None where there are none.
        rules: those that rule packs or `severity` change, changed, by name.
    """

    path: Path | None = None
    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    fail_on: Severity | None = None
    model: str | None = None
    traffic: Traffic | None = None
    exclude: tuple[str, ...] = ()
    severity: Mapping[str, Severity] = {}
    output_format: str | None = None
    grade: Grade | None = None
    words: Lexicon | None = None
    rules: Mapping[str, Rule] = {}


def find(folder: Path) -> Path | None:
    """The configuration that holds in a folder: the nearest, up to the repository or home.

    In one folder, promptlint.toml comes before a pyproject.toml with a [tool.promptlint].
    """
    here = folder.resolve()
    home = _home()
    for place in (here, *here.parents):
        up = Path(os.path.relpath(place, here))
        own, shared = folder / up / _OWN_FILE, folder / up / _SHARED_FILE
        if own.is_file():
            return own
        if shared.is_file() and _mentions_us(shared):
            return shared
        if (place / ".git").exists() or place == home:
            return None
    return None


def load(path: Path) -> Config:
    """Read a configuration file.

    Raises:
        BadConfig: the file cannot be read, is not TOML, or holds what is not known; with all
            that is wrong, not only the first.
    """
    text, data = read_toml(path)
    table: tuple[str, ...] = ()
    if path.name == _SHARED_FILE:
        table = ("tool", "promptlint")
        tool = data.get("tool", {})
        data = tool.get("promptlint", {}) if isinstance(tool, dict) else tool
    if not isinstance(data, dict):
        raise BadConfig([f"{path}: tool.promptlint must be a table"])
    return _config(path, data, text, table)


def _mentions_us(path: Path) -> bool:
    """Whether a pyproject.toml has a [tool.promptlint]; parsed only if it may have."""
    try:
        text = path.read_text(encoding="utf-8")
        if "promptlint" not in text:
            return False
        tool = tomllib.loads(text).get("tool", {})
    except (OSError, UnicodeDecodeError):
        return False
    except tomllib.TOMLDecodeError:
        # It may be ours that is broken: `load` will say where.
        return re.search(r"^\s*\[\s*tool\s*\.\s*promptlint", text, re.MULTILINE) is not None
    return isinstance(tool, dict) and "promptlint" in tool


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:
        return None


def _config(path: Path, data: Mapping[str, Any], text: str, table: tuple[str, ...]) -> Config:
    """Validate the values, then give them the types that the program uses."""
    from pydantic import ValidationError

    shape = _shape()
    try:
        values = vars(shape.model_validate(data))
    except ValidationError as problem:
        messages = []
        for error in problem.errors(include_url=False):
            keys = tuple(str(key) for key in error["loc"] if key not in _TAGS)
            line = line_of(text, (*table, *(key for key in keys if key != "[key]")))
            place = f"{path}:{line}" if line else f"{path}"
            known = [field.alias or name for name, field in shape.model_fields.items()]
            messages.append((line or 0, f"{place}: {_words(error, keys, known)}"))
        raise BadConfig([message for _, message in sorted(messages)]) from None
    keys = ("lexicons", "placeholders", "rule_packs", "severity")
    words: Lexicon | None = None
    rules: Mapping[str, Rule] = {}
    if any(values[key] for key in keys):
        from promptlint.config.files import brought

        words, rules = brought(path, *(values[key] for key in keys))
    return Config(
        path=path,
        select=None if values["select"] is None else tuple(values["select"]),
        ignore=tuple(values["ignore"]),
        fail_on=values["fail_on"] and Severity.named(values["fail_on"]),
        model=values["model"],
        traffic=_traffic(values["traffic"]),
        exclude=tuple(values["exclude"]),
        severity={
            name: rule.severity for name, rule in rules.items() if "severity" in rule.changed
        },
        output_format=values["output_format"],
        grade=values["grade"] and Grade.named(values["grade"]),
        words=words,
        rules=rules,
    )


def _traffic(value: str | BaseModel | None) -> Traffic | None:
    if value is None:
        return None
    if isinstance(value, str):
        return presets()[value]
    return Traffic(name="custom", stated=True, **vars(value))


# What pydantic puts into the path of an error beside our keys.
_TAGS = frozenset({"preset", "table"})


def _shape() -> type[BaseModel]:
    """What a configuration may hold. Built when one is read, so that nobody else loads pydantic."""
    from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag

    def rules(pattern: str) -> str:
        rulepack.matching(pattern)
        return pattern

    def rule(name: str) -> str:
        rulepack.find(name)
        return name

    def preset(name: str) -> str:
        if name not in presets():
            raise ValueError(f"there is no traffic {name!r}{hint(name, presets())}")
        return name

    def word(*known: str) -> AfterValidator:
        def check(value: str) -> str:
            if value not in known:
                words = ", ".join(known)
                raise ValueError(f"{value!r} is none of {words}{hint(value, known)}")
            return value

        return AfterValidator(check)

    level = word("error", "warning", "info")

    class Rhythm(BaseModel):
        model_config = _strict(ConfigDict)
        calls: float = Field(ge=1, allow_inf_nan=False)
        gap: float = Field(gt=0, allow_inf_nan=False)
        sessions: float = Field(ge=0, allow_inf_nan=False)
        user_sessions: float = Field(ge=0, allow_inf_nan=False)

    class Shape(BaseModel):
        model_config = _strict(ConfigDict)
        select: list[Annotated[str, AfterValidator(rules)]] | None = None
        ignore: list[Annotated[str, AfterValidator(rules)]] = []
        fail_on: Annotated[str, level] | None = None
        model: str | None = None
        traffic: (
            Annotated[
                Annotated[str, AfterValidator(preset), Tag("preset")]
                | Annotated[Rhythm, Tag("table")],
                Discriminator(lambda value: "table" if isinstance(value, dict) else "preset"),
            ]
            | None
        ) = None
        exclude: list[str] = []
        severity: dict[Annotated[str, AfterValidator(rule)], Annotated[str, level]] = {}
        output_format: Annotated[str, word(*FORMATS)] | None = None
        grade: Annotated[str, word(*GRADES)] | None = None
        placeholders: dict[str, Annotated[str, word(*reversed(LIFETIMES))]] = {}
        lexicons: list[str] = []
        rule_packs: list[str] = []

    return Shape


def _strict(settings: type[ConfigDict]) -> ConfigDict:
    """No key that we do not know, no value that has to be converted; keys with hyphens."""
    return settings(
        extra="forbid",
        strict=True,
        alias_generator=lambda name: name.replace("_", "-"),
        protected_namespaces=(),
    )


_TRAFFIC_KEYS = ("calls", "gap", "sessions", "user-sessions")
_MUST_BE = {
    "string_type": "must be a string",
    "list_type": "must be a list",
    "dict_type": "must be a table",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "missing": "is missing",
}


def _words(error: Mapping[str, Any], keys: Sequence[str], ours: Sequence[str]) -> str:
    """What is wrong with one value, in our words. `ours`: the keys of a configuration."""
    name = ".".join(key for key in keys if not key.isdigit())
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        known = _TRAFFIC_KEYS if keys[0] == "traffic" else ours
        return f"there is no key {name!r}{hint(keys[-1].replace('_', '-'), known)}"
    if kind == "value_error":
        return f"{name.removesuffix('.[key]')}: {context['error']}"
    if kind in _MUST_BE:
        every = "each entry of " if keys[-1].isdigit() else ""
        return f"{every}{name} {_MUST_BE[kind]}"
    bounds = {"greater_than": "gt", "greater_than_equal": "ge"}
    if kind in bounds:
        than = "more than" if kind == "greater_than" else "at least"
        return f"{name} must be {than} {context[bounds[kind]]:g}"
    return f"{name}: {error['msg']}"


__all__ = ["FORMATS", "GRADES", "BadConfig", "Config", "find", "hint", "load"]
