"""Line breaks of a document, found once: it may be a single line of 50 MB."""

from __future__ import annotations

import re
from bisect import bisect_right

# Longer runs of white space are nobody's style, and copying them would make small edits huge.
LONGEST_GAP = 200
_INDENT = re.compile(rf"[ \t]{{0,{LONGEST_GAP}}}+")


class Lines:
    """The lines that `text[start:end]` stands on."""

    __slots__ = ("_starts", "text")

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self._starts = [text.rfind("\n", 0, start) + 1]
        at = start - 1
        while (at := text.find("\n", at + 1, end)) >= 0:
            self._starts.append(at + 1)

    def indent(self, offset: int) -> str:
        """The white space at the beginning of the line that `offset` is on."""
        match = _INDENT.match(self.text, self._starts[bisect_right(self._starts, offset) - 1])
        return match[0] if match else ""

    def broken(self, start: int, end: int) -> bool:
        """Whether a line break stands between two offsets."""
        return bisect_right(self._starts, start) < bisect_right(self._starts, end)
