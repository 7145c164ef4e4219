"""A text as lines."""

from __future__ import annotations

import re
from bisect import bisect_right


class Lines:
    """A text as lines, numbered from 0, line ends included."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = re.findall(r"[^\n]*\n|[^\n]+", text)
        self.starts: list[int] = []
        at = 0
        for line in self.lines:
            self.starts.append(at)
            at += len(line)

    def number(self, offset: int) -> int:
        """The number of the line that an offset is on."""
        return bisect_right(self.starts, offset) - 1

    def blank(self, number: int) -> bool:
        """Whether a line is empty, or beyond the text."""
        return not (0 <= number < len(self.lines)) or not self.lines[number].strip()

    def content(self, first: int, last: int) -> set[int]:
        """The lines from `first` to `last`, both included, that are not blank."""
        return {number for number in range(first, last + 1) if not self.blank(number)}

    def span_end(self, number: int) -> int:
        """The offset at which a line ends, its line end included."""
        return self.starts[number] + len(self.lines[number])
