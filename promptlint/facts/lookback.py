"""How far behind a checkpoint the service looks for what it has stored.

AWS says "approximately 20 content blocks", Anthropic 20 positions, the checkpoint's own among
them. One measurement on Bedrock (Converse, Claude Sonnet 4.6): an entry that lay 21 blocks back
was found, one that lay 22 back was not, and every tool call and every result counted as one.
"""

from __future__ import annotations

# Blocks between a checkpoint and an entry that it still finds, as measured.
LOOKBACK = 21
# The same by the most careful reading of all sources: what a layout may rely on.
SURE_LOOKBACK = 19
