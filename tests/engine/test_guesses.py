"""What is guessed of a repository: only what its requests bear out."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from surveys import NOVA, SONNET, asked, survey

from promptlint.config import Patterns
from promptlint.engine.guesses import Proposal, propose
from promptlint.engine.guesses.folders import agreed
from promptlint.engine.guesses.places import anchored, narrowed
from promptlint.engine.patterns import fits
from promptlint.engine.survey import Asked, Seen

SILENT = asked(model=None)


def out(proposal: Proposal) -> list[str]:
    return [place.pattern for place in proposal.exclude if place.out]


def offered(proposal: Proposal) -> list[str]:
    return [place.pattern for place in proposal.exclude if not place.out]


# --- folders --------------------------------------------------------------------------------------

PATHS = st.lists(st.sampled_from("abc"), min_size=0, max_size=3).map(
    lambda folders: "/".join([*folders, "x.json"])
)


def below(path: str, folder: str) -> bool:
    return not folder or PurePosixPath(folder) in PurePosixPath(path).parents


@given(st.lists(st.tuples(PATHS, st.sampled_from(["chat", "agent"])), max_size=25))
@settings(max_examples=examples(200))
def test_folders_agree_where_nine_of_ten_requests_do(values: list[tuple[str, str]]) -> None:
    stated = {each.folder: each.value for each in agreed(values, 3)}
    folders = {""} | {"/".join(PurePosixPath(p).parts[:n]) for p, _ in values for n in range(1, 4)}
    for folder in folders:
        inside = [value for path, value in values if below(path, folder)]
        around = [f for f in stated if f != folder and below(f"{folder}/x", f)]
        holds = stated[max(around, key=len)] if around else None
        nearly_all = [v for v in ("agent", "chat") if inside.count(v) >= 0.9 * len(inside)]
        if PurePosixPath(folder).suffix == ".json" or len(inside) < 3 or not nearly_all:
            assert folder not in stated
        else:
            assert stated.get(folder, holds) in nearly_all
            assert stated.get(folder) != holds


def test_what_nearly_all_look_like_is_stated_with_the_folders_that_differ() -> None:
    files = {f"agents/{n}.json": [asked("agent")] for n in range(95)}
    files |= {f"chats/{n}.json": [asked("chat")] for n in range(5)}
    found = propose(survey(files))
    assert found.traffic == ("agent", "95 of 100 look like it", True)
    assert [(part.folder, part.traffic and part.traffic.value) for part in found.parts] == [
        ("chats", "chat")
    ]


def test_few_requests_say_nothing_of_how_all_come() -> None:
    found = propose(survey({"a.json": [asked("chat")], "b.json": [asked("chat")]}))
    assert found.traffic == ("chat", "too few requests to tell", False)


def test_lone_messages_may_be_the_first_of_conversations() -> None:
    found = propose(survey({f"a/{n}.json": [asked("single-shot")] for n in range(9)}))
    assert found.traffic.value == "single-shot"
    assert not found.traffic.stated
    assert found.parts == ()


def test_a_folder_of_lone_messages_is_not_taken_for_what_is_around_it() -> None:
    files = {f"a/{n}.json": [asked("agent")] for n in range(95)}
    files |= {f"a/classify/{n}.json": [asked("single-shot")] for n in range(5)}
    found = propose(survey(files))
    assert found.traffic.value == "agent"
    assert [(part.folder, part.traffic and part.traffic.value) for part in found.parts] == [
        ("a/classify", "single-shot")
    ]


def test_who_would_have_to_read_too_much_reads_nothing() -> None:
    kinds = ("agent", "chat")
    files = {f"{n}/{m}.json": [asked(kinds[n % 2])] for n in range(20) for m in range(3)}
    assert propose(survey(files)).parts == ()


# --- models ---------------------------------------------------------------------------------------


def test_the_model_of_the_requests_beside_one_is_its_own() -> None:
    files = {"a/silent.json": [SILENT], "a/named.json": [asked()], "b/n.json": [asked(model=NOVA)]}
    found = propose(survey(files))
    assert found.model == (SONNET, "1 of 3, and other requests in a/ name it", True)


def test_folders_with_models_of_their_own_get_tables_of_their_own() -> None:
    files = {
        "a/silent.json": [SILENT],
        "a/named.json": [asked()],
        "b/silent.json": [SILENT],
        "b/c/named.json": [asked(model=NOVA)],
    }
    found = propose(survey(files))
    assert not found.model.stated
    assert [(part.folder, part.model and part.model.value) for part in found.parts] == [
        ("a", SONNET),
        ("b", NOVA),
    ]


def test_nothing_is_said_of_the_model_where_every_request_names_one() -> None:
    found = propose(survey({"a.json": [asked()], "b.json": [asked(model=NOVA)]}, {"x.py": SONNET}))
    assert found.model[1:] == ("here every one names its own", False)


def test_code_that_names_one_model_is_evidence() -> None:
    found = propose(survey({"p/a.json": [SILENT]}, {"src/a.py": SONNET, "src/b.py": SONNET}))
    assert found.model == (SONNET, "1 of 1, and named in src/a.py and 1 more", True)


@pytest.mark.parametrize("mentions", [{}, {"a.py": SONNET, "b.py": NOVA}, {"vendor/a.py": NOVA}])
def test_without_evidence_or_with_two_sorts_of_it_no_model_is_stated(
    mentions: dict[str, str],
) -> None:
    found = propose(survey({"p/a.json": [SILENT]}, mentions))
    assert found.model[1:] == ("1 of 1 here, and nothing tells which it is", False)
    assert found.parts == ()


def test_a_model_is_only_for_bodies_that_it_reads() -> None:
    body = SILENT._replace(dialect="invoke-nova")
    files = {"a/silent.json": [body], "a/named.json": [asked(), asked(model=NOVA), asked()]}
    assert propose(survey(files)).model.value == NOVA


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("nova-pro/ask.json", "amazon.nova-pro-v1:0"),
        ("p/claude_sonnet_4_5_support.json", "anthropic.claude-sonnet-4-5-20250929-v1:0"),
        ("p/claude-sonnet-4.5.json", "anthropic.claude-sonnet-4-5-20250929-v1:0"),
        ("claude/prompts/supernova.json", None),
    ],
)
def test_a_path_may_name_the_model(path: str, model: str | None) -> None:
    found = propose(survey({path: [SILENT]}))
    assert (found.model.value if found.model.stated else None) == model


def test_a_spelling_with_a_profile_counts_with_the_one_without() -> None:
    bare = SONNET.removeprefix("us.")
    named = [asked(), asked(), asked(model=bare), asked(model=NOVA), asked(model=NOVA)]
    found = propose(survey({"a.json": [SILENT], "b.json": named}))
    assert found.model.value == SONNET


# --- what is left out -----------------------------------------------------------------------------


def test_other_peoples_requests_are_left_out() -> None:
    found = propose(survey({"vendor/x/a.json": [asked(wording="theirs")], "p/a.json": [asked()]}))
    assert out(found) == ["/vendor/"]


@pytest.mark.parametrize("folder", ["cassettes", "__snapshots__", "dist"])
def test_copies_are_left_out_but_no_prompt_that_stands_nowhere_else(folder: str) -> None:
    known = {f"{folder}/a.json": [asked(wording="w")], "p/a.json": [asked(wording="w")]}
    assert out(propose(survey(known))) == [f"/{folder}/"]
    only = known | {f"{folder}/b.json": [asked(wording="only here")]}
    assert out(propose(survey(only))) == []
    assert offered(propose(survey(only))) == [f"/{folder}/"]


def test_two_copies_do_not_vouch_for_each_other() -> None:
    found = propose(survey({"cassettes/a.json": [asked()], "golden/a.json": [asked()]}))
    assert out(found) == []


def test_what_tests_are_made_of_is_offered_only_where_it_holds_requests() -> None:
    found = propose(survey({"tests/a.json": [asked()], "spec/a.json": [], "p/b.json": [asked()]}))
    assert (out(found), offered(found)) == ([], ["/tests/"])


def test_a_cassette_of_the_tests_is_a_cassette() -> None:
    found = propose(survey({"tests/cassettes/a.json": [asked()], "p/b.json": [asked()]}))
    assert out(found) == ["/tests/cassettes/"]


def test_lock_files_and_folders_in_many_places_are_named_once() -> None:
    files: dict[str, list[Asked]] = {f"packages/{n}/dist/m.json": [] for n in range(4)}
    files |= {"package-lock.json": [], "web/package-lock.json": [], "p/a.json": [asked()]}
    assert out(propose(survey(files))) == ["dist/", "package-lock.json"]


def test_requests_that_are_left_out_tell_nothing() -> None:
    files = {f"vendor/{n}.json": [asked("agent", model=NOVA)] for n in range(9)}
    found = propose(survey(files | {"p/a.json": [SILENT]}))
    assert not found.model.stated
    assert not found.traffic.stated


# --- where requests are ---------------------------------------------------------------------------


def many(*holding: str, others: int = 400) -> list[Seen]:
    return [
        *(Seen(path, (asked(),)) for path in holding),
        *(Seen(f"data/{n}.json", ()) for n in range(others)),
    ]


@pytest.mark.parametrize(
    ("holding", "patterns"),
    [
        (["prompts/a.json"], ("/prompts/**/*.json",)),
        (["prompts/a.json", "prompts/b/c.jsonl"], ("/prompts/**/*.json", "/prompts/**/*.jsonl")),
        (["data/a/p/x.json", "data/b/y.json"], ("/data/a/p/**/*.json", "/data/b/**/*.json")),
        (["data/a/x.json", "data/r.jsonl"], ("/data/*.jsonl", "/data/a/**/*.json")),
        (["top.json"], ("/*.json",)),
        (["top.JSON", "p/a.json"], ("/*.JSON", "/p/**/*.json")),
    ],
)
def test_a_walk_is_narrowed_to_few_folders_among_many_files(
    holding: list[str], patterns: tuple[str, ...]
) -> None:
    assert narrowed(many(*holding)) == patterns


@pytest.mark.parametrize(
    "files",
    [
        many("prompts/a.json", others=20),
        many(*(f"{n}/a.json" for n in range(9))),
        many(*(f"data/p{n}.json" for n in range(200))),
        many(),
    ],
)
def test_a_walk_is_not_narrowed_where_that_saves_little(files: list[Seen]) -> None:
    assert narrowed(files) is None


# --- names ----------------------------------------------------------------------------------------

NAMES = st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=6).filter(
    lambda name: name not in (".", "..")
)
ODD = st.one_of(NAMES, st.sampled_from(["a b", "*", "[a]", "!a", "#a", "a\\", "\n", " ", "\udc80"]))


@given(ODD, ODD)
@settings(max_examples=examples(300))
def test_the_pattern_for_a_folder_fits_what_is_in_it_and_nothing_else(one: str, two: str) -> None:
    pattern = anchored(one)
    pattern.encode()
    folder = Patterns(Path(), (pattern,))
    assert fits(Path(one, "x.json"), folder)
    assert fits(Path(one, two, "x.json"), folder)
    assert not fits(Path(f"{one}z", "x.json"), folder)
    if two != one and one.isprintable() and two.isprintable():
        assert not fits(Path(two, "x.json"), folder)
        assert not fits(Path(two, one, "x.json"), folder)
