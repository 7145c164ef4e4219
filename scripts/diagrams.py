"""Draw the pictures of docs/concepts.md into docs/pictures/.

    python -m scripts.diagrams [--check]

With --check nothing is written; what is stale is named, and if there is any the exit code is 1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from promptlint.facts.lookback import LOOKBACK
from scripts import charts
from scripts.generated import ROOT, settle
from scripts.svg import WIDTH, box, checkpoint, drawing, line, words

COMMAND = "python -m scripts.diagrams"
FOLDER = ROOT / "docs" / "pictures"


def prefix() -> str:
    """Three calls with two checkpoints, and what each reads and writes."""
    calls = (
        ("first call", "document A", "question", ("session", "session"), "writes 37,209"),
        ("another question", "document A", "question", ("static", "static"), "reads 37,209"),
        (
            "another document",
            "document B",
            "question",
            ("static", "session"),
            "reads 1,038, writes 37,888",
        ),
    )
    parts = [
        box(16, 18, (12, 12), "static"),
        words(33, 28.5, "read", "small"),
        box(76, 18, (12, 12), "session"),
        words(93, 28.5, "written", "small"),
        box(150, 18, (12, 12), "frame"),
        words(167, 28.5, "neither: fresh in each call", "small"),
    ]
    for number, (name, document, question, kinds, said) in enumerate(calls):
        y = 70.0 + 66 * number
        parts += [
            words(16, y + 14, name, "strong"),
            words(16, y + 30, said, "small faint"),
            box(206, y, (100, 38), kinds[0], "instructions"),
            box(310, y, (270, 38), kinds[1], document),
            box(584, y, (120, 38), "frame", question),
            checkpoint(308, y, 38, "C1" if number == 0 else ""),
            checkpoint(582, y, 38, "C2" if number == 0 else ""),
        ]
    title = "Three calls with two checkpoints: what is read, and what is written"
    return drawing(266, title, parts)


def layout() -> str:
    """The same content, before and after it is sorted by lifetime."""
    rows = (
        (
            "before",
            (
                ("rules", 120, "static"),
                ("time", 60, "request"),
                ("price list", 170, "static"),
                ("name", 60, "user"),
                ("examples", 130, "static"),
                ("question", 92, "frame"),
            ),
            (5,),
            "The prefix up to the checkpoint holds the time: each call writes all of it anew.",
        ),
        (
            "after",
            (
                ("rules", 120, "static"),
                ("price list", 170, "static"),
                ("examples", 130, "static"),
                ("name", 60, "user"),
                ("time", 60, "request"),
                ("question", 92, "frame"),
            ),
            (3, 4),
            "What stays for ever is read by everybody, what stays for one user by that user.",
        ),
    )
    parts = [
        part
        for number, row in enumerate(rows)
        for part in _strip(row[0], row[1], row[2], row[3], 44.0 + 96 * number)
    ]
    title = "The same texts before and after they are sorted by how long they stay the same"
    return drawing(208, title, parts)


def _strip(
    name: str,
    pieces: Sequence[tuple[str, int, str]],
    points: Sequence[int],
    remark: str,
    y: float,
) -> Iterator[str]:
    yield words(16, y - 10, name, "strong")
    x = 16.0
    for number, (text, width, kind) in enumerate(pieces, 1):
        yield box(x, y, (width, 34), kind, text)
        x += width + 9
        if number in points:
            yield checkpoint(x - 4.5, y, 34)
    yield words(16, y + 54, remark, "small faint")


# A block in the row of a conversation, and how many there were before the newest turn.
_STEP, _OLD = 17.0, 8


def lookback() -> str:
    """How far a checkpoint looks back for what an earlier call has stored."""
    rows = (
        (10, (), "10 new blocks: the entry is found, only what is new is written", True),
        (26, (), "26 new blocks: the entry is out of reach, all is written again", False),
        (26, (_OLD,), "the same with a second checkpoint where the call before ended", True),
    )
    parts: list[str] = []
    for number, (added, bridges, remark, found) in enumerate(rows):
        parts += _turn(40.0 + 84 * number, added, bridges, remark, found=found)
    legend = (
        ("static", "read", 50),
        ("session", "written", 68),
        ("request", "written again", 104),
    )
    x = 16.0
    for kind, text, width in legend:
        parts += [box(x, 288, (12, 12), kind), words(x + 17, 298.5, text, "small")]
        x += width
    parts += [
        line(x + 8, 284, x + 8, 304, "ghost"),
        words(x + 17, 298.5, "the entry that the call before has stored", "small"),
    ]
    return drawing(320, f"A checkpoint looks back about {LOOKBACK} blocks", parts)


def _turn(
    y: float, added: int, bridges: Sequence[int], remark: str, *, found: bool
) -> Iterator[str]:
    yield words(16, y - 12, remark, "small strong")
    for number in range(_OLD + added):
        old = number < _OLD
        kind = ("static" if found else "request") if old else "session"
        yield box(16 + _STEP * number, y, (_STEP - 3, 22), kind)
    end = 16 + _STEP * (_OLD + added) - 1.5
    stored = 16 + _STEP * _OLD - 1.5
    points = (end, *(16 + _STEP * bridge - 1.5 for bridge in bridges))
    for point in points:
        yield checkpoint(point, y, 22)
    yield line(stored, y - 4, stored, y + 26, "ghost")
    for point in points:
        reach = max(point - _STEP * LOOKBACK, 16)
        yield line(reach, y + 33, point, y + 33)
        yield line(reach, y + 29, reach, y + 37)
        yield line(point, y + 29, point, y + 37)
    yield words(
        points[0] - _STEP * 10, y + 48, f"looks back {LOOKBACK} blocks", "small faint middle"
    )


def lifetimes() -> str:
    """How long texts stay the same, over five sessions of two users on two days."""
    left, right = 110.0, WIDTH - 20
    sessions = (
        (0.02, 0.14, "A"),
        (0.2, 0.31, "B"),
        (0.36, 0.48, "A"),
        (0.62, 0.74, "B"),
        (0.82, 0.96, "A"),
    )
    night = 0.55

    def at(share: float) -> float:
        return left + (right - left) * share

    parts = [
        words(at(night / 2), 28, "first day", "small faint middle"),
        words(at((1 + night) / 2), 28, "second day", "small faint middle"),
        line(at(night), 16, at(night), 232),
    ]
    rows = ("static", "day", "user", "session", "request")
    for number, name in enumerate(rows):
        y = 42.0 + 38 * number
        parts.append(words(16, y + 18, name, "strong"))
        for begin, end, text in _stretches(name, sessions, night):
            parts.append(box(at(begin), y, (at(end) - at(begin), 28), name, text))
    examples = (
        "For example rules (static), the date (day), a name (user), the ID of a session (session), "
        "a clock (request)."
    )
    parts.append(words(16, 248, examples, "small faint"))
    return drawing(
        264, "How long texts stay the same: for ever, a day, a user, a session, a call", parts
    )


def _stretches(
    name: str, sessions: Sequence[tuple[float, float, str]], night: float
) -> Iterator[tuple[float, float, str]]:
    """From when to when a text of that lifetime is the same, and which one it is."""
    if name == "static":
        yield (0.0, 1.0, "the same for all")
    elif name == "day":
        yield from ((0.0, night - 0.005, "20 November"), (night + 0.005, 1.0, "21 November"))
    elif name == "request":
        for begin, end, _ in sessions:
            step = (end - begin) / 4
            yield from (
                (begin + step * call, begin + step * call + step - 0.006, "") for call in range(4)
            )
    else:
        for number, (begin, end, user) in enumerate(sessions, 1):
            yield (begin, end, f"user {user}" if name == "user" else f"session {number}")


PICTURES = {
    "prefix": prefix,
    "minimum": charts.minimum,
    "break-even": charts.break_even,
    "lookback": lookback,
    "sorted": layout,
    "lifetimes": lifetimes,
}


def main(arguments: Sequence[str], folder: Path = FOLDER) -> int:
    """Draw the pictures, or name those that are stale."""
    wanted = {folder / f"{name}.svg": draw() for name, draw in PICTURES.items()}
    return settle(wanted, arguments, __doc__, COMMAND)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
