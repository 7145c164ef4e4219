"""The examples of the API's documentation do what they say, and each thing in it is explained."""

from __future__ import annotations

import doctest
from collections.abc import Callable
from inspect import getdoc, isclass, isroutine

import pytest

import promptlint
from promptlint import api

FUNCTIONS = [promptlint.check, promptlint.fix, promptlint.layout, promptlint.diff]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_examples(function: Callable[..., object]) -> None:
    (test,) = doctest.DocTestFinder(recurse=False).find(function, function.__name__, globs={})
    assert test.examples
    result = doctest.DocTestRunner(verbose=False).run(test)
    assert (result.failed, result.attempted) == (0, len(test.examples))


def test_what_is_public_is_there_and_explained() -> None:
    assert set(promptlint.__all__) <= {*api.__all__, "__version__"}
    assert set(promptlint.__all__) <= set(dir(promptlint))
    for name in promptlint.__all__:
        thing = getattr(promptlint, name)
        if isclass(thing) or isroutine(thing):
            assert getdoc(thing), name
    with pytest.raises(AttributeError, match="module 'promptlint' has no attribute 'nothing'"):
        promptlint.nothing  # type: ignore[attr-defined]  # noqa: B018


def test_a_function_and_a_part_of_the_house_may_share_a_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from promptlint.layout import plan

    assert callable(plan)
    assert promptlint.layout is api.layout
    monkeypatch.setattr(promptlint, "layout", len)
    assert promptlint.layout([1, 2]) == 2  # type: ignore[arg-type, comparison-overlap]
    monkeypatch.undo()
    assert promptlint.layout is api.layout
