"""Fixtures that many tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from command_line import expand, promptlint
from hypothesis import settings

# CI judges a change by the same examples every time; new ones are looked for elsewhere.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

__all__ = ["expand", "promptlint"]  # fixtures

ROOT = Path(__file__).parents[1]
# Real requests, prompts and recorded facts, which are not ours to ship. Not everybody has them.
MATERIAL = Path(os.environ.get("PROMPTLINT_MATERIAL", ROOT.parent / "shared"))


@pytest.fixture(autouse=True)
def no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the surroundings of a test run say is not what users of a test say."""
    for name in ("GITHUB_ACTIONS", "PROMPTLINT_CONFIG"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Real requests and prompts."""
    return _material("corpus")


@pytest.fixture(scope="session")
def recorded_facts() -> Path:
    """What has been gathered about models, as the catalogue's source."""
    return _material("facts")


def _material(name: str) -> Path:
    if not (MATERIAL / name).is_dir():
        pytest.skip(f"no {name} of real requests here (PROMPTLINT_MATERIAL names their folder)")
    return MATERIAL / name
