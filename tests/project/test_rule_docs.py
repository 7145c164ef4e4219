"""docs/rules/ says what the rule files say, in Markdown that other programs read as it is meant."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from promptlint import rulepack
from promptlint.report.explain import code, messages, paragraphs
from promptlint.rulepack import DOCUMENTATION, Reference, Rule
from promptlint.text import Grade
from scripts import rule_docs

if TYPE_CHECKING:
    from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
RULES = list(rulepack.load().values())
MARKDOWN = MarkdownIt("commonmark").enable("table")

params = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def tokens(text: str) -> Iterator[Token]:
    for token in MARKDOWN.parse(text):
        yield token
        yield from token.children or ()


def words(text: str) -> str:
    """What a reader sees: the text without its markup, white space as single spaces."""
    seen = (
        token.content if token.type in ("text", "code_inline", "text_special") else " "
        for token in tokens(text)
        if not token.type.endswith(("inline", "_open", "_close")) or token.type == "code_inline"
    )
    return " ".join("".join(seen).split())


def without_backticks(text: str) -> str:
    return " ".join(text.replace("`", "").split())


@cache
def pages() -> dict[str, str]:
    return rule_docs.pages(RULES)


def read(rule: Rule) -> str:
    return pages()[f"{rule.name}.md"]


def fences(text: str, language: str) -> list[str]:
    return [
        token.content for token in tokens(text) if token.type == "fence" and token.info == language
    ]


def test_every_page_is_as_the_rule_files_have_it(capsys: pytest.CaptureFixture[str]) -> None:
    status = rule_docs.main(["--check"])
    assert (status, capsys.readouterr().out) == (0, "")


def test_a_difference_is_named_and_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "docs" / "rules"
    assert rule_docs.main(["--check"], folder) == 1
    assert "missing: docs/rules/volatile-prefix.md" in capsys.readouterr().out.splitlines()
    assert rule_docs.main([], folder) == 0
    assert {path.stem for path in folder.iterdir()} == {"index", *(rule.name for rule in RULES)}
    page = folder / "volatile-prefix.md"
    right = page.read_text(encoding="utf-8")
    page.write_text(right.replace("error", "warning", 1), encoding="utf-8")
    page.rename(folder / "old-name.md")
    (folder / "invalid-json.md").write_text("mine\n", encoding="utf-8")
    (folder / "notes.md").write_text("mine\n", encoding="utf-8")
    capsys.readouterr()
    assert rule_docs.main(["--check"], folder) == 1
    assert capsys.readouterr().out.splitlines() == [
        "missing: docs/rules/volatile-prefix.md",
        "stale: docs/rules/invalid-json.md",
        "orphaned: docs/rules/notes.md",
        "orphaned: docs/rules/old-name.md",
        f"run {rule_docs.COMMAND}",
    ]
    assert rule_docs.main([], folder) == 1, "what somebody else wrote is not deleted"
    assert page.read_text(encoding="utf-8") == right
    assert not (folder / "old-name.md").exists()
    (folder / "notes.md").unlink()
    assert rule_docs.main([], folder) == 0
    assert rule_docs.main(["--check"], folder) == 0


def test_the_command_runs_as_it_is_written_down() -> None:
    command = [sys.executable, *rule_docs.COMMAND.split()[1:], "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert rule_docs.COMMAND in done.stderr


@params
def test_a_reader_sees_all_that_a_rule_says(rule: Rule) -> None:
    text = read(rule)
    seen = words(text)
    items = [
        item.removeprefix("- ").removeprefix("* ")
        for chapter in (rule.why, rule.remedy)
        for paragraph in paragraphs(chapter)
        for item in paragraph
    ]
    titles = [source.title for source in rule.references]
    texts = [message for _, message in messages(rule)]
    names = [example.name for example in rule.examples]
    for said in (rule.summary, *items, *texts, *titles, *names, *rule.aliases):
        assert without_backticks(said) in seen
    html = [token.content for token in tokens(text) if token.type.startswith("html")]
    assert len(html) == 1, html
    assert html[0].startswith("<!-- Generated from `rules/")
    links = {token.attrs["href"] for token in tokens(text) if token.type == "link_open"}
    assert {MARKDOWN.normalizeLink(source.url) for source in rule.references} <= links


@params
def test_examples_stand_as_they_are(rule: Rule) -> None:
    text = read(rule)
    requests = [*fences(text, "json"), *fences(text, "text")]
    assert sorted(requests) == sorted(f"{code(example)}\n" for example in rule.examples)
    diffs = iter(fences(text, "diff"))
    for example in rule.examples:
        if example.fixed is None:
            continue
        lines = next(diffs).splitlines()
        before = [line[1:] for line in lines if line[:1] in {" ", "-"}]
        after = [line[1:] for line in lines if line[:1] in {" ", "+"}]
        assert before == code(example).split("\n")
        assert after == example.fixed.strip("\n").split("\n")
    assert next(diffs, None) is None


@params
def test_every_finding_of_an_example_is_quoted(rule: Rule) -> None:
    text = read(rule)
    quotes = re.findall(r"^> \*\*(?:error|warning|info)\*\*: ", text, re.MULTILINE)
    assert len(quotes) == sum(len(example.expect) for example in rule.examples)


@params
def test_the_page_stands_where_findings_say(rule: Rule) -> None:
    path = rule.url.removeprefix(DOCUMENTATION).strip("/")
    assert (DOCS / f"{path}.md").is_file()


@cache
def slugs(text: str) -> set[str]:
    """The anchors of a page's headings, as forges and site generators name them."""
    parsed = MARKDOWN.parse(text)
    headings = [
        parsed[number + 1].content
        for number, token in enumerate(parsed)
        if token.type == "heading_open"
    ]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_links_between_pages_lead_somewhere() -> None:
    seen: set[Path] = set()
    for path in DOCS.rglob("*.md"):
        for token in tokens(path.read_text(encoding="utf-8")):
            href = str(token.attrs.get("href", "")) if token.type == "link_open" else ""
            if not href or "://" in href:
                continue
            file, _, anchor = href.partition("#")
            goal = (path.parent / file).resolve() if file else path
            assert goal.is_file(), f"{path.name}: {href}"
            assert not anchor or anchor in slugs(goal.read_text(encoding="utf-8")), (
                f"{path.name}: {href}"
            )
            if goal != path:
                seen.add(goal)
    assert set(DOCS.rglob("*.md")) - seen <= {DOCS / "index.md"}, "nobody links to it"


def test_the_index_has_every_rule_in_a_line() -> None:
    lines = pages()["index.md"].splitlines()
    for rule in RULES:
        fix = rule.fix.label if rule.fix is not None else "none"
        (line,) = (line for line in lines if line.startswith(f"| [{rule.name}]("))
        assert [cell.strip() for cell in line.split("|")[2:5]] == [
            rule.code,
            rule.severity.label,
            fix,
        ]
        above = [each for each in lines[: lines.index(line)] if each.startswith("## ")]
        assert above[-1] == f"## {rule.family}"


TEXT = st.text(st.sampled_from("ab1 *_[](){}<>&#+-.!\\~|:='\"é"), min_size=1).map(str.strip)


@given(TEXT.filter(bool))
def test_prose_is_read_as_it_is(text: str) -> None:
    text = " ".join(text.split())
    assert words(rule_docs.prose(text)) == text


@given(st.text(st.sampled_from("a`| \\"), min_size=1))
def test_code_is_read_as_it_is(text: str) -> None:
    (found,) = (t.content for t in tokens(rule_docs.code_span(text)) if t.type == "code_inline")
    assert found.strip(" ") == text.strip(" ")


def test_what_no_rule_has_yet_is_shown_as_well() -> None:
    bad = (
        RULES[0]
        .examples[0]
        ._replace(
            bad="```\n{}",
            model="m",
            traffic="chat",
            expect=(rulepack.Expected("/x", "y", None),),
            fixed="{}",
        )
    )
    rule = RULES[0]._replace(
        name="new-rule",
        code="PL799",
        family="policy",
        aliases=("old-rule",),
        summary="A <b> holds a | b",
        message="{what} is wrong",
        variants={"perhaps": "{what} may be wrong"},
        fix=Grade.RELOCATE,
        why="It says ```x``` and:\n\n- one\n  thing\n- *two*",
        remedy="1. Go.\n\n# No heading.",
        references=(
            Reference("A title [with] brackets", "https://example.com/a_(b)", "2026-01-02"),
        ),
        examples=(bad,),
        options={"max-tokens": 5, "words": ["a|b"]},
    )
    text = rule_docs.page(rule, str)
    seen = words(text)
    for said in ("old-rule", "A <b> holds a | b", "*two*", "1. Go.", "# No heading.", "max-tokens"):
        assert said in seen
    assert '["a|b"]' in seen
    assert "--model m" in seen
    assert "promptlint fix --grade relocate --select new-rule" in seen
    assert "https://example.com/a_(b)" in {
        token.attrs["href"] for token in tokens(text) if token.type == "link_open"
    }
    assert fences(text, "text") == ["```\n{}\n"]
    assert "## policy" in rule_docs.index([rule])
