"""What the GitHub action does once promptlint is installed: check, report, sum up.

    python -I -X utf8 scripts/github_action.py

The inputs of `action.yml` come as variables. The log gets annotations, `GITHUB_OUTPUT` the exit
code and the path of a SARIF file, `GITHUB_STEP_SUMMARY` a table of what was found.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

SEVERITIES = ("error", "warning", "info")
TROUBLE = "promptlint could not do its job; the log of the step says why."


def main() -> int:
    """Run promptlint as the inputs say. What it exits with is what the action exits with."""
    given = os.environ
    place = Path(tempfile.mkdtemp(prefix="promptlint-", dir=given.get("RUNNER_TEMP")))
    sarif, findings = place / "promptlint.sarif", place / "promptlint.json"
    try:
        status = check(arguments(given), f"sarif={sarif}", f"json={findings}")
    except ValueError as problem:
        print(f"::error title=promptlint::the input `args` cannot be split: {problem}", flush=True)
        status = 2
    outputs = {"exit-code": str(status)}
    if sarif.exists():
        drop_suppressed(sarif)
        outputs["sarif"] = str(sarif)
    append(given.get("GITHUB_OUTPUT"), (f"{name}={value}" for name, value in outputs.items()))
    report = json.loads(findings.read_text(encoding="utf-8")) if findings.exists() else None
    append(given.get("GITHUB_STEP_SUMMARY"), summary(report, failed=status not in (0, 1)))
    return status


def check(arguments: Iterator[str], *reports: str) -> int:
    """Run `promptlint check` with annotations in the log and these reports besides."""
    formats = [f"--output-format={report}" for report in ("github", *reports)]
    promptlint = (sys.executable, "-I", "-X", "utf8", "-m", "promptlint")
    return subprocess.call([*promptlint, "check", *formats, *arguments])


def drop_suppressed(sarif: Path) -> None:
    """Leave what is suppressed out of a SARIF file: code scanning would open alerts for it."""
    report = json.loads(sarif.read_text(encoding="utf-8"))
    for run in report["runs"]:
        run["results"] = [each for each in run["results"] if not each.get("suppressions")]
    sarif.write_text(json.dumps(report), encoding="utf-8")


def arguments(given: Mapping[str, str]) -> Iterator[str]:
    """The command line that the inputs come to. Raises ValueError if a quotation has no end."""
    for name in ("config", "fail-on"):
        value = given.get(f"INPUT_{name.replace('-', '_').upper()}", "")
        if value:
            yield f"--{name}={value}"
    yield from shlex.split(given.get("INPUT_ARGS", ""))
    yield "--"
    paths = map(str.strip, given.get("INPUT_PATHS", "").splitlines())
    yield from filter(None, paths)


def summary(report: Mapping[str, Any] | None, *, failed: bool) -> Iterator[str]:
    """Markdown for the page of the run.

    Args:
        report: what `check --output-format json` wrote, None if it wrote nothing.
        failed: whether promptlint said that it could not do its job.
    """
    if report is not None:
        said = report["summary"]
        found = [plural(said[severity], severity) for severity in SEVERITIES if said[severity]]
        requests = plural(said["requests"], "request")
        yield f"### promptlint: {', '.join(found) or 'nothing found'} in {requests}\n"
        yield from table(report["findings"])
        if said["suppressed"]:
            yield f"{plural(said['suppressed'], 'finding')} suppressed.\n"
    if failed:
        yield f"{TROUBLE}\n"


def plural(number: int, word: str) -> str:
    """The number and the word that goes with it."""
    return f"{number:,} {word}{'s' * (number != 1)}"


def table(findings: list[Any]) -> Iterator[str]:
    """How often each rule found something, the gravest and most frequent first."""
    counted = Counter(
        (SEVERITIES.index(finding["severity"]), finding["rule"], finding["url"])
        for finding in findings
        if finding["suppressed"] is None
    )
    if counted:
        yield "| rule | severity | findings |\n|---|---|---:|"
        rows = ((severity, -count, rule, url) for (severity, rule, url), count in counted.items())
        for severity, count, rule, url in sorted(rows):
            yield f"| [{rule}]({url}) | {SEVERITIES[severity]} | {-count:,} |"
        yield ""


def append(file: str | None, lines: Iterator[str]) -> None:
    """Add lines to one of the runner's files, where there is one."""
    if file:
        with Path(file).open("a", encoding="utf-8", newline="\n") as stream:
            stream.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
