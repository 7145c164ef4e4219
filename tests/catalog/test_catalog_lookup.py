"""Which model an ID means, what to plan with when it means none, and what the model costs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.catalog import (
    UNKNOWN,
    UNKNOWN_CLAUDE,
    UNKNOWN_NOVA,
    Found,
    Model,
    caching_for,
    every,
    find,
    price,
)
from promptlint.prompt import DialectName

NAMED = [model for model in every() if not model.is_family]
IDS = [model.id for model in NAMED]
SONNET_45 = "anthropic.claude-sonnet-4-5-20250929-v1:0"
SONNET_35_V2 = "anthropic.claude-3-5-sonnet-20241022-v2:0"
HAIKU_45 = "anthropic.claude-haiku-4-5-20251001-v1:0"
ARN = "arn:aws:bedrock:us-east-1:123456789012"


def known(model_id: str) -> Model:
    model = find(model_id).model
    assert model is not None
    return model


@pytest.mark.parametrize(
    ("model_id", "meant", "profile"),
    [
        # Bedrock's own IDs
        (SONNET_45, SONNET_45, ""),
        ("us.anthropic.claude-sonnet-4-6", "anthropic.claude-sonnet-4-6", "us"),
        (f"us-gov.{SONNET_45}", SONNET_45, "us-gov"),
        (f"eu.{HAIKU_45}", HAIKU_45, "eu"),
        ("in.anthropic.claude-opus-5", "anthropic.claude-opus-5", "in"),
        ("ca.amazon.nova-lite-v1:0", "amazon.nova-lite-v1:0", "ca"),
        ("global.amazon.nova-2-lite-v1:0", "amazon.nova-2-lite-v1:0", "global"),
        ("us.openai.gpt-5.6-sol", "openai.gpt-5.6-sol", "us"),
        ("global.moonshotai.kimi-k3.1", "moonshotai.kimi-k3.1", "global"),
        ("anthropic.claude-v2", "anthropic.claude-v2", ""),
        ("anthropic.claude-v2:1", "anthropic.claude-v2:1", ""),
        # profiles nobody has recorded yet
        ("sa.anthropic.claude-opus-5", "anthropic.claude-opus-5", "sa"),
        ("amer.anthropic.claude-opus-5-5", "anthropic.claude-opus-5-5", "amer"),
        # ARNs
        (f"{ARN}:inference-profile/us.{SONNET_45}", SONNET_45, "us"),
        (
            f"{ARN}:inference-profile/global.anthropic.claude-opus-5",
            "anthropic.claude-opus-5",
            "global",
        ),
        (f"arn:aws:bedrock:us-east-1::foundation-model/{SONNET_45}", SONNET_45, ""),
        (
            f"arn:aws-us-gov:bedrock:us-gov-west-1:1:inference-profile/us-gov.{SONNET_45}",
            SONNET_45,
            "us-gov",
        ),
        (
            "arn:aws-cn:bedrock:cn-north-1::foundation-model/amazon.nova-pro-v1:0",
            "amazon.nova-pro-v1:0",
            "",
        ),
        (
            f"arn%3Aaws%3Abedrock%3Aeu-west-1%3A1%3Ainference-profile%2Feu.{HAIKU_45}",
            HAIKU_45,
            "eu",
        ),
        (f"bedrock/{ARN}:inference-profile/us.{SONNET_45}", SONNET_45, "us"),
        # suffixes added or left out
        ("anthropic.claude-haiku-4-5", HAIKU_45, ""),
        ("us.anthropic.claude-haiku-4-5-20251001", HAIKU_45, "us"),
        (f"{SONNET_45}:200k", SONNET_45, ""),
        ("anthropic.claude-sonnet-4-6-v1:0", "anthropic.claude-sonnet-4-6", ""),
        ("anthropic.claude-opus-4-6", "anthropic.claude-opus-4-6-v1", ""),
        ("anthropic.claude-opus-4-6-v1:0", "anthropic.claude-opus-4-6-v1", ""),
        ("anthropic.claude-v2:0:18k", "anthropic.claude-v2", ""),
        ("anthropic.claude-v2:1:200k", "anthropic.claude-v2:1", ""),
        ("anthropic.claude-instant-v1:2:100k", "anthropic.claude-instant-v1", ""),
        ("amazon.nova-lite", "amazon.nova-lite-v1:0", ""),
        (f"us.{SONNET_45}[1m]", SONNET_45, "us"),
        # first-party names and routers' paths
        ("claude-sonnet-4-5-20250929", SONNET_45, None),
        ("claude-sonnet-4-5", SONNET_45, None),
        ("claude-3-5-sonnet-20241022", SONNET_35_V2, None),
        ("claude-3-5-sonnet-20240620", "anthropic.claude-3-5-sonnet-20240620-v1:0", None),
        ("claude-3-5-sonnet-latest", SONNET_35_V2, None),
        ("claude-sonnet-4-0", "anthropic.claude-sonnet-4-20250514-v1:0", None),
        ("claude-2.1", "anthropic.claude-v2:1", None),
        ("aws/claude-sonnet-5", "anthropic.claude-sonnet-5", None),
        ("anthropic/claude-sonnet-4.5", SONNET_45, None),
        ("claude-sonnet-4@20250514", "anthropic.claude-sonnet-4-20250514-v1:0", None),
        ("anthropic.claude-haiku-4-5@20251001", HAIKU_45, ""),
        ("amazon/nova-pro", "amazon.nova-pro-v1:0", None),
        ("bedrock/us.anthropic.claude-opus-4-8", "anthropic.claude-opus-4-8", "us"),
        ("bedrock/converse/us-west-2/anthropic.claude-opus-4-8", "anthropic.claude-opus-4-8", ""),
        # one family is not the beginning of another
        ("claude-sonnet-4", "anthropic.claude-sonnet-4-20250514-v1:0", None),
        ("claude-opus-5", "anthropic.claude-opus-5", None),
        ("claude-opus-5-5", "anthropic.claude-opus-5-5", None),
        ("us.anthropic.claude-fable-5", "anthropic.claude-fable-5", "us"),
        ("us.anthropic.claude-fable-5-2", "anthropic.claude-fable-5-2", "us"),
        # families that are known by their beginning
        ("us.meta.llama4-maverick-17b-instruct-v1:0", "meta.llama", "us"),
        ("nvidia.nemotron-super-3-120b", "nvidia.nemotron", ""),
        ("us.deepseek.r1-v1:0", "deepseek.", "us"),
        ("openai.gpt-oss-120b-1:0", "openai.", ""),
        ("moonshotai.kimi-k2.5", "moonshotai.kimi-", ""),
    ],
)
def test_an_id_is_understood(model_id: str, meant: str, profile: str | None) -> None:
    found = find(model_id)
    assert found.model is not None
    assert found.model.id == meant
    assert found.profile == profile
    assert not found.opaque
    assert found.closest is None


@pytest.mark.parametrize(
    "model_id",
    [
        f"{ARN}:application-inference-profile/mi1dadi0g15f",
        f"{ARN}:application-inference-profile%2Fmi1dadi0g15f",
        f"{ARN}:provisioned-model/abcdefghijkl",
        f"{ARN}:default-prompt-router/anthropic.claude:1",
        f"{ARN}:prompt-router/abcdefghijkl",
        f"{ARN}:prompt/ABCDEFGHIJ:1",
        f"{ARN}:imported-model/abcdefghijkl",
        f"{ARN}:custom-model/{SONNET_45}/abcdefghijkl",
        f"bedrock/{ARN}:application-inference-profile/mi1dadi0g15f",
        "arn:aws:sagemaker:us-east-1:123456789012:endpoint/mine",
        "arn:aws:bedrock",
    ],
)
def test_what_hides_its_model_is_opaque(model_id: str) -> None:
    assert find(model_id) == Found(None, None, None, opaque=True, closest=None)


@pytest.mark.parametrize(
    ("model_id", "closest"),
    [
        ("us.anthropic.claude-sonet-4-6", "us.anthropic.claude-sonnet-4-6"),
        ("us.anthropc.claude-sonnet-4-6", "us.anthropic.claude-sonnet-4-6"),
        ("anthropic.claude-4-5-sonnet", SONNET_45),
        ("anthropic.claude-sonnet-4-5-20250930-v1:0", SONNET_45),
        ("anthropic.claude-3-5-sonnet", SONNET_35_V2),
        ("amazon.nova-lte-v1:0", "amazon.nova-lite-v1:0"),
        # other digits are another model, not a slip
        ("anthropic.claude-opus-6", None),
        ("us.anthropic.claude-sonnet-5-7", None),
        ("claude-neptune", None),
        ("google.gemma-3-27b-it", None),
        ("us.writer.palmyra-x4-v1:0", None),
        ("${MODEL_ID}", None),
        ("", None),
    ],
)
def test_an_unknown_id_is_not_guessed_at(model_id: str, closest: str | None) -> None:
    found = find(model_id)
    assert found.model is None
    assert not found.opaque
    assert found.closest == closest
    assert closest is None or find(closest).model is not None


PROFILES = ["", "us", "us-gov", "eu", "apac", "au", "jp", "ca", "in", "global", "sa", "amer"]


@given(
    st.sampled_from(IDS),
    st.sampled_from(PROFILES),
    st.sampled_from(["aws", "aws-us-gov", "aws-cn"]),
    st.sampled_from(["", "123456789012"]),
    st.sampled_from(["bare", "profile ARN", "model ARN", "route"]),
)
def test_wrapping_changes_nothing(
    base: str, profile: str, partition: str, account: str, wrap: str
) -> None:
    model_id = f"{profile}.{base}" if profile else base
    arn = f"arn:{partition}:bedrock:eu-central-1:{account}"
    wrapped = {
        "bare": model_id,
        "profile ARN": f"{arn}:inference-profile/{model_id}",
        "model ARN": f"{arn}:foundation-model/{model_id}",
        "route": f"bedrock/{model_id}",
    }[wrap]
    found = find(wrapped)
    assert found == Found(known(base), base, profile, opaque=False, closest=None)


@given(
    st.one_of(
        st.text(max_size=60),
        st.text(alphabet="anthropic.claude-sonnet4567:/%@[]v0", max_size=60),
        st.builds(
            lambda start, end: start + end, st.sampled_from([*IDS, ARN]), st.text(max_size=9)
        ),
    )
)
def test_no_text_is_too_strange(text: str) -> None:
    found = find(text)
    assert found.model is None or found.closest is None
    assert not (found.opaque and found.model)
    caching_for(found, "converse")


@pytest.mark.parametrize("sign", ["[", ":", "-v1", ".", "%2f", "1", "-20250101"])
def test_a_hostile_id_costs_no_time(sign: str) -> None:
    assert find(f"anthropic.claude{sign * 1_000_000}").model is None


@pytest.mark.parametrize(
    ("model_id", "dialect", "caching"),
    [
        ("anthropic.claude-opus-9", "converse", UNKNOWN_CLAUDE),
        ("us.anthropic.claude-opus-9", "invoke-anthropic", UNKNOWN_CLAUDE),
        ("claude-neptune", "converse", UNKNOWN_CLAUDE),
        ("amazon.nova-9-v1:0", "converse", UNKNOWN_NOVA),
        ("writer.palmyra-x4-v1:0", "converse", UNKNOWN),
        ("amazon.titan-text-express-v1", "converse", UNKNOWN),
        (f"{ARN}:provisioned-model/abcdefghijkl", "converse", UNKNOWN),
        (f"{ARN}:provisioned-model/abcdefghijkl", "invoke-anthropic", UNKNOWN_CLAUDE),
        (f"{ARN}:provisioned-model/abcdefghijkl", "invoke-nova", UNKNOWN_NOVA),
    ],
)
def test_an_unknown_model_has_what_its_kind_has(
    model_id: str, dialect: DialectName, caching: object
) -> None:
    assert caching_for(find(model_id), dialect) is caching


def test_unknown_models_are_never_judged_for_certain_inside_the_known_range() -> None:
    for caching in (UNKNOWN, UNKNOWN_CLAUDE, UNKNOWN_NOVA):
        assert caching.minimum == (512, 4096)
        assert not caching.disputed
    assert UNKNOWN_CLAUDE.supported is True
    assert UNKNOWN_CLAUDE.explicit_ttl is None


def test_the_two_apis_are_kept_apart() -> None:
    opus = known("anthropic.claude-opus-4-8")
    assert opus.caching("converse").automatic is False
    assert opus.caching("invoke-anthropic").automatic is True
    gpt = known("openai.gpt-5.6-sol")
    assert gpt.caching("converse").supported is False
    assert gpt.caching("invoke-anthropic").supported is None
    assert gpt.own is not None
    nova = known("amazon.nova-lite-v1:0")
    assert nova.caching("converse").after_text_only
    assert nova.caching("invoke-nova").fields == {"system", "messages"}


@pytest.mark.parametrize(
    ("model_id", "tokens", "dollars"),
    [
        ("global.anthropic.claude-sonnet-4-6", 10, 3.0),
        ("us.anthropic.claude-sonnet-4-6", 10, 3.3),
        ("anthropic.claude-sonnet-4-6", 10, 3.3),
        ("claude-sonnet-4-6", 10, 3.3),
        ("us-gov.anthropic.claude-opus-5", 10, 6.0),
        ("us-gov.anthropic.claude-opus-4-7", 10, None),
        ("global.anthropic.claude-opus-4-1-20250805-v1:0", 10, None),
        ("global.anthropic.claude-haiku-5-5", 100_000, 0.1),
        ("global.anthropic.claude-haiku-5-5", 100_001, 0.5),
        ("us.amazon.nova-premier-v1:0", 10, 2.5),
        ("us.meta.llama3-3-70b-instruct-v1:0", 10, None),
    ],
)
def test_the_price_depends_on_profile_and_size(
    model_id: str, tokens: int, dollars: float | None
) -> None:
    found = find(model_id)
    assert found.model is not None
    row = price(found.model, found.profile, tokens)
    assert (row.input if row else None) == dollars


@given(
    st.sampled_from(NAMED),
    st.sampled_from(PROFILES),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
)
def test_a_longer_prompt_is_never_cheaper_by_the_token(
    model: Model, profile: str, one: int, other: int
) -> None:
    shorter, longer = (price(model, profile, size) for size in sorted((one, other)))
    assert (shorter is None) == (longer is None)
    if shorter and longer:
        assert shorter.input <= longer.input
