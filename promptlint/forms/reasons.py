"""Why a document holds no request, in one clause that is true of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from promptlint.dialects.detection import is_openai, names_other_vendor
from promptlint.syntax import Node

_NOTHING = "it holds no messages, system or tools that Bedrock would take"


def why_none(root: Node, model_id: str | None = None) -> str:
    """The reason, for a value in which no request was found."""
    if root.is_array:
        return _why_none_in_list(root)
    if not root.is_object:
        return f"it is a JSON {root.kind if root.kind != 'literal' else 'value'}, not an object"
    if root.get("messages") is not None and names_other_vendor(model_id or ""):
        return "its body is in the format of another model than Claude or Nova"
    return next((clause for is_so, clause in _REASONS if is_so(root)), _NOTHING)


def _why_none_in_list(root: Node) -> str:
    if not root.children:
        return "it is an empty list"
    first = root.children[0]
    if first.get_string("role") is not None and first.get("content") is not None:
        return "it is a list of messages without the request around them"
    return why_none(first) if first.is_object else _NOTHING


def _members(node: Node | None) -> Sequence[Node]:
    return node.children if node is not None and node.is_object else ()


def _is_prompt_management(root: Node) -> bool:
    if root.get("templateConfiguration") is not None:
        return True
    variants = root.get("variants")
    return variants is not None and any(
        variant.get("templateConfiguration") is not None for variant in variants.children
    )


def _is_bedrock_resource(node: Node) -> bool:
    return (node.get_string("Type") or "").startswith("AWS::Bedrock::")


_REASONS: tuple[tuple[Callable[[Node], bool], str], ...] = (
    (
        lambda root: root.get_string("schemaType") == "ModelInvocationLog",
        "it is a model invocation log, not a request",
    ),
    (_is_prompt_management, "it is a prompt-management template, not a request"),
    (
        lambda root: any(map(_is_bedrock_resource, _members(root.get("Resources")))),
        "it is a CloudFormation template, not a request",
    ),
    (
        lambda root: "interactions" in root.keys or "http_interactions" in root.keys,
        "it is a recording of HTTP calls, not a request",
    ),
    (lambda root: root.get("log", "entries") is not None, "it is an HTTP archive, not a request"),
    (
        lambda root: root.get("output", "message", "content") is not None,
        "it is an answer of Converse, not a request",
    ),
    (
        lambda root: root.get("promptVariables") is not None,
        "it only fills in the variables of a stored prompt",
    ),
    (
        lambda root: root.get_string("prompt") is not None,
        "it is a text completion body, which has no messages",
    ),
    (is_openai, "it is in OpenAI's chat format, not a Bedrock request"),
)
