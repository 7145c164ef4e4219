"""Surveys of made-up repositories: nothing of them is on a disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from promptlint.engine.survey import Asked, Mention, Seen, Survey

SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"
NOVA = "us.amazon.nova-pro-v1:0"


def asked(
    traffic: str = "chat",
    model: str | None = SONNET,
    wording: str = "w",
    **more: object,
) -> Asked:
    """A request in which only what is said is of interest."""
    made = Asked(model, "converse", traffic, wording, ())
    return made._replace(**more)  # type: ignore[arg-type]  # names of fields


def survey(
    files: Mapping[str, Sequence[Asked]], mentions: Mapping[str, str] | None = None
) -> Survey:
    """A survey of files with their requests, and of others that name a model."""
    return Survey(
        files=tuple(Seen(path, tuple(held)) for path, held in sorted(files.items())),
        mentions=tuple(Mention(*each) for each in sorted((mentions or {}).items())),
        nested=(),
    )
