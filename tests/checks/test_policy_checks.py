"""What a house bans and requires: who is meant, and who is not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promptlint.catalog import Model, every
from promptlint.engine.lint import Settings, check_source
from promptlint.findings import Finding, Severity
from promptlint.text import Source

MODELS = [model for model in every() if not model.is_family]
ARN = "arn:aws:bedrock:eu-west-1:111122223333:inference-profile/"


def judged(request: object, rule: str, **options: object) -> list[Finding]:
    """The findings of one rule under these options."""
    setup = Settings(rules=frozenset({rule}), options={rule: options})
    return list(check_source(Source("r.json", json.dumps(request)), setup).findings)


def request_to(model_id: str, **more: object) -> dict[str, object]:
    ask = [{"role": "user", "content": [{"text": "Where is my parcel?"}]}]
    return {"modelId": model_id, "messages": ask, **more}


def is_banned(model_id: str, *bans: dict[str, Any]) -> bool:
    return bool(judged(request_to(model_id), "banned-model", models=list(bans)))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_a_ban_of_a_profile_bans_that_profile_alone(model: Model) -> None:
    for profile in filter(None, model.profiles):
        for model_id in (f"{profile}.{model.id}", f"{ARN}{profile}.{model.id}"):
            assert is_banned(model_id, {"pattern": f"{profile}.*"})
            assert not is_banned(model_id, {"pattern": "mars.*"})
            assert not is_banned(model_id, {"pattern": "*", "except": [f"{profile}.*"]})
        others = [other for other in model.profiles if other not in ("", profile)]
        assert not any(is_banned(f"{o}.{model.id}", {"pattern": f"{profile}.*"}) for o in others)
        assert not is_banned(model.id, {"pattern": f"{profile}.*"})


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_a_ban_of_a_model_bans_it_behind_every_name(model: Model) -> None:
    ban = {"pattern": model.id.upper()}
    names = [model.id, *model.aliases]
    names += [f"{profile}.{model.id}" for profile in filter(None, model.profiles)]
    assert all(is_banned(name, ban) for name in names)
    others = [other.id for other in MODELS if other.id != model.id]
    assert not any(is_banned(other, ban) for other in others[:20])


def test_the_first_ban_speaks_and_a_model_that_is_not_named_is_not_banned() -> None:
    bans = [{"pattern": "x"}, {"pattern": "e*", "reason": " a\n b "}, {"pattern": "*"}]
    (found,) = judged(request_to("eu.anthropic.claude-opus-5"), "banned-model", models=bans)
    assert (
        found.message == "eu.anthropic.claude-opus-5 may not be used here (it falls under e*): a b"
    )
    request = request_to("")
    del request["modelId"]
    assert judged(request, "banned-model", models=bans) == []


def test_the_model_of_the_command_line_can_be_banned() -> None:
    setup = Settings(
        rules=frozenset({"banned-model"}),
        model="global.anthropic.claude-opus-5",
        options={"banned-model": {"models": [{"pattern": "global.*"}]}},
    )
    request = request_to("")
    del request["modelId"]
    (found,) = check_source(Source("r.json", json.dumps(request)), setup).findings
    assert found.place.pointer == ""


# --- required-ttl -------------------------------------------------------------------------------


@pytest.mark.parametrize("model", every(), ids=lambda model: model.id)
def test_an_hour_is_asked_for_where_the_model_takes_it_only(model: Model) -> None:
    point = {"cachePoint": {"type": "default"}}
    request = request_to(model.id, system=[{"text": "Sort."}, point])
    found = judged(request, "required-ttl", ttls=[{"ttl": "1h"}])
    caching = model.converse
    asked = caching.supported is not False and "1h" in caching.ttls
    assert bool(found) == asked
    if found:
        known = caching.explicit_ttl is not None
        assert found[0].severity is (Severity.ERROR if known else Severity.WARNING)
        assert ("is not known" in found[0].message) == (not known)


Points = dict[str, list[str | None]]
SECTIONS = ("tools", "system", "messages")
points = st.fixed_dictionaries(
    {name: st.lists(st.sampled_from([None, "5m", "1h"]), max_size=2) for name in SECTIONS}
)
entries = st.lists(
    st.fixed_dictionaries(
        {"ttl": st.sampled_from(["5m", "1h"])},
        optional={
            "sections": st.lists(st.sampled_from(SECTIONS), max_size=2),
            "models": st.lists(st.sampled_from(["eu.*", "*sonnet*", "*opus*"]), max_size=2),
        },
    ),
    max_size=3,
)


def marked(given: Points, section: str, content: dict[str, object]) -> list[dict[str, object]]:
    items: list[dict[str, object]] = []
    for ttl in given[section]:
        point = {"type": "default"} | ({} if ttl is None else {"ttl": ttl})
        items += [content, {"cachePoint": point}]
    return items


@settings(deadline=None)
@given(points, entries)
def test_the_first_entry_about_a_checkpoint_decides(
    at: Points, wanted: list[dict[str, Any]]
) -> None:
    tool: dict[str, object] = {"toolSpec": {"name": "weigh", "inputSchema": {"json": {}}}}
    request = {
        "modelId": "eu.anthropic.claude-sonnet-4-6",
        "toolConfig": {"tools": [tool, *marked(at, "tools", tool)]},
        "system": marked(at, "system", {"text": "Sort."}),
        "messages": [
            {
                "role": "user",
                "content": [*marked(at, "messages", {"text": "A box."}), {"text": "?"}],
            }
        ],
    }
    paths = {"tools": "/toolConfig/tools", "system": "/system", "messages": "/messages/0/content"}
    expected = []
    for section in SECTIONS:
        about = [
            entry
            for entry in wanted
            if section in entry.get("sections", SECTIONS)
            and {"eu.*", "*sonnet*"} & set(entry.get("models", ["eu.*"]))
        ]
        for number, ttl in enumerate(at[section]):
            if about and about[0]["ttl"] != (ttl or "5m"):
                index = 2 * number + 1 + (section == "tools")
                expected.append(f"{paths[section]}/{index}/cachePoint")
    found = judged(request, "required-ttl", ttls=wanted)
    assert [finding.place.pointer for finding in found] == expected


def advice(*ttls: str | None, wanted: str) -> list[str]:
    request = request_to(
        "eu.anthropic.claude-sonnet-4-6",
        system=marked({"system": [*ttls]}, "system", {"text": "Sort."}),
    )
    found = judged(request, "required-ttl", ttls=[{"ttl": wanted}])
    return [finding.fix.title for finding in found if finding.fix]


def test_the_advice_keeps_the_order_that_the_service_wants() -> None:
    assert advice(None, wanted="1h") == ['write "ttl": "1h" into it']
    assert advice(None, "5m", wanted="1h")[1] == (
        'write "ttl": "1h" into it, and into those before it'
    )
    assert advice("1h", None, wanted="1h") == ['write "ttl": "1h" into it']
    assert advice("1h", "1h", wanted="5m") == [
        "take its ttl out, and that of those behind it",
        "take its ttl out",
    ]


def test_what_the_service_refuses_anyway_is_left_to_others() -> None:
    point = {"cachePoint": {"type": "default", "ttl": "1h"}}
    request = request_to("eu.amazon.nova-lite-v1:0", system=[{"text": "Sort."}, point])
    assert judged(request, "required-ttl", ttls=[{"ttl": "5m"}]) == []


# --- required-placeholder -----------------------------------------------------------------------

blanks = st.text(st.sampled_from(" \t"), max_size=4)


@settings(deadline=None)
@given(st.text(max_size=20), blanks, blanks, st.text(max_size=20))
def test_blanks_beside_braces_do_not_count(before: str, one: str, two: str, after: str) -> None:
    text = f"{before}-{{{{{one}tenant{two}}}}}-{after}".replace("\ud800", "")
    request = request_to("eu.anthropic.claude-sonnet-4-6", system=[{"text": text}])
    wanted = [{"text": "{{tenant}}"}, {"text": "{{ tenant }}"}, {"text": "{{tenants}}"}]
    found = judged(request, "required-placeholder", texts=wanted)
    said = [finding.message for finding in found if "tenants" not in finding.message]
    assert said == []
    assert len(found) == ("{{tenants}}" not in text.replace(" ", "").replace("\t", ""))


@pytest.mark.parametrize(
    ("section", "pointers"),
    [("system", ["/system"]), ("messages", []), ("tools", [""])],
)
def test_a_text_counts_in_its_section_only(section: str, pointers: list[str]) -> None:
    request = request_to("eu.anthropic.claude-sonnet-4-6", system=[{"text": "Sort."}])
    wanted = [{"text": "parcel", "section": section, "reason": "so it is"}]
    found = judged(request, "required-placeholder", texts=wanted)
    assert [finding.place.pointer for finding in found] == pointers
    assert all(finding.message.endswith(" must hold “parcel”: so it is") for finding in found)


def test_every_text_that_is_missing_is_told_of() -> None:
    wanted = [{"text": "a"}, {"text": "parcels"}, {"text": "zz"}]
    request = request_to("m", system=[{"text": "Sort parcels."}, {"text": "Fast."}])
    found = judged(request, "required-placeholder", texts=wanted)
    assert [finding.message for finding in found] == ["the system prompt must hold “zz”"]


def test_without_options_nothing_is_asked_for() -> None:
    request = request_to("global.anthropic.claude-sonnet-4-6")
    for rule in ("banned-model", "required-ttl", "required-placeholder"):
        setup = Settings(rules=frozenset({rule}))
        assert check_source(Source("r.json", json.dumps(request)), setup).findings == ()
