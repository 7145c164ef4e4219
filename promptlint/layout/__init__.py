"""Floor 6: the best order and the best checkpoints, and the operations that get there."""

from promptlint.layout.plan import Move, Plan, plan, surplus
from promptlint.layout.states import Judged, State, judged

__all__ = ["Judged", "Move", "Plan", "State", "judged", "plan", "surplus"]
