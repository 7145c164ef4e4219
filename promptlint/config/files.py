"""The files that a configuration names: lexicons and rule packs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from promptlint import rulepack
from promptlint.config.documents import read_all
from promptlint.config.lexicons import read_lexicon
from promptlint.config.packs import in_force, read_pack, regraded
from promptlint.config.problems import BadConfig
from promptlint.facts import Lexicon, extended
from promptlint.findings import Lifetime, Severity
from promptlint.rulepack import Rule


def brought(
    path: Path,
    lexicons: Iterable[str],
    placeholders: Mapping[str, Lifetime],
    packs: Iterable[str],
    severities: Mapping[str, str],
) -> tuple[Lexicon | None, Mapping[str, Rule]]:
    """Our lexicon with the user's words, None without any; and the rules that he has changed.

    Args:
        path: the configuration, to which the names of the files are relative.
        severities: its own, which count more than those of packs.

    Raises:
        BadConfig: with all that is wrong in all the files.
    """
    words, wrong = read_all(read_lexicon, [path.parent / name for name in lexicons])
    read, also_wrong = read_all(read_pack, [path.parent / name for name in packs])
    if wrong or also_wrong:
        raise BadConfig([*wrong, *also_wrong])
    rules = dict(in_force(read))
    for called, level in severities.items():
        name = rulepack.find(called).name
        rule = rules.get(name) or rulepack.rule(name)
        rules[name] = regraded(rule, Severity.named(level), str(path))
    return extended(words, placeholders) if words or placeholders else None, rules
