"""Floor 2: the rules as data. One TOML file a rule: its words, its policy, its examples."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from promptlint.findings import Severity
from promptlint.resources import rules_folder
from promptlint.text import Grade

DOCUMENTATION = "https://bedrock-promptlint.readthedocs.io"
# The rules that wait to be asked for, as their files say (`default = false`); a test compares. They
# stand here so that no file is read to know which rules are in force.
OFF_BY_DEFAULT = frozenset({"unsorted-tools"})
# The last one is about what users pass over, and has no checks of requests.
FAMILIES = (
    "prefix",
    "checkpoints",
    "model",
    "body",
    "economy",
    "tools",
    "policy",
    "suppressions",
)


class Expected(NamedTuple):
    """One finding that an example must give: where, and on which words if on a spot."""

    at: str
    text: str | None
    severity: Severity | None


class Example(NamedTuple):
    """A request that shows the rule. Exactly one of `bad` and `good` is given.

    Attributes:
        expect: the findings of this rule in `bad`; no more, no less.
        fixed: what `promptlint fix` makes of `bad` at the rule's grade, with this rule alone.
        options: what a rule pack says of the rule, for the example to hold.
    """

    name: str
    bad: str | None
    good: str | None
    model: str | None
    traffic: str | None
    expect: tuple[Expected, ...]
    fixed: str | None
    options: Mapping[str, Any]


class Reference(NamedTuple):
    """A source for what the rule says, with the day it was read."""

    title: str
    url: str
    date: str


class Rule(NamedTuple):
    """A rule file, read, and what users have changed in it.

    Attributes:
        stage: "request" if a check of the same name judges each request, "file" if the engine
            itself says it while reading.
        default: whether the rule is in force where nobody says which are.
        message: with placeholders for the words that the check gives.
        variants: other messages, by the name the check uses for them.
        fix: how far the rule's own fix goes, None if it has none.
        options: with the values they have if nobody says otherwise.
        options_schema: a JSON Schema of each option, with a description.
        own_url: where users explain the rule in their own words.
        changed: for each thing that users have changed ("message", "options.saving"), the file
            that says so.
    """

    name: str
    code: str
    family: str
    aliases: tuple[str, ...]
    stage: Literal["request", "file"]
    severity: Severity
    default: bool
    summary: str
    message: str
    variants: Mapping[str, str]
    fix: Grade | None
    why: str
    remedy: str
    references: tuple[Reference, ...]
    examples: tuple[Example, ...]
    options: Mapping[str, Any]
    options_schema: Mapping[str, Mapping[str, Any]]
    own_url: str | None = None
    changed: Mapping[str, str] = {}

    @property
    def url(self) -> str:
        """Where the rule is explained."""
        return self.own_url or f"{DOCUMENTATION}/rules/{self.name}/"

    def phrase(self, words: Mapping[str, object], variant: str | None = None) -> str:
        """The message with its placeholders filled. Raises KeyError for a word that is missing."""
        template = self.message if variant is None else self.variants[variant]
        return template.format_map(words)


class UnknownRule(ValueError):
    """A name, code, family or pattern that fits no rule."""

    def __init__(self, name: str, closest: str | None) -> None:
        hint = f"; did you mean {closest!r}?" if closest else ""
        super().__init__(f"there is no rule {name!r}{hint}")


def read_rule(path: Path) -> Rule:
    """Read one rule file: its stem is the rule's name, its folder the rule's family."""
    import tomllib

    data = tomllib.loads(path.read_text(encoding="utf-8"))
    fix = data.get("fix")
    return Rule(
        name=path.stem,
        code=data["code"],
        family=path.parent.name,
        aliases=tuple(data.get("aliases", ())),
        stage=data.get("stage", "request"),
        severity=Severity.named(data["severity"]),
        default=data.get("default", True),
        summary=data["summary"],
        message=data["message"],
        variants=data.get("variants", {}),
        fix=Grade.named(fix) if fix else None,
        why=data["why"].strip(),
        remedy=data["remedy"].strip(),
        references=tuple(Reference(**entry) for entry in data.get("reference", ())),
        examples=tuple(_example(entry) for entry in data.get("example", ())),
        options=data.get("options", {}),
        options_schema=data.get("options_schema", {}),
    )


def _example(entry: Mapping[str, Any]) -> Example:
    expect = tuple(
        Expected(
            at=place["at"],
            text=place.get("text"),
            severity=Severity.named(place["severity"]) if "severity" in place else None,
        )
        for place in entry.get("expect", ())
    )
    return Example(
        name=entry["name"],
        bad=entry.get("bad"),
        good=entry.get("good"),
        model=entry.get("model"),
        traffic=entry.get("traffic"),
        expect=expect,
        fixed=entry.get("fixed"),
        options=entry.get("options", {}),
    )


@cache
def _files() -> Mapping[str, Path]:
    """The rule files, by the names of their rules."""
    folder = rules_folder()
    files = (path for family in FAMILIES for path in (folder / family).glob("*.toml"))
    return {path.stem: path for path in files}


def names() -> frozenset[str]:
    """The names of all rules; no rule is read for that."""
    return frozenset(_files())


@cache
def rule(name: str) -> Rule:
    """The rule of this very name, read when it is first asked for. Raises KeyError."""
    return read_rule(_files()[name])


@cache
def load() -> Mapping[str, Rule]:
    """All rules by name, in the order of their codes."""
    rules = sorted(map(rule, _files()), key=lambda rule: rule.code)
    return {rule.name: rule for rule in rules}


class Heading(NamedTuple):
    """What a list of rules says of one of them."""

    name: str
    code: str
    summary: str


def headings() -> tuple[Heading, ...]:
    """All rules in the order of their names. None is parsed for that: TOML takes its time."""
    import json
    import re

    found: list[Heading] = []
    for name, path in sorted(_files().items()):
        text = path.read_text(encoding="utf-8")
        said = dict(re.findall(r'^(code|summary) = (".*")$', text, re.MULTILINE))
        found.append(Heading(name, json.loads(said["code"]), json.loads(said["summary"])))
    return tuple(found)


def find(name: str) -> Rule:
    """The rule called `name`: by name, code or alias. Raises UnknownRule."""
    return _find(name)


def _find(name: str, besides: Sequence[str] = ()) -> Rule:
    """The same. `besides`: other words that may have been meant."""
    if name in _files():
        return rule(name)
    for each in load().values():
        if name in each.aliases or name.upper() == each.code:
            return each
    from difflib import get_close_matches

    words = [word for each in load().values() for word in (each.name, each.code, *each.aliases)]
    known = {word.lower(): word for word in (*words, *besides)}
    close = get_close_matches(name.lower(), known, n=1)
    raise UnknownRule(name, known[close[0]] if close else None)


def matching(pattern: str) -> frozenset[str]:
    """Names of the rules that a user's word means.

    Args:
        pattern: a name, a code, an alias, a family, a glob over names or codes, or ALL.

    Raises:
        UnknownRule: the word fits nothing.
    """
    if pattern == "ALL":
        return names()
    if pattern in FAMILIES:
        return frozenset(name for name, path in _files().items() if path.parent.name == pattern)
    if any(sign in pattern for sign in "*?["):
        from fnmatch import fnmatchcase

        fitting = frozenset(
            each.name
            for each in load().values()
            if fnmatchcase(each.name, pattern) or fnmatchcase(each.code, pattern)
        )
        if fitting:
            return fitting
    return frozenset({_find(pattern, (*FAMILIES, "ALL")).name})


def selected(
    select: Iterable[str] | None, ignore: Iterable[str], besides: Iterable[str] = ()
) -> frozenset[str]:
    """Names of the rules in force. Raises UnknownRule.

    Args:
        select: None means all but those that are off by default. Any word that means such a rule
            turns it on: its name or code, a glob, its family, and ALL, which means what it says.
        ignore: has the last word.
        besides: what is in force in addition.
    """
    chosen: frozenset[str] = names() - OFF_BY_DEFAULT if select is None else frozenset()
    for pattern in (*(select or ()), *besides):
        chosen |= matching(pattern)
    for pattern in ignore:
        chosen -= matching(pattern)
    return chosen
