"""What each finding's own fix would do to the file, for editors and other programs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from promptlint.dialects import spell
from promptlint.engine.fix import duplicate_key, proven, repair_of
from promptlint.engine.lint import FileReport, Settings, facts_of
from promptlint.engine.proof import NotProven
from promptlint.findings import Finding, Replacement
from promptlint.forms import Stored
from promptlint.operations import Repair
from promptlint.prompt import Prompt
from promptlint.syntax import quote
from promptlint.text import Edit, Overlap, Source, Span, apply

# Each offer is proven by linting its request anew.
_MOST_OFFERS = 20


class _Scene(NamedTuple):
    """A request, and what it takes to judge changes to it.

    Attributes:
        part: the characters of the file that hold this request and no other.
        rules: how many findings of each rule it has.
        secrets: what an offer must not show.
    """

    source: Source
    request: Prompt
    part: Span
    rules: Counter[str]
    secrets: frozenset[str]
    settings: Settings


def offers(report: FileReport, settings: Settings) -> tuple[tuple[Replacement, ...], ...]:
    """For each finding what its own fix, and no other, does to the file; empty if nothing.

    A fix is offered if it is within reach, proven as a pass of `fix` is, and the finding is gone
    with it; so whoever applies one set has a sound request. None is offered that would show a
    secret, and only the first fixes of a request are: the time stays in proportion to the file.
    """
    if report.source is None or report.stored is None or duplicate_key(report) is not None:
        return ((),) * len(report.findings)
    settings = settings._replace(counter=None)  # nobody is asked over the network for an offer
    rules: defaultdict[int | None, Counter[str]] = defaultdict(Counter)
    for finding in report.findings:
        rules[finding.request][finding.rule] += 1
    scenes: dict[int, _Scene] = {}
    known: dict[int, tuple[Replacement, ...]] = {}
    tried: Counter[int] = Counter()
    offered: list[tuple[Replacement, ...]] = []
    for finding in report.findings:
        repair, number = repair_of(finding, settings.reach), finding.request
        if repair is None or number is None or finding.suppressed is not None:
            offered.append(())
            continue
        if id(repair) not in known:
            tried[number] += 1
            possible = tried[number] <= _MOST_OFFERS
            if possible and number not in scenes:
                request = report.stored.requests[number]
                secrets = frozenset(_secrets(request, settings))
                scenes[number] = _Scene(
                    report.source, request, _alone(request), rules[number], secrets, settings
                )
            known[id(repair)] = _offer(scenes[number], finding, repair) if possible else ()
        offered.append(known[id(repair)])
    return tuple(offered)


def _alone(request: Prompt) -> Span:
    document, node = request.document, request.root
    while document.holder is not None:
        document, node = document.holder
    while node.parent is not None and not (node.parent.is_array and node.parent.parent is None):
        node = node.parent
    return node.span


def _secrets(request: Prompt, settings: Settings) -> Iterator[str]:
    """The texts of a request that are to be masked, in all the ways in which JSON spells them."""
    for spot in facts_of(request, settings).spots:
        if spot.secret:
            start, end = spot.node.map.span(spot.start, spot.end)
            yield spot.node.text[start:end]
            yield quote(spot.text)[1:-1]
            yield quote(spot.text, ascii_only=True)[1:-1]


def _offer(scene: _Scene, finding: Finding, repair: Repair) -> tuple[Replacement, ...]:
    """What a fix does to the file, if it may be offered."""
    edits = spell(scene.request, repair.operations)
    if any(secret in edit.text for edit in edits for secret in scene.secrets):
        return ()
    in_file = _joined(map(scene.request.document.file_edit, edits))
    if not in_file or not _mends(scene, finding, in_file):
        return ()
    at = scene.source.position
    return tuple(Replacement(at(start), at(end), text) for (start, end), text in in_file)


def _joined(edits: Iterable[Edit]) -> list[Edit]:
    """The same edits in the order of the file.

    Those that touch are one, so that nothing is left to the order in which others apply them.
    """
    joined: list[Edit] = []
    for span, text in sorted(edits, key=lambda edit: edit.span):
        if joined and joined[-1].span.end == span.start:
            (start, _), before = joined[-1]
            joined[-1] = Edit(Span(start, span.end), before + text)
        else:
            joined.append(Edit(span, text))
    return joined


def _mends(scene: _Scene, finding: Finding, edits: Iterable[Edit]) -> bool:
    """Whether edits of the file leave a sound request without the finding."""
    begin, end = scene.part
    moved = [Edit(Span(first - begin, last - begin), text) for (first, last), text in edits]
    part = Source(scene.source.path, scene.source.text[begin:end])
    before = FileReport(
        path=part.path,
        form=None,
        findings=(finding,),
        reason=None,
        error=None,
        source=part,
        stored=Stored(None, (scene.request,), (), None),
    )
    try:
        after = proven(before, apply(part.text, moved), [finding], scene.settings)
    except (NotProven, Overlap):
        return False
    if after.stored is None:
        return False
    left = [each for each in after.findings if each.rule == finding.rule]
    again = [_identity(each, after.stored.requests[0]) for each in left]
    fewer = len(left) < scene.rules[finding.rule]
    return fewer or _identity(finding, scene.request) not in again


def _identity(finding: Finding, request: Prompt) -> tuple[str, ...]:
    """What tells a finding from others of its rule, wherever in the file its request is."""
    pointer = finding.place.pointer.removeprefix(request.pointer(request.root))
    return (pointer, *(spot.kind for spot in finding.spots))
