"""A body that has not the shape its service wants."""

from __future__ import annotations

from collections.abc import Iterator

from promptlint.checks.common import APIS, Options, also_elsewhere
from promptlint.facts import Facts
from promptlint.facts.bodies import faults, fits
from promptlint.findings import Problem, Severity
from promptlint.prompt import Prompt


def invalid_request(request: Prompt, facts: Facts, options: Options) -> Iterator[Problem]:
    """One problem for each thing that is wrong, however many places have it.

    What the body might also be is heard first: it is wrong only where it is wrong as either.
    """
    if any(fits(request.root, dialect) for dialect in (request.dialect, *facts.rivals)):
        return
    for fault in faults(request.root, request.dialect):
        yield Problem(
            node=fault.node,
            words={
                "api": APIS[request.dialect],
                "fault": fault.words,
                "more": also_elsewhere(fault.others),
            },
            variant=None if fault.kind == "wrong" else fault.kind,
            severity=None if fault.kind == "wrong" else Severity.WARNING,
        )
