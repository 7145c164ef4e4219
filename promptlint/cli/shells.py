"""What shells ask when somebody presses the tab key, and how they want the answer."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    shell_complete,
    split_arg_string,
)

if TYPE_CHECKING:
    import click

VARIABLE = "_PROMPTLINT_COMPLETE"

_SCRIPTS = Path(__file__).parent / "scripts"


class Complete(ShellComplete):
    """As click does it, but a value behind `--option=` is completed together with the option.

    For a file, the item's value is the number of characters in front of its name.
    """

    def source(self) -> str:
        """The script that a shell is to run."""
        return script(self.name)

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """What may stand in the place of the whole word."""
        items = super().get_completions(args, incomplete)
        option, equals, _ = incomplete.partition("=")
        before = option + equals if equals and option.startswith("-") else ""
        return [_whole(item, incomplete, before) for item in items]


def _whole(item: CompletionItem[Any], incomplete: str, before: str) -> CompletionItem[str]:
    value = str(item.value)
    if item.type == "plain":
        return CompletionItem(before + value, help=item.help)
    return CompletionItem(str(len(incomplete) - len(value)), type="file")


@add_completion_class
class Bash(Complete, BashComplete):
    """bash, which replaces only what stands behind the last `:` or `=`."""

    _kept = 0

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the cursor, and the one that the cursor is in."""
        line = os.environ["COMP_WORDS"]
        words = split_arg_string(line)[1:]
        incomplete = words.pop() if words and not line[-1:].isspace() else ""
        self._kept = max(len(incomplete) - len(os.environ["COMP_CWORD"]), 0)
        return words, incomplete

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """One line; without what stays."""
        return f"{item.type},{item.value[self._kept :] if item.type == 'plain' else ''}"


@add_completion_class
class Zsh(Complete, ZshComplete):
    """zsh."""


@add_completion_class
class Fish(Complete, FishComplete):
    """fish."""


def script(shell: str) -> str:
    """What a shell has to run once, so that it asks."""
    return (_SCRIPTS / f"promptlint.{shell}").read_text(encoding="utf-8")


def answer(app: click.Command, instruction: str) -> int:
    """Print what a shell asks for. Returns the exit code."""
    return shell_complete(app, {}, "promptlint", VARIABLE, instruction)
