"""Begin a rule: its file, its check, its registration.

    python -m scripts.new_rule FAMILY NAME [--severity error] [--fix safe]

The rule gets the next code of its family. Either everything is written or nothing. What is written
loads, and finds nothing yet: its own example fails until there is a check, and the words in ⟨ ⟩ are
refused by a test until somebody has written them.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from promptlint.rulepack import FAMILIES

ROOT = Path(__file__).parents[1]
REGISTER = Path("promptlint/checks/__init__.py")

# The first digit of a family's codes. (9 is for what promptlint says about itself.)
DIGITS = {
    "prefix": 1,
    "checkpoints": 2,
    "model": 3,
    "body": 4,
    "economy": 5,
    "tools": 6,
    "policy": 7,
    "suppressions": 8,  # said at the end of a run: it has no folder of checks to begin one in
}
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
LONGEST_NAME = 40
LONGEST_LINE = 100

RULE = '''\
code = "{code}"
severity = "{severity}"
{fix}summary = "What is wrong ⟨in one line, without a full stop⟩"
message = "this {{kind}} block ⟨what is wrong with it, and what that costs or who refuses it⟩"
why = """
⟨Why it matters. Quote a refusal word for word: who searches for it finds this rule. Where sources
disagree, say so.⟩.
"""
remedy = """
⟨What to do, and what `promptlint fix` does about it.⟩.
"""

# Where that is known from, with the day you read it:
# [[reference]]
# title = "Amazon Bedrock User Guide, prompt caching: what it says"
# url = "https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html"
# date = "2026-01-31"

[[example]]
name = "⟨a request with what is wrong⟩"
bad = \'\'\'
{bad}
\'\'\'
expect = [{{ at = "/messages/0/content/1", severity = "{severity}" }}]
{fixed}
[[example]]
name = "⟨a near miss, which a careless check would flag⟩"
good = \'\'\'
{good}
\'\'\'
'''

BAD = """\
{
  "modelId": "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
  "system": [{"text": "⟨1500 words⟩"}, {"cachePoint": {"type": "default"}}],
  "messages": [
    {"role": "user", "content": [{"text": "Where is my parcel?"}, {"text": "What is wrong."}]}
  ]
}"""
GOOD = BAD.replace("What is wrong.", "It was due on Friday.")
# No fix makes this of it: the example fails until it is written.
FIXED = BAD.replace("What is wrong.", "What is right.")

CHECK = '''\
"""⟨What is wrong, in half a sentence.⟩."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import Options
from promptlint.facts import Facts
from promptlint.findings import Problem
{imports}

{head}
    """One problem for each block ⟨that …⟩."""
    for block in request.blocks:
        if _is_wrong(block):
            yield Problem(
                node=block.node,
                words={{"kind": block.kind.replace("_", " ")}},
{fix}            )


def _is_wrong(block: Block) -> bool:
    """Whether ⟨…⟩. As long as this is not written, the rule finds nothing."""
    return False
'''
IMPORTS = "from promptlint.prompt import Block, Prompt\n"
FIX_IMPORTS = f"""\
from promptlint.operations import Repair
{IMPORTS}from promptlint.text import Grade
"""

NEXT = """\
{rule}: {code}, its words and its examples
{check}: its check
{register}: registers it

The rule loads and finds nothing. Until it is written, its own examples fail, and so do the tests
of its words and of its page; all other tests are as before. What to do:

1. Write what stands in ⟨ ⟩ (not ⟨1500 words⟩, which examples may say) and the examples in
   {rule}.
2. Write the judgement in {check}.
3. python -m pytest tests/test_examples.py tests/test_rulepack.py -k {name}
4. promptlint check --isolated --select {name} FOLDER
   On real requests: is every finding true?
5. python -m scripts.rule_docs
   Writes docs/rules/{name}.md.
"""


class Refused(Exception):
    """A rule that cannot be begun like this. Carries the sentence for its author."""


def files(root: Path, family: str, name: str, severity: str, fix: str | None) -> dict[Path, str]:
    """What has to be written for a new rule, by its path in the repository. Raises Refused."""
    code = _code(root, family, name)
    function = name.replace("-", "_")
    rule = Path("rules", family, f"{name}.toml")
    check = Path("promptlint", "checks", family, f"{function}.py")
    for path in (rule, check):
        if not (root / path).parent.is_dir():
            raise Refused(f"the family {family!r} has no folder {path.parent.as_posix()}")
        if (root / path).exists():
            raise Refused(f"{path.as_posix()} exists already")
    module = f"promptlint.checks.{family}.{function}"
    return {
        rule: _rule(code, severity, fix),
        check: _check(function, fix),
        REGISTER: registered((root / REGISTER).read_text(encoding="utf-8"), module),
    }


def _code(root: Path, family: str, name: str) -> str:
    """The next code of the family, if the name is free."""
    if family not in FAMILIES:
        raise Refused(f"there is no family {family!r}; there are {', '.join(FAMILIES)}")
    if family not in DIGITS:
        raise Refused(f"the family {family!r} has no digit yet: give it one in scripts/new_rule.py")
    if not NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise Refused(
            f"{name!r} is no name for a rule: two or more words of a to z and 0 to 9, joined by "
            f"hyphens, in at most {LONGEST_NAME} characters"
        )
    highest = DIGITS[family] * 100
    for path in sorted((root / "rules").glob("*/*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        code = data.get("code")
        if code is None:
            continue  # models and words are no rules
        if name == path.stem:
            raise Refused(f"there is a rule {name!r} already, in {path.parent.name}")
        if name in data.get("aliases", ()):
            raise Refused(f"{name!r} is an alias of {path.stem!r}")
        number = int(code.removeprefix("PL"))
        if number // 100 == DIGITS[family]:
            highest = max(highest, number)
    if highest % 100 == 99:
        raise Refused(f"the family {family!r} has no code left after PL{highest}")
    return f"PL{highest + 1}"


def _rule(code: str, severity: str, fix: str | None) -> str:
    return RULE.format(
        code=code,
        severity=severity,
        fix=f'fix = "{fix}"\n' if fix else "",
        bad=BAD,
        fixed=f"fixed = '''\n{FIXED}\n'''\n" if fix else "",
        good=GOOD,
    )


def _check(function: str, fix: str | None) -> str:
    parameters, result = "request: Prompt, facts: Facts, options: Options", "-> Iterator[Problem]:"
    head = f"def {function}({parameters}) {result}"
    if len(head) > LONGEST_LINE:
        head = f"def {function}(\n    {parameters}\n) {result}"
    repair = f'fix=Repair("⟨what the fix does⟩", Grade.{fix.upper()}, ()),' if fix else ""
    return CHECK.format(
        imports=FIX_IMPORTS if fix else IMPORTS,
        head=head,
        fix=f"                {repair}\n" if fix else "",
    )


def registered(text: str, module: str) -> str:
    """The registration of all checks with that of a new module's. Raises Refused."""
    family, function = module.split(".")[2:]
    tree = ast.parse(text)
    imports = [
        node
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("promptlint.")
    ]
    tuples = [
        each.iter.elts
        for node in ast.walk(tree)
        if isinstance(node, ast.DictComp)
        for each in node.generators
        if isinstance(each.iter, ast.Tuple) and each.iter.elts
    ]
    if not imports or len(tuples) != 1:
        raise Refused(f"{REGISTER.as_posix()} does not list the checks as this script knows it")
    homes = {
        alias.asname or alias.name: f"{node.module}.".split(".")[2]
        for node in imports
        for alias in node.names
    }
    (checks,) = tuples
    kin = [each for each in checks if homes.get(ast.unparse(each)) == family]
    neighbour = (kin or checks)[-1]
    before = [node for node in imports if _order(node.module or "") < _order(module)]
    at = (before[-1].end_lineno or 0) if before else imports[0].lineno - 1
    lines = text.splitlines(keepends=True)
    # The later place first, so that the earlier one is still where it was.
    lines.insert(neighbour.end_lineno or 0, f"{' ' * neighbour.col_offset}{function},\n")
    lines.insert(at, _import(module, function))
    return "".join(lines)


def _order(module: str) -> list[tuple[int, str]]:
    """By this ruff sorts modules: numbers in them count as numbers."""
    parts = re.split(r"(\d+)", module)
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts if part]


def _import(module: str, function: str) -> str:
    line = f"from {module} import {function}\n"
    if len(line) - 1 <= LONGEST_LINE:
        return line
    return f"from {module} import (\n    {function},\n)\n"


def write(root: Path, texts: Mapping[Path, str]) -> None:
    """Write all files, or leave everything as it was. Raises OSError."""
    before: dict[Path, bytes | None] = {}
    try:
        for path, text in texts.items():
            target = root / path
            before[target] = target.read_bytes() if target.exists() else None
            target.write_text(text, encoding="utf-8", newline="\n")
    except BaseException:
        for target, data in before.items():
            if data is None:
                target.unlink(missing_ok=True)
            else:
                target.write_bytes(data)
        raise


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise Refused(message)


def main(arguments: Sequence[str], root: Path = ROOT) -> int:
    """Begin the rule that the command line asks for, or say why not."""
    parser = _Parser(prog="python -m scripts.new_rule", description="Begin a rule.")
    parser.add_argument("family", metavar="FAMILY", help=", ".join(FAMILIES))
    parser.add_argument("name", metavar="NAME", help="words in lower case, joined by hyphens")
    parser.add_argument("--severity", choices=("error", "warning", "info"), default="warning")
    parser.add_argument("--fix", choices=("safe", "layout", "relocate"), help="default: none")
    try:
        asked = parser.parse_args(arguments)
        texts = files(root, asked.family, asked.name, asked.severity, asked.fix)
        write(root, texts)
    except (Refused, OSError) as problem:
        print(f"new_rule: {problem}", file=sys.stderr)
        return 2
    rule, check, register = (path.as_posix() for path in texts)
    code = tomllib.loads(texts[Path(rule)])["code"]
    print(
        NEXT.format(rule=rule, check=check, register=register, code=code, name=asked.name), end=""
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
