"""A section without a text that the house wants in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from promptlint.checks.common import Options
from promptlint.checks.policy.common import reason
from promptlint.facts import Facts
from promptlint.findings import Problem
from promptlint.prompt import Prompt

_WORDS = {"tools": "the tools", "system": "the system prompt", "messages": "the messages"}


def required_placeholder(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each text that is missing; a fragment has only the sections it has."""
    lists = {found.section: found.node for found in reversed(request.lists)}
    for entry in options["texts"]:
        section = entry.get("section", "system")
        if section not in lists and "messages" not in lists:
            continue
        wanted = _tight(entry["text"])
        texts = (node.string for block in request.section(section) for node in block.texts)
        if not any(wanted in _tight(text) for text in texts):
            yield Problem(
                node=lists.get(section, request.root),
                words={
                    "section": _WORDS[section],
                    "text": entry["text"],
                    "reason": reason(entry),
                },
            )


def _tight(text: str) -> str:
    """The text with "{{ name }}" written as "{{name}}"."""
    return re.sub(r"(?<=\{)[ \t]{1,4}(?![ \t])|(?<![ \t])[ \t]{1,4}(?=\})", "", text)
