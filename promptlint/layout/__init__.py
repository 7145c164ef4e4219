"""Floor 6: the best order and the best checkpoints, and the operations that get there."""

from promptlint.layout.choose import TOLERANCE
from promptlint.layout.plan import Move, Plan, plan, surplus
from promptlint.layout.whatif import cost_with

__all__ = ["TOLERANCE", "Move", "Plan", "cost_with", "plan", "surplus"]
