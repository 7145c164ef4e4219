"""Which wire format a body is in, told from the shapes inside it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from promptlint.dialects.anthropic import KINDS as TYPES
from promptlint.dialects.converse import KINDS as MEMBERS
from promptlint.dialects.converse import TOOL_KEYS, tools_of
from promptlint.dialects.markers import is_marker_item, marker_members
from promptlint.prompt import DialectName
from promptlint.syntax import Node

# Keys of a body that only Converse has, and those that it shares with Nova's.
_CONVERSE_KEYS = (
    "guardrailConfig",
    "additionalModelRequestFields",
    "promptVariables",
    "additionalModelResponseFieldPaths",
    "requestMetadata",
    "performanceConfig",
    "serviceTier",
    "outputConfig",
)
_SECTION_KEYS = ("messages", "system", "tools", "toolConfig")
_UNION_KEYS = (*_CONVERSE_KEYS, "inferenceConfig", "toolConfig")
_CONVERSE_SETTINGS = ("maxTokens", "topP", "stopSequences")
_NOVA_SETTINGS = ("max_new_tokens", "top_p", "top_k", "topK", "stop_sequences")
_CONVERSE_MEMBERS = ("guardContent", "citationsContent", "searchResult", "toolAddition")
# A piece of a request has nothing beside these; other objects with a "system" are no request.
_FRAGMENT_KEYS = frozenset(
    {
        *_UNION_KEYS,
        *("system", "tools", "toolChoice", "tool_choice", "messages", "modelId", "model"),
        *("anthropic_beta", "max_tokens", "temperature", "top_p", "top_k", "stop_sequences"),
        *("thinking", "metadata", "stream", "cache_control", "schemaVersion"),
    }
)
_OPENAI_KEYS = ("response_format", "max_completion_tokens", "stream_options", "functions", "n")
_OPENAI_TYPES = ("image_url", "input_text", "output_text", "input_audio")
_CLAUDE_NAMES = ("claude", "anthropic", "opus", "sonnet", "haiku", "fable", "mythos")
_OTHER_VENDORS = (
    *("ai21.", "amazon.", "cohere.", "deepseek.", "google.", "meta.", "minimax.", "mistral."),
    *("moonshot", "nvidia.", "openai.", "qwen.", "stability.", "writer.", "xai.", "zai."),
)
_CLAUDE_TYPES = frozenset(TYPES) - {"text", "image", "document"}
# Enough to tell a format; the rest of a long conversation is in the same one.
_LOOK_AT = 200


def detect(
    root: Node, *, named: bool, invoked: bool = False, model_id: str | None = None
) -> tuple[DialectName, ...]:
    """The wire formats that a body could be in, best first; none if it is no request.

    Args:
        named: it is certain that Converse was called, or a modelId stands beside the messages,
            as in the arguments of boto3's `converse`. (One in the body itself is seen.)
        invoked: the body was found where only InvokeModel puts one.
        model_id: the model that a wrapper names.
    """
    if not any(root.get(key) is not None for key in _SECTION_KEYS):
        return ()
    if root.get_string("anthropic_version") is not None:
        return ("invoke-anthropic",)
    if (root.get_string("schemaVersion") or "").startswith("messages-"):
        return ("invoke-nova",)
    model = f"{root.get_string('modelId') or ''} {model_id or ''}"
    if not _fits(root):
        found: tuple[DialectName, ...] = ()
    elif _is_union_style(root):
        named = named or root.get_string("modelId") is not None
        found = _union_dialects(root, named=named, invoked=invoked, claude=names_claude(model))
    else:
        found = ("invoke-anthropic",) if _is_anthropic(root, model) else ()
    return found


def names_claude(model: str) -> bool:
    """Whether a model's name says that it is one of Anthropic's."""
    return any(name in model.lower() for name in _CLAUDE_NAMES)


def names_other_vendor(model: str) -> bool:
    """Whether a model's name says that it is neither Claude nor unknown."""
    return any(vendor in model.lower() for vendor in _OTHER_VENDORS)


def is_openai(root: Node) -> bool:
    """Whether a body with messages is in OpenAI's chat format."""
    messages = root.get("messages")
    if messages is None or not messages.is_array:
        return False
    model = root.get_string("model")
    if model and not names_claude(model) and not _has_anthropic_signs(root):
        return True
    if any(key in _OPENAI_KEYS for key in root.keys):
        return True
    if any(tool.get("function") is not None for tool in _elements(root.get("tools"))):
        return True
    first = messages.get(0)
    # Anthropic's own system messages never open the conversation.
    if first is not None and first.get_string("role") == "system" and root.get("system") is None:
        return all("type" in part.keys for part in _elements(first.get("content")))
    return any(
        message.get_string("role") in ("tool", "developer", "function")
        or message.get("tool_calls") is not None
        or any(p.get_string("type") in _OPENAI_TYPES for p in _elements(message.get("content")))
        for message in _elements(messages)
    )


def _elements(node: Node | None) -> Iterator[Node]:
    return islice(node.children if node is not None and node.is_array else (), _LOOK_AT)


def _contents(root: Node) -> Iterator[Node]:
    """What stands under `system` and under the `content` of the messages."""
    contents = (message.get("content") for message in _elements(root.get("messages")))
    return (content for content in (root.get("system"), *contents) if content is not None)


def _blocks(root: Node) -> Iterator[Node]:
    return chain.from_iterable(_elements(content) for content in _contents(root))


def _fits(root: Node) -> bool:
    """Whether the shapes are those of a request, or of a piece of one."""
    messages, system = root.get("messages"), root.get("system")
    if messages is not None and not messages.is_array:
        return False
    if messages is not None and messages.children:
        return all(_is_message(message) for message in _elements(messages))
    if not set(root.keys) <= _FRAGMENT_KEYS:
        return False
    if system is not None and system.is_array and system.children:
        return all(_is_system_block(block) for block in _elements(system))
    return _has_tools(root)


def _is_message(node: Node) -> bool:
    content = node.get("content")
    return (
        node.get_string("role") is not None
        and content is not None
        and (content.is_string or content.is_array or content.raw == "null")
    )


def _is_system_block(node: Node) -> bool:
    if is_marker_item(node):
        return True
    other = set(node.keys) - {"text", "guardContent", "type", "citations"}
    markers = {member.step for member in marker_members(node)}
    written = node.get_string("text") is not None or node.get("guardContent") is not None
    return written and other <= markers


def _has_tools(root: Node) -> bool:
    """Whether there are tools, all of them tools that Bedrock would take."""
    tools = list(_elements(tools_of(root)))
    return any(_is_tool(tool) for tool in tools) and all(
        _is_tool(tool) or is_marker_item(tool) or _is_server_tool(tool) for tool in tools
    )


def _is_tool(tool: Node) -> bool:
    schema = tool.get("input_schema")
    plain = tool.get_string("name") is not None and schema is not None and schema.is_object
    return plain or any(tool.get(key, "name") is not None for key in TOOL_KEYS)


def _is_server_tool(tool: Node) -> bool:
    return tool.get_string("type") is not None and tool.get_string("name") is not None


def _is_union_style(root: Node) -> bool:
    """Whether blocks are tagged unions (Converse, Nova) and not objects with a `type`."""
    if any(root.get(key) is not None for key in _UNION_KEYS):
        return True
    # A marker in the wrong format says less of a body than its blocks do.
    unions = typed = points = 0
    for block in _blocks(root):
        if "type" in block.keys:
            typed += 1
        elif any(key in MEMBERS for key in block.keys):
            unions += 1
        elif block.get("cachePoint") is not None:
            points += 1
    typed += sum(content.is_string for content in _contents(root))
    if unions == typed:
        tools = _elements(tools_of(root))
        return points > 0 or any(tool.get(key) is not None for tool in tools for key in TOOL_KEYS)
    return unions > typed


def _union_dialects(
    root: Node, *, named: bool, invoked: bool, claude: bool
) -> tuple[DialectName, ...]:
    settings = root.get("inferenceConfig")
    keys = settings.keys if settings is not None else []
    blocks = (block for block in _blocks(root) if not is_marker_item(block))
    marked = any(member.step == "cachePoint" for b in blocks for member in marker_members(b))
    if any(key in _NOVA_SETTINGS for key in keys) and not claude:
        found: tuple[DialectName, ...] = ("invoke-nova",)
    elif any(root.get(key) is not None for key in _CONVERSE_KEYS):
        found = ("converse",)
    elif invoked:
        # A Claude model takes neither of the two bodies: it is a wrapper of somebody's own.
        found = ("converse",) if claude else ("invoke-nova",)
    elif named or _has_converse_signs(root):
        found = ("converse",)
    elif marked and root.get("messages") is not None:
        # Right in a Nova body. In a piece without messages nothing is certain.
        found = ("invoke-nova", "converse")
    elif not marked and any(key in _CONVERSE_SETTINGS for key in keys):
        found = ("converse",)
    else:
        found = ("converse", "invoke-nova")
    return found


def _has_converse_signs(root: Node) -> bool:
    """Markers as elements of their own, or blocks that only Converse has."""
    elements = chain(_blocks(root), _elements(tools_of(root)))
    return any(
        is_marker_item(element) or any(key in _CONVERSE_MEMBERS for key in element.keys)
        for element in elements
    )


def _is_anthropic(root: Node, model: str) -> bool:
    if root.get("messages") is None:
        return True
    if is_openai(root):
        return False
    roles = {message.get_string("role") for message in _elements(root.get("messages"))}
    if not roles <= {"user", "assistant", "system"}:
        return False
    if _has_anthropic_signs(root) or names_claude(f"{root.get_string('model')} {model}"):
        return True
    return not names_other_vendor(model) and (
        any(root.get(key) is not None for key in ("max_tokens", "system"))
        or any(block.get_string("type") in TYPES for block in _blocks(root))
    )


def _has_anthropic_signs(root: Node) -> bool:
    """Keys, tools or blocks that only Anthropic's format has."""
    if root.get("anthropic_beta") is not None or root.get("cache_control") is not None:
        return True
    if any(tool.get("input_schema") is not None for tool in _elements(root.get("tools"))):
        return True
    return any(
        block.get_string("type") in _CLAUDE_TYPES or marker_members(block)
        for block in _blocks(root)
    )
