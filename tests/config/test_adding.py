"""Entries added to a configuration: the rest of it stays as it is written."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
import tomlkit
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from promptlint.config import load
from promptlint.config.adding import Added, NotAdded, with_ignores

CLOCK = Added(("prompts/a.json#/system/0/text",), ("volatile-prefix",), 'it says "now"')
BROKEN = Added(("/b.json",), ("duplicate-key", "invalid-json"), "a template")
TABLES = """\
[[{within}ignore]]
files = ["prompts/a.json#/system/0/text"]
rules = ["volatile-prefix"]
reason = "it says \\"now\\""

[[{within}ignore]]
files = ["/b.json"]
rules = ["duplicate-key", "invalid-json"]
reason = "a template"
"""
OWN, SHARED = TABLES.format(within=""), TABLES.format(within="tool.promptlint.")
LINES = """\
{indent}{{files = ["prompts/a.json#/system/0/text"], rules = ["volatile-prefix"], \
reason = "it says \\"now\\""}},
{indent}{{files = ["/b.json"], rules = ["duplicate-key", "invalid-json"], reason = "a template"}},
"""


WIDE, INDENTED = (LINES.format(indent=indent) for indent in ("    ", "  "))


def added(text: str, *within: str) -> str:
    return with_ignores(text, within, [CLOCK, BROKEN])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", OWN),
        ('model = "x" # ours\n', f'model = "x" # ours\n\n{OWN}'),
        ('model = "x"', f'model = "x"\n\n{OWN}'),
        ('model = "x"\n\n\n', f'model = "x"\n\n\n{OWN}'),
        ("[severity]\na = 'info'\n# end\n", f"[severity]\na = 'info'\n# end\n\n{OWN}"),
        (
            "[[ignore]]\nrules = ['tools']\nreason = 'x' # y\n",
            f"[[ignore]]\nrules = ['tools']\nreason = 'x' # y\n\n{OWN}",
        ),
        (
            "[[ignore]]\nrules = ['tools']\n\n[severity]\na = 'info'\n",
            f"[[ignore]]\nrules = ['tools']\n\n{OWN}\n[severity]\na = 'info'\n",
        ),
        (
            'ignore = ["tools"] # why\nmodel = "x"\n',
            f'ignore = ["tools",\n{WIDE}] # why\nmodel = "x"\n',
        ),
        (
            'ignore = [\n  "tools", # one\n  # two\n  "model" # three\n] # four\n',
            f'ignore = [\n  "tools", # one\n  # two\n  "model", # three\n{INDENTED}] # four\n',
        ),
        ("ignore = []\n", f"ignore = [\n{WIDE}]\n"),
    ],
)
def test_entries_stand_where_one_would_write_them(before: str, after: str) -> None:
    assert added(before) == after
    if "\n" in before:
        assert added(before.replace("\n", "\r\n")) == after.replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "[tool.promptlint]\nmodel = 'x'\n\n[tool.ruff]\nselect = ['ALL']\n",
            f"[tool.promptlint]\nmodel = 'x'\n\n{SHARED}\n[tool.ruff]\nselect = ['ALL']\n",
        ),
        (
            "[tool.promptlint.severity]\na = 'info'\n\n[project]\nname = 'x'\n",
            f"[tool.promptlint.severity]\na = 'info'\n\n{SHARED}\n[project]\nname = 'x'\n",
        ),
        (
            "[tool.promptlint]\nignore = ['tools']\n\n[tool.ruff]\n",
            f"[tool.promptlint]\nignore = ['tools',\n{WIDE}]\n\n[tool.ruff]\n",
        ),
    ],
)
def test_in_a_shared_file_they_stand_in_our_table(before: str, after: str) -> None:
    assert added(before, "tool", "promptlint") == after


@pytest.mark.parametrize(
    "text",
    [
        "tool = {promptlint = {model = 'x'}}\n",
        "[tool]\npromptlint.model = 'x'\n\n[tool.ruff]\n",
        "[tool]\npromptlint = 3\n",
        "[tool.promptlint]\nignore = 3\n",
    ],
)
def test_where_there_is_no_place_nothing_is_added(text: str) -> None:
    with pytest.raises(NotAdded, match="there is no place in it"):
        added(text, "tool", "promptlint")


def test_what_is_added_is_read(tmp_path: Path) -> None:
    path = tmp_path / "promptlint.toml"
    own = "[[ignore]]\nfiles = ['old/']\nrules = ['tools']\nreason = 'x'\nuntil = 2027-01-01\n"
    path.write_text(added(own), encoding="utf-8")
    old, *new = load(path).ignores
    assert old.until == date(2027, 1, 1)
    assert [(each.files, tuple(sorted(each.rules)), each.reason) for each in new] == [CLOCK, BROKEN]
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [lines[each.origin.line - 1] for each in (old, *new)] == ["[[ignore]]"] * 3


SAID = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
ADDED = st.lists(
    st.builds(Added, st.tuples(SAID), st.sampled_from([("tools",), ("a", "b")]), SAID),
    min_size=1,
    max_size=3,
)
PIECES = st.sampled_from(
    [
        "# a remark\n",
        "\n",
        'ignore = ["a"]\n',
        'ignore = [ # x\n  "a",\n\n  "b" # y\n  ]\n',
        'ignore = [{rules = ["a"], reason = "b"}, "c"]\n',
        "[[ignore]]\nrules = ['a']\n",
        "[severity]\n  a = 'info'\n",
        "[traffic]\ncalls = 3\n# remark\n",
        'model = """\nx"""\n',
        "[tool.ruff]\nselect = []\n",
    ]
)


@settings(max_examples=examples(80), deadline=None)
@given(pieces=st.lists(PIECES, unique=True, max_size=5), new=ADDED)
def test_nothing_else_is_changed(pieces: list[str], new: list[Added]) -> None:
    text = "".join(pieces)
    try:
        before = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    after = with_ignores(text, (), new)
    told = tomllib.loads(after)
    assert told.pop("ignore") == [
        *before.pop("ignore", []),
        *({"files": list(f), "rules": list(r), "reason": why} for f, r, why in new),
    ]
    assert told == before
    # Every line that was there is there, in the same order; but a comma may have come to it.
    lines = iter(after.splitlines())
    for line in text.splitlines():
        plain = line.replace(",", "").replace("]", "").strip()
        assert any(plain in each.replace(",", "").replace("]", "") for each in lines), line
    assert tomlkit.parse(after).as_string() == after
