"""What a text is that is not even meant as JSON, for those who named it to be checked."""

from __future__ import annotations

import re
from itertools import chain

from promptlint.syntax import SyntaxProblem
from promptlint.text import Source

# A text that begins like this is JSON, or was going to be.
_JSON_BEGINS = re.compile(r'[{\["]|//|/\*|[^\s<]\S{0,19}\s*\Z')
_BY_NAME = (
    ((".yaml", ".yml"), "this is YAML"),
    ((".toml",), "this is TOML"),
    ((".csv", ".tsv"), "this is a table"),
    ((".xml", ".html", ".htm"), "this is XML or HTML"),
    ((".md", ".txt", ".prompt", ".j2", ".jinja", ".jinja2"), "this is plain text"),
    ((".py", ".js", ".ts", ".java", ".go", ".rb", ".sh", ".tf"), "this is source code"),
)
_BY_BEGIN = (
    (re.compile(r"<[?!/a-zA-Z]"), "this looks like XML or HTML"),
    (re.compile(r"---\s|(?:#.*\n|\s*\n)*[\w.-]+:(?:\s*\n|.*\n[\w.-]+:)"), "this looks like YAML"),
)


def reason(source: Source, problem: SyntaxProblem) -> str:
    """Why a file is not JSON: that it is something else, or what the parser has stumbled over."""
    text = source.text.lstrip()
    if not text or _JSON_BEGINS.match(text):
        return problem.reason
    return f"{_kind(source.path.lower(), text)}, and requests are read from JSON or JSON Lines"


def _kind(name: str, text: str) -> str:
    named = (words for endings, words in _BY_NAME if name.endswith(endings))
    seen = (words for begin, words in _BY_BEGIN if begin.match(text))
    return next(chain(named, seen), "this is plain text")
