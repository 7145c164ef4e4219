"""Any pack is either used, and then works for every request, or refused in words."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from effort import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_packs import SHORT, configured, judged, settings_of, written

from promptlint.config import BadConfig, Config, load
from promptlint.engine.lint import check_source
from promptlint.text import Source

VALID: dict[str, Any] = {
    "rules": {
        "prefix-below-minimum": {
            "severity": "error",
            "message": "{tokens} of {minimum} on {model}",
            "variants": {"served": "{tokens}"},
            "why": "w",
            "remedy": "r",
            "url": "https://wiki.example.com/x",
        },
        "cheaper-layout": {"options": {"saving": 0.5}},
        "missing-checkpoint": {"options": {"saving": 1}},
        "global-model-id": {"message": "{id}"},
        "internal-error": {"message": "{check} {error}"},
        "banned-model": {
            "options": {"models": [{"pattern": "g*", "except": ["*opus*"], "reason": "r"}]}
        },
        "required-ttl": {
            "options": {
                "ttls": [{"ttl": "1h", "sections": ["system"], "models": ["*"], "reason": "r"}]
            }
        },
        "required-placeholder": {
            "options": {"texts": [{"text": "{{x}}", "section": "system", "reason": "r"}]}
        },
    }
}


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401 - TOML
    """All paths into a document but its root."""
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    return [path for key in keys for path in [(*at, key), *places(value[key], (*at, key))]]


texts = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=8) | (
    st.lists(
        st.sampled_from(
            ["{", "}", "{tokens}", "{id}", "{x}", "!r", ":", "[0]", ".a", "*", "[", "\n"]
        ),
        max_size=6,
    ).map("".join)
)
scalars = st.none().map(lambda _: 0) | st.booleans() | st.integers() | st.floats() | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


def used_or_refused(document: str) -> None:
    """Load it; if that works, it must work for requests, too."""
    with TemporaryDirectory() as folder:
        path = configured(Path(folder), document)
        messages: tuple[str, ...] = ()
        try:
            config = load(path)
        except BadConfig as problem:
            config, messages = Config(), problem.messages
        assert all(message.startswith(f"{folder}/pack-0.toml") for message in messages)
        assert not any("\n" in message for message in messages)
        assert bool(messages) == (config.path is None)
    for request in REQUESTS:
        report = check_source(Source("r.json", json.dumps(request)), settings_of(config))
        for finding in report.findings:
            assert finding.rule != "internal-error", finding.message
            assert "\n" not in finding.message


REQUESTS = (
    SHORT,
    {"messages": SHORT["messages"]},
    {**SHORT, "modelId": "arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/a"},
    {
        **SHORT,
        "system": [{"text": "You sort parcels. " * 900}],
        "modelId": "eu.amazon.nova-pro-v1:0",
    },
    {
        **SHORT,
        "system": [{"text": "Sort. " * 9000}, {"cachePoint": {"type": "default", "ttl": "1h"}}],
    },
)


@settings(max_examples=examples(40), deadline=None)
@given(st.data())
def test_a_pack_with_any_value_is_used_or_refused(data: st.DataObject) -> None:
    pack = copy.deepcopy(VALID)
    for _ in range(data.draw(st.integers(1, 3))):
        *path, last = data.draw(st.sampled_from(places(pack)))
        holder: Any = pack
        for key in path:
            holder = holder[key]
        if isinstance(holder, dict) and data.draw(st.booleans()):
            holder[data.draw(texts)] = holder.pop(last)
        else:
            holder[last] = data.draw(values)
    used_or_refused(written(pack))


@settings(max_examples=examples(40), deadline=None)
@given(st.data())
def test_a_pack_with_any_slip_of_the_pen_is_used_or_refused(data: st.DataObject) -> None:
    text = written(VALID)
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 4)))
        added = data.draw(st.text(st.sampled_from("[]{}=.,\"'#\\\n ax1-\x00é*"), max_size=3))
        text = text[:start] + added + text[end:]
    used_or_refused(text)


def test_the_valid_pack_of_these_tests_is_valid_and_speaks(tmp_path: Path) -> None:
    config = load(configured(tmp_path, written(VALID)))
    assert {"banned-model", "required-ttl", "required-placeholder"} <= set(judged(config))
