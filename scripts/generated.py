"""What the scripts that write files share: a file is written, or held against what is there."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]


def settle(
    wanted: Mapping[Path, str], arguments: Sequence[str], usage: str | None, command: str
) -> int:
    """Write files or, with --check, name those that are missing or stale. Returns the exit code.

    Args:
        wanted: what the files have to hold.
        arguments: of the command line: nothing, or --check.
        usage: said if the arguments are others.
        command: what to run where a file is not as it should be.
    """
    if [*arguments] not in ([], ["--check"]):
        print(usage, file=sys.stderr)
        return 2
    wrong = {path: text for path, text in wanted.items() if _held(path) != text}
    for path, text in wrong.items():
        name = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else path.name
        if arguments:
            print(f"{'stale' if path.exists() else 'missing'}: {name}")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"written: {name}")
    if wrong and arguments:
        print(f"run {command}")
        return 1
    return 0


def _held(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def between(text: str, command: str, inside: str) -> str:
    """A page with another text between `<!-- command -->` and `<!-- end -->`.

    Raises:
        ValueError: the page has no such place.
    """
    begin, end = f"<!-- {command} -->\n", "<!-- end -->\n"
    before, found, rest = text.partition(begin)
    _, ended, after = rest.partition(end)
    if not (found and ended):
        raise ValueError(f"there is no {begin.strip()} … {end.strip()}")
    return f"{before}{begin}\n{inside.strip()}\n\n{end}{after}"
