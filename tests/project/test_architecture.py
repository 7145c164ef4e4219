"""The house has floors: who may import whom, who may touch the world, how big a file may get."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = Path(__file__).parents[2] / "promptlint"

# A module imports only from below. Parts of one floor do not know each other; in the second floor
# the numbers behind the point say who stands on whom.
FLOORS = {
    "": 12.0,  # promptlint/__init__.py: the way to the API; anybody may ask it for the version
    "errors": 0.0,
    "text": 0.0,
    "resources": 0.0,
    "syntax": 1.0,
    "prompt": 2.0,
    "operations": 2.1,
    "catalog": 2.1,
    "findings": 2.2,
    "rulepack": 2.3,
    "dialects": 3.0,
    "forms": 4.0,
    "facts": 5.0,
    "layout": 6.0,
    "cache": 6.0,
    "checks": 7.0,
    "config": 8.0,
    "engine": 9.0,
    "report": 10.0,
    "api": 10.8,
    "cli": 11.0,
    "integrations": 10.5,  # on the same floor, but the command line may start them
    "__main__": 12.0,
}

# Within a part, stairs: a folder imports only from those before it.
STAIRS = (("facts.volatile.words", "facts.volatile.reading", "facts.volatile.weighing"),)

# Checks get all they need handed in; how a request was spelled is none of their business.
HIDDEN_FROM_CHECKS = {"dialects", "forms", "engine"}

# Costly to import, so imported by the function that needs them. click is paid for by every command.
LAZY = {
    "boto3",
    "botocore",
    "jsonschema",
    "pathspec",
    "pydantic",
    "re2",
    "rich",
    "tiktoken",
    "tomlkit",
}
THIRD_PARTY = LAZY | {"click"}
# Modules that are made of them, and imported by functions only in their turn.
HEAVY = {"promptlint.config.schema"}

# The only parts that read files, print, leave the process or look at the environment. Others may
# read the data we ship, which they find through `resources` or beside themselves.
OUTWARD = ("text.files", "resources", "rulepack", "catalog", "config", "engine", "cli")
INTEGRATIONS = "integrations"

OUTWARD_NAMES = {"open", "print", "input", "exit", "quit"}
OUTWARD_OBJECTS = {
    "os": {"environ", "getenv", "_exit"},
    "sys": {"argv", "exit", "stdin", "stdout", "stderr"},
}
READING_METHODS = {"read_text", "read_bytes"}
OUTWARD_METHODS = {"iterdir", "mkdir", "scandir", "unlink", "write_bytes", "write_text"}

# No part opens a connection or starts a program, and nobody's code is run.
NETWORK = {
    "asyncio",
    "ftplib",
    "http",
    "httpx",
    "requests",
    "smtplib",
    "socket",
    "ssl",
    "subprocess",
}
CODE_RUNNERS = {"__import__", "compile", "eval", "exec"}

LONGEST_FILE = 300


class Module(NamedTuple):
    """A module of the package: `name` without "promptlint.", "" for the package itself."""

    name: str
    package: str
    tree: ast.Module

    @property
    def part(self) -> str:
        return self.name.partition(".")[0]


class Import(NamedTuple):
    """One imported module: `at_start` if it is loaded as soon as the importing one is."""

    name: str
    line: int
    at_start: bool


def module(name: str, code: str, *, is_package: bool = False) -> Module:
    return Module(name, name if is_package else name.rpartition(".")[0], ast.parse(code))


@cache
def modules() -> tuple[Module, ...]:
    """All modules of the package, read once."""
    return tuple(_modules())


def _modules() -> Iterator[Module]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        yield module(name, path.read_text(encoding="utf-8"), is_package=is_package)


def walk(node: ast.AST, *, at_start: bool = True) -> Iterator[tuple[ast.AST, bool]]:
    """All nodes, each with whether it runs on import. `if TYPE_CHECKING:` never runs."""
    for child in ast.iter_child_nodes(node):
        is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        is_typing = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
        later = at_start and not is_function and not is_typing
        yield child, later
        yield from walk(child, at_start=later)


def imports(of: Module) -> Iterator[Import]:
    for node, at_start in walk(of.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno, at_start)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                ancestors = ["promptlint", *filter(None, of.package.split("."))]
                kept = ancestors[: len(ancestors) - node.level + 1]
                base = ".".join([*kept, *filter(None, [base])])
            for alias in node.names:
                # "from promptlint import text" names a module, "from promptlint.text import Span"
                # a thing in one.
                name = f"{base}.{alias.name}" if base == "promptlint" else base
                yield Import(name, node.lineno, at_start)


def own_parts(of: Module) -> Iterator[tuple[str, int]]:
    """The parts of the package that a module imports, with the line."""
    for name, line, _ in imports(of):
        top, _, rest = name.partition(".")
        if top == "promptlint":
            part = rest.partition(".")[0]
            yield ("" if part.startswith("__version") else part), line


# --- the rules: each yields a complaint for every breach in one module --------------------------


def climbing(of: Module) -> Iterator[str]:
    if of.part not in FLOORS:
        yield f"promptlint.{of.name} stands on no floor"
        return
    for part, line in own_parts(of):
        if part == of.part:
            continue
        if part not in FLOORS:
            yield f"promptlint.{of.name}:{line} imports {part}, which stands on no floor"
        elif FLOORS[part] >= FLOORS[of.part] and not (part == "" and of.part):
            yield f"promptlint.{of.name}:{line} imports {part}, which is not below it"


def upstairs(of: Module) -> Iterator[str]:
    for steps in STAIRS:
        own = next((n for n, step in enumerate(steps) if of.name.startswith(step)), len(steps))
        for name, line, _ in imports(of):
            for step in steps[own + 1 :]:
                if name.startswith(f"promptlint.{step}"):
                    yield f"promptlint.{of.name}:{line} imports {step}, which is up the stairs"


def nosy_checks(of: Module) -> Iterator[str]:
    if of.part == "checks":
        for part, line in own_parts(of):
            if part in HIDDEN_FROM_CHECKS:
                yield f"promptlint.{of.name}:{line} imports {part}"


def heavy_at_start(of: Module) -> Iterator[str]:
    if f"promptlint.{of.name}" in HEAVY:
        return
    for name, line, at_start in imports(of):
        top = name if name in HEAVY else name.partition(".")[0]
        if at_start and (top in LAZY | HEAVY or (top == "click" and of.part != "cli")):
            yield f"promptlint.{of.name}:{line} imports {top} when it is imported itself"


def undeclared(of: Module) -> Iterator[str]:
    for name, line, _ in imports(of):
        top = name.partition(".")[0]
        if top not in {"promptlint", *THIRD_PARTY, *sys.stdlib_module_names}:
            yield f"promptlint.{of.name}:{line} imports {top}, which is no dependency"


def outward(of: Module) -> Iterator[str]:
    if of.part == INTEGRATIONS or any(f"{of.name}.".startswith(f"{part}.") for part in OUTWARD):
        return
    finds_shipped_data = any(part == "resources" for part, _ in own_parts(of)) or any(
        isinstance(node, ast.Name) and node.id == "__file__" for node, _ in walk(of.tree)
    )
    methods = OUTWARD_METHODS if finds_shipped_data else OUTWARD_METHODS | READING_METHODS
    for node, _ in walk(of.tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in OUTWARD_NAMES:
                yield f"promptlint.{of.name}:{node.lineno} calls {name}()"
            case ast.Call(func=ast.Attribute(attr=name)) if name in methods:
                yield f"promptlint.{of.name}:{node.lineno} calls .{name}()"
            case ast.Attribute(value=ast.Name(id=owner), attr=name):
                if name in OUTWARD_OBJECTS.get(owner, ()):
                    yield f"promptlint.{of.name}:{node.lineno} uses {owner}.{name}"
            case ast.ImportFrom(module=str(owner), names=aliases):
                for alias in aliases:
                    if alias.name in OUTWARD_OBJECTS.get(owner, ()):
                        yield f"promptlint.{of.name}:{node.lineno} imports {owner}.{alias.name}"


def reaching_out(of: Module) -> Iterator[str]:
    for name, line, _ in imports(of):
        top = name.partition(".")[0]
        if (top in NETWORK or name == "urllib.request") and of.part != INTEGRATIONS:
            yield f"promptlint.{of.name}:{line} imports {name}"
    for node, _ in walk(of.tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in CODE_RUNNERS
        ):
            yield f"promptlint.{of.name}:{node.lineno} calls {node.func.id}()"


RULES = (climbing, upstairs, nosy_checks, heavy_at_start, undeclared, outward, reaching_out)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_module_keeps_the_contract(rule: Callable[[Module], Iterator[str]]) -> None:
    assert [complaint for each in modules() for complaint in rule(each)] == []


@pytest.mark.parametrize(
    ("rule", "name", "code"),
    [
        (climbing, "syntax.parser", "from promptlint.dialects import read"),
        (climbing, "syntax.parser", "def f():\n    from promptlint import prompt"),
        (climbing, "prompt", "from promptlint.findings import Finding"),
        (climbing, "operations", "import promptlint.rulepack"),
        (climbing, "catalog.lookup", "from promptlint.operations import Repair"),
        (climbing, "layout.planner", "from promptlint.cache import replay"),
        (climbing, "layout.planner", "from ..engine import lint"),
        (climbing, "engine", "if TYPE_CHECKING:\n    from promptlint.cli import main"),
        (climbing, "utils", ""),
        (climbing, "cli.check", "from promptlint.helpers import x"),
        (
            upstairs,
            "facts.volatile.words.tables",
            "from promptlint.facts.volatile.reading.outline import outline",
        ),
        (nosy_checks, "checks.prefix.volatile_prefix", "from promptlint.dialects import spell"),
        (heavy_at_start, "config", "import pydantic"),
        (heavy_at_start, "config.layers", "from promptlint.config.schema import Configuration"),
        (heavy_at_start, "cli.check", "try:\n    from rich.console import Console\nfinally: pass"),
        (heavy_at_start, "facts.tokens", "class Counter:\n    import tiktoken"),
        (heavy_at_start, "engine.walk", "from click import echo"),
        (undeclared, "facts.tokens", "def f():\n    import numpy"),
        (outward, "facts.tokens", "def f(path):\n    return open(path)"),
        (outward, "report.concise", "def f():\n    print('hello')"),
        (outward, "checks.x", "import os\nHOME = os.environ['HOME']"),
        (outward, "checks.x", "from os import environ"),
        (outward, "forms", "def f(path):\n    return path.read_bytes()"),
        (outward, "text.source", "import sys\ndef f():\n    sys.exit(1)"),
        (reaching_out, "engine.walk", "def f():\n    import subprocess"),
        (reaching_out, "catalog.update", "from urllib.request import urlopen"),
        (reaching_out, "config", "def f(code):\n    exec(code)"),
    ],
)
def test_a_breach_is_noticed(rule: Callable[[Module], Iterator[str]], name: str, code: str) -> None:
    assert len(list(rule(module(name, code)))) == 1


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("cli.check", "import click\nfrom promptlint.engine import check_file"),
        ("cli.version", "from promptlint import __version__"),
        ("config", "def f():\n    from pydantic import BaseModel"),
        ("report.full", "if TYPE_CHECKING:\n    from rich.text import Text"),
        ("text.files", "def f(path):\n    return open(path)"),
        ("facts.x", "from promptlint.resources import at\ndef f():\n    at('x').read_text()"),
        ("syntax.parser", "import re\nNUMBER = re.compile('x')\nfrom .node import Node"),
        ("rulepack", "from promptlint.findings import Severity"),
        ("catalog", "from promptlint.prompt import Ttl"),
    ],
)
def test_what_is_allowed_is_not_complained_about(name: str, code: str) -> None:
    assert [complaint for rule in RULES for complaint in rule(module(name, code))] == []


def test_every_part_that_exists_is_seen() -> None:
    seen = {each.part for each in modules()}
    assert seen == {path.stem for path in PACKAGE.iterdir() if is_part(path)} - {"__init__"} | {""}


def is_part(path: Path) -> bool:
    return path.suffix == ".py" or (path.is_dir() and any(path.rglob("*.py")))


def test_no_file_is_too_long() -> None:
    lengths = {
        str(path.relative_to(PACKAGE)): len(path.read_text(encoding="utf-8").splitlines())
        for path in PACKAGE.rglob("*.py")
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_every_module_says_what_it_is_for() -> None:
    assert [each.name for each in modules() if not ast.get_docstring(each.tree)] == []
