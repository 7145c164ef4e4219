"""What there is to say of a rule, be it on a terminal or in the documentation."""

from __future__ import annotations

import json
import re

from promptlint.findings import Severity
from promptlint.rulepack import Example, Expected, Rule
from promptlint.syntax import Document, Node, SyntaxProblem, resolve
from promptlint.text import Span

FILLER = re.compile(r"⟨\d+ words⟩")

_QUOTE = re.compile(r'"([^"]*)"|\u201c([^\u201d]*)\u201d')
# A name or a value in quotes is no message of the service.
_FEWEST_WORDS = 3
# What is said whatever the settings are, so that a crash never passes for a clean result.
_ALWAYS = frozenset({"internal-error"})


def messages(rule: Rule) -> list[tuple[str, str]]:
    """All that the rule may say, with the names of the variants; first, without one, the usual."""
    return [("", rule.message), *rule.variants.items()]


def paragraphs(text: str) -> list[list[str]]:
    """The paragraphs of a rule's text, each as its list items, or as the one line that it is."""
    return [_items(paragraph) for paragraph in text.strip().split("\n\n")]


def _items(paragraph: str) -> list[str]:
    """The list items of a paragraph, or the paragraph; line breaks within are the file's."""
    items: list[str] = []
    for text in paragraph.splitlines():
        if not items or text.startswith(("- ", "* ")):
            items.append(text.strip())
        else:
            items[-1] += f" {text.strip()}"
    return items


def filler(rule: Rule) -> str | None:
    """What ⟨1500 words⟩ means, for a rule that has it in an example."""
    for example in rule.examples:
        if found := FILLER.search(code(example)):
            return f"{found[0]} stands for as much text that never changes."
    return None


def code(example: Example) -> str:
    """The request of an example."""
    return (example.bad or example.good or "").strip("\n")


def place(example: Example, expected: Expected) -> Span | None:
    """The characters of `code(example)` that a finding is about.

    A spot's are its text, a member's begin at its key. None where it is about the request as
    such, or where the example is not one JSON document.
    """
    text = code(example)
    try:
        document = Document(text)
    except SyntaxProblem as problem:
        return Span(problem.offset, problem.offset + 1) if problem.offset < len(text) else None
    node = resolve(document.root, expected.at)
    if node is None:
        return _in_body(document, expected)
    return _span(node, expected.text)


def _in_body(outer: Document, expected: Expected) -> Span | None:
    """The same where the request is written in a string: `/body#/pointer/inside`."""
    holder, _, pointer = expected.at.partition("#")
    string = resolve(outer.root, holder)
    if string is None or not string.is_string:
        return None
    try:
        inner = Document.inside(outer, string)
    except SyntaxProblem:
        return None
    node = resolve(inner.root, pointer)
    span = _span(node, expected.text) if node is not None else None
    return inner.file_span(span) if span is not None else None


def _span(node: Node, words: str | None) -> Span | None:
    if node.parent is None:
        return None
    if words is not None and node.is_string and words in node.string:
        start = node.string.index(words)
        return node.map.span(start, start + len(words))
    return Span(node.lead, node.end)


def refusals(rule: Rule) -> list[str]:
    """What the rule quotes of the service and its clients: messages by which it is looked for."""
    if rule.severity is not Severity.ERROR:
        return []
    quotes = [" ".join((plain or curly).split()) for plain, curly in _QUOTE.findall(rule.why)]
    return [quote for quote in quotes if len(quote.split()) >= _FEWEST_WORDS]


def settings(rule: Rule) -> str | None:
    """How a configuration switches the rule off or grades it anew; None where it cannot."""
    if rule.name in _ALWAYS:
        return None
    other = Severity.WARNING if rule.severity is Severity.INFO else Severity.INFO
    return f'ignore = ["{rule.name}"]\n\n[severity]\n{rule.name} = "{other.label}"'


def toml(value: object) -> str:
    """A value as a rule pack would have it."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {toml(inner)}' for key, inner in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return json.dumps(value, ensure_ascii=False)
