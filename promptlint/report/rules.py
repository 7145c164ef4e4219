"""Rules, listed and explained."""

from __future__ import annotations

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
    """One rule: why, what to do, examples, sources."""
    yield from listed((rule,), page)
    if rule.aliases:
        yield line("    also known as ", ", ".join(rule.aliases))
    yield from _chapter("Why it matters", rule.why, page)
    yield from _chapter("What to do", rule.remedy, page)
    for example in rule.examples:
        yield from _example(example)
    if rule.references:
        yield from _title("Sources")
        for source in rule.references:
            for words in wrap(f"{source.title} ({source.date})", page.width - 2):
                yield line("  ", words)
            yield line("  ", Span(source.url, FAINT))
    yield line()
    yield line(Span(rule.url, FAINT))


def _title(words: str) -> Iterator[Line]:
    yield line()
    yield line(Span(words, STRONG))


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
        "default": rule.default,
        "fix": rule.fix.label if rule.fix is not None else None,
        "summary": rule.summary,
        "message": rule.message,
        "variants": dict(rule.variants),
        "why": rule.why,
        "remedy": rule.remedy,
        "options": dict(rule.options),
        "references": [source._asdict() for source in rule.references],
        "examples": [
            {
                "name": example.name,
                "model": example.model,
                "bad": example.bad,
                "good": example.good,
                "fixed": example.fixed,
            }
            for example in rule.examples
        ],
        "url": rule.url,
    }
