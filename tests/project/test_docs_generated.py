"""The pages and pictures that scripts write: up to date, and true to what they are made from."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
from markdown_it import MarkdownIt

from promptlint.catalog import every
from promptlint.cli.app import app
from promptlint.config.schema import configuration_schema
from scripts import catalogue_docs, command_docs, config_docs, docs, generated, rule_docs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
MARKDOWN = MarkdownIt("commonmark").enable("table")


@pytest.mark.parametrize(
    "write",
    [write for write in docs.WRITERS if write is not rule_docs.main],  # those have their own test
    ids=lambda write: write.__module__,
)
def test_nothing_is_stale(
    write: Callable[[Sequence[str]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    status = write(["--check"])
    assert (status, capsys.readouterr().out) == (0, "")


def test_what_is_stale_is_named_and_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = {tmp_path / "a/b.md": "one\n", tmp_path / "c.md": "two\n", tmp_path / "d.md": "d\n"}
    (tmp_path / "c.md").write_text("old\n", encoding="utf-8")
    (tmp_path / "d.md").write_text("d\n", encoding="utf-8")
    assert generated.settle(wanted, ["--check"], "usage", "make") == 1
    assert capsys.readouterr().out.splitlines() == ["missing: b.md", "stale: c.md", "run make"]
    assert generated.settle(wanted, [], "usage", "make") == 0
    assert {path: path.read_text(encoding="utf-8") for path in wanted} == wanted
    assert generated.settle(wanted, ["--check"], "usage", "make") == 0
    assert generated.settle(wanted, ["--force"], "usage", "make") == 2
    assert capsys.readouterr().err == "usage\n"


def test_what_is_between_marks_is_replaced() -> None:
    page = "a\n<!-- make -->\nold\n<!-- end -->\nb\n<!-- end -->\n"
    wanted = "a\n<!-- make -->\n\nnew\n\n<!-- end -->\nb\n<!-- end -->\n"
    assert generated.between(page, "make", "new\n") == wanted
    assert generated.between(wanted, "make", "new") == wanted
    with pytest.raises(ValueError, match="make it"):
        generated.between(page, "make it", "new")


def test_the_command_runs_as_it_is_written_down() -> None:
    command = [sys.executable, "-m", "scripts.docs", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "python -m scripts.docs [--check]" in done.stderr


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """All commands that can be called, by their whole names, found without the script's help."""
    context = click.Context(command)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from commands(below, f"{path} {name}")
    yield path, command


def section(page: str, title: str) -> str:
    _, found, rest = page.partition(f"\n## {title}\n")
    assert found, title
    return rest.partition("\n## ")[0]


@pytest.mark.parametrize(("name", "command"), [*commands(app, "promptlint")][:-1])
def test_every_option_of_every_command_is_there(name: str, command: click.Command) -> None:
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    own = section(page, name)
    shared = section(page, command_docs.SHARED)
    for option in command.params:
        if isinstance(option, click.Option) and not option.hidden:
            longest = max(option.opts, key=len)
            assert re.search(rf"[`, ]{re.escape(longest)}[`, ]", own), longest
            rows = [line for line in (own + shared).splitlines() if line.startswith("| `")]
            assert any(re.search(rf"{re.escape(longest)}[`, ]", row) for row in rows), longest


@click.group()
def tool() -> None:
    """A tool."""


@tool.command()
@click.option("-x", "--example", multiple=True, metavar="NAME", help="With * and --other.")
@click.option("--kind", type=click.Choice(("a", "b")), default="a")
@click.option("--secret", hidden=True)
@click.argument("path", metavar="[PATH]...")
def one() -> None:
    """Do it.

    To - or to a *file*.
    """


@tool.group()
def two() -> None:
    """Do more."""


@two.command()
@click.option("-x", "--example", multiple=True, metavar="NAME", help="With * and --other.")
@click.option("--kind", type=click.Choice(("a", "c")), default="a")
def three() -> None:
    """Do most."""


@tool.command(hidden=True)
def four() -> None:
    """Nobody knows."""


def test_commands_that_there_are_not_yet() -> None:
    page = command_docs.page(tool, "tool")
    assert [line for line in page.splitlines() if line.startswith("## ")] == [
        "## tool one",
        "## tool two",
        "## tool two three",
        f"## {command_docs.SHARED}",
    ]
    first = section(page, "tool one")
    assert "To `-` or to a \\*file\\*." in first
    assert "tool one [OPTIONS] [PATH]..." in first
    assert "| `--kind [a\\|b]` | [default: a] |" in first, "others have other kinds"
    assert "`--example`" in first
    assert "secret" not in page
    assert "Nobody" not in page
    row = "| `-x, --example NAME` | With \\* and `--other`. May be given several times. |"
    assert row in section(page, command_docs.SHARED)


SCHEMA: dict[str, Any] = {
    "$defs": {
        "Entry": {
            "type": "object",
            "description": "One of them.",
            "required": ["reason"],
            "properties": {
                "reason": {"type": "string", "description": "Why | what for."},
                "until": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
            },
        }
    },
    "properties": {
        "fail-on": {
            "description": "From here on *it* fails.",
            "anyOf": [{"enum": ["error", "info"]}, {"type": "null"}],
            "default": "error",
            "examples": ["info"],
        },
        "ignore": {
            "type": "array",
            "items": {"oneOf": [{"type": "string"}, {"$ref": "#/$defs/Entry"}]},
            "examples": [[{"reason": "old", "until": "2027-01-01"}]],
        },
        "calls": {"type": "number", "minimum": 1, "exclusiveMaximum": 9, "default": 2},
        "names": {
            "type": "object",
            "additionalProperties": {"enum": ["day"]},
            "examples": [{"a_b": "day", "c*": "day"}],
        },
        "on": {"type": "boolean", "default": False},
    },
}


def test_the_reference_says_what_the_schema_says() -> None:
    text = config_docs.reference(SCHEMA)
    keys = [line for line in text.splitlines() if line.startswith("### ")]
    assert keys == [f"### `{key}`" for key in SCHEMA["properties"]]
    assert "From here on \\*it\\* fails." in text
    assert 'Takes `error` or `info`. Default: `"error"`.' in text
    assert 'fail-on = "info"' in text
    assert "Takes a list of strings or tables." in text
    assert "One of them." in text
    assert "| `reason` | a string | Why \\| what for. |" in text
    assert "| `until` | a date | Optional. |" in text
    assert '[[ignore]]\nreason = "old"\nuntil = "2027-01-01"' in text
    assert "Takes a number, at least 1 and less than 9. Default: `2`." in text
    assert "Takes a table; each value `day`." in text
    assert '[names]\na_b = "day"\n"c*" = "day"' in text
    assert "Takes `true` or `false`. Default: `false`." in text


def test_every_key_of_a_configuration_is_explained() -> None:
    schema = configuration_schema()
    tables = [schema, *schema["$defs"].values()]
    page = (DOCS / "configuration.md").read_text(encoding="utf-8")
    for table in tables:
        for key, own in table["properties"].items():
            assert own.get("description"), key
            assert f"\n### `{key}`\n" in page or f"\n| `{key}` |" in page


def test_the_reference_stands_in_its_page(tmp_path: Path) -> None:
    page = tmp_path / "configuration.md"
    page.write_text(f"before\n<!-- {config_docs.COMMAND} -->\n<!-- end -->\nafter\n", "utf-8")
    assert config_docs.main(["--check"], page, SCHEMA) == 1
    assert config_docs.main([], page, SCHEMA) == 0
    assert config_docs.main(["--check"], page, SCHEMA) == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "### `fail-on`" in text


def seen(text: str) -> str:
    """What a reader sees of a page."""
    return "\n".join(
        "".join(child.content for child in token.children or () if child.type != "html_inline")
        for token in MARKDOWN.parse(text)
        if token.type == "inline"
    )


def test_the_catalogue_has_every_model_with_all_that_is_said() -> None:
    page = (DOCS / "catalogue.md").read_text(encoding="utf-8")
    parts = {part.partition("\n")[0]: part for part in page.split("\n### ")[1:]}
    for model in every():
        part = seen(parts[model.name])
        assert model.id in part
        for claim in model.claims:
            for said in (claim.what, claim.value.replace("`", ""), claim.source, claim.date):
                assert said in part, (model.name, said)
            assert claim.url is None or f"]({claim.url})" in parts[model.name]
        for rows in model.prices.values():
            for row in rows:
                assert f"\n{row.input:g}\n" in part, model.name
        if model.converse.supported is not False:
            for bound in model.converse.minimum:
                assert f"{bound:,}" in part
    assert len(parts) == len(every())


def test_the_catalogue_lists_each_model_once() -> None:
    page = catalogue_docs.page(every()[:3])
    for model in every()[:3]:
        assert page.count(f"\n### {model.name}\n") == 1
        assert f"| [{model.name}](#" in page
