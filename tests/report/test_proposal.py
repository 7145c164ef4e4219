"""The drafted file: it loads whatever things are called, and says what was meant."""

from __future__ import annotations

import re
import tempfile
import tomllib
from pathlib import Path, PurePosixPath

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from promptlint.config import Config, Patterns, load
from promptlint.engine.guesses import propose
from promptlint.engine.patterns import fits
from promptlint.engine.survey import Asked, Mention, Seen, Survey
from promptlint.findings import LIFETIMES
from promptlint.report.proposal import written

SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
NAMES = st.one_of(
    st.text(min_size=1, max_size=8).map(lambda text: re.sub(r"[/\0]", "-", text)),
    st.sampled_from(["vendor", "dist", "tests", "cassettes", "a b", '"', "'''", "#", "\\", "]\n["]),
    st.sampled_from(["\u202e", "\x7f", "\udc80", "nova-pro", "*", "été", "package-lock"]),
).filter(lambda name: name not in (".", ".."))
PATHS = st.builds(
    lambda folders, name: "/".join([*folders, f"{name}.json"]),
    st.lists(NAMES, max_size=3),
    NAMES,
)
REQUESTS = st.builds(
    Asked,
    model=st.sampled_from([None, SONNET, "us.amazon.nova-pro-v1:0", "of nobody\n"]),
    dialect=st.sampled_from(["converse", "invoke-anthropic"]),
    traffic=st.sampled_from(["chat", "agent", "single-shot"]),
    wording=st.sampled_from(["one", "two"]),
    placeholders=st.lists(
        st.tuples(st.sampled_from(["name", "a.b", "Été", "_x1"]), st.sampled_from(LIFETIMES)),
        max_size=2,
    ).map(tuple),
)
SURVEYS = st.builds(
    lambda files, mentions: Survey(
        tuple(Seen(path, tuple(held)) for path, held in sorted(files.items())),
        tuple(Mention(*each) for each in sorted(mentions.items())),
        (),
    ),
    st.dictionaries(PATHS, st.lists(REQUESTS, max_size=4), max_size=8),
    st.dictionaries(PATHS, st.sampled_from([SONNET]), max_size=2),
)
TABLES = st.sampled_from(["", "tool.promptlint"])
OFFERED = re.compile(r"^(\s*)#(?=[^\s#])", re.MULTILINE)


def loaded(text: str, table: str, *, beside: tuple[str, ...] = ()) -> Config:
    """The configuration that a text is, in a folder two below an empty one."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made, "folder")
        folder.mkdir()
        for name in beside:
            (folder / name).write_text("", encoding="utf-8")
        path = folder / ("pyproject.toml" if table else "promptlint.toml")
        path.write_text(text, encoding="utf-8")
        return load(path)


def comparable(config: Config, top: Path) -> Config:
    """The same without what depends on the file that says it."""

    def moved(patterns: Patterns | None) -> Patterns | None:
        return patterns and patterns._replace(folder=top)

    return config._replace(
        path=None,
        origins={},
        include=moved(config.include),
        exclude=moved(config.exclude) if config.exclude and config.exclude.patterns else None,
        overrides=tuple(
            each._replace(origin="", files=each.files._replace(folder=top))
            for each in config.overrides
        ),
    )


@given(SURVEYS, TABLES)
@settings(max_examples=examples(40), deadline=None)
def test_what_is_written_is_what_was_proposed(survey: Survey, table: str) -> None:
    proposal = propose(survey)
    meant = comparable(proposal.config(Path()), Path())
    assert comparable(loaded(written(proposal, table), table), Path()) == meant


@given(SURVEYS, TABLES)
@settings(max_examples=examples(25), deadline=None)
def test_all_that_is_offered_can_be_taken(survey: Survey, table: str) -> None:
    text = written(propose(survey), table)
    taken = OFFERED.sub(r"\1", text)
    assert len(taken) < len(text)
    beside = ("../promptlint.toml", "words.toml", "house.toml")
    config = loaded(taken, table, beside=beside)
    assert config.model
    assert config.traffic
    assert config.exclude
    assert config.exclude.patterns
    named = {name for _, asked in propose(survey).survey.requests for name, _ in asked.placeholders}
    assert set(config.placeholders) == named


@given(SURVEYS, TABLES)
@settings(max_examples=examples(25), deadline=None)
def test_every_key_has_its_comment_and_every_sign_is_seen(survey: Survey, table: str) -> None:
    lines = written(propose(survey), table).splitlines()
    assert all(line.isprintable() for line in lines)
    for before, line in zip(["", *lines], lines, strict=False):
        if re.match(r"#?[a-z-]+ = ", line):
            assert before.startswith("# ") or re.search(r" # \S", line), line
    assert [line for line in lines if line.startswith("#") and len(line) > 100] == []


@given(SURVEYS)
@settings(max_examples=examples(40), deadline=None)
def test_requests_are_left_out_only_where_nothing_is_lost(survey: Survey) -> None:
    proposal = propose(survey)
    config = proposal.config(Path())
    kept = [
        (path, asked)
        for path, asked in survey.requests
        if not (config.exclude and fits(Path(path), config.exclude))
    ]
    said = {asked.wording for _, asked in kept}
    for path, asked in survey.requests:
        theirs = "vendor" in PurePosixPath(path).parts[:-1]
        assert theirs or asked.wording in said or similar(path, survey)
    assert list(proposal.survey.requests) == kept


def similar(path: str, survey: Survey) -> bool:
    """Whether a name that is not UTF-8 is around, which no pattern tells from others."""
    return "\udc80" in path or any("\udc80" in file.path for file in survey.files)


def test_a_draft_for_nothing_states_nothing() -> None:
    proposal = propose(Survey((), (), ()))
    assert proposal.keys == []
    assert tomllib.loads(written(proposal)) == {}


@pytest.mark.parametrize("table", ["", "tool.promptlint"])
def test_a_draft_reads_well(table: str) -> None:
    request = Asked(None, "converse", "agent", "w", (("name", "user"), ("a.b", "request")))
    named = request._replace(model=SONNET)
    survey = Survey(
        files=(
            Seen("agents/a.json", (request, named, named)),
            Seen("chats/b.json", (named._replace(traffic="chat"),) * 3),
            Seen("package-lock.json", ()),
            Seen("tests/c.json", (named,)),
        ),
        mentions=(),
        nested=(),
    )
    expected = AS_TABLE if table else AS_FILE
    assert written(propose(survey), table).partition("\n\n")[2] == expected


AS_FILE = """\
# The model of requests that name none: 1 of 7, and other requests in agents/ name it.
model = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"

# How requests come (agent, chat, document-qa, single-shot): see the folders below.
#traffic = "agent"

# What is left out, besides what .gitignore files name; in patterns of the same kind.
exclude = [
    "package-lock.json", # a lock file: 1 file, no requests
    #"/tests/",          # what tests are made of: 1 file, 1 request
]

# More that can be said, with examples.
#fail-on = "error"             # exit code 1 from this severity on; otherwise from warning on
#extend = "../promptlint.toml" # a configuration to start from, shared with others
#lexicons = ["words.toml"]     # your words for text that changes from call to call
#rule-packs = ["house.toml"]   # severities, messages and requirements of your own

# How long the values of placeholders stay the same: static, day, user, session or
# request. These are guesses from their names; take out the # where you know better.
[placeholders]
#"a.b" = "request" # in agents/a.json
#name = "user"     # in agents/a.json

[[overrides]]
files = ["/agents/"] # what holds for this folder only
traffic = "agent"    # all 3 look like it

[[overrides]]
files = ["/chats/"] # what holds for this folder only
traffic = "chat"    # all 3 look like it
"""
AS_TABLE = AS_FILE.replace("[placeholders]", "[tool.promptlint.placeholders]").replace(
    "[[overrides]]", "[[tool.promptlint.overrides]]"
)
