"""Which model of the catalogue an ID means, in all the ways people and services write IDs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from promptlint.catalog.model import UNKNOWN, UNKNOWN_CLAUDE, UNKNOWN_NOVA, Caching, Model
from promptlint.catalog.reading import Names, model_of, names_of, vendors
from promptlint.prompt import DialectName

# The longest model ID that the API takes (botocore 1.44.5, ConversationalModelId).
MAX_LENGTH = 2048

# Prefixes of inference profiles on record. Others are taken for one where a vendor follows.
PROFILES = frozenset({"us", "us-gov", "eu", "apac", "au", "jp", "ca", "in", "global"})

# The kinds of resource whose name is a model's ID. All other ARNs of Bedrock name no model.
_NAMING = ("foundation-model", "inference-profile")
_OPAQUE = (
    "application-inference-profile/",
    "provisioned-model/",
    "prompt-router/",
    "default-prompt-router/",
    "custom-model/",
    "custom-model-deployment/",
    "imported-model/",
)
# Signs that no ID has, and names that are all capitals, as variables of an environment are.
_TEMPLATE = re.compile(r"[{}<>$]|%[(s]|^\s*[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\s*$")

# Whose models go by first-party names that no other vendor uses.
_FIRST_PARTY = {"claude": "anthropic", "nova": "amazon"}

# Date and version of an ID, in either order; the rest is the family's name.
_PARTS = (
    r"(?P<family>.+?)"
    r"(?:-v(?P<early>\d+))?(?:-(?P<date>\d{8}))?(?:-v(?P<version>\d+))?"
    r"(?::(?P<minor>\d+))?"
)


class Found(NamedTuple):
    """What an ID means.

    Attributes:
        model: None if the catalogue does not know it, or the ID names none.
        base_id: the model's ID without profile and ARN, as written; the catalogue's own for a
            first-party name. None if the ID names no model.
        profile: prefix of the inference profile, "" for a bare ID, None for a name that is no
            Bedrock ID.
        opaque: the ID stands for a model without naming it (an application inference profile,
            provisioned throughput, a prompt router, a prompt …).
        closest: an ID that may have been meant, if this one is unknown.
    """

    model: Model | None
    base_id: str | None
    profile: str | None
    opaque: bool
    closest: str | None


class _Name(NamedTuple):
    """An ID after its vendor, taken apart."""

    family: str
    date: str | None
    version: str | None
    minor: str | None


def find(model_id: str) -> Found:
    """The model that an ID means. Never raises: what it does not know, it says so.

    Args:
        model_id: a base ID, an inference profile's ID or ARN, a foundation model's ARN, a
            first-party name ("claude-sonnet-4-5"), any of them behind a router's path
            ("bedrock/…"), with version suffixes added or left out.
    """
    return _find(model_id[: MAX_LENGTH + 1])


@lru_cache(maxsize=256)
def _find(model_id: str) -> Found:
    text = _unwrapped(model_id)
    if text is None:
        return Found(None, None, None, opaque=True, closest=None)
    profile, vendor, name = _split(text.lower())
    written = text[-len(name) :] if name else ""
    if not written:
        return Found(None, None, None, opaque=False, closest=None)
    if vendor is None:
        return Found(None, written, profile, opaque=False, closest=_closest_vendor(text))
    is_bedrock_id = name.startswith(f"{vendor}.")
    model = _match(vendor, name.removeprefix(f"{vendor}."))
    if model is not None:
        base_id = written if is_bedrock_id else model.id
        return Found(model, base_id, profile, opaque=False, closest=None)
    closest = _closest(vendor, name.removeprefix(f"{vendor}."))
    if closest and profile:
        closest = f"{profile}.{closest}"
    return Found(None, written, profile, opaque=False, closest=closest)


def is_placeholder(model_id: str) -> bool:
    """Whether an ID only says where one is to be filled in: "${MODEL_ID}", "{{model}}", nothing."""
    if not model_id.strip():
        return True
    found = find(model_id)
    return found.model is None and not found.opaque and _TEMPLATE.search(model_id) is not None


def caching_for(found: Found, dialect: DialectName) -> Caching:
    """What to plan with: the model's own caching, or what is common to all it could be.

    An unknown or hidden model in a body that only Claude or only Nova reads is one of theirs.
    """
    if found.model is not None:
        return found.model.caching(dialect)
    base_id = (found.base_id or "").lower()
    if base_id.startswith(("anthropic.", "claude")) or dialect == "invoke-anthropic":
        return UNKNOWN_CLAUDE
    if base_id.startswith(("amazon.nova", "nova-")) or dialect == "invoke-nova":
        return UNKNOWN_NOVA
    return UNKNOWN


def _unwrapped(model_id: str) -> str | None:
    """The ID without ARN, router's path and decoration; None if the ID names no model."""
    text = model_id.strip()
    if "%" in text:  # as in the path of a URL
        text = re.sub(
            "%3a", ":", re.sub("%2f", "/", text, flags=re.IGNORECASE), flags=re.IGNORECASE
        )
    start = text.find("arn:")
    if start == 0 or (start > 0 and text[start - 1] == "/"):
        # A hole of a template stands for a Region or an account; it may hold colons of its own.
        fields = re.sub(r"\$?\{+[^{}]*\}+", "-", text[start:]).split(":", 5)
        kind, _, name = fields[-1].partition("/")
        if len(fields) < 6 or fields[2] != "bedrock" or kind not in _NAMING:
            return None
        return name
    if text.startswith(_OPAQUE):
        return None
    text = text.rpartition("/")[2]
    text = re.sub(r"\[[^\]]*\]$", "", text)  # "[1m]": a context window that a client asks for
    return text.replace("@", "-")  # how another cloud joins name and date


def _split(text: str) -> tuple[str | None, str | None, str]:
    """Profile, vendor, and the rest (with the vendor in front where it is written)."""
    first, dot, rest = text.partition(".")
    known = vendors()
    if dot and first in known:
        return "", first, text
    second = rest.partition(".")
    if second[1] and second[0] in known and re.fullmatch("[a-z][a-z0-9-]*", first):
        return first, second[0], rest
    profile = ""
    if dot and first in PROFILES:
        profile, text = first, rest
    vendor = _FIRST_PARTY.get(re.split("[-.:]", text, maxsplit=1)[0])
    if not profile and (vendor or not dot):
        return None, vendor, text
    return profile, vendor, text


@lru_cache(maxsize=256)
def _parse(name: str) -> _Name | None:
    match = re.fullmatch(_PARTS, name)
    if match is None:
        return None
    version = match["version"] or match["early"]
    return _Name(match["family"], match["date"], version, match["minor"])


def _match(vendor: str, name: str) -> Model | None:
    """The one model that a name fits, or the family that its beginning names."""
    # A suffix that is no version: a context length (":200k"), a router's variant (":beta").
    name = re.sub(r"(?<=.):(?!\d+$)[^:]*$", "", name)
    models = names_of(vendor)
    named = [model for model in models if not model.is_family]
    for model in named:
        if name in (model.id.partition(".")[2], *model.aliases):
            return model_of(vendor, model)
    if vendor == "anthropic":
        name = name.replace(".", "-")  # "claude-sonnet-4.5", as routers write it
    fitting = _fitting(named, name.removesuffix("-latest"))
    if name.endswith("-latest"):
        fitting = fitting[-1:]
    if len(fitting) == 1:
        return model_of(vendor, fitting[0])
    wanted = f"{vendor}.{name}"
    family = next((m for m in models if m.is_family and wanted.startswith(m.id)), None)
    return model_of(vendor, family) if family else None


def mistake(model_id: str) -> str | None:
    """Why a model ID that somebody states cannot be meant; None if it can, known to us or not."""
    found = find(model_id)
    if found.model is not None or found.opaque:
        return None
    if found.closest:
        return f"there is no model {model_id!r}; did you mean {found.closest!r}?"
    if found.base_id is None or "." not in found.base_id:
        return f"{model_id!r} is no model ID of Bedrock; `promptlint models` lists them"
    return None


def _fitting(models: Iterable[Names], name: str) -> list[Names]:
    """Models whose family is this name's and whose date and version do not contradict it.

    Oldest first. A family is compared whole: "claude-opus-5" is not the start of "…-5-5".
    """
    asked = _parse(name)
    found: list[tuple[str, Names]] = []
    for model in models:
        own = _parse(model.id.partition(".")[2])
        if asked is None or own is None or own.family != asked.family:
            continue
        dates_agree = asked.date is None or own.date in (None, asked.date)
        versions_agree = asked.version in (None, own.version or "1")
        minors_agree = asked.minor in (None, own.minor or "0")
        if dates_agree and versions_agree and minors_agree:
            found.append((own.date or "", model))
    return [model for _, model in sorted(found, key=lambda pair: pair[0])]


def _closest(vendor: str, name: str) -> str | None:
    """The ID that a slip of the pen may have missed.

    Other letters may be a slip; other digits are another model, which we may not know yet.
    """
    from difflib import get_close_matches

    asked = _parse(name.replace(".", "-") if vendor == "anthropic" else name)
    if asked is None:
        return None
    dated: list[tuple[str, str, str]] = []
    for model in names_of(vendor):
        own = _parse(model.id.partition(".")[2])
        # A family of one word ("claude" of "claude-v2") is too little to recognize.
        if own and "-" in own.family and _digits(own.family) == _digits(asked.family):
            dated.append((own.date or "", _sorted_words(own.family), model.id))
    newest = {words: model_id for _, words, model_id in sorted(dated)}
    close = get_close_matches(_sorted_words(asked.family), newest, n=1, cutoff=0.85)
    return newest[close[0]] if close else None


def _closest_vendor(text: str) -> str | None:
    """For an ID of an unknown vendor: the same with the vendor's name put right."""
    from difflib import get_close_matches

    labels = text.split(".")
    for place, label in enumerate(labels[:-1][:2]):
        close = get_close_matches(label.lower(), vendors(), n=1, cutoff=0.8)
        if close and close[0] != label.lower():
            corrected = ".".join([*labels[:place], close[0], *labels[place + 1 :]])
            return corrected if find(corrected).model else find(corrected).closest
    return None


def _digits(family: str) -> list[str]:
    return sorted(sign for sign in family if sign.isdigit())


def _sorted_words(family: str) -> str:
    return "-".join(sorted(family.split("-")))
