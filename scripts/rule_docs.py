"""Write docs/rules/ from the rule files: a page for every rule, and an index.

    python -m scripts.rule_docs [--check]

With --check nothing is written: what is stale, missing or orphaned is named, and if there is any
the exit code is 1. What an example is found to be is asked of promptlint itself, in the words that
the tests use for ⟨1500 words⟩, so a page shows the message that its request really gets.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import unified_diff
from json import loads
from pathlib import Path
from runpy import run_path

from promptlint import rulepack
from promptlint.checks import ON_DEMAND
from promptlint.engine.lint import Settings, check_source
from promptlint.facts import presets
from promptlint.findings import Finding
from promptlint.report.explain import (
    code,
    filler,
    messages,
    paragraphs,
    place,
    refusals,
    settings,
    toml,
)
from promptlint.rulepack import Example, Expected, Rule
from promptlint.text import Grade, Source

ROOT = Path(__file__).parents[1]
COMMAND = "python -m scripts.rule_docs"
# By this an orphan is known for a page that was written here, and so may be deleted here.
SIGNATURE = f"by `{COMMAND}`. -->\n"

INTRODUCTION = """\
# Rules

`promptlint rule` lists the rules in a terminal, and `promptlint rule NAME` explains one. A rule is
called by its name, by its code or by an alias; where several are meant, a family, a glob (`PL2*`)
or `ALL` will do.

The severity is the one without settings of yours; where less is certain, a finding has a lower one.
The grade of a fix says how far it goes: with `safe` the model reads exactly the same, with `layout`
the same text may take another order, with `relocate` it may move to another section. Without a
grade there is only advice.
"""

# What Markdown would take for more than text, apart from the backticks that a rule file means.
_SIGNS = re.compile(r"[\\*]|(?<!\w)_|_(?!\w)|\](?=[(\[:])")
_CODE = re.compile(r"(`+[^`]+`+)")
_LINE_START = re.compile(r"^(\d+)([.)])(?= |$)|^([#+=~>-])")


def pages(rules: Sequence[Rule]) -> dict[str, str]:
    """All pages, by their names in docs/rules/."""
    expand = run_path(str(ROOT / "tests" / "filler.py"))["expand"]
    found = {f"{rule.name}.md": page(rule, expand) for rule in rules}
    return {"index.md": index(rules), **found}


def page(rule: Rule, expand: Callable[[str], str]) -> str:
    """The page of one rule. `expand`: puts words in the place of ⟨1500 words⟩."""
    return "\n".join([*_page(rule, expand), ""])


def _page(rule: Rule, expand: Callable[[str], str]) -> Iterator[str]:
    family = f"[{rule.family}](index.md#{rule.family})"
    yield from (f"# {rule.name}", "", f"{prose(rule.summary)}.", "")
    yield from (
        "| code | severity | fix | family |",
        "|---|---|---|---|",
        f"| {rule.code} | {rule.severity.label} | {_fix(rule)} | {family} |",
        "",
    )
    if rule.aliases:
        yield from (f"Also known as {', '.join(map(code_span, rule.aliases))}.", "")
    yield from ("## What it says", "", *_messages(rule))
    yield from ("## Why it matters", "", *_chapter(rule.why))
    yield from ("## What to do", "", *_chapter(rule.remedy))
    yield from _options(rule)
    if rule.examples:
        yield from ("## Examples", "")
    if remark := filler(rule):
        yield from (prose(remark), "")
    for example in rule.examples:
        yield from _example(rule, example, expand)
    yield from ("## Select, ignore, grade anew", "", *_settings(rule))
    yield from _sources(rule)
    yield f"<!-- Generated from `rules/{rule.family}/{rule.name}.toml` {SIGNATURE}".rstrip()


def _messages(rule: Rule) -> Iterator[str]:
    for name, message in messages(rule):
        if name:
            yield from (f"or, as the variant {code_span(name)},", "")
        yield from (f"> {prose(message)}", "")
    if any("{" in message for _, message in messages(rule)):
        yield from ("A finding has its own words in the place of those in braces.", "")


def _options(rule: Rule) -> Iterator[str]:
    if not rule.options:
        return
    yield from ("## Options", "", "| option | default | |", "|---|---|---|")
    for name, default in rule.options.items():
        description = rule.options_schema.get(name, {}).get("description", "")
        words = cell(prose(description))
        yield f"| {code_span(name)} | {cell(code_span(toml(default)))} | {words} |"
    yield from ("", "They are set in a [rule pack](../rule-packs.md).", "")


def _sources(rule: Rule) -> Iterator[str]:
    if rule.references:
        yield from ("## Sources", "")
        for source in rule.references:
            url = f"<{source.url}>" if re.search(r"[()\s]", source.url) else source.url
            yield f"- [{prose(source.title)}]({url}), read on {source.date}"
        yield ""


def _fix(rule: Rule) -> str:
    return rule.fix.label if rule.fix is not None else "none"


def _chapter(text: str) -> Iterator[str]:
    for items in paragraphs(text):
        for number, item in enumerate(items):
            listed = item.startswith(("- ", "* "))
            yield f"- {prose(item[2:])}" if listed else prose(item)
            if not listed and number + 1 < len(items):
                yield ""  # not every Markdown begins a list right below a line of text
        yield ""


def _example(rule: Rule, example: Example, expand: Callable[[str], str]) -> Iterator[str]:
    kind = "Found" if example.bad is not None else "Not found"
    yield from (f"### {kind}: {prose(example.name)}", "")
    text = code(example)
    yield from fenced(text, "json" if _is_json(text) else "text")
    given = [
        code_span(f"--{name} {word}")
        for name, word in (("model", example.model), ("traffic", example.traffic))
        if word
    ]
    given += [code_span(f"{name} = {toml(value)}") for name, value in example.options.items()]
    if given:
        yield from (f"Checked with {' and '.join(given)}.", "")
    findings = judged(rule, example, expand) if example.expect else ()
    said: Sequence[Finding | None] = findings
    if [found.place.pointer for found in findings] != [expected.at for expected in example.expect]:
        said = [None for _ in example.expect]  # the rule is not ready, and its tests say so
    for expected, finding in zip(example.expect, said, strict=True):
        yield from (f"{_where(example, expected)}:", "")
        if finding is not None:
            yield from (f"> **{finding.severity.label}**: {prose(finding.message)}", "")
    if example.fixed is not None:
        command = f"promptlint fix {_grade(rule)}--select {rule.name}"
        yield from (f"{code_span(command)} makes of it:", "")
        yield from fenced(diff(text, example.fixed.strip("\n")), "diff")


def judged(rule: Rule, example: Example, expand: Callable[[str], str]) -> tuple[Finding, ...]:
    """What promptlint finds in an example, with this rule alone."""
    alone = Settings(
        rules=frozenset({rule.name}),
        model=example.model,
        traffic=presets()[example.traffic] if example.traffic else None,
        reach=rule.fix or Grade.LAYOUT,
        options={rule.name: example.options} if example.options else {},
    )
    return check_source(Source("example.json", expand(code(example))), alone).findings


def _where(example: Example, expected: Expected) -> str:
    span = place(example, expected)
    at = code_span(expected.at) if expected.at else "the request as a whole"
    if span is not None:
        line = Source("", code(example)).position(span.start).line
        at = f"Line {line}, {at}" if expected.at else f"Line {line}"
    words = f", on {code_span(expected.text)}" if expected.text is not None else ""
    return f"{at[0].upper()}{at[1:]}{words}"


def _grade(rule: Rule) -> str:
    """The option without which `promptlint fix` does less or more than the rule's own fix."""
    return {Grade.SAFE: "--safe ", Grade.RELOCATE: "--grade relocate "}.get(
        rule.fix or Grade.LAYOUT, ""
    )


def _settings(rule: Rule) -> Iterator[str]:
    if not getattr(rule, "default", True):
        yield from ("It is off unless it is selected: by name, code, family, glob or `ALL`.", "")
    if rule.name in ON_DEMAND:
        pack = "[rule pack](../rule-packs.md)"
        yield from (f"It finds nothing until a {pack} gives it options.", "")
    words = settings(rule)
    if words is None:
        yield from ("It is said whatever is selected or ignored.", "")
        return
    yield from ("In `promptlint.toml`:", "", *fenced(words, "toml"))
    shared = "`[tool.promptlint]` and `[tool.promptlint.severity]`"
    yield from (f"In `pyproject.toml` the tables are {shared}. On the command line:", "")
    other = words.rpartition('= "')[2].rstrip('"')
    yield from fenced(
        f"promptlint check --select {rule.name}  # this rule alone\n"
        f"promptlint check --ignore {rule.name}\n"
        f"promptlint check --severity-of {rule.name}={other}",
        "sh",
    )


def index(rules: Sequence[Rule]) -> str:
    """The page that lists all rules."""
    return "\n".join([*_index(rules), ""])


def _index(rules: Sequence[Rule]) -> Iterator[str]:
    yield INTRODUCTION
    families: dict[str, list[Rule]] = {}
    for rule in rules:
        families.setdefault(rule.family, []).append(rule)
    for family, members in families.items():
        yield from (
            f"## {family}",
            "",
            "| rule | code | severity | fix | |",
            "|---|---|---|---|---|",
        )
        for rule in members:
            yield (
                f"| [{rule.name}]({rule.name}.md) | {rule.code} | {rule.severity.label} "
                f"| {_fix(rule)} | {cell(prose(rule.summary))} |"
            )
        yield ""
    quotes = [(quote, rule) for rule in rules for quote in refusals(rule)]
    if quotes:
        yield from ("## By the words of a refusal", "", "| the error says | rule |", "|---|---|")
        for quote, rule in sorted(quotes, key=lambda pair: pair[0].lower()):
            yield f"| {cell(code_span(quote))} | [{rule.name}]({rule.name}.md) |"
        yield ""
    yield f"<!-- Generated from `rules/` {SIGNATURE}".rstrip()


def prose(text: str) -> str:
    """A line of text in Markdown. What stands between backticks is code, all else is only text."""
    parts = _CODE.split(text)
    parts[::2] = [
        _SIGNS.sub(r"\\\g<0>", part).replace("&", "&amp;").replace("<", "&lt;")
        for part in parts[::2]
    ]
    joined = "".join(parts)
    return _LINE_START.sub(lambda match: rf"{match[1] or ''}\{match[2] or match[3]}", joined)


def code_span(text: str) -> str:
    """A text as code, whatever backticks are in it."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if text[:1] in "` " or text[-1:] in "` " else ""
    return f"{fence}{space}{text}{space}{fence}"


def cell(markdown: str) -> str:
    """Markdown in a table, where a bar ends a cell even in code."""
    return re.sub(r"(?<!\\)\|", r"\\|", markdown)


def fenced(text: str, language: str) -> Iterator[str]:
    """A block of code, and the empty line after it."""
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
    yield from (f"{fence}{language}", text, fence, "")


def diff(before: str, after: str) -> str:
    """A change with everything around it, for people: no file names, no places."""
    lines = [*unified_diff(before.split("\n"), after.split("\n"), n=len(before), lineterm="")]
    return "\n".join(lines[3:])


def _is_json(text: str) -> bool:
    try:
        loads(text)
    except ValueError:
        return False
    return True


def differences(folder: Path, wanted: Mapping[str, str]) -> dict[str, list[str]]:
    """The pages of a folder that are not as they should be, by what is wrong with them."""
    there = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}
    return {
        "missing": [name for name in wanted if name not in there],
        "stale": [name for name in wanted if there.get(name, wanted[name]) != wanted[name]],
        "orphaned": [name for name in there if name not in wanted],
    }


def main(arguments: Sequence[str], folder: Path = ROOT / "docs" / "rules") -> int:
    """Write the pages, or say what is wrong with them."""
    if [*arguments] not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    wanted = pages([*rulepack.load().values()])
    wrong = differences(folder, wanted)
    if arguments:
        for state, names in wrong.items():
            for name in names:
                print(f"{state}: docs/rules/{name}")
        if any(wrong.values()):
            print(f"run {COMMAND}")
            return 1
        return 0
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*wrong["missing"], *wrong["stale"]):
        (folder / name).write_text(wanted[name], encoding="utf-8", newline="\n")
        print(f"written: docs/rules/{name}")
    left = 0
    for name in wrong["orphaned"]:
        path = folder / name
        if path.read_text(encoding="utf-8").endswith(SIGNATURE):
            path.unlink()
            print(f"deleted: docs/rules/{name}")
        else:
            print(f"left alone, not written by this script: docs/rules/{name}")
            left = 1
    return left


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
