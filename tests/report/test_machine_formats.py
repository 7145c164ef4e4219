"""What all formats for programs have in common."""

from __future__ import annotations

import subprocess
import sys

import pytest
from effort import examples
from hostile_results import as_it_is, results
from hypothesis import given, settings

from promptlint import rulepack
from promptlint.report.formats import MACHINE, WITH_REPLACEMENTS, writer
from promptlint.report.results import Result


def test_the_formats_have_names() -> None:
    assert list(MACHINE) == ["json", "sarif", "github", "gitlab", "junit"]
    assert set(MACHINE) > WITH_REPLACEMENTS


@pytest.mark.parametrize("form", MACHINE)
@settings(max_examples=examples(15), deadline=None)
@given(results=results())
def test_any_result_can_be_written_as_utf_8_and_always_alike(
    form: str, results: list[Result]
) -> None:
    text = writer(form)(results, rule=rulepack.rule, rename=as_it_is)
    assert text.isascii() or form == "github"
    assert "\r" not in text
    assert text.encode().decode() == text
    assert text == writer(form)(results, rule=rulepack.rule, rename=as_it_is)


@pytest.mark.parametrize("form", MACHINE)
def test_nothing_to_say_is_said_too(form: str) -> None:
    assert isinstance(writer(form)([], rule=rulepack.rule, rename=as_it_is), str)


def test_a_format_is_imported_when_it_is_written() -> None:
    code = (
        "import sys; from promptlint.report.formats import MACHINE, writer\n"
        "from promptlint import rulepack\n"
        "print(*(f'promptlint.report.{form}' in sys.modules for form in MACHINE), sep=',')\n"
        "for form in MACHINE:\n"
        "    writer(form)([], rule=rulepack.rule, rename=str)\n"
        "    print(form, 'xml' in sys.modules, 'hashlib' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert done[0] == "False,False,False,False,False"
    assert done[1:] == [
        "json False False",
        "sarif False False",
        "github False False",
        "gitlab False False",
        "junit True False",
    ]
