"""How much chance the property-based tests are given."""

from __future__ import annotations

import os

_TIMES = float(os.environ.get("PROMPTLINT_EFFORT", "1"))


def examples(count: int) -> int:
    """So many examples; with PROMPTLINT_EFFORT=20 twenty times as many."""
    return max(1, round(count * _TIMES))
