"""How much chance the property-based tests are given."""

from __future__ import annotations

import os

import pytest

# In every run few, so that it stays short; there is a long one besides.
_USUAL = 0.25
_TIMES = float(os.environ.get("PROMPTLINT_EFFORT", _USUAL))

# Whether somebody has time: then tests that take long are run as well.
PATIENT = _TIMES >= 1
takes_long = pytest.mark.skipif(not PATIENT, reason="takes long: run with PROMPTLINT_EFFORT=1")


def examples(count: int) -> int:
    """Of so many examples the usual part; with PROMPTLINT_EFFORT=20 twenty times as many."""
    return max(1, round(count * _TIMES))
