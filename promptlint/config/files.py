"""The files that a configuration names: lexicons and rule packs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from promptlint import rulepack
from promptlint.config.documents import read_all
from promptlint.config.lexicons import read_lexicon
from promptlint.config.packs import in_force, read_pack, regraded
from promptlint.config.problems import BadConfig
from promptlint.findings import Severity
from promptlint.rulepack import Rule


def brought(
    lexicons: Iterable[Path], packs: Iterable[Path], severities: Iterable[tuple[str, str, str]]
) -> tuple[list[Mapping[str, Any]], Mapping[str, Rule]]:
    """The tables of the user's words; and the rules that he has changed.

    Args:
        severities: rules, their severities and who says so; they count more than those of packs.

    Raises:
        BadConfig: with all that is wrong in all the files.
    """
    words, wrong = read_all(read_lexicon, lexicons)
    read, also_wrong = read_all(read_pack, packs)
    if wrong or also_wrong:
        raise BadConfig([*wrong, *also_wrong])
    rules = dict(in_force(read))
    for called, level, said in severities:
        name = rulepack.find(called).name
        rule = rules.get(name) or rulepack.rule(name)
        rules[name] = regraded(rule, Severity.named(level), said)
    return words, rules
