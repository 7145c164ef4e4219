"""Floor 6: requests in their order, replayed through the cache as it is documented."""

from promptlint.cache.compare import Comparison, Difference, compare
from promptlint.cache.replay import Call, Usage, replay
from promptlint.cache.store import Cache, Miss, Served

__all__ = [
    "Cache",
    "Call",
    "Comparison",
    "Difference",
    "Miss",
    "Served",
    "Usage",
    "compare",
    "replay",
]
