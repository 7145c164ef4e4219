"""Lines and indentations of a stretch of text, against looking at the text itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from promptlint.syntax.lines import LONGEST_GAP, Lines


@given(st.text(st.sampled_from("\n\n \t\r{a"), max_size=20), st.data())
def test_lines_of_a_stretch(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    lines = Lines(text, start, end)
    for one in range(start, end + 1):
        line = text[text.rfind("\n", 0, one) + 1 :]
        assert lines.indent(one) == line[: len(line) - len(line.lstrip(" \t"))]
        for other in range(one, end + 1):
            assert lines.broken(one, other) is ("\n" in text[one:other])


def test_no_indentation_is_longer_than_anybody_writes() -> None:
    assert Lines("\n" + " " * 5000 + "1", 1, 5002).indent(5001) == " " * LONGEST_GAP
