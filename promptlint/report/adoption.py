"""What `init` says: what is here, what a check finds in it, and what to do next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from promptlint import __version__
from promptlint.engine.guesses import Proposal
from promptlint.engine.surroundings import HOOKS_FILE, Surroundings
from promptlint.engine.survey import Survey
from promptlint.report.results import Result, count
from promptlint.report.safe_text import fit, safe
from promptlint.report.style import FAINT, PLACE, SEVERITIES, STRONG, Line, Page, Span, line
from promptlint.report.summary import of_check
from promptlint.text import Grade

_MOST = 5
_MOST_RULES = 8
HOOKS = ("promptlint", "promptlint-fix")
_SOURCE = "<where you get promptlint from>"
_REVISION = f"v{__version__}"


def seen(survey: Survey, page: Page) -> Iterator[Line]:
    """What there is to lint."""
    requests = [asked for _, asked in survey.requests]
    holding = sum(bool(file.requests) for file in survey.files)
    looked = f"Looked at {_number(len(survey.files), 'file')}"
    if not requests:
        yield line(f"{looked}: no requests found.")
    else:
        yield line(f"{looked}: {_number(len(requests), 'request')} in {holding:,} of them.")
        yield from _counted("models", (asked.model or "not named" for asked in requests), page)
        yield from _counted("traffic", (asked.traffic for asked in requests), page)
    for path in survey.nested[:_MOST]:
        yield line(
            Span("  but not ", FAINT), fit(f"below {path}, which counts there", page.width - 10)
        )


def _counted(title: str, values: Iterable[str], page: Page) -> Iterator[Line]:
    counted = sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0]))
    for number, (value, times) in enumerate(counted[:_MOST]):
        head = title if not number else ""
        yield line(Span(f"  {head:8}", FAINT), f"{times:5,}  {fit(value, page.width - 17)}")
    if len(counted) > _MOST:
        yield line(" " * 17, f"and {len(counted) - _MOST:,} more")


def wrote(target: Path, proposal: Proposal) -> Iterator[Line]:
    """What there is now."""
    keys = proposal.keys
    states = f"It states {', '.join(keys)}" if keys else "Nothing is sure enough to be stated"
    yield line()
    yield line("Wrote ", Span(safe(str(target)), PLACE), f". {states}; look through it.")


def found(results: Sequence[Result], reach: Grade, page: Page) -> Iterator[Line]:
    """What a check finds, with the configuration in force."""
    words = list(of_check(results, reach))
    if not words:
        return
    yield line()
    yield line("With it, ", Span("promptlint check", STRONG), f" says: {words[0]}")
    counted = Counter((f.severity, f.rule) for result in results for f in result.findings)
    held = sorted(counted.items(), key=lambda pair: (-pair[0][0], -pair[1], pair[0][1]))
    for (severity, rule), times in held[:_MOST_RULES]:
        label = severity.label
        yield line(f"  {times:5,}  ", Span(f"{label:8}", SEVERITIES[label]), rule)
    if len(held) > _MOST_RULES:
        yield line(f"{'':9}and findings of {_number(len(held) - _MOST_RULES, 'more rule')}")
    yield from _at_stake(results, page)


def _at_stake(results: Iterable[Result], page: Page) -> Iterator[Line]:
    """The money, without counting twice what two findings say of one request."""
    most: dict[tuple[str, int | None], float] = {}
    for result in results:
        for finding in result.findings:
            key = (finding.path, finding.request)
            most[key] = max(most.get(key, 0.0), finding.usd_per_1000_requests or 0.0)
    total = sum(most.values())
    if total < 0.01:
        return
    (worst, _), usd = max(most.items(), key=lambda pair: pair[1])
    path = fit(worst, page.width - 40)
    if usd == total:
        yield line(f"  At stake: ${total:,.2f} per 1,000 requests, in ", Span(path, PLACE))
    else:
        yield line(f"  At stake: ${total:,.2f} if each request is sent 1,000 times,")
        yield line(f"  ${usd:,.2f} of that in ", Span(path, PLACE))


def next_steps(results: Sequence[Result], folder: str) -> Iterator[Line]:
    """The commands to go on with. `folder`: where to call them; empty for the current one."""
    counts = count(results)
    if not counts.error + counts.warning + counts.info:
        return
    yield line()
    yield line(f"Next{f', in {folder}' if folder else ''}:")
    yield line(
        Span("  promptlint fix --diff .    ", STRONG),
        "shows what can be mended; without --diff, it is",
    )
    yield line(
        Span("  promptlint baseline write  ", STRONG),
        "takes the rest as known, so that only new findings count",
    )


def to_keep(around: Surroundings) -> Iterator[Line]:
    """How to run it by itself."""
    hooks = around.hooks
    yield line()
    if hooks is not None and hooks.ours:
        yield line(f"{HOOKS_FILE} has the hook already.")
    elif hooks is not None and hooks.line is not None:
        yield line(f"For pre-commit, in {HOOKS_FILE}, below `repos:` in line {hooks.line}:")
        yield line()
        yield from map(line, snippet(hooks.indent, whole=False))
    else:
        lacks = "is not there" if hooks is None else "has no `repos:`"
        yield line(f"For pre-commit, in {HOOKS_FILE}, which {lacks} yet:")
        yield line()
        yield from map(line, snippet())
    if around.github:
        yield line()
        yield line(f"For a workflow of GitHub Actions: `uses: {_SOURCE}@{_REVISION}`.")
    if around.gitlab:
        yield line()
        yield line("For GitLab CI, there is a template to include: see docs/ci.md.")


def snippet(indent: str = "  ", *, whole: bool = True) -> Iterator[str]:
    """The entry for .pre-commit-config.yaml. `whole`: with the key that it stands below."""
    if whole:
        yield "repos:"
    yield f"{indent}- repo: {_SOURCE}"
    yield f"{indent}  rev: {_REVISION}"
    yield f"{indent}  hooks:"
    for hook in HOOKS:
        yield f"{indent}    - id: {hook}"


def _number(number: int, word: str) -> str:
    return f"{number:,} {word}{'s' * (number != 1)}"
