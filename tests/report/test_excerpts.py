"""What is shown around a place: as much as fits, decoded, with secrets masked."""

from __future__ import annotations

import itertools
import json

from hypothesis import given
from hypothesis import strategies as st

from promptlint import rulepack
from promptlint.engine.lint import FileReport, Settings, check_source
from promptlint.report.excerpts import Excerpt, excerpts
from promptlint.report.safe_text import columns
from promptlint.text import Source

MODEL = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
SENTENCE = "vans leave with parcels at eight"
FILLER = " ".join(itertools.islice(itertools.cycle(SENTENCE.split()), 2500))
POINT = {"cachePoint": {"type": "default"}}


def report(text: str, rule: str = "volatile-prefix") -> FileReport:
    return check_source(Source("r.json", text), Settings(frozenset(rulepack.selected([rule], ()))))


def request(system: str, **extra: object) -> dict[str, object]:
    return {
        "modelId": MODEL,
        "system": [{"text": system}, POINT],
        "messages": [{"role": "user", "content": [{"text": "Where is my parcel?"}]}],
        **extra,
    }


def only(found: FileReport, width: int = 74) -> Excerpt:
    (excerpt,) = excerpts(found, width)
    assert excerpt is not None
    return excerpt


CLOCK = "2026-11-20T09:41:27Z"
SYSTEM = f"Rules\nCurrent time: {CLOCK}\nBe kind.\n{FILLER}"


def test_the_spot_stands_between_its_neighbours() -> None:
    excerpt = only(report(json.dumps(request(SYSTEM))))
    assert excerpt.marked == CLOCK
    assert excerpt.before == "Rules\\nCurrent time: "
    assert excerpt.after.startswith("\\nBe kind.\\nvans leave")


def test_escapes_and_outer_forms_make_no_difference() -> None:
    body = request(SYSTEM.replace("Rules", "Règles 你好"))
    plain = only(report(json.dumps(body, ensure_ascii=False)))
    escaped = only(report(json.dumps(body, ensure_ascii=True, indent=4)))
    assert plain == escaped
    assert "你好" in escaped.before


def test_a_marker_inside_an_escaped_body_is_shown_decoded() -> None:
    body = {
        "anthropic_version": "bedrock-2023-05-31",
        "max_tokens": 9,
        "system": [{"type": "text", "text": "Short.", "cache_control": {"type": "ephemeral"}}],
        "messages": [{"role": "user", "content": "Hello."}],
    }
    text = json.dumps({"modelId": MODEL, "body": json.dumps(body)})
    excerpt = only(report(text, "prefix-below-minimum"))
    assert excerpt.marked == '{"type": "ephemeral"}'
    assert excerpt.before.endswith('hort.", "cache_control": ')


@given(st.text(max_size=200), st.text(max_size=200), st.integers(30, 114))
def test_every_excerpt_fits(before: str, after: str, width: int) -> None:
    system = f"{before}\nCurrent time: {CLOCK}\n{after}\n{FILLER}"
    for excerpt in excerpts(report(json.dumps(request(system))), width):
        assert excerpt is not None
        assert columns("".join(excerpt)) <= width
        assert "".join(excerpt).isprintable()


def test_a_secret_beside_the_place_is_masked() -> None:
    secret = "AKIAQ3EGRXPLDT5ZWM7B"  # noqa: S105 - nobody's
    found = report(
        json.dumps(request(f"aws_access_key_id: {secret}\nCurrent time: {CLOCK}\n{FILLER}"))
    )
    for excerpt in excerpts(found, 114):
        assert excerpt is not None
        assert secret not in "".join(excerpt)


def test_a_secret_in_the_json_around_a_marker_is_masked() -> None:
    secret = "AKIAQ3EGRXPLDT5ZWM7B"  # noqa: S105 - nobody's
    text = json.dumps(request(f"Short. aws_access_key_id: {secret}"))
    excerpt = only(report(text, "prefix-below-minimum"), 114)
    assert secret not in "".join(excerpt)
    assert "AKIA…" in excerpt.before


def test_broken_json_shows_its_line() -> None:
    excerpt = only(report('{\n  "a": 1,\n  "b": tru,\n  "c": 2\n}', "invalid-json"))
    assert "".join(excerpt) == '  "b": tru,'
