"""Rules, listed and explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from promptlint.report.explain import code, filler, messages, paragraphs, place, settings, toml
from promptlint.report.safe_text import columns, safe, wrap
from promptlint.report.style import (
    FAINT,
    GOOD,
    MARKED,
    PLACE,
    SEVERITIES,
    STRONG,
    Line,
    Page,
    Span,
    line,
)
from promptlint.rulepack import Example, Expected, Rule
from promptlint.text import Source
from promptlint.text import Span as Range

_NAME = 24


def listed(rules: Iterable[Rule], page: Page) -> Iterator[Line]:
    """Rules by family, each on a line with its code, severity and fix, and its summary below."""
    families: dict[str, list[Rule]] = {}
    for rule in rules:
        families.setdefault(rule.family, []).append(rule)
    for number, (family, members) in enumerate(families.items()):
        if number:
            yield line()
        yield line(Span(family, PLACE))
        for rule in members:
            yield from _heading(rule, page)


def _heading(rule: Rule, page: Page) -> Iterator[Line]:
    fix = f"fix: {rule.fix.label}" if rule.fix is not None else ""
    name = Span(rule.name.ljust(_NAME), STRONG)
    about = line(
        f" {rule.code}  ",
        Span(rule.severity.label.ljust(9), SEVERITIES[rule.severity.label]),
        Span(fix, GOOD),
    )
    if sum(len(part.text) for part in (name, *about)) <= page.width:
        yield line(name, *about)
    else:
        yield line(name)
        yield line("   ", *about)
    for words in wrap(rule.summary, page.width - 4):
        yield line("    ", words)


def explained(rule: Rule, page: Page) -> Iterator[Line]:
    """One rule: what it says, why, what to do, options, examples, settings, sources."""
    yield from _heading(rule, page)
    yield from _remarks(rule, page)
    yield from _title("What it says")
    for name, message in messages(rule):
        yield from _wrapped(f"{name}: {message}" if name else message, page)
    yield from _chapter("Why it matters", rule.why, page)
    yield from _chapter("What to do", rule.remedy, page)
    yield from _options(rule, page)
    for example in rule.examples:
        yield from _example(example, page)
    if remark := filler(rule):
        yield line()
        yield from _wrapped(remark, page)
    if own := settings(rule):
        yield from _title(
            *wrap("To switch it off, or to grade it anew, in promptlint.toml", page.width)
        )
        for text in own.split("\n"):
            yield line("  ", text)
    if rule.references:
        yield from _title("Sources")
        for source in rule.references:
            yield from _wrapped(f"{source.title} ({source.date})", page)
            yield line("  ", Span(source.url, FAINT))
    yield line()
    yield line(Span(safe(rule.url), FAINT))


def _remarks(rule: Rule, page: Page) -> Iterator[Line]:
    """Other names of the rule, and the files that users have changed it by."""
    if rule.aliases:
        yield line("    also known as ", ", ".join(rule.aliases))
    for file in dict.fromkeys(rule.changed.values()):
        keys = ", ".join(key for key, by in rule.changed.items() if by == file)
        for words in wrap(safe(f"changed by {file}: {keys}"), page.width - 4):
            yield line("    ", Span(words, STRONG))


def _options(rule: Rule, page: Page) -> Iterator[Line]:
    if rule.options:
        yield from _title("Options")
    for name, value in rule.options.items():
        yield from _wrapped(f"{name} = {toml(value)}", page)
        description = rule.options_schema.get(name, {}).get("description", "")
        for words in wrap(safe(description), page.width - 4):
            yield line("    ", Span(words, FAINT))


def _title(*lines: str) -> Iterator[Line]:
    yield line()
    for words in lines:
        yield line(Span(words, STRONG))


def _wrapped(text: str, page: Page) -> Iterator[Line]:
    for words in wrap(safe(text), page.width - 2):
        yield line("  ", words)


def _chapter(title: str, text: str, page: Page) -> Iterator[Line]:
    yield from _title(title)
    for number, items in enumerate(paragraphs(text)):
        if number:
            yield line()
        for item in items:
            yield from _wrapped(item, page)


def _example(example: Example, page: Page) -> Iterator[Line]:
    kind = "Found" if example.bad is not None else "Not found"
    yield line()
    for words in wrap(safe(f"{kind}: {example.name}"), page.width):
        yield line(Span(words, STRONG))
    given = [
        f"--{name} {given}"
        for name, given in (("model", example.model), ("traffic", example.traffic))
        if given
    ]
    if given:
        yield line(Span(f"  {' '.join(given)}", FAINT))
    for name, value in example.options.items():
        yield from _wrapped(f"{name} = {toml(value)}", page)
    text = code(example)
    found = [(expected, place(example, expected)) for expected in example.expect]
    yield from _code(text, [span for _, span in found if span is not None], page)
    for expected, span in found:
        yield from _wrapped(_where(text, expected, span), page)
    if example.fixed is not None:
        yield line()
        yield line("  fixed:")
        yield from _code(example.fixed.strip("\n"), (), page)


def _where(text: str, expected: Expected, span: Range | None) -> str:
    at = expected.at or "the request as a whole"
    words = f"line {Source('', text).position(span.start).line}: {at}" if span else at
    return f"{words} ({expected.severity.label})" if expected.severity is not None else words


def _code(text: str, marked: Iterable[Range], page: Page) -> Iterator[Line]:
    """The lines of a request; below what is marked there are carets, as far as they can be seen."""
    start = 0
    for words in text.split("\n"):
        yield line("  ", Span(safe(words), FAINT))
        for span in marked:
            low = span.start - start
            if 0 <= low < len(words):
                before = columns(safe(words[:low]))
                length = max(columns(safe(words[low : span.end - start])), 1)
                if 2 + before + length <= page.width:
                    yield line("  ", " " * before, Span("^" * length, MARKED))
        start += len(words) + 1


def as_json(rules: Iterable[Rule]) -> dict[str, Any]:
    """The same for programs."""
    return {"schema": 1, "rules": [_object(rule) for rule in rules]}


def _object(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "code": rule.code,
        "family": rule.family,
        "aliases": list(rule.aliases),
        "stage": rule.stage,
        "severity": rule.severity.label,
        "default": rule.default,
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
                "traffic": example.traffic,
                "options": dict(example.options),
                "bad": example.bad,
                "good": example.good,
                "expect": [_expected(expected) for expected in example.expect],
                "fixed": example.fixed,
            }
            for example in rule.examples
        ],
        "url": rule.url,
    }


def _expected(expected: Expected) -> dict[str, Any]:
    severity = expected.severity.label if expected.severity is not None else None
    return {"at": expected.at, "text": expected.text, "severity": severity}
