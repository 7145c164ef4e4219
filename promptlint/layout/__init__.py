"""Floor 6: the best order and the best checkpoints, and the operations that get there."""

from promptlint.layout.plan import Move, Plan, plan, surplus

__all__ = ["Move", "Plan", "plan", "surplus"]
