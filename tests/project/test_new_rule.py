"""A rule begun in a copy of the repository: what is there fits, and what is missing is missed."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from effort import takes_long

from promptlint import rulepack
from scripts import new_rule, rule_docs

ROOT = Path(__file__).parents[2]
PARTS = ("promptlint", "rules", "scripts", "tests", "docs", "fixtures")
UNTRACKED = shutil.ignore_patterns("__pycache__", ".*")
PLAIN, MENDED = "clean-parcel", "zealous-marker-of-a-long-kind-2x"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for part in PARTS:
        shutil.copytree(ROOT / part, tmp_path / part, ignore=UNTRACKED)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def state(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=folder, capture_output=True, text=True, check=False
    )


def failed(folder: Path, *arguments: str) -> set[str]:
    """The tests that fail in a copy, without their parameters other than a rule's name."""
    done = run(
        folder,
        "-m",
        "pytest",
        "-q",
        "--tb=no",
        "-p",
        "no:cacheprovider",
        "--numprocesses=0",
        *arguments,
    )
    assert " passed" in done.stdout, done.stdout + done.stderr
    lines = re.findall(r"^FAILED \S+::(\w+)(?:\[([\w-]+))?", done.stdout, re.MULTILINE)
    return {f"{test} {name}".strip() for test, name in lines}


@takes_long
def test_a_new_rule_fits_and_is_missed_until_it_is_written(copy: Path) -> None:
    pytest.importorskip("ruff")
    pytest.importorskip("mypy")
    begun = run(copy, "-m", "scripts.new_rule", "body", PLAIN)
    assert (begun.returncode, begun.stderr) == (0, "")
    codes = [rule.code for rule in rulepack.load().values() if rule.code.startswith("PL4")]
    assert f"rules/body/{PLAIN}.toml: PL{int(max(codes)[2:]) + 1}," in begun.stdout
    assert f"pytest tests/test_examples.py tests/test_rulepack.py -k {PLAIN}\n" in begun.stdout
    begun = run(copy, "-m", "scripts.new_rule", "tools", MENDED, "--severity=error", "--fix=layout")
    assert (begun.returncode, begun.stderr) == (0, "")

    for command in (["ruff", "check"], ["ruff", "format", "--check"], ["mypy", "--strict"]):
        done = run(copy, "-m", *command, "promptlint/checks")
        assert done.returncode == 0, done.stdout + done.stderr
    chosen = f"test_rulepack or every_fixing_rule or {PLAIN} or {MENDED}"
    assert failed(copy, "tests/test_rulepack.py", "tests/test_examples.py", "-k", chosen) == {
        f"test_nothing_is_left_to_be_written {PLAIN}",
        f"test_nothing_is_left_to_be_written {MENDED}",
        f"test_example {PLAIN}",
        f"test_example {MENDED}",
        f"test_fix {MENDED}",
        "test_every_fixing_rule_has_a_fixed_example_or_fixes_a_bad_one",
    }
    assert run(copy, "-m", "scripts.rule_docs", "--check").returncode == 1

    # The rule without a fix is written, as its author was told, and then nothing of it fails.
    rule = copy / "rules" / "body" / f"{PLAIN}.toml"
    words = re.sub(r"⟨(?!\d+ words)([^⟩]*)⟩", r"\1", rule.read_text(encoding="utf-8"))
    rule.write_text(words, encoding="utf-8")
    check = copy / "promptlint" / "checks" / "body" / f"{PLAIN.replace('-', '_')}.py"
    judgement = 'return any(text.string == "What is wrong." for text in block.texts)'
    code = check.read_text(encoding="utf-8")
    code = re.sub("[⟨⟩]", "", code.replace("return False", judgement))
    check.write_text(code, encoding="utf-8")
    assert failed(copy, "tests/test_examples.py", "tests/test_rulepack.py", "-k", PLAIN) == set()
    assert run(copy, "-m", "scripts.rule_docs").returncode == 0
    page = (copy / "docs" / "rules" / f"{PLAIN}.md").read_text(encoding="utf-8")
    assert "> **warning**: this text block what is wrong" in page
    assert run(copy, "-m", "scripts.rule_docs", "--check").returncode == 0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["preffix", "new-rule"], "there is no family 'preffix'; there are prefix, "),
        (["prefix", "volatile-prefix"], "there is a rule 'volatile-prefix' already, in prefix"),
        (["tools", "volatile-prefix"], "there is a rule 'volatile-prefix' already, in prefix"),
        (["prefix", "old-name"], "'old-name' is an alias of 'volatile-prefix'"),
        (["prefix", "minimum-of"], "promptlint/checks/prefix/minimum_of.py exists already"),
        (["prefix", "New-Rule"], "'New-Rule' is no name"),
        (["prefix", "new_rule"], "'new_rule' is no name"),
        (["prefix", "rule"], "'rule' is no name"),
        (["prefix", "new-"], "'new-' is no name"),
        (["prefix", "../new-rule"], "'../new-rule' is no name"),
        (["prefix", "new-rule\n"], "'new-rule\\n' is no name"),
        (["prefix", "x-" * 20 + "x"], "is no name"),
        (["prefix", "pl-101", "--fix", "manual"], "argument --fix: invalid choice: 'manual'"),
        (["prefix", "pl-101", "--severity", "fatal"], "argument --severity: invalid choice"),
        (["prefix"], "the following arguments are required: NAME"),
        (["economy", "new-rule"], "the family 'economy' has no code left after PL599"),
        (["model", "new-rule"], "the family 'model' has no folder promptlint/checks/model"),
    ],
    ids=lambda value: None if isinstance(value, str) else " ".join(value)[:40].strip(),
)
def test_what_cannot_be_begun_is_refused_in_a_sentence(
    copy: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], reason: str
) -> None:
    rule = copy / "rules" / "prefix" / "volatile-prefix.toml"
    text = rule.read_text(encoding="utf-8")
    rule.write_text(f'aliases = ["old-name"]\n{text}', encoding="utf-8")
    rule = copy / "rules" / "economy" / "cheaper-layout.toml"
    text = rule.read_text(encoding="utf-8")
    rule.write_text(re.sub(r'^code = "PL\d+"', 'code = "PL599"', text), encoding="utf-8")
    (copy / "promptlint" / "checks" / "prefix" / "minimum_of.py").touch()
    shutil.rmtree(copy / "promptlint" / "checks" / "model")
    before = state(copy)
    assert new_rule.main(arguments, copy) == 2
    (sentence,) = capsys.readouterr().err.splitlines()
    assert sentence.startswith("new_rule: ")
    assert reason in sentence
    assert state(copy) == before


def test_a_registration_that_looks_otherwise_is_left_alone(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy / new_rule.REGISTER).write_text("CHECKS = {}\n", encoding="utf-8")
    before = state(copy)
    assert new_rule.main(["prefix", "new-rule"], copy) == 2
    assert "does not list the checks as this script knows it" in capsys.readouterr().err
    assert state(copy) == before


@pytest.mark.parametrize("number", [0, 1, 2])
def test_nothing_is_written_by_half(
    copy: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    before = state(copy)
    write, left = Path.write_text, [number]

    def fails(path: Path, text: str, **options: str) -> int:
        if not left[0]:
            write(path, text[:20], encoding="utf-8")
            raise OSError(28, "No space left on device")
        left[0] -= 1
        return write(path, text, encoding="utf-8")

    monkeypatch.setattr(Path, "write_text", fails)
    assert new_rule.main(["prefix", "new-rule"], copy) == 2
    assert state(copy) == before


def test_registrations_are_in_the_order_that_ruff_wants() -> None:
    pytest.importorskip("ruff")
    text = (ROOT / new_rule.REGISTER).read_text(encoding="utf-8")
    names = ("a1-b", "a10-b", "a2-b", "zz-top", "minimum-b", "common-b", "x-y", f"x-{'y' * 28}")
    for family in reversed(rulepack.FAMILIES):
        for name in names:
            function = f"{name.replace('-', '_')}_{family}"
            text = new_rule.registered(text, f"promptlint.checks.{family}.{function}")
    for command in (["check", "--select", "I,E501,F"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, "--stdin-filename", new_rule.REGISTER, "-"],
            cwd=ROOT,
            input=text,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_families_have_digits_and_codes_begin_with_them() -> None:
    assert set(rulepack.FAMILIES) <= set(new_rule.DIGITS)
    assert len(set(new_rule.DIGITS.values())) == len(new_rule.DIGITS)
    for rule in rulepack.load().values():
        if rule.code[2] != "9":
            assert int(rule.code[2]) == new_rule.DIGITS[rule.family], rule.name


def test_contributors_are_told_of_both_scripts() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert "python -m scripts.new_rule " in text
    assert rule_docs.COMMAND in text
