"""Rule packs: what users make of the rules without writing code, checked when it is read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple

from promptlint import rulepack
from promptlint.config.documents import Wrong, dotted, misfits, read_document, schema, shown
from promptlint.config.problems import hint
from promptlint.findings import Severity
from promptlint.rulepack import Rule, UnknownRule

_TEXTS = ("why", "remedy")


class Pack(NamedTuple):
    """A rule pack: what it says of each rule, by the rule's name."""

    path: Path
    rules: Mapping[str, Mapping[str, Any]]


def read_pack(path: Path) -> Pack:
    """A user's rule pack.

    Raises:
        BadConfig: the file cannot be read, is not TOML, does not fit the schema, or speaks of
            rules, variants, placeholders or options that there are not; with all that is wrong.
    """
    data = read_document(path, _problems)
    rules = data.get("rules", {})
    return Pack(path, {rulepack.find(name).name: rules[name] for name in rules})


def in_force(packs: Iterable[Pack]) -> Mapping[str, Rule]:
    """The rules that packs change, changed; of two packs the later one wins, key by key."""
    rules: dict[str, Rule] = {}
    for pack in packs:
        for name, said in pack.rules.items():
            rule = rules.get(name) or rulepack.rule(name)
            rules[name] = _changed(rule, said, str(pack.path))
    return rules


def regraded(rule: Rule, severity: Severity, path: str) -> Rule:
    """The rule with another severity, which `path` gives it."""
    return rule._replace(severity=severity, changed={**rule.changed, "severity": path})


def _changed(rule: Rule, said: Mapping[str, Any], path: str) -> Rule:
    variants = {name: _line(text) for name, text in said.get("variants", {}).items()}
    options = said.get("options", {})
    keys = [key for key in said if key not in ("variants", "options")]
    keys += [*(f"variants.{name}" for name in variants), *(f"options.{name}" for name in options)]
    return rule._replace(
        severity=Severity.named(said["severity"]) if "severity" in said else rule.severity,
        message=_line(said.get("message", rule.message)),
        variants={**rule.variants, **variants},
        options={**rule.options, **options},
        own_url=said.get("url", rule.own_url),
        changed={**rule.changed, **dict.fromkeys(keys, path)},
        **{key: said[key].strip() for key in _TEXTS if key in said},
    )


def _line(text: str) -> str:
    """A message as one line, however it is wrapped in the file."""
    return " ".join(text.split())


def _problems(data: Mapping[str, Any]) -> Iterator[Wrong]:
    """What is wrong, with the keys of its place."""
    yield from misfits(data, schema("rule-pack"))
    rules = data.get("rules", {})
    named: set[str] = set()
    for name, said in rules.items() if isinstance(rules, dict) else ():
        place = ("rules", name)
        try:
            rule = rulepack.find(name)
        except UnknownRule as problem:
            yield place, str(problem)
            continue
        if rule.name in named:
            yield place, f"{name} is {rule.name} again"
        named.add(rule.name)
        if isinstance(said, dict):
            yield from _misfits(rule, said, place)


def _misfits(rule: Rule, said: Mapping[str, Any], place: tuple[str, ...]) -> Iterator[Wrong]:
    """What a table says that this very rule does not have; what has another type is skipped."""
    message, variants, options = (said.get(key) for key in ("message", "variants", "options"))
    if isinstance(message, str):
        yield from _unfit(message, rule.message, (*place, "message"))
    for name, text in variants.items() if isinstance(variants, dict) else ():
        key = (*place, "variants", name)
        if name not in rule.variants:
            known = f" (it has {', '.join(rule.variants)})" if rule.variants else ""
            yield (
                key,
                f"{rule.name} has no variant {name!r}{hint(name, rule.variants) or known}",
            )
        elif isinstance(text, str):
            yield from _unfit(text, rule.variants[name], key)
    if isinstance(options, dict) and rule.options:
        own = {"properties": rule.options_schema, "additionalProperties": False}
        yield from misfits(options, own, (*place, "options"))
    elif isinstance(options, dict):
        for name in options:
            yield (*place, "options", name), f"{rule.name} has no option {name!r}, nor any other"


def _unfit(text: str, template: str, place: tuple[str, ...]) -> Iterator[Wrong]:
    """What is wrong with the placeholders of a text that is to stand in for `template`."""
    known = sorted({name for _, name, _, _ in Formatter().parse(template) if name})
    key = dotted(place)
    try:
        fields = list(Formatter().parse(text))
    except ValueError:
        yield place, f"{key}: a brace has no partner; {{{{ and }}}} stand for braces"
        return
    for _, name, format_spec, conversion in fields:
        if name is None:
            continue
        if name not in known:
            yield place, f"{key}: there is no placeholder {{{shown(name)}}}{_meant(name, known)}"
        elif format_spec or conversion:
            yield place, f"{key}: {{{name}}} is text already and takes no format"


def _meant(name: str, known: Collection[str]) -> str:
    listed = ", ".join(f"{{{each}}}" for each in known)
    return hint(name, known) or (f" (there is {listed})" if known else " here")
