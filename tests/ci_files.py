"""The files by which other services run promptlint, and the snippets of our pages about them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pre_commit.yaml import yaml_load

FENCE = re.compile(r"^```(\w+)(?: +title=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


class Snippet(NamedTuple):
    """A fenced block of a page, and the nearest heading above it."""

    heading: str
    language: str
    text: str


def snippets(page: Path) -> list[Snippet]:
    """The fenced blocks of a page in their order."""
    text = page.read_text(encoding="utf-8")
    return [
        Snippet(
            [found[1] for found in HEADING.finditer(FENCE.sub("", text[: block.start()]))][-1],
            block[1],
            block[3],
        )
        for block in FENCE.finditer(text)
    ]


def read(text: str) -> Any:  # noqa: ANN401 - YAML may hold anything
    """The value that a YAML text holds."""
    return yaml_load(text)


def complaints(schema: str, *files: Path) -> str:
    """What check-jsonschema says against files by one of the schemas that it brings; "" if nothing.

    The schemas are SchemaStore's and the vendors' own.
    """
    if not find_spec("check_jsonschema"):
        pytest.skip("check-jsonschema is not installed (it is in the extra `test`)")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    if schema == "azure-pipelines":  # which reads more than its schema says
        command += ["--data-transform", schema]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr or "it failed without a word"


def audited(file: Path, folder: Path) -> None:
    """Have zizmor audit an action or a workflow. `folder`: where its settings can be written."""
    beside = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    zizmor = shutil.which("zizmor", path=beside)
    if zizmor is None:
        pytest.skip("zizmor is not on this machine (it is in the extra `dev`)")
    # GitHub's own actions, and ours, may be named by their version.
    policies = dict.fromkeys(("actions/*", "github/*", "example/promptlint"), "ref-pin")
    settings = folder / "zizmor.yml"
    settings.write_text(
        json.dumps({"rules": {"unpinned-uses": {"config": {"policies": policies}}}})
    )
    options = ("--offline", "--no-progress", "--config", str(settings))
    command = (zizmor, *options, str(file))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
