"""Writing into users' own files what is not to count: into a configuration, or a baseline."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from promptlint.cli.chosen import checked
from promptlint.cli.files import STDIN
from promptlint.cli.options import Given
from promptlint.cli.output import Trouble, complain, say
from promptlint.cli.suppressions import Run, marked
from promptlint.config.find import OWN_FILE, SHARED_FILE
from promptlint.report.summary import counted


def refuse_to_add(given: Given, paths: Sequence[str]) -> None:
    """Refuse an --add-ignore that cannot be followed. Raises Trouble."""
    if given.add_ignore is None:
        return
    if not given.add_ignore.strip():
        raise Trouble("--add-ignore wants a reason: who reads the configuration will ask for it")
    if given.isolated:
        raise Trouble("--add-ignore writes into the configuration, and --isolated wants none")
    if STDIN in paths:
        raise Trouble("--add-ignore needs files, and - is none")


def add_ignores(run: Run, reason: str) -> bool:
    """Write all that counts into the configurations in force, as entries of `ignore`.

    Returns whether all of it could be said there. Raises Trouble.
    """
    from promptlint.engine.suppress import entry_for

    added: dict[Path, dict[str, list[str]]] = {}
    outside: dict[str, Path] = {}
    for _, result in run.files:
        findings = marked(result, None)
        path = _configuration(result.path, run) if findings else Path()
        for finding in findings:
            entry = entry_for(result.path, finding.place.pointer, path.parent)
            if entry is None:
                outside[result.path] = path
            else:
                added.setdefault(path, {}).setdefault(entry, []).append(finding.rule)
    for name, path in outside.items():
        complain(f"{name}: it lies outside of the folder of {path}, which cannot ignore it there")
    for path, rules in added.items():
        _add(path, rules, " ".join(reason.split()))
        if not run.setup.given.quiet:
            entries = counted(len(rules), "entry", "entries")
            number = counted(sum(map(len, rules.values())), "finding")
            say(f"{path}: {entries} added to ignore, for {number}")
    if not (added or outside or run.setup.given.quiet):
        say("There is nothing to ignore.")
    return not outside


def _configuration(path: str, run: Run) -> Path:
    """The configuration of a file: without one, one at the top of its repository, else here."""
    from promptlint.config import top_of

    config = checked(partial(run.setup.choice.of_file, path))
    if config.path is not None:
        return config.path
    top = top_of(Path(path).parent)
    return Path(os.path.relpath(top) if top else "", OWN_FILE)


def _add(path: Path, rules: Mapping[str, Sequence[str]], reason: str) -> None:
    """Add entries to a configuration: for each place the rules that are to be ignored there."""
    from promptlint.config.adding import Added, NotAdded, with_ignores

    old = contents(path)
    within = ("tool", "promptlint") if path.name == SHARED_FILE else ()
    added = [Added((entry,), tuple(sorted(set(names))), reason) for entry, names in rules.items()]
    try:
        save(path, old, with_ignores((old or b"").decode(), within, added))
    except NotAdded as problem:
        raise Trouble(f"{path}: {problem}") from None


def contents(path: Path) -> bytes | None:
    """The bytes of a file that is to be changed; None if it is not there. Raises Trouble."""
    from promptlint.text import files

    try:
        return files.read(path) if path.exists() else None
    except files.FileRefused as refusal:
        raise Trouble(f"{path}: {refusal}") from None


def save(path: Path, old: bytes | None, new: str) -> None:
    """Write a file that held these bytes, or was not there. Raises Trouble."""
    from promptlint.text import files

    try:
        if old is None:
            files.create(path, new.encode())
        else:
            files.replace(path, old, new.encode())
    except files.FileRefused as refusal:
        raise Trouble(f"{path}: left as it is: {refusal}") from None
