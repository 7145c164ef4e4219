"""Floor 7: judgement. One function a rule; the list below is the whole registration."""

from __future__ import annotations

from collections.abc import Mapping

from promptlint.checks.body.ambiguous_dialect import ambiguous_dialect
from promptlint.checks.body.duplicate_key import duplicate_key
from promptlint.checks.body.empty_text import empty_text
from promptlint.checks.body.invalid_request import invalid_request
from promptlint.checks.body.tool_result_order import tool_result_order
from promptlint.checks.checkpoints.duplicate_checkpoint import duplicate_checkpoint
from promptlint.checks.checkpoints.leading_checkpoint import leading_checkpoint
from promptlint.checks.checkpoints.misplaced import merged_checkpoint, nested_checkpoint
from promptlint.checks.checkpoints.missing_checkpoint import missing_checkpoint
from promptlint.checks.checkpoints.too_many_checkpoints import too_many_checkpoints
from promptlint.checks.common import Check
from promptlint.checks.economy.cheaper_layout import cheaper_layout
from promptlint.checks.model.global_model_id import global_model_id
from promptlint.checks.prefix.dynamic_before_static import dynamic_before_static
from promptlint.checks.prefix.minimum import prefix_below_minimum, prefix_near_minimum
from promptlint.checks.prefix.volatile_prefix import volatile_prefix
from promptlint.checks.tools.volatile_tool import volatile_tool

__all__ = ["CHECKS", "Check"]

CHECKS: Mapping[str, Check] = {
    function.__name__.replace("_", "-"): function
    for function in (
        volatile_prefix,
        volatile_tool,
        dynamic_before_static,
        prefix_below_minimum,
        prefix_near_minimum,
        leading_checkpoint,
        nested_checkpoint,
        merged_checkpoint,
        too_many_checkpoints,
        duplicate_checkpoint,
        missing_checkpoint,
        global_model_id,
        ambiguous_dialect,
        invalid_request,
        duplicate_key,
        empty_text,
        tool_result_order,
        cheaper_layout,
    )
}
