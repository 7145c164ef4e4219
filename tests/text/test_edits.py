"""Edits are applied as they are said, and grades are ordered as users rely on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promptlint.text import Edit, Grade, Overlap, Span, apply


@given(
    st.lists(st.tuples(st.text(max_size=4), st.none() | st.text(max_size=4)), max_size=8),
    st.randoms(use_true_random=False),
)
def test_apply_replaces_exactly_the_spans(
    pieces: list[tuple[str, str | None]],
    random: object,
) -> None:
    text, expected, edits = "", "", []
    for old, new in pieces:
        # A bar between the pieces keeps insertions apart, whose order would be open otherwise.
        if new is not None:
            edits.append(Edit(Span(len(text), len(text) + len(old)), new))
        text += old + "|"
        expected += (old if new is None else new) + "|"
    getattr(random, "shuffle")(edits)  # noqa: B009 - hypothesis does not export the type
    assert apply(text, edits) == expected


def test_insertions_at_one_place_keep_their_order() -> None:
    here = Span(1, 1)
    assert apply("ab", [Edit(here, "2"), Edit(here, "1"), Edit(Span(1, 2), "B")]) == "a21B"


def test_neighbours_do_not_overlap() -> None:
    assert apply("abcd", [Edit(Span(2, 4), "y"), Edit(Span(0, 2), "x")]) == "xy"


@pytest.mark.parametrize(
    ("one", "other"),
    [(Span(0, 2), Span(1, 3)), (Span(0, 3), Span(1, 1)), (Span(0, 3), Span(0, 3))],
)
def test_overlapping_edits_are_refused(one: Span, other: Span) -> None:
    with pytest.raises(Overlap):
        apply("abcd", [Edit(one, "x"), Edit(other, "y")])


def test_grades_are_ordered_by_what_they_leave_alone() -> None:
    assert Grade.MANUAL < Grade.RELOCATE < Grade.LAYOUT < Grade.SAFE
    assert [grade.label for grade in Grade] == ["manual", "relocate", "layout", "safe"]


def test_grades_are_found_by_their_label() -> None:
    assert all(Grade.named(grade.label) is grade for grade in Grade)
    with pytest.raises(KeyError):
        Grade.named("reckless")
