"""What lies around a request in one JSON document."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

from promptlint import dialects
from promptlint.forms.reasons import why_none
from promptlint.prompt import Prompt
from promptlint.syntax import MAX_DEPTH, Document, Node, SyntaxProblem
from promptlint.text import Span

# Shorter ones are words.
_SHORTEST_BASE64 = 24


class Broken(NamedTuple):
    """A place that should hold JSON and does not. Offsets in the file's text."""

    span: Span
    reason: str


class Held(NamedTuple):
    """What one document holds; `reason` says why it holds no request."""

    form: str | None
    requests: tuple[Prompt, ...]
    broken: tuple[Broken, ...]
    reason: str | None


class _Body(NamedTuple):
    """A body in its wrapper, and the operation that takes it there, if only one does."""

    form: str
    node: Node
    model: Node | None = None
    operation: Literal["Converse", "InvokeModel"] | None = None


def unwrap(document: Document) -> Held:
    """The requests of one document: an object that holds one, or a list of such objects."""
    root = document.root
    if not root.is_array:
        return _unwrap_one(document, root)
    found = [_unwrap_one(document, element) for element in root.children if element.is_object]
    requests = tuple(prompt for held in found for prompt in held.requests)
    broken = tuple(place for held in found for place in held.broken)
    if requests:
        return Held("list", requests, broken, None)
    return Held(None, (), broken, why_none(root))


def _unwrap_one(document: Document, node: Node) -> Held:
    body = next((found for form in _FORMS if (found := form(node))), None)
    if body is None:
        return _request(document, _Body("body" if node.get("messages") else "fragment", node))
    inner = document
    if body.node.is_string:
        try:
            inner = Document.inside(document, body.node)
        except SyntaxProblem as problem:
            return _not_json(document, body, problem)
        if inner.depth > MAX_DEPTH:
            return Held(None, (), (), f"its body is nested deeper than {MAX_DEPTH} levels")
        body = body._replace(node=inner.root)
    return _request(inner, body)


def _not_json(document: Document, body: _Body, problem: SyntaxProblem) -> Held:
    """A body string without JSON: broken in a wrapper of InvokeModel, else no request."""
    text = body.node.string
    if text.startswith(("file://", "fileb://", "{%", "$")):
        return Held(None, (), (), "its body is only referred to, not written here")
    if len(text) >= _SHORTEST_BASE64 and re.fullmatch(r"[A-Za-z0-9+/\s]*={0,2}", text):
        return Held(None, (), (), "its body is base64, which has no text to check")
    reason = f"the body is a string, but not of JSON: {problem.reason}"
    if body.form != "wrapper":
        return Held(None, (), (), reason)
    return Held(None, (), (Broken(document.file_span(body.node.span), reason),), reason)


def _request(document: Document, body: _Body) -> Held:
    model = body.model if body.model is not None and body.model.is_string else None
    model_id = model.string if model is not None else None
    found = dialects.detect(
        body.node,
        named=body.operation == "Converse",
        invoked=body.operation == "InvokeModel",
        model_id=model_id,
    )
    if not found:
        return Held(None, (), (), why_none(body.node, model_id))
    prompt = dialects.read(
        document, body.node, found[0], rivals=found[1:], model_id=model_id, model_node=model
    )
    return Held(body.form, (prompt,), (), None)


def _wrapper(node: Node) -> _Body | None:
    """The arguments of InvokeModel; capitalised, a task of Step Functions."""
    for model_key, body_key in (("modelId", "body"), ("ModelId", "Body")):
        model, body = node.get(model_key), node.get(body_key)
        if model is None or not model.is_string or body is None:
            continue
        if body.is_object or body.is_string:
            return _Body("wrapper", body, model, "InvokeModel")
    return None


def _batch(node: Node) -> _Body | None:
    """A record of a batch inference job."""
    body = node.get("modelInput")
    if body is None or not body.is_object or node.get("recordId") is None:
        return None
    return _Body("batch", body)


def _count_tokens(node: Node) -> _Body | None:
    """The input of CountTokens."""
    model = node.get("modelId")
    if (body := node.get("input", "converse")) is not None and body.is_object:
        return _Body("count-tokens", body, model, "Converse")
    body = node.get("input", "invokeModel", "body")
    if body is not None and (body.is_object or body.is_string):
        return _Body("count-tokens", body, model, "InvokeModel")
    return None


def _gateway(node: Node) -> _Body | None:
    """What a gateway records: the provider it called, and the body it sent."""
    body = node.get("body")
    if node.get_string("provider") is None or body is None:
        return None
    return _Body("gateway", body) if body.is_object or body.is_string else None


_FORMS: tuple[Callable[[Node], _Body | None], ...] = (_batch, _wrapper, _count_tokens, _gateway)
