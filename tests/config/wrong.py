"""Wrong documents with what is to be said of them, as text."""

from __future__ import annotations

from typing import NamedTuple


class Case(NamedTuple):
    """A document, and behind the line number what is said of it; "…" stands for any ending."""

    document: str
    said: tuple[str, ...]


def cases(text: str) -> list[Case]:
    """The cases of a text: each a document and lines "NUMBER: what is wrong", then a blank line."""
    found: list[list[str]] = [[]]
    for line in text.strip().split("\n"):
        if not line and found[-1] and found[-1][-1][:1].isdigit():
            found.append([])
        else:
            found[-1].append(line)
    return [
        Case(
            "\n".join(line for line in lines if not line[:1].isdigit()),
            tuple(line for line in lines if line[:1].isdigit()),
        )
        for lines in found
    ]


def says(messages: tuple[str, ...], file: object, case: Case) -> bool:
    """Whether these messages are those of the case, each with the file in front."""
    return len(messages) == len(case.said) and all(
        message.startswith(f"{file}:{said[:-1]}")
        if said.endswith("…")
        else message == f"{file}:{said}"
        for message, said in zip(messages, case.said, strict=True)
    )
