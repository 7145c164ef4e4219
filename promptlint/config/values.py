"""What a configuration comes to, in the types that the program uses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from promptlint.config.ignores import Ignore
from promptlint.facts import Lexicon, Traffic, extended
from promptlint.findings import Lifetime, Severity
from promptlint.rulepack import Rule
from promptlint.text import Grade

# What `origins` says of what nobody has said.
DEFAULT = "default"


class Patterns(NamedTuple):
    """gitignore patterns and the folder that they are relative to."""

    folder: Path
    patterns: tuple[str, ...]


class Override(NamedTuple):
    """What holds for some files only: one table of `[[overrides]]`.

    Attributes:
        files: which files.
        ignore: rules that are off for them, besides those that are off anyway.
        origin: where it is said.
    """

    files: Patterns
    model: str | None
    traffic: Traffic | None
    placeholders: Mapping[str, Lifetime]
    ignore: tuple[str, ...]
    origin: str


class Config(NamedTuple):
    """What the user has configured; None and empty where nothing is said.

    Attributes:
        path: the file that it comes from, None without one.
        select: names, codes, families or globs of rules; None means all.
        extend_select: what is selected besides.
        ignore_here: what `overrides` turn off for the file in question.
        exclude, include: files that a walk leaves out, and those that it looks at; None for the
            usual ones.
        severity: by rule name; what rule packs say is in it.
        rules: those that rule packs or `severity` change, changed, by name.
        lexicons: tables of the user's own words; with `placeholders` they make `words`.
        ignores: findings that do not count.
        overrides: what holds for some files only; of two the later one wins.
        baseline: the file of known findings, None for the usual one.
        origins: for each key that somebody has said ("model", "severity.volatile-prefix"), where.
    """

    path: Path | None = None
    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    ignore_here: tuple[str, ...] = ()
    fail_on: Severity | None = None
    model: str | None = None
    traffic: Traffic | None = None
    exclude: Patterns | None = None
    include: Patterns | None = None
    severity: Mapping[str, Severity] = {}
    output_format: str | None = None
    grade: Grade | None = None
    lexicons: tuple[Mapping[str, Any], ...] = ()
    placeholders: Mapping[str, Lifetime] = {}
    rules: Mapping[str, Rule] = {}
    ignores: tuple[Ignore, ...] = ()
    overrides: tuple[Override, ...] = ()
    baseline: Path | None = None
    origins: Mapping[str, str] = {}

    @property
    def words(self) -> Lexicon | None:
        """Our lexicon with the user's own words, None where there are none."""
        if not (self.lexicons or self.placeholders):
            return None
        return extended(self.lexicons, self.placeholders)

    def overridden(self, overrides: tuple[Override, ...]) -> Config:
        """The configuration of a file that these overrides are about."""
        said, origins = self, dict(self.origins)
        for each in overrides:
            for key in ("model", "traffic", "ignore"):
                if getattr(each, key):
                    origins["ignore-here" if key == "ignore" else key] = each.origin
            origins |= dict.fromkeys((f"placeholders.{n}" for n in each.placeholders), each.origin)
            said = said._replace(
                model=each.model or said.model,
                traffic=each.traffic or said.traffic,
                placeholders={**said.placeholders, **each.placeholders},
                ignore_here=(*said.ignore_here, *each.ignore),
            )
        return said._replace(origins=origins)
