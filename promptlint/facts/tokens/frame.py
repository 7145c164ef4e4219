"""Tokens that stand in no block: the frame of a request and of a message, the tool prompt.

Sources: recorded usage of 1,146 calls (2024 to 2026) for frames, Nova and thinking; Anthropic's
table "tool use system prompt tokens" (platform.claude.com, 2026-07-13, older rows from earlier
editions) for Claude. Recordings on Bedrock agree with that table within a few tokens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from promptlint.facts.tokens.interval import Tokens
from promptlint.facts.tokens.texts import count_text

if TYPE_CHECKING:
    from promptlint.catalog import Model
    from promptlint.prompt import Prompt

# Of a request, without what each message adds; and of a message.
_FRAMES = {
    "A": (Tokens(2, 4, 9), Tokens(2, 3, 5)),
    "B": (Tokens(5, 8, 14), Tokens(2, 3, 6)),
    "N1": (Tokens(0, 0, 3), Tokens(0, 2, 4)),
    "N2": (Tokens(41, 44, 48), Tokens(1, 2, 4)),
}
# Of models of other vendors, which differ widely.
_OTHER = (Tokens(0, 15, 80), Tokens(0, 4, 10))
_OTHER_TOOL_PROMPT = Tokens(0, 100, 600)

# The system prompt that Anthropic adds when a request has tools: with tool_choice "auto" or
# "none" (or none given), and with "any" or "tool". Longest name that the model's ID contains.
TOOL_PROMPTS = {
    "claude-opus-5": (286, 406),
    "claude-sonnet-5": (354, 474),
    "claude-opus-4-8": (290, 410),
    "claude-opus-4-7": (675, 804),
    "claude-opus-4-6": (497, 589),
    "claude-opus-4-5": (496, 588),
    "claude-opus-4": (313, 315),
    "claude-sonnet-4-6": (497, 589),
    "claude-sonnet-4-5": (496, 588),
    "claude-haiku-4-5": (496, 588),
    "claude-sonnet-4": (313, 315),
    "claude-3-7-sonnet": (346, 313),
    "claude-3-5-sonnet-20241022": (346, 313),
    "claude-3-5-sonnet": (294, 261),
    "claude-3-5-haiku": (264, 355),
    "claude-3-opus": (530, 281),
    "claude-3-sonnet": (159, 235),
    "claude-3-haiku": (264, 340),
}
# Generations that the table has no row for, though a shorter name of it would match.
_UNLISTED = ("claude-opus-5-", "claude-sonnet-5-", "claude-haiku-5-")
_MARGIN = 15
# Measured where no table says (Nova 2 Lite: 27 requests; Nova Micro: one), and ranges.
_UNKNOWN_TOOL_PROMPTS = {
    "A": Tokens(150, 400, 605),
    "B": Tokens(255, 300, 820),
    "N1": Tokens(240, 325, 450),
    "N2": Tokens(780, 805, 850),
}
# Seen on Claude 4.6 and before (Nova not on all requests): what turning it on adds.
_THINKING = {
    "A": Tokens(0, 29, 45),
    "B": Tokens(0, 0, 45),
    "N1": Tokens.zero,
    "N2": Tokens(0, 48, 70),
}

# Around the schema of a structured output; Claude 4.5 and 4.6 on Bedrock, four requests.
_SCHEMA = {"A": Tokens(80, 135, 200), "B": Tokens(0, 150, 280)}
_SCHEMAS = (
    ("outputConfig", "textFormat", "structure", "jsonSchema", "schema"),
    ("output_config", "format", "schema"),
    ("output_format", "schema"),
)


class Overhead(NamedTuple):
    """What a request costs beside its blocks: before the first one, and for each message."""

    start: Tokens
    per_message: Tokens


def overhead(prompt: Prompt, model: Model | None) -> Overhead:
    """The frame of a request and the hidden prompts, and what each message adds.

    Args:
        prompt: the request; its tools, tool_choice, thinking and output schema count.
        model: None if it is unknown: then the dialect says which vendor's frames are possible.
    """
    has_tools = any(block.section == "tools" for block in prompt.blocks)
    thinks, schema = _thinks(prompt), _schema(prompt)
    starts, messages = [], []
    for family in _possible(prompt, model):
        start, message = _FRAMES.get(family, _OTHER)
        if has_tools:
            start += tool_prompt(model.id if model else "", family, prompt.tool_choice)
        if thinks:
            start += _THINKING.get(family, Tokens.zero)
        if schema and family in _SCHEMA:
            start += _SCHEMA[family] + count_text(schema, family, quick=True)
        starts.append(start)
        messages.append(message)
    return Overhead(_union(starts), _union(messages))


def tool_prompt(model_id: str, family: str, tool_choice: str | None) -> Tokens:
    """The hidden prompt that tools bring with them."""
    if family not in _UNKNOWN_TOOL_PROMPTS:
        return _OTHER_TOOL_PROMPT
    names = [name for name in TOOL_PROMPTS if name in model_id]
    if not names or any(name in model_id for name in _UNLISTED):
        return _UNKNOWN_TOOL_PROMPTS[family]
    exact = TOOL_PROMPTS[max(names, key=len)][tool_choice in ("any", "tool")]
    return Tokens(exact - _MARGIN, exact, exact + _MARGIN)


def _possible(prompt: Prompt, model: Model | None) -> tuple[str, ...]:
    """The tokenizer families the request may meet; "" for those of other vendors."""
    vendor = model.vendor.lower() if model is not None else ""
    if model is not None and model.family:
        return (model.family,)
    if vendor == "anthropic" or prompt.dialect == "invoke-anthropic":
        return ("A", "B")
    if vendor == "amazon" or prompt.dialect == "invoke-nova":
        return ("N1", "N2")
    return ("",) if vendor else ("A", "B", "N1", "N2", "")


def _schema(prompt: Prompt) -> str:
    """The schema that the answer must follow, as it is written; "" if there is none."""
    for path in _SCHEMAS:
        node = prompt.root.get(*path)
        if node is not None:
            return node.string if node.is_string else node.raw
    return ""


def _thinks(prompt: Prompt) -> bool:
    fields = (
        prompt.root.get("thinking"),
        prompt.root.get("additionalModelRequestFields", "thinking"),
        prompt.root.get("additionalModelRequestFields", "reasoningConfig"),
        prompt.root.get("reasoningConfig"),
    )
    return any(
        field is not None and field.get_string("type") not in (None, "disabled") for field in fields
    )


def _union(choices: list[Tokens]) -> Tokens:
    return Tokens(
        min(choice.low for choice in choices),
        sum(choice.estimate for choice in choices) // len(choices),
        max(choice.high for choice in choices),
    )
