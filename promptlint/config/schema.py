"""What may stand in a configuration: its keys, what they mean, and the values they take.

Loads pydantic, so it is imported by the functions that read a configuration, and by nobody else.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
)

from promptlint import catalog, rulepack
from promptlint.config.problems import hint
from promptlint.config.words import FORMATS, GRADES, LEVELS
from promptlint.facts import presets
from promptlint.findings import LIFETIMES

# What pydantic puts into the path of an error beside our keys.
TAGS = frozenset({"name", "preset", "table"})


def _model_id(value: str) -> str:
    reason = catalog.mistake(value)
    if reason:
        raise ValueError(reason)
    return value


def _preset(name: str) -> str:
    if name not in presets():
        raise ValueError(f"there is no traffic {name!r}{hint(name, presets())}")
    return name


def _rules(pattern: str) -> str:
    rulepack.matching(pattern)
    return pattern


def _rule(name: str) -> str:
    rulepack.find(name)
    return name


def _reason(text: str) -> str:
    if not text.strip():
        raise ValueError("a reason needs words")
    return " ".join(text.split())


class _OneOf:
    """A word out of some, as a constraint on a string."""

    def __init__(self, *known: str) -> None:
        self.known = known

    def __call__(self, value: str) -> str:
        if value not in self.known:
            words = ", ".join(self.known)
            raise ValueError(f"{value!r} is none of {words}{hint(value, self.known)}")
        return value

    @property
    def schema(self) -> WithJsonSchema:
        return WithJsonSchema({"type": "string", "enum": list(self.known)})


def _tagged(text: str) -> Discriminator:
    """Tells a table from a text, which goes by the tag `text`."""
    return Discriminator(lambda value: "table" if isinstance(value, dict) else text)


_LEVEL, _LIFETIME = _OneOf(*LEVELS), _OneOf(*reversed(LIFETIMES))
_GRADE, _FORMAT = _OneOf(*GRADES), _OneOf(*FORMATS)

Pattern = Annotated[str, AfterValidator(_rules)]
RuleName = Annotated[str, AfterValidator(_rule)]
ModelId = Annotated[str, AfterValidator(_model_id)]
Level = Annotated[str, AfterValidator(_LEVEL), _LEVEL.schema]
Lifetime = Annotated[str, AfterValidator(_LIFETIME), _LIFETIME.schema]
GradeName = Annotated[str, AfterValidator(_GRADE), _GRADE.schema]
Format = Annotated[str, AfterValidator(_FORMAT), _FORMAT.schema]
Reason = Annotated[str, AfterValidator(_reason)]
Preset = Annotated[
    str,
    AfterValidator(_preset),
    WithJsonSchema({"type": "string", "enum": list(presets())}),
]


class _Table(BaseModel):
    """No key that we do not know, no value that has to be converted; keys with hyphens."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        alias_generator=lambda name: name.replace("_", "-"),
        protected_namespaces=(),
    )


class Rhythm(_Table):
    """How requests come, in figures."""

    calls: float = Field(ge=1, allow_inf_nan=False, description="Calls per session.")
    gap: float = Field(
        gt=0, allow_inf_nan=False, description="Mean seconds between two calls of a session."
    )
    sessions: float = Field(
        ge=0, allow_inf_nan=False, description="Sessions per hour, of all users together."
    )
    user_sessions: float = Field(
        ge=0, allow_inf_nan=False, description="Sessions per hour of one user."
    )


Rhythmic = Annotated[
    Annotated[Preset, Tag("preset")] | Annotated[Rhythm, Tag("table")], _tagged("preset")
]


class Passing(_Table):
    """Findings that do not count, and why."""

    files: list[str] = Field(
        default=[],
        description="gitignore patterns, relative to the folder of this configuration; behind a # "
        "may stand a JSON Pointer, for what is found there or below. Without any: all files.",
        examples=[["prompts/legacy/*.json#/system/0"]],
    )
    rules: list[Pattern] = Field(
        min_length=1, description="Names, codes, families or globs of rules."
    )
    reason: Reason = Field(description="Why they do not count.")
    until: date | None = Field(default=None, description="The last day on which this holds.")


class Part(_Table):
    """What holds for some files only; of two that fit a file, the later one wins."""

    files: list[str] = Field(
        min_length=1,
        description="gitignore patterns, relative to the folder of this configuration.",
        examples=[["support/"]],
    )
    model: ModelId | None = Field(default=None, description="The model of requests that name none.")
    traffic: Rhythmic | None = Field(default=None, description="How requests come.")
    placeholders: dict[str, Lifetime] = Field(
        default={}, description="How long the values of placeholders stay the same."
    )
    ignore: list[Pattern] = Field(default=[], description="Rules that are off for these files.")


class Configuration(_Table):
    """promptlint.toml, or [tool.promptlint] in pyproject.toml."""

    extend: str | None = Field(
        default=None,
        description="Another configuration to start from, relative to this one. What is said here "
        "counts more: tables are merged key by key, lists take the other's place, and [[ignore]], "
        "[[overrides]], extend-select, lexicons and rule-packs add to it.",
        examples=["../promptlint-base.toml"],
    )
    select: list[Pattern] | None = Field(
        default=None,
        description="The rules in force: names, codes, families, globs, or ALL. Without it: all "
        "but those that are off by default.",
        examples=[["prefix", "PL2*", "missing-checkpoint"]],
    )
    extend_select: list[Pattern] = Field(
        default=[],
        description="Rules in force besides, such as those that are off by default.",
        examples=[["unsorted-tools"]],
    )
    ignore: list[
        Annotated[
            Annotated[Pattern, Tag("name")] | Annotated[Passing, Tag("table")], _tagged("name")
        ]
    ] = Field(
        default=[],
        description="Rules that are off; and, as tables ([[ignore]]), findings that do not count. "
        "A list may hold both.",
        examples=[["prefix-near-minimum"]],
    )
    severity: dict[RuleName, Level] = Field(
        default={}, description="How bad the findings of a rule are, by its name or code."
    )
    fail_on: Level | None = Field(
        default=None, description="The exit code is 1 from this severity on. Without it: warning."
    )
    include: list[str] | None = Field(
        default=None,
        description="gitignore patterns of the files that are looked at in folders. Without it: "
        "*.json, *.jsonl and *.ndjson.",
        examples=[["prompts/**/*.json"]],
    )
    exclude: list[str] = Field(
        default=[],
        description="gitignore patterns of files and folders that are left out, besides those of "
        ".gitignore.",
        examples=[["vendor/", "*.golden.json"]],
    )
    model: ModelId | None = Field(
        default=None,
        description="The model of requests that name none.",
        examples=["us.anthropic.claude-sonnet-4-5-20250929-v1:0"],
    )
    traffic: Rhythmic | None = Field(
        default=None,
        description="How requests come, by name or in figures. Without it, it is inferred from "
        "each request.",
        examples=["agent"],
    )
    placeholders: dict[str, Lifetime] = Field(
        default={},
        description="How long the values of placeholders in templates stay the same, by name or "
        "glob.",
        examples=[{"company": "static", "ticket_*": "session"}],
    )
    grade: GradeName | None = Field(
        default=None, description="How far `fix` may go. Without it: layout."
    )
    output_format: Format | None = Field(
        default=None,
        description="How findings are reported. Without it: full on a terminal, github in a job "
        "of GitHub Actions, else concise.",
    )
    lexicons: list[str] = Field(
        default=[],
        description="Files with words, kinds and patterns of your own.",
        examples=[["words.toml"]],
    )
    rule_packs: list[str] = Field(
        default=[],
        description="Files with severities, messages, options and requirements of your own.",
        examples=[["house.toml"]],
    )
    overrides: list[Part] = Field(
        default=[], description="What holds for some files only ([[overrides]])."
    )
    baseline: str | None = Field(
        default=None,
        description="The file of known findings, relative to this one. Without it: "
        "promptlint-baseline.json, if there is one.",
    )


KEYS = tuple(field.alias or name for name, field in Configuration.model_fields.items())


def configuration_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a configuration."""
    schema = Configuration.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
