"""Floor 1: JSON that knows where it stands, and the only door by which text becomes JSON."""

from promptlint.syntax.document import Document
from promptlint.syntax.node import MAX_DEPTH, Node, TooDeep, resolve
from promptlint.syntax.parser import parse
from promptlint.syntax.pointer import format_pointer, parse_pointer
from promptlint.syntax.problems import SyntaxProblem
from promptlint.syntax.strings import quote

__all__ = [
    "MAX_DEPTH",
    "Document",
    "Node",
    "SyntaxProblem",
    "TooDeep",
    "format_pointer",
    "parse",
    "parse_pointer",
    "quote",
    "resolve",
]
