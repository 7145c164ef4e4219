"""Rules, listed and explained."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from promptlint.report.safe_text import safe, safe_lines, wrap
from promptlint.report.style import FAINT, GOOD, SEVERITIES, STRONG, Line, Page, Span, line
from promptlint.rulepack import Example, Rule

_NAME = 24


def listed(rules: Iterable[Rule], page: Page) -> Iterator[Line]:
    """All rules, each on a line with its code, severity and fix, and its summary below."""
    for rule in rules:
        fix = f"fix: {rule.fix.label}" if rule.fix is not None else ""
        yield line(
            Span(rule.name.ljust(_NAME), STRONG),
            f" {rule.code}  ",
            Span(rule.severity.label.ljust(9), SEVERITIES[rule.severity.label]),
            Span(fix, GOOD),
        )
        for words in wrap(rule.summary, page.width - 4):
            yield line("    ", words)


def explained(rule: Rule, page: Page) -> Iterator[Line]:
    """One rule: what it says, why, what to do, options, examples, sources."""
    yield from listed((rule,), page)
    if rule.aliases:
        yield line("    also known as ", ", ".join(rule.aliases))
    for file, keys in _changes(rule):
        for words in wrap(safe(f"changed by {file}: {', '.join(keys)}"), page.width - 4):
            yield line("    ", Span(words, STRONG))
    yield from _messages(rule, page)
    yield from _chapter("Why it matters", rule.why, page)
    yield from _chapter("What to do", rule.remedy, page)
    yield from _options(rule, page)
    for example in rule.examples:
        yield from _example(example)
    if rule.references:
        yield from _title("Sources")
        for source in rule.references:
            for words in wrap(f"{source.title} ({source.date})", page.width - 2):
                yield line("  ", words)
            yield line("  ", Span(source.url, FAINT))
    yield line()
    yield line(Span(safe(rule.url), FAINT))


def _title(words: str) -> Iterator[Line]:
    yield line()
    yield line(Span(words, STRONG))


def _changes(rule: Rule) -> Iterator[tuple[str, list[str]]]:
    """The files that users have changed the rule by, each with what it changed."""
    for file in dict.fromkeys(rule.changed.values()):
        yield file, [key for key, by in rule.changed.items() if by == file]


def _messages(rule: Rule, page: Page) -> Iterator[Line]:
    yield from _title("What it says")
    for name, text in (("", rule.message), *rule.variants.items()):
        label = f"{name}: " if name else ""
        for words in wrap(safe(label + text), page.width - 2):
            yield line("  ", words)


def _options(rule: Rule, page: Page) -> Iterator[Line]:
    if not rule.options:
        return
    yield from _title("Options")
    for name, value in rule.options.items():
        for words in wrap(safe(f"{name} = {_toml(value)}"), page.width - 2):
            yield line("  ", words)
        description = rule.options_schema.get(name, {}).get("description", "")
        for words in wrap(safe(description), page.width - 4):
            yield line("    ", Span(words, FAINT))


def _toml(value: object) -> str:
    """A value as a rule pack would have it."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_toml(inner)}' for key, inner in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _chapter(title: str, text: str, page: Page) -> Iterator[Line]:
    yield from _title(title)
    for number, paragraph in enumerate(text.split("\n\n")):
        if number:
            yield line()
        for item in _items(paragraph):
            for words in wrap(safe(item), page.width - 2):
                yield line("  ", words)


def _items(paragraph: str) -> list[str]:
    """The list items of a paragraph, or the paragraph; line breaks within are the file's."""
    items: list[str] = []
    for text in paragraph.splitlines():
        if not items or text.startswith(("- ", "* ")):
            items.append(text.strip())
        else:
            items[-1] += f" {text.strip()}"
    return items


def _example(example: Example) -> Iterator[Line]:
    kind = "Found" if example.bad is not None else "Not found"
    yield from _title(f"{kind}: {example.name}")
    if example.model:
        yield line(Span(f"  --model {example.model}", FAINT))
    for name, value in example.options.items():
        yield line(Span(f"  {name} = {_toml(value)}", FAINT))
    yield from _code(example.bad or example.good or "")
    if example.fixed is not None:
        yield line()
        yield line("  fixed:")
        yield from _code(example.fixed)


def _code(text: str) -> Iterator[Line]:
    for words in safe_lines(text.strip("\n")).split("\n"):
        yield line("  ", Span(words, FAINT))


def as_json(rules: Iterable[Rule]) -> dict[str, Any]:
    """The same for programs."""
    return {"schema": 1, "rules": [_object(rule) for rule in rules]}


def _object(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "code": rule.code,
        "family": rule.family,
        "aliases": list(rule.aliases),
        "severity": rule.severity.label,
        "fix": rule.fix.label if rule.fix is not None else None,
        "summary": rule.summary,
        "message": rule.message,
        "variants": dict(rule.variants),
        "why": rule.why,
        "remedy": rule.remedy,
        "options": dict(rule.options),
        "options_schema": dict(rule.options_schema),
        "changed": dict(rule.changed),
        "references": [source._asdict() for source in rule.references],
        "examples": [
            {
                "name": example.name,
                "model": example.model,
                "options": dict(example.options),
                "bad": example.bad,
                "good": example.good,
                "fixed": example.fixed,
            }
            for example in rule.examples
        ],
        "url": rule.url,
    }
