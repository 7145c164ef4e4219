"""Floor 7: judgement. One function a rule; the list below is the whole registration."""

from __future__ import annotations

from collections.abc import Mapping

from promptlint.checks.body.ambiguous_dialect import ambiguous_dialect
from promptlint.checks.body.duplicate_key import duplicate_key
from promptlint.checks.body.empty_text import empty_text
from promptlint.checks.body.invalid_request import invalid_request
from promptlint.checks.body.tool_result_order import tool_result_order
from promptlint.checks.checkpoints.automatic_cache_control import automatic_cache_control
from promptlint.checks.checkpoints.beyond_cache_limit import beyond_cache_limit
from promptlint.checks.checkpoints.conversation_not_cached import conversation_not_cached
from promptlint.checks.checkpoints.duplicate_checkpoint import duplicate_checkpoint
from promptlint.checks.checkpoints.leading_checkpoint import leading_checkpoint
from promptlint.checks.checkpoints.lookback_exceeded import lookback_exceeded
from promptlint.checks.checkpoints.marker_value import invalid_marker, invalid_ttl
from promptlint.checks.checkpoints.misplaced import merged_checkpoint, nested_checkpoint
from promptlint.checks.checkpoints.missing_checkpoint import missing_checkpoint
from promptlint.checks.checkpoints.refused_place import (
    checkpoint_after_document,
    checkpoint_after_reasoning,
    checkpoint_on_empty_text,
    unsupported_checkpoint_field,
)
from promptlint.checks.checkpoints.stranded_checkpoint import stranded_checkpoint
from promptlint.checks.checkpoints.string_system import string_system
from promptlint.checks.checkpoints.too_many_checkpoints import too_many_checkpoints
from promptlint.checks.checkpoints.ttl import ttl_order, unsupported_ttl
from promptlint.checks.checkpoints.wrong_dialect_marker import wrong_dialect_marker
from promptlint.checks.common import Check
from promptlint.checks.economy.cache_never_pays import cache_never_pays
from promptlint.checks.economy.cheaper_layout import cheaper_layout
from promptlint.checks.economy.ttl_choice import ttl_choice
from promptlint.checks.model.global_model_id import global_model_id
from promptlint.checks.model.model_without_caching import model_without_caching
from promptlint.checks.model.profile_required import profile_required
from promptlint.checks.model.unknown import missing_model, opaque_model_arn, unknown_model
from promptlint.checks.policy.banned_model import banned_model
from promptlint.checks.policy.required_placeholder import required_placeholder
from promptlint.checks.policy.required_ttl import required_ttl
from promptlint.checks.prefix.bound_thinking import bound_thinking
from promptlint.checks.prefix.dynamic_before_static import dynamic_before_static
from promptlint.checks.prefix.minimum import prefix_below_minimum, prefix_near_minimum
from promptlint.checks.prefix.volatile_prefix import volatile_prefix
from promptlint.checks.tools.unsorted_tools import unsorted_tools
from promptlint.checks.tools.volatile_tool import volatile_tool

__all__ = ["CHECKS", "ON_DEMAND", "Check"]

CHECKS: Mapping[str, Check] = {
    function.__name__.replace("_", "-"): function
    for function in (
        volatile_prefix,
        volatile_tool,
        dynamic_before_static,
        prefix_below_minimum,
        prefix_near_minimum,
        bound_thinking,
        leading_checkpoint,
        nested_checkpoint,
        merged_checkpoint,
        wrong_dialect_marker,
        invalid_marker,
        invalid_ttl,
        checkpoint_after_reasoning,
        checkpoint_after_document,
        checkpoint_on_empty_text,
        unsupported_checkpoint_field,
        unsupported_ttl,
        ttl_order,
        automatic_cache_control,
        too_many_checkpoints,
        duplicate_checkpoint,
        missing_checkpoint,
        lookback_exceeded,
        conversation_not_cached,
        stranded_checkpoint,
        string_system,
        beyond_cache_limit,
        global_model_id,
        model_without_caching,
        unknown_model,
        missing_model,
        opaque_model_arn,
        profile_required,
        ambiguous_dialect,
        invalid_request,
        duplicate_key,
        empty_text,
        tool_result_order,
        cheaper_layout,
        cache_never_pays,
        ttl_choice,
        unsorted_tools,
        banned_model,
        required_ttl,
        required_placeholder,
    )
}

# What a house requires, only the house can say: without options there is nothing to look for.
ON_DEMAND = frozenset(
    name
    for name, check in CHECKS.items()
    if check.__module__.startswith("promptlint.checks.policy.")
)
