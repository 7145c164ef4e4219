"""Lines of a text that belong together: code, elements, templates, tables, quotes.

The reading is on the careful side: what looks like one thing is one thing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from typing import Literal, NamedTuple

from promptlint.layout.lines import Lines

ITEM = re.compile(r"[ \t]*([-*+•]|\d{1,3}[.)])[ \t]+")
_FENCE = re.compile(r"[ \t]*(?:[-*+•][ \t]+|\d{1,3}[.)][ \t]+|>[ \t]?)*(`{3,}|~{3,})([^\n]*)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|\{#.*?#\}", re.DOTALL)
_TAG = re.compile(r"<(/?)([A-Za-z][\w.:-]*)((?:\s[^<>]*?)?)(/?)>")
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_ALIGNMENT = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\r?$")
_DIRECTIVE = re.compile(
    r"\{%[-+~]?\s*(?P<jinja>\w+)(?P<rest>.*?)%\}"
    r"|\{\{[-~]?\s*(?P<hash>[#^/])\s*(?P<name>[\w.@-]+).*?\}\}"
    r"|\{\{-?\s*(?:(?P<go>if|range|with|block|define)\s+[^\s}|][^}]*|(?P<end>end)\s*-?)\}\}"
    r"|<%[-=]?\s*(?P<erb>.*?)%>",
    re.DOTALL,
)
_JINJA_END = re.compile(r"\{%[-+~]?\s*end(\w+)")
_ERB_OPENS = re.compile(r"(?:if|unless|for|while|case)\b|.*(?:\{|\bdo\b[^}]*)\s*-?$", re.DOTALL)
_ERB_CLOSES = re.compile(r"end\b|\}")
# The names under which blocks are remembered that end with the same word, whatever they began with.
_GO, _ERB = "{{", "<%"
# So many lines tell what kind of element it is.
_MANY = 100

Kind = Literal[
    "front", "fence", "comment", "table", "quote", "brackets", "template", "element", "record"
]


class Hold(NamedTuple):
    """Lines `first` to `last` that belong together."""

    first: int
    last: int
    kind: Kind


def closed_holds(lines: Lines) -> Iterator[Hold]:
    """Those out of which nothing can be taken, nor be moved by itself: code and comments."""
    for first, last in _fences(lines):
        front = first == 0 and lines.lines[0].strip() == "---"
        yield Hold(first, last, "front" if front else "fence")
    for comment in _COMMENT.finditer(lines.text):
        first, last = lines.number(comment.start()), lines.number(comment.end() - 1)
        if first != last:
            yield Hold(first, last, "comment")


def open_holds(lines: Lines, closed: AbstractSet[int]) -> Iterator[Hold]:
    """All others. `closed`: the lines of code and comments."""
    yield from _elements(lines, closed)
    yield from _templates(lines)
    yield from _brackets(lines, closed)
    yield from _tables(lines, closed)
    for first, last in _stretches(lines, closed, lambda line: line.startswith(">")):
        yield Hold(first, last, "quote")
    # Definitions with their term.
    for first, last in _stretches(lines, closed, lambda line: line[:2] in (": ", ":\t")):
        yield Hold(max(first - 1, 0), last, "quote")


def has_header(lines: Lines, table: Hold) -> bool:
    """Whether the second row of a table says how its columns are aligned."""
    return table.last > table.first and bool(_ALIGNMENT.match(lines.lines[table.first + 1]))


def _fences(lines: Lines) -> Iterator[tuple[int, int]]:
    """Fenced code, texts in triple quotes, and front matter. What is not closed has no end."""
    mark, begin, after = "", 0, -1
    if lines.lines and lines.lines[0].strip() == "---":
        after = next((n for n, line in enumerate(lines.lines) if n and line.strip() == "---"), -1)
        if all(":" in line or line[0] in " -#" for line in lines.lines[1:after]) and after > 0:
            yield 0, after
    for number, line in enumerate(lines.lines):
        fence = _FENCE.match(line)
        quotes = next((q for q in ('"""', "'''") if line.count(q) % 2), "")
        if number <= after:
            continue
        if not mark:
            if fence and not (fence[1][0] == "`" and "`" in fence[2]):
                mark, begin = fence[1], number
            elif quotes:
                mark, begin = quotes, number
        elif quotes == mark or (
            mark[0] in "`~" and fence and fence[1].startswith(mark) and not fence[2].strip()
        ):
            yield begin, number
            mark = ""
    if mark:
        yield begin, len(lines.lines) - 1


def _elements(lines: Lines, closed: AbstractSet[int]) -> Iterator[Hold]:
    """Elements of several lines. A tag that is only mentioned in a sentence opens none."""
    opened: list[tuple[str, int, bool]] = []
    for tag in _TAG.finditer(lines.text):
        number = lines.number(tag.start())
        if number in closed or tag[4]:
            continue
        if not tag[1]:
            before = lines.text[lines.starts[number] : tag.start()]
            opened.append((tag[2], number, not ITEM.sub("", before).strip()))
            continue
        same = [n for n, entry in enumerate(opened) if entry[0] == tag[2]]
        here = [n for n in same if opened[n][1] == number]
        which = (here or [n for n in same if opened[n][2]] or same)[-1:]
        if not which:
            continue
        begin = opened[which[0]][1]
        del opened[which[0] :]
        if begin != number:
            inner = lines.content(begin + 1, min(begin + _MANY, number - 1))
            nested = bool(inner) and all(lines.lines[n].lstrip().startswith("<") for n in inner)
            yield Hold(begin, number, "record" if nested else "element")


def _templates(lines: Lines) -> Iterator[Hold]:
    """Blocks of Jinja, Liquid, Handlebars, Go and ERB; one without an end holds all behind it."""
    opened: list[tuple[str, int]] = []
    blocks = {"if", "for", "unless", *_JINJA_END.findall(lines.text)}
    for tag in _DIRECTIVE.finditer(lines.text):
        opens, closes = _effect(tag, blocks)
        first, last = lines.number(tag.start()), lines.number(tag.end() - 1)
        if closes is not None:
            same = [n for n, entry in enumerate(opened) if closes in ("", entry[0])]
            first = opened[same[-1]][1] if same else 0
            del opened[same[-1] if same else 0 :]
        if opens is not None:
            opened.append((opens, first))
        if first != last:
            yield Hold(first, last, "template")
    if opened:
        yield Hold(opened[0][1], len(lines.lines) - 1, "template")


def _effect(tag: re.Match[str], blocks: AbstractSet[str]) -> tuple[str | None, str | None]:
    """What a tag of a template opens, and what it closes ("": whatever is open)."""
    if word := tag["jinja"]:
        if word.startswith("end"):
            return None, word[3:]
        sets = word == "set" and "=" in tag["rest"]
        return (word if word in blocks and not sets else None), None
    if tag["hash"]:
        return (None, tag["name"]) if tag["hash"] == "/" else (tag["name"], None)
    if tag["go"]:
        return _GO, None
    if tag["end"]:
        return None, _GO
    code = (tag["erb"] or "").strip()
    opens, closes = _ERB_OPENS.match(code), _ERB_CLOSES.match(code)
    return (_ERB if opens else None), (_ERB if closes else None)


def _brackets(lines: Lines, closed: AbstractSet[int]) -> Iterator[Hold]:
    """A line that ends with an opening bracket, and all up to the line that closes it."""
    depth = 0
    opened: list[tuple[int, int]] = []
    for number, line in enumerate(lines.lines):
        if number in closed:
            continue
        bare = _STRING.sub("", line)
        depth += sum(map(bare.count, "{[(")) - sum(map(bare.count, "}])"))
        while opened and depth <= opened[-1][1]:
            yield Hold(opened.pop()[0], number, "brackets")
        if line.rstrip().endswith(("{", "[", "(")):
            opened.append((number, depth - 1))


def _tables(lines: Lines, closed: AbstractSet[int]) -> Iterator[Hold]:
    """Rows with pipes, one after the other."""
    for first, last in _stretches(lines, closed, lambda line: line.startswith("|")):
        yield Hold(first, last, "table")
    for number in range(1, len(lines.lines)):
        line, header = lines.lines[number], lines.lines[number - 1]
        begins = "|" in header and not header.lstrip().startswith("|")
        if begins and "|" in line and _ALIGNMENT.match(line) and number not in closed:
            last = number
            while not lines.blank(last + 1) and "|" in lines.lines[last + 1]:
                last += 1
            yield Hold(number - 1, last, "table")


def _stretches(
    lines: Lines, closed: AbstractSet[int], fits: Callable[[str], bool]
) -> Iterator[tuple[int, int]]:
    """Lines that fit, one after the other."""
    first = None
    for number in range(len(lines.lines) + 1):
        there = number not in closed and not lines.blank(number)
        if there and fits(lines.lines[number].lstrip()):
            first = number if first is None else first
        elif first is not None:
            yield first, number - 1
            first = None
